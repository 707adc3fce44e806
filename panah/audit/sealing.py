"""Sealing: what was written since the last seal is hashed, chained, signed, and its head put outside the database."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from panah.audit import anchor, keys
from panah.audit.chain import FIRST, START, Seal, rows
from panah.audit.models import Batch

AT_MOST = 50_000
_ONE_AT_A_TIME = 816
_STAND = """
    SELECT pg_snapshot_xmin(s)::text::bigint + panah_shift(), pg_snapshot_xmax(s)::text::bigint + panah_shift()
    FROM pg_current_snapshot() s
"""
_FIRST_AND_NEXT = """
    SELECT (SELECT xact FROM audit_entry WHERE xact >= %(start)s AND xact < %(end)s ORDER BY xact LIMIT 1),
           (SELECT xact FROM audit_entry WHERE xact >= %(start)s AND xact < %(end)s ORDER BY xact, id
            OFFSET %(at_most)s LIMIT 1)
"""


class Behind(Exception):
    """The database's transaction numbers lie before the last seal: it was restored and not migrated since."""

    def __init__(self) -> None:
        super().__init__("The database was restored and its numbers start again. Run: panah migrate")


class Stand(NamedTuple):
    """Up to where every transaction has ended, which numbers had been given out, and when that was."""

    at: datetime
    ended: int
    seen: int


def seal() -> int:
    """Seal every entry whose transaction has ended, in batches of bounded size; give how many were sealed.

    Ids are committed out of order, but below the oldest running transaction's number nothing can be added any more.
    Two sealers take turns. Raises NoSigningKey and Behind.
    """
    key = keys.signing_key()
    sealed = 0
    while True:
        with transaction.atomic():
            batch = _next_batch()
            if batch is not None:
                batch.signature = key.sign(bytes(batch.digest))
                batch.save(force_insert=True)
        # Also without a new seal: a crash may have kept the last head from the file.
        anchor.extend()
        if batch is None:
            return sealed
        sealed += batch.count


def _next_batch() -> Batch | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    last = Batch.objects.defer("leaves").order_by("-number").first()
    start = last.horizon if last else FIRST
    stand = _stand()
    if last and stand.seen < last.seen:
        raise Behind
    horizon = _reach(start, stand.ended)
    if horizon is None:
        return None
    found = list(rows(start, horizon))
    ids = [row.id for row in found]
    sealed = Seal(
        number=last.number + 1 if last else 1,
        sealed_at=stand.at,
        horizon=horizon,
        seen=stand.seen,
        first_id=min(ids),
        last_id=max(ids),
        leaves=b"".join(row.leaf for row in found),
        previous=bytes(last.digest) if last else START,
    )
    return Batch.of(sealed)


def _stand() -> Stand:
    """Ask where the database stands. The clock is read before the snapshot, which the proof relies on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (at,) = cursor.fetchone()
        cursor.execute(_STAND)
        ended, seen = cursor.fetchone()
    return Stand(at, ended, seen)


def _reach(start: int, end: int) -> int | None:
    """Up to which transaction the next seal goes: whole ones, about AT_MOST entries; nothing if there are none."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_AND_NEXT, {"start": start, "end": end, "at_most": AT_MOST})
        first, following = cursor.fetchone()
    if first is None or following is None:
        return end if first is not None else None
    return int(following) if following > first else int(following) + 1
