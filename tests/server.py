"""The real server, as `panah serve` starts it, on the database of this test process."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from config import env
from config.ports import free_port
from tests.database import owner_url

LONGEST_START = 120


@dataclass(frozen=True)
class Server:
    """Where the server answers, and where it writes what it has to say."""

    url: str
    log: Path


def environment() -> dict[str, str]:
    """What the server's process is told: the test settings, and this process's database."""
    told = {
        env.SETTINGS.name: "config.settings.test",
        env.DATABASE_URL.name: owner_url(connection.settings_dict["NAME"]),
    }
    return env.for_child(told)


@pytest.fixture(scope="session")
def server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for the whole run of this process; it must not have written a traceback when it ends."""
    port = free_port("127.0.0.1", 0)
    log = tmp_path_factory.mktemp("server") / "log"
    command = [sys.executable, "-m", "panah", "serve", "--port", str(port), "--workers", "1"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment(), stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    running = Server(f"http://127.0.0.1:{port}", log)
    try:
        _wait_until_it_answers(running, process)
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert "Traceback" not in log.read_text(), log.read_text()


def _wait_until_it_answers(server: Server, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(server.url, timeout=5).close()
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The server did not start:\n{server.log.read_text()}")
