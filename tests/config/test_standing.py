"""A connection that waited in the pool is given out as it is while it stands, and replaced when it has ended."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from config.standing.base import stands
from tests.database import Owner


def given_out() -> Any:
    """Give the pool's next connection, as a request gets it."""
    connection.close()
    connection.ensure_connection()
    return connection.connection


@pytest.mark.django_db(transaction=True)
def test_a_connection_the_server_has_ended_is_replaced(owner: Owner) -> None:
    ended = given_out().info.backend_pid
    connection.close()
    owner.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE usename = 'panah_web' AND datname = current_database()"
    )
    fresh = given_out()
    assert fresh.execute("SELECT pg_backend_pid() <> %s", [ended]).fetchone() == (True,)


@pytest.mark.django_db(transaction=True)
def test_one_that_stands_is_asked_nothing(tmp_path: Path) -> None:
    waited = given_out()
    with (tmp_path / "said").open("w+") as said:
        waited.pgconn.trace(said.fileno())
        assert stands(waited)
        waited.pgconn.untrace()
        assert said.read() == ""


@pytest.mark.django_db(transaction=True)
def test_something_to_read_is_not_yet_an_end(owner: Owner) -> None:
    """A server that only has something to say is asked, and its connection goes on being used."""
    waited = given_out()
    waited.execute("LISTEN panah_standing")
    owner.execute("NOTIFY panah_standing")
    assert stands(waited)
    assert waited.execute("SELECT 1").fetchone() == (1,)
