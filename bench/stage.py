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

    def start_server(self, port: int, *, settings: str = "", workers: int = 2) -> subprocess.Popen[bytes]:
        """Start the web server on a port, as the web role, in a process group of its own."""
        environment = self.environment | {"PANAH_DB_ROLE": "web"}
        if settings:
            environment["DJANGO_SETTINGS_MODULE"] = settings
        command = [sys.executable, "-m", "panah", "serve", "--port", str(port), "--workers", str(workers)]
        return subprocess.Popen(command, env=environment, cwd=env.ROOT, start_new_session=True)


@contextmanager
def staged(options: Mapping[str, str] = SERVING) -> Iterator[Stage]:
    """Set up the stage in a temporary folder and take everything away afterwards."""
    with tempfile.TemporaryDirectory(prefix="panah-bench-") as folder:
        data = Path(folder) / "postgres"
        with embedded(data, options):
            stage = Stage(data, embedded_url(data), _environment(embedded_url(data)))
            os.environ.update(stage.environment | {"PANAH_DB_ROLE": "owner"})
            subprocess.run(
                [sys.executable, "-m", "panah", "migrate", "--verbosity", "0"],
                env=stage.environment | {"PANAH_DB_ROLE": "owner"}, cwd=env.ROOT, check=True,
            )  # fmt: skip
            stage.tokens = _found()
            yield stage


def _environment(url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PANAH_", "DJANGO_"))}
    return kept | {
        "DATABASE_URL": url,
        "PANAH_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PANAH_IDLE_MINUTES": "120",
    }


def _found() -> list[str]:
    """Found the bench's country as the owner: one hotline with its operators, the Department, and their sessions."""
    import django

    django.setup()
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
