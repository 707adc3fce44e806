"""Writing new rows fast: prepared once for each connection, and several in one journey to the database.

Django builds an insert anew each time and the database plans it anew, row rules and all; on the desk's busiest paths
that is most of the work. What a row is, its fields and what they make of their values, stays Django's affair.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from itertools import groupby
from types import NoneType
from typing import Any, Self
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model

# What the driver takes in every column; the most values by far.
_AS_THEY_ARE = frozenset({bool, date, datetime, int, NoneType, str, UUID})


class _Preparing(psycopg.Cursor[Any]):
    """A cursor that has every statement prepared."""

    def execute(self, query: Any, params: Any = None, **_options: Any) -> Self:
        return super().execute(query, params, prepare=True)


def insert(*rows: Model) -> None:
    """Insert new rows in their order, neighbours of one table at once.

    Raises what saving them would raise; inside `together` at its end.
    """
    database = connections[DEFAULT_DB_ALIAS]
    for model, listed in groupby(rows, type):
        same = list(listed)
        text, fields = _insert_of(model, len(same))
        run(text, [_value(field, row, database) for row in same for field in fields])
        for row in same:
            row._state.adding, row._state.db = False, database.alias


def run(text: str, values: Sequence[Any]) -> None:
    """Run a statement that gives nothing back and is worth preparing: its text stays the same, the values differ."""
    with _cursor() as cursor:
        cursor.execute(text, values)


def ask(text: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Ask a question that is worth preparing; inside `together` it waits for everything before it."""
    with _cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


def _cursor() -> CursorWrapper:
    """Give a cursor wrapped as Django wraps its own, so that errors and counts are what they are elsewhere."""
    connection.ensure_connection()
    wrap: Any = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    cursor: CursorWrapper = wrap(_Preparing(connection.connection))
    return cursor


@contextmanager
def together() -> Iterator[None]:
    """Send what the block writes without waiting for each answer; what the database refuses is raised at the end."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def _value(field: "Field[Any, Any]", row: Model, database: BaseDatabaseWrapper) -> Any:
    value = field.pre_save(row, add=True)
    return value if type(value) in _AS_THEY_ARE else field.get_db_prep_save(value, database)


@cache
def _insert_of(model: type[Model], count: int) -> tuple[str, tuple["Field[Any, Any]", ...]]:
    """Give the insert of so many rows, with the fields whose values it takes."""
    fields = tuple(model._meta.local_concrete_fields)
    columns = ", ".join(connection.ops.quote_name(str(each.column)) for each in fields)
    row = f"({', '.join(map(_place, fields))})"
    table = connection.ops.quote_name(model._meta.db_table)
    # Names of tables and columns come from the models alone.
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * count)}", fields  # noqa: S608


def _place(field: "Field[Any, Any]") -> str:
    typed = getattr(field, "get_placeholder", None)
    return str(typed(None, None, connection)) if typed else "%s"
