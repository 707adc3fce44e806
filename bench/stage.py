"""The stage of every measurement: a throw-away database, a small country, a real server with several processes."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from config import env
from config.postgres import SERVING, embedded, embedded_url

NOBODY_REAL = "the password of a bench that nobody keeps"
OPERATORS = 8

# Founds a country and gives the session tokens of those who play.
Settle = Callable[[], list[str]]


@dataclass
class Stage:
    """Where the bench plays: the database's address, the environment of child processes, and who signs in."""

    data: Path
    url: str
    environment: dict[str, str]
    tokens: list[str] = field(default_factory=list)

    @contextmanager
    def server(self, *, settings: str = "", workers: int = 2) -> Iterator[str]:
        """Run the web server as its own processes and give its address."""
        port = free_port()
        process = self.start_server(port, settings=settings, workers=workers)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, process)
            yield address
        finally:
            stop(process)

    def panah(self, *arguments: str) -> str:
        """Run a `panah` command as the owner and give what it said; raises CalledProcessError when it fails."""
        environment = self.environment | {"PANAH_DB_ROLE": "owner"}
        command = [sys.executable, "-m", "panah", *arguments]
        done = subprocess.run(command, env=environment, cwd=env.ROOT, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def start_server(self, port: int, *, settings: str = "", workers: int = 2) -> subprocess.Popen[bytes]:
        """Start the web server on a port, as the web role, in a process group of its own."""
        environment = self.environment | {"PANAH_DB_ROLE": "web"}
        if settings:
            environment["DJANGO_SETTINGS_MODULE"] = settings
        command = [sys.executable, "-m", "panah", "serve", "--port", str(port), "--workers", str(workers)]
        return subprocess.Popen(command, env=environment, cwd=env.ROOT, start_new_session=True)


@contextmanager
def staged(
    options: Mapping[str, str] = SERVING, *, settle: Settle | None = None, revived: Callable[[], None] | None = None
) -> Iterator[Stage]:
    """Set up the stage in a temporary folder and take everything away afterwards.

    `settle` founds the country, the bench's own by default, and gives session tokens; with `revived` a database that
    dies is started again, as `panah run` would do it, and `revived` is called.
    """
    # Whoever is told to end takes down what was put up, as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="panah-bench-") as folder:
        data = Path(folder) / "postgres"
        with embedded(data, options, revived):
            stage = Stage(data, embedded_url(data), _environment(embedded_url(data), Path(folder) / "audit"))
            os.environ.update(stage.environment | {"PANAH_DB_ROLE": "owner"})
            stage.panah("migrate", "--verbosity", "0")
            stage.panah("audit", "key")
            stage.tokens = _settled(settle)
            yield stage


def _environment(url: str, audit: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PANAH_", "DJANGO_"))}
    return kept | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PANAH_DEMO": "1",
        # Loading may take longer than a screen stays open without a touch.
        "PANAH_IDLE_MINUTES": "120",
        "PANAH_AUDIT_KEY": str(audit / "key"),
        "PANAH_AUDIT_PUBLIC_KEYS": str(audit / "public-keys"),
        "PANAH_AUDIT_ANCHOR": str(audit / "anchor"),
    }


def _settled(settle: Settle | None) -> list[str]:
    """Found a country as the owner; the bench's own has one hotline with its operators, and the Department."""
    import django

    django.setup()
    if settle:
        return settle()
    from bench.country import found

    return found(OPERATORS, NOBODY_REAL)


def free_port() -> int:
    """Give a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until the server answers; raises RuntimeError when it ends or stays silent."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        with suppress(OSError):
            # The address is our own server's.
            urllib.request.urlopen(f"{address}/accounts/sign-in/", timeout=2).close()  # noqa: S310
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not answer in time")


def stop(process: subprocess.Popen[bytes], sign: int = signal.SIGTERM) -> None:
    """Stop a server with all its processes."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, sign)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=15)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def measured(action: Callable[[], object]) -> float:
    """Give how long an action took, in seconds."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def percentile(values: list[float], share: float) -> float:
    """Give the value below which the share of values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
