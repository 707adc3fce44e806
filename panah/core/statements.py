"""Writing new rows fast: prepared once for each connection, and several in one journey to the database.

Django builds an insert anew each time and the database plans it anew, row rules and all; on the desk's busiest paths
that is most of the work. What a row is, its fields and what they make of their values, stays Django's affair.
Values have places here that the database itself reads: $1, $2 and so on.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from itertools import count, groupby
from types import NoneType
from typing import Any, Self
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model

# What the driver takes in every column; the most values by far.
_AS_THEY_ARE = frozenset({bool, date, datetime, int, NoneType, str, UUID})


class _Preparing(psycopg.RawCursor[Any]):
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
    with _cursor(text) as cursor:
        cursor.execute(text, values)


def ask(text: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Ask a question that is worth preparing; inside `together` it waits for everything before it."""
    with _cursor(text) as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


def places(row: str, rows: int) -> str:
    """Give the places of so many rows of values: `places("(?, ?)", 2)` is `($1, $2), ($3, $4)`."""
    numbers = count(1)
    parts = ", ".join([row] * rows).split("?")
    return "".join(f"{part}${next(numbers)}" for part in parts[:-1]) + parts[-1]


@contextmanager
def together() -> Iterator[None]:
    """Send what the block writes without waiting for each answer; what the database refuses is raised at the end."""
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    with database.wrap_database_errors, database.connection.pipeline():
        yield


def _cursor(text: str) -> CursorWrapper:
    """Give a cursor whose errors are Django's; where statements are written down, this one is too."""
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    if database.queries_logged:
        database.queries_log.append({"sql": text, "time": ""})
    cursor: CursorWrapper = database.make_cursor(_Preparing(database.connection))  # type: ignore[arg-type]
    return cursor


def _value(field: "Field[Any, Any]", row: Model, database: BaseDatabaseWrapper) -> Any:
    value = field.pre_save(row, add=True)
    return value if type(value) in _AS_THEY_ARE else field.get_db_prep_save(value, database)


@cache
def _insert_of(model: type[Model], rows: int) -> tuple[str, tuple["Field[Any, Any]", ...]]:
    """Give the insert of so many rows, with the fields whose values it takes."""
    fields = tuple(model._meta.local_concrete_fields)
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns = ", ".join(quoted(str(each.column)) for each in fields)
    row = f"({', '.join(map(_place, fields))})"
    # Names of tables and columns come from the models alone.
    return f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES {places(row, rows)}", fields  # noqa: S608


def _place(field: "Field[Any, Any]") -> str:
    typed = getattr(field, "get_placeholder", None)
    return str(typed(None, None, connections[DEFAULT_DB_ALIAS])).replace("%s", "?") if typed else "?"
