"""What would change: the preview of a table that is brought in."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from panah.plan.exchange.content import KEYS, Content, Row

TABLES = {"plan": _("Plan"), "headings": _("Heading"), "measures": _("Measure"), "indicators": _("Indicator")}
COLUMNS = {
    "code": _("Number"),
    "title": _("Title"),
    "approved_by": _("Approved by"),
    "source": _("Source"),
    "begins_on": _("From"),
    "ends_on": _("Until"),
    "state": _("State"),
    "name": _("Name"),
    "heading": _("Heading"),
    "text": _("What is to be done"),
    "period": _("How the plan says when"),
    "lead": _("Leads"),
    "joint": _("Carries out"),
    "recommended": _("Recommended"),
    "tags": _("Subject of the measure"),
    "budget": _("Budget"),
    "funding": _("Paid from"),
    "continues": _("Goes on with"),
    "measure": _("Measure"),
    "unit": _("Counted in"),
    "target": _("Target"),
    "by": _("Broken down by"),
    "figure": _("Counted by the system"),
}


def named(column: str) -> str:
    """Give the name of a column in words, with the language where it is said in several."""
    name, _dot, language = column.partition(".")
    return f"{COLUMNS.get(name, name)} ({language})" if language else str(COLUMNS.get(name, name))


def mark(said: Any) -> str:
    """Give a short sign of what is said: it changes when anything of it does."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


class Kind(models.TextChoices):
    """What happens to a row."""

    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    REMOVED = "removed", _("Removed")
    MOVED = "moved", _("Put in another place")


@dataclass(frozen=True, slots=True)
class Change:
    """One row that would be added, changed or removed, with its fields before and after."""

    kind: Kind
    table: str
    code: str
    fields: tuple[tuple[str, str, str], ...]

    @property
    def where(self) -> str:
        """Which row it is, in words."""
        return f"{TABLES[self.table]} {self.code}"

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """The fields by their names in words, before and after."""
        return [(named(name), before, after) for name, before, after in self.fields]


def remembered(kept: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Give changes as they were, from how a plan's history keeps them."""
    return [
        Change(Kind(each["kind"]), each["table"], each["code"], tuple((*field,) for field in each["fields"]))
        for each in kept
    ]


def changes(before: Content, after: Content) -> list[Change]:
    """List what would change, table by table, in the order of the file; rows that go or only move come last."""
    return [change for table in KEYS for change in _of(table, before[table], after[table])]


def moved(before: list[Row], after: list[Row], table: str) -> list[Row]:
    """Give the rows of a table that stand before others they stood behind; a measure among those of its heading.

    The order of indicators is that of their numbers, wherever the file has them.
    """
    if table == "indicators":
        return []
    ranks: dict[str, dict[tuple[Any, ...], int]] = {}
    for place, row in enumerate(before):
        ranks.setdefault(row.get("heading", ""), {})[_key(table, row)] = place
    found = []
    lowest: dict[str, int] = {}
    for row in reversed(after):
        heading = row.get("heading", "")
        rank = ranks.get(heading, {}).get(_key(table, row))
        if rank is not None:
            if rank > lowest.get(heading, rank):
                found.append(row)
            lowest[heading] = min(rank, lowest.get(heading, rank))
    return found[::-1]


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
    for row in moved(before, after, table):
        yield Change(Kind.MOVED, table, _code(table, row), ())


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
