"""Calling the database's own functions, which do what the server's role may not do by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def _bare_statement() -> Iterator[CursorWrapper]:
    """A cursor that sends values beside the statement and not in it.

    What is sent here are tokens and proofs of passwords. Django writes values into the statement, and statements
    stand in the database's list of what is running and, when they fail, in its log.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.make_cursor(psycopg.Cursor(connection.connection)) as cursor:  # type: ignore[arg-type]
        yield cursor


def rows(function: str, *values: Any) -> list[tuple[Any, ...]]:
    """Call a function that gives a table; `function` is a name of ours and never comes from outside."""
    places = ", ".join(["%s"] * len(values))
    with _bare_statement() as cursor:
        cursor.execute(f"SELECT * FROM {function}({places})", list(values))  # noqa: S608
        return list(cursor.fetchall())


def row(function: str, *values: Any) -> tuple[Any, ...] | None:
    """Call a function that gives one row, or none."""
    return next(iter(rows(function, *values)), None)


def value(function: str, *values: Any) -> Any:
    """Call a function that gives one value."""
    return rows(function, *values)[0][0]
