"""Connections outside the pool and PostgreSQL's own programs are as careful about TLS as the configured ones."""

import pytest
from django.db import connection

from config import env
from config.env import DatabaseRole
from panah.core import libpq
from panah.web import live

URL = "postgresql://boss:pass%40word@db.example:6432/panah?sslmode=verify-full&sslrootcert=/etc/ca.pem"


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server far away that is trusted by its certificate only; nobody speaks to it."""
    for name, value in env.database(URL, DatabaseRole.OWNER, "secret").items():
        monkeypatch.setitem(connection.settings_dict, name, value)


def test_who_listens_for_live_pages_trusts_no_other_certificate(strict: None) -> None:
    told = live.where()
    assert (told["host"], told["port"], told["dbname"]) == ("db.example", "6432", "panah")
    assert (told["sslmode"], told["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert told["application_name"] == live.LISTENING
    assert "pool" not in told


def test_programs_are_told_the_same_and_the_password_out_of_sight(strict: None) -> None:
    told = libpq.environment()
    assert (told["PGSSLMODE"], told["PGSSLROOTCERT"]) == ("verify-full", "/etc/ca.pem")
    assert (told["PGHOST"], told["PGUSER"], told["PGPASSWORD"]) == ("db.example", "boss", "pass@word")
