"""A database that will not do is refused before anything is written into it."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from config.env import DatabaseRole, EnvironmentProblem
from panah.core import database
from tests.database import as_owner
from tests.roles import connected_as

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def latin() -> Iterator[str]:
    """The name of an empty database that knows the letters of western Europe alone."""
    name = sql.Identifier(f"{connection.settings_dict['NAME']}_latin")
    with as_owner("postgres") as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'").format(name))
        yield name.as_string().strip('"')
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def test_a_database_without_the_letters_of_all_people_is_refused(latin: str) -> None:
    with connected_as(DatabaseRole.OWNER, latin):
        with pytest.raises(EnvironmentProblem, match="ENCODING 'UTF8'"):
            call_command("migrate", verbosity=0, interactive=False)
        assert connection.introspection.table_names() == []


def test_a_server_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST_SERVER", 1_000)
    with pytest.raises(EnvironmentProblem, match="PostgreSQL 1000 or newer"):
        database.check_server()
