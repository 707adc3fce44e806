"""Reading the trail where somebody may: auditors all of it, a director the accesses to records of the own unit.

The server has no right to the tables; each function of the database asks for the permission itself (`sql/trail.sql`).
Nothing is ever decided by what the trail says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

PAGE = 50
# A page looks at no more ids than this, so that a rare filter costs no more than a common one.
STRETCH = 100_000
NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the trail, as it is shown."""

    id: int
    at: datetime
    member_id: UUID | None
    unit_id: UUID | None
    record_unit_id: UUID | None
    service: str
    code: str
    kind: str
    subject_id: UUID | None
    purpose: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page of the trail, newest first; `below` is where the next one begins, nothing at the very beginning."""

    lines: list[Line]
    below: int | None


@dataclass(frozen=True, slots=True)
class LastSeal:
    """How far the trail is sealed."""

    number: int
    sealed_at: datetime
    digest: str


def trail(
    below: int | None = None,
    *,
    code: str = "",
    member: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Stretch:
    """One page of the trail for an auditor, newest first, below an id; `code` is a beginning, such as `contact.`.

    Raises a database error without the permission.
    """
    start = min(below or NEWEST, _end() + 1)
    lines = _lines("panah_trail", [start, code, member, since, until, STRETCH, PAGE])
    rest = lines[-1].id if len(lines) == PAGE else start - STRETCH
    return Stretch(lines, rest if rest > 1 else None)


def accesses(since: datetime, kinds: Iterable[str], below: int | None = None) -> Stretch:
    """Who touched records of these kinds in the director's own unit, from whichever unit (CON-10); newest first.

    Raises a database error without the permission.
    """
    lines = _lines("panah_accesses", [below or NEWEST, since, list(kinds), PAGE])
    return Stretch(lines, lines[-1].id if len(lines) == PAGE else None)


def last_seal() -> LastSeal | None:
    """The last seal, for who may see the proof; nothing if there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, sealed_at, digest FROM panah_last_seal()")
        row = cursor.fetchone()
    return LastSeal(row[0], row[1], bytes(row[2]).hex()) if row else None


def _end() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT panah_trail_end()")
        (end,) = cursor.fetchone()
    return end or 0


def _lines(function: str, arguments: list[Any]) -> list[Line]:
    marks = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}({marks})", arguments)  # noqa: S608  The name is one of two above.
        return [Line(*row) for row in cursor.fetchall()]
