"""What is hashed and signed: the same few functions for sealing and for proving.

A *leaf* is an entry's id (8 bytes) and the SHA-256 of its row as PostgreSQL's COPY writes it: every column,
unambiguously escaped. A *digest* binds the leaves of one seal to its numbers and to the digest before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.db import connection

LEAF = 40
START = bytes(32)
_FORM = b"panah-audit-1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Times are written as microseconds, so that no setting of a session changes a hash.
_COPY = """
    COPY (
        SELECT xact, id, (extract(epoch FROM at) * 1000000)::bigint, member_id, unit_id, record_unit_id, service,
               code, kind, subject_id, purpose, request_id
        FROM audit_entry WHERE xact >= {start} AND xact < {end} ORDER BY xact, id
    ) TO STDOUT
"""
FIRST, LAST = -(2**63), 2**63 - 1


class Row(NamedTuple):
    """One entry as the proof needs it: moment, id, time in microseconds, and its leaf."""

    xact: int
    id: int
    at: int
    leaf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The numbers of one batch, as they are bound by its digest."""

    number: int
    sealed_at: datetime
    horizon: int
    seen: int
    first_id: int
    last_id: int
    leaves: bytes
    previous: bytes

    @property
    def count(self) -> int:
        """How many entries it covers."""
        return len(self.leaves) // LEAF

    @property
    def digest(self) -> bytes:
        """SHA-256 over the numbers, the digest before, and the leaves."""
        reach = (self.horizon, self.seen, self.first_id, self.last_id, self.count)
        numbers = "|".join(map(str, (self.number, micros(self.sealed_at), *reach)))
        return sha256(b"|".join((_FORM, numbers.encode("ascii"), self.previous, sha256(self.leaves).digest()))).digest()


def micros(moment: datetime) -> int:
    """Microseconds since 1970, exact."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def rows(start: int, end: int) -> Iterator[Row]:
    """Stream the entries of the transactions from `start` up to, not including, `end`, in sealing order."""
    statement = _COPY.format(start=int(start), end=int(end))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for line in copy:
            raw = bytes(line)
            xact, entry, at, _rest = raw.split(b"\t", 3)
            number = int(entry)
            yield Row(int(xact), number, int(at), number.to_bytes(8, "big", signed=True) + sha256(raw).digest())
