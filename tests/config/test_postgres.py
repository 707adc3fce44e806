"""The embedded server runs while somebody uses it, and comes back when it is killed."""

import os
import queue
import signal
from pathlib import Path

import pytest

from config.postgres import LONGEST_SOCKET, TESTING, ServerProblem, embedded, embedded_url, running, socket_folder

pytestmark = pytest.mark.system


def test_the_last_to_leave_stops_the_server(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    with embedded(data, TESTING):
        with embedded(data, TESTING):
            assert running(data)
        assert running(data)
    assert not running(data)


def test_a_killed_server_comes_back_with_what_it_had(tmp_path: Path) -> None:
    data, revived = tmp_path / "postgres", queue.SimpleQueue[bool]()
    with embedded(data, TESTING, revived=lambda: revived.put(True)):
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        assert revived.get(timeout=30)
        assert running(data)
    assert not running(data)


def test_a_start_that_was_broken_off_is_begun_again(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    (data / "base").mkdir(parents=True)
    with embedded(data, TESTING):
        assert running(data)


def test_a_server_that_cannot_start_says_so_in_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(ServerProblem, match=r"^The embedded PostgreSQL did not start"),
        embedded(tmp_path / "postgres", {"no_such_setting": "1"}),
    ):
        pass


def test_a_deep_folder_gets_its_socket_elsewhere() -> None:
    shallow, deep = Path("/srv/panah/var/postgres"), Path("/srv") / ("x" * LONGEST_SOCKET)
    assert socket_folder(shallow) == shallow
    assert len(str(socket_folder(deep))) < LONGEST_SOCKET
    assert embedded_url(deep) != embedded_url(deep / "other")
