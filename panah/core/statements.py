"""Writing new rows fast: prepared once for each connection, and several in one journey to the database.

Django builds an insert anew each time and the database plans it anew, row rules and all; on the desk's busiest paths
that is most of the work. What a row is, its fields and what they make of their values, stays Django's affair.
Values have places here that the database itself reads: $1, $2 and so on.

Inside `together` new rows are held back, and neighbours written with one statement. What a row rule looks for must be
there before the statement: what is told to `follow` stands between the rows before it and those after it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Table:
    """Where new rows go: the table, the columns that are filled, and the form of one row, `(?, ?)`."""

    name: str
    columns: str
    row: str


# What one statement writes: into each table in turn so many rows, with all their values.
_Batch = list[tuple[Table, int, list[Any]]]
# Any other statement, with its values.
_Said = tuple[str, Sequence[Any]]
# The statements that are still to be sent, inside `together`.
_held: ContextVar[list[_Batch | _Said] | None] = ContextVar("panah_held_rows", default=None)


def insert(*rows: Model) -> None:
    """Insert new rows in their order. Raises what saving them would raise; inside `together` at its end."""
    database = connections[DEFAULT_DB_ALIAS]
    for model, listed in groupby(rows, type):
        same = list(listed)
        table, columns = _table_of(model)
        write(table, [value for row in same for value in _values(columns, row, database)], rows=len(same))
        for row in same:
            row._state.adding, row._state.db = False, database.alias


def write(table: Table, values: list[Any], *, rows: int = 1) -> None:
    """Write new rows into a table: at once, or inside `together` with those beside them."""
    held = _held.get()
    if held is None:
        _send([(table, rows, values)])
    elif held and isinstance(held[-1], list):
        held[-1].append((table, rows, values))
    else:
        held.append([(table, rows, values)])


def follow(text: str, values: Sequence[Any]) -> None:
    """Run a statement that gives nothing back: at once, or inside `together` after the rows before it."""
    held = _held.get()
    if held is None:
        _execute(text, values)
    else:
        held.append((text, values))


def run(text: str, values: Sequence[Any]) -> None:
    """Run a statement that gives nothing back and is worth preparing: its text stays the same, the values differ."""
    _settle()
    _execute(text, values)


def ask(text: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Ask a question that is worth preparing; inside `together` it waits for everything before it."""
    _settle()
    return list(_execute(text, values).fetchall())


def begin_with(text: str, values: Sequence[Any], *, reading: bool = False) -> list[tuple[Any, ...]]:
    """Ask the first question of a transaction on one journey with its beginning; a reading one cannot write."""
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    with database.wrap_database_errors, database.connection.pipeline():
        if reading:
            _execute("SET TRANSACTION READ ONLY", [])
        cursor = _execute(text, values)
    return list(cursor.fetchall())


@contextmanager
def together() -> Iterator[None]:
    """Send what the block writes without waiting for each answer; what the database refuses is raised at the end.

    Rows are sent when the block ends or runs something: one that raises before has written nothing.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    token = _held.set([])
    try:
        with database.wrap_database_errors, database.connection.pipeline():
            yield
            _settle()
    finally:
        _held.reset(token)


def _settle() -> None:
    """Send what is held back."""
    held = _held.get() or []
    for each in held:
        if isinstance(each, list):
            _send(each)
        else:
            _execute(*each)
    held.clear()


def _send(batch: _Batch) -> None:
    text = _insert_into(tuple((table, rows) for table, rows, _ in batch))
    _execute(text, [value for _, _, values in batch for value in values])


def _execute(text: str, values: Sequence[Any]) -> CursorWrapper:
    """Run a statement with a cursor whose errors are Django's; where statements are written down, this one is too."""
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    if database.queries_logged:
        database.queries_log.append({"sql": text, "time": ""})
    cursor: CursorWrapper = database.make_cursor(_Preparing(database.connection))  # type: ignore[arg-type]
    cursor.execute(text, values)
    return cursor


def _values(columns: "Sequence[_Column]", row: Model, database: BaseDatabaseWrapper) -> Iterator[Any]:
    known = row.__dict__
    for name, field, makes_its_own in columns:
        value = field.pre_save(row, add=True) if makes_its_own else known[name]
        yield value if type(value) in _AS_THEY_ARE else field.get_db_prep_save(value, database)


# A field's place in the row, the field, and whether it makes its value itself when a row is saved.
_Column = tuple[str, "Field[Any, Any]", bool]


@cache
def _table_of(model: type[Model]) -> tuple[Table, tuple[_Column, ...]]:
    fields = model._meta.local_concrete_fields
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns = ", ".join(quoted(str(each.column)) for each in fields)
    table = Table(quoted(model._meta.db_table), columns, f"({', '.join(map(_place, fields))})")
    return table, tuple((each.attname, each, type(each).pre_save is not Field.pre_save) for each in fields)


def _place(field: "Field[Any, Any]") -> str:
    typed = getattr(field, "get_placeholder", None)
    return str(typed(None, None, connections[DEFAULT_DB_ALIAS])).replace("%s", "?") if typed else "?"


@cache
def _insert_into(tables: tuple[tuple[Table, int], ...]) -> str:
    """Give one statement that writes so many rows into each table; the last stands outside of WITH."""
    numbers = count(1)
    # Names of tables and columns come from the models alone.
    parts = [
        f"INSERT INTO {table.name} ({table.columns}) VALUES {_numbered(', '.join([table.row] * rows), numbers)}"  # noqa: S608
        for table, rows in tables
    ]
    held = ", ".join(f"w{place} AS ({part})" for place, part in enumerate(parts[:-1]))
    return f"WITH {held} {parts[-1]}" if held else parts[-1]


def _numbered(places: str, numbers: Iterable[int]) -> str:
    """Give each place of a value its number: `(?, ?)` is `($1, $2)`."""
    first, *others = places.split("?")
    return first + "".join(f"${number}{other}" for other, number in zip(others, numbers, strict=False))
