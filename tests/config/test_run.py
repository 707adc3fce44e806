"""`panah run` brings everything up, says what it does, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import env
from config.ports import free_port
from config.postgres import embedded, running
from panah.core.management.commands.run import ready

pytestmark = pytest.mark.system
PATIENCE = 10


def start(*words: str, **told: str) -> "subprocess.Popen[str]":
    """Start the `panah` command in a group of its own, as a terminal would."""
    # Where the tests were themselves begun in the background, Ctrl-C is ignored, and would be by what they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    given = {env.SETTINGS.name: "config.settings.dev", env.DATABASE_URL.name: "", env.DEMO.name: "0"} | told
    return subprocess.Popen(
        [sys.executable, "-m", "panah", *words],
        cwd=env.ROOT,
        env=env.for_child(given),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder for run-time files, with the assets a bootstrap would have brought; a later start finds what was left.

    It lies apart from pytest's own, which another session on the machine would close to the database's account.
    """
    with tempfile.TemporaryDirectory(prefix="panah-run-") as folder:
        (Path(folder) / "assets").mkdir()
        yield Path(folder)


def members(session: int) -> list[int]:
    """The processes that still belong to this session or were started from it with its environment."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,sid=,stat="], check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [int(pid) for pid, sid, state in rows if int(sid) == session and not state.startswith("Z")]


def left_of(sessions: list[int]) -> list[int]:
    """What is still there of these sessions; who has let go of its pipe needs a moment more to be gone."""
    until = time.monotonic() + PATIENCE
    while (left := [pid for session in sessions for pid in members(session)]) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def children(pid: int) -> list[int]:
    """The processes this one has started."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], check=False, capture_output=True, text=True)
    return [int(line) for line in listed.stdout.split()]


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    """Read what the command says until it says these words, or ends."""
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if words in line:
            break
    return said


def test_it_answers_and_ctrl_c_leaves_nothing(place: Path) -> None:
    port = free_port("127.0.0.1", 0)
    process = start("run", PANAH_VAR=str(place), PANAH_PORT=str(port))
    try:
        said = read_until(process, "ready on")
        assert f"ready on http://127.0.0.1:{port}" in said, said
        with pytest.raises(urllib.error.HTTPError, match="404") as answer:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/nothing-is-here/", timeout=60)
        answer.value.close()
        parts = children(process.pid)
        assert len(parts) == 2
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=120)
        assert process.returncode == 0
        assert left_of([process.pid, *parts]) == []
        assert not running(place / "postgres")
    finally:
        process.kill()
        process.communicate(timeout=120)


def test_what_to_try_works_as_it_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The exchange is played from another terminal, which knows nothing of how this one was started."""
    for variable in (env.PORT, env.VAR):
        monkeypatch.delenv(variable.name, raising=False)
    assert "`PANAH_DEMO=1 .venv/bin/panah demo calls`" in ready("http://127.0.0.1:8000", demo=True)
    monkeypatch.setenv(env.PORT.name, "8200")
    monkeypatch.setenv(env.VAR.name, "/a place")
    said = ready("http://127.0.0.1:8200", demo=True)
    assert "`PANAH_DEMO=1 PANAH_PORT=8200 PANAH_VAR='/a place' .venv/bin/panah demo calls`" in said
    alone = ready("http://127.0.0.1:8200", demo=False)
    assert "ready on http://127.0.0.1:8200" in alone
    assert "demo" not in alone


def test_parts_do_not_outlive_a_killed_supervisor(place: Path) -> None:
    process = start("run", PANAH_VAR=str(place), PANAH_PORT=str(free_port("127.0.0.1", 0)))
    assert "ready on" in read_until(process, "ready on")
    parts = children(process.pid)
    process.kill()
    # The pipe they write to closes when the last of them is gone.
    process.communicate(timeout=120)
    assert left_of(parts) == []
    with embedded(place / "postgres"):
        assert running(place / "postgres")
    assert not running(place / "postgres")


def test_a_taken_port_is_one_sentence(place: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said, _ = start("run", PANAH_VAR=str(place), PANAH_PORT=str(port)).communicate(timeout=120)
    assert said == f"panah: Port {port} is taken by another program; stop it or choose another with PANAH_PORT.\n"


@pytest.mark.parametrize("command", ["run", "migrate", "plans"])
def test_an_unreachable_database_is_one_sentence(place: Path, command: str) -> None:
    port = free_port("127.0.0.1", 0)
    url = f"postgresql://nobody@127.0.0.1:{port}/nothing"
    process = start(command, PANAH_VAR=str(place), PANAH_PORT=str(free_port("127.0.0.1", 0)), DATABASE_URL=url)
    said, _ = process.communicate(timeout=120)
    assert said == "panah: The database cannot be reached; is DATABASE_URL right and the server running?\n"
    assert process.returncode == 1


def test_help_lists_every_command() -> None:
    said, _ = start("help").communicate(timeout=120)
    assert "panah run " in said
    assert "panah worker " in said
