"""What would change: the preview of a table that is brought in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from panah.plan.exchange.content import KEYS, Content, Row


class Kind(models.TextChoices):
    """What happens to a row."""

    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    REMOVED = "removed", _("Removed")


@dataclass(frozen=True, slots=True)
class Change:
    """One row that would be added, changed or removed, with its fields before and after."""

    kind: Kind
    table: str
    code: str
    fields: tuple[tuple[str, str, str], ...]


def changes(before: Content, after: Content) -> list[Change]:
    """List what would change, table by table, in the order of the file; removed rows last."""
    return [change for table in KEYS for change in _of(table, before[table], after[table])]


def _of(table: str, before: list[Row], after: list[Row]) -> Iterator[Change]:
    there = {_key(table, row): row for row in before}
    for row in after:
        old = there.pop(_key(table, row), None)
        if old is None:
            yield Change(Kind.ADDED, table, _code(table, row), _fields({}, row))
        elif old != row:
            yield Change(Kind.CHANGED, table, _code(table, row), _fields(old, row))
    for row in there.values():
        yield Change(Kind.REMOVED, table, _code(table, row), _fields(row, {}))


def _key(table: str, row: Row) -> tuple[Any, ...]:
    return tuple(row[part] for part in KEYS[table])


def _code(table: str, row: Row) -> str:
    return " ".join(map(str, _key(table, row)))


def _fields(before: Row, after: Row) -> tuple[tuple[str, str, str], ...]:
    names = dict.fromkeys([*before, *after])
    pairs = ((name, shown(before.get(name)), shown(after.get(name))) for name in names)
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def shown(value: Any) -> str:
    """Give a value as the preview prints it."""
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, list) else str(value)
