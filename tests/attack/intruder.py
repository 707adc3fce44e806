"""Somebody who speaks SQL with a login of Panah's: the server's, the worker's or that of statistics."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from panah.accounts.entering import presented
from panah.core.database import panah_models
from tests.database import Owner, owner_url
from tests.world import Person

Row = tuple[Any, ...]
Database = psycopg.Connection[Row]

# Every table, with nothing left out.
WHOLE = {str(model._meta.db_table): "" for model in panah_models()}

# What PostgreSQL answers when it does not let somebody: no right, not supported under row rules, a wrong state.
NO_RIGHT = psycopg.errors.InsufficientPrivilege


def login(role: str, *, autocommit: bool = False) -> Database:
    """A connection of the role's own, as anybody with its password would open one."""
    password = settings.DATABASE_ROLE_PASSWORDS[role]
    name = connection.settings_dict["NAME"]
    return psycopg.connect(owner_url(name), user=role, password=password, autocommit=autocommit)


@contextmanager
def as_web(person: Person | None = None) -> Iterator[Database]:
    """The server's role in a transaction that is taken back; with somebody's session if one is named."""
    with login("panah_web") as database:
        if person is not None:
            enter(database, person)
        yield database
        database.rollback()


def enter(database: Database, person: Person) -> None:
    """Enter as the member whose session the person's token is; the transaction has then their context."""
    outcome = database.execute("SELECT outcome FROM panah_enter(%s, interval '15 minutes')", [presented(person.token)])
    assert outcome.fetchone() == ("ok",)


def ask(database: Database, statement: str, *values: Any) -> Any:
    """The one value that a statement gives."""
    row = database.execute(statement.encode(), values or None).fetchone()
    return row[0] if row else None


@contextmanager
def savepoint(database: Database) -> Iterator[None]:
    """Try something and take it back, whatever comes of it."""
    with database.transaction(force_rollback=True):
        yield


def named(statement: str, *names: str) -> sql.Composed:
    """A statement with tables, columns or roles put in where it has braces."""
    return sql.SQL(statement).format(*map(sql.Identifier, names))


def fingerprints(owner: Owner, tables: dict[str, str]) -> dict[str, Any]:
    """What these tables hold, in one number each; with a condition, of what it leaves."""
    query = "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t "
    return {
        table: owner.execute(sql.SQL(query).format(sql.Identifier(table)) + sql.SQL(rest)).fetchone()
        for table, rest in tables.items()
    }
