"""The proof: that no entry was changed, taken out or put in, and that the end was not cut off.

Everything is streamed: a million entries take seconds and little memory. Only the public key is needed.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from panah.audit import anchor, keys
from panah.audit.chain import FIRST, LAST, LEAF, START, Row, Seal, micros, rows
from panah.audit.findings import Finding, Kind
from panah.audit.models import Batch, Proof

# Clocks are set now and then: a time this little before the last seal accuses nobody.
CLOCK_STEP = 2_000_000
CHUNK = 200_000


def verify(remembered: dict[int, str] | None = None) -> Proof:
    """Walk the whole chain from its start and write the outcome down; no findings means all is as it was sealed.

    `remembered` are digests (hexadecimal, by number of the seal) kept elsewhere, on paper for instance; they are held
    to like those of the anchor. Raises NoSigningKey when there is no public key to check with.
    """
    started = time.monotonic()
    # The anchor first: it never runs ahead of the database, so the snapshot that follows must hold all it knows.
    heads = {head.number: head for head in anchor.heads()}
    walk = _Walk(keys.public_keys(), heads, remembered or {})
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        walk.everything()
    return Proof.objects.create(
        seals=walk.last.number if walk.last else 0,
        entries=walk.entries,
        unsealed=walk.unsealed,
        seconds=round(time.monotonic() - started, 2),
        findings=[finding.as_json() for finding in walk.findings],
    )


@dataclass(slots=True)
class _Walk:
    """Where the walk along the chain stands, and what it found."""

    trusted: list[Ed25519PublicKey]
    heads: dict[int, anchor.Head]
    remembered: dict[int, str]
    findings: list[Finding] = field(default_factory=list)
    last: Seal | None = None
    highest: int = 0
    entries: int = 0
    unsealed: int = 0
    # Sealed entries that are gone, with nothing behind them so far.
    gone: list[int] = field(default_factory=list)

    def everything(self) -> None:
        """Seal by seal, then what is newer than the last one, then what is known outside the database."""
        for chunk in _chunks():
            stream = _Stream(rows(self.horizon, max(batch.horizon for batch in chunk)))
            for batch in chunk:
                self.batch(batch, stream.below(batch.horizon))
        self.newer()
        if self.gone:
            self.found(Kind.CUT_OFF, self.last.number if self.last else 0, self.gone)
        self.outside()

    @property
    def horizon(self) -> int:
        """Up to which transaction number the walk has come."""
        return self.last.horizon if self.last else FIRST

    def found(self, kind: Kind, seal: int, ids: list[int] | None = None, count: int | None = None) -> None:
        """Keep a finding."""
        self.findings.append(Finding.of(kind, seal, ids or [], count))

    def batch(self, batch: Batch, there: list[Row]) -> None:
        """Check one seal, its place in the chain, and the entries under it."""
        seal, digest = batch.seal(), bytes(batch.digest)
        follows = seal.number == (self.last.number + 1 if self.last else 1)
        follows = follows and seal.previous == (self.last.digest if self.last else START)
        if not follows:
            self.found(Kind.SEAL_MISSING, seal.number - 1)
        if seal.digest != digest or seal.count != batch.count:
            self.found(Kind.SEAL_CHANGED, seal.number)
        elif not keys.signed_by_any(self.trusted, bytes(batch.signature), digest):
            self.found(Kind.SEAL_FOREIGN, seal.number)
        else:
            self.entries_under(seal, there, whole=follows)
        self.slipped(there)
        self.known_elsewhere(seal.number, digest.hex())
        self.entries += len(there)
        self.last = seal
        self.highest = max(self.highest, seal.last_id)

    def entries_under(self, seal: Seal, there: list[Row], *, whole: bool) -> None:
        """Compare the entries that are there with the leaves of their seal.

        Where the seal before is missing, entries the seal does not know may have been that one's.
        """
        if seal.leaves == b"".join(row.leaf for row in there):
            self.released()
            return
        sealed, present = _by_id(seal.leaves), {row.id: row.leaf[8:] for row in there}
        edited = [entry for entry in sealed if entry in present and present[entry] != sealed[entry]]
        removed = [entry for entry in sealed if entry not in present]
        put_in = [entry for entry in present if entry not in sealed] if whole else []
        ending = _missing_at_end(list(sealed), set(present))
        if len(ending) < len(sealed):
            self.released()
        self.gone += ending
        for kind, ids in (
            (Kind.EDITED, edited),
            (Kind.REMOVED, removed[: len(removed) - len(ending)]),
            (Kind.PUT_IN, put_in),
        ):
            if ids:
                self.found(kind, seal.number, ids)

    def released(self) -> None:
        """There is something behind the missing ones: they were taken out of the middle."""
        if self.gone:
            self.found(Kind.REMOVED, self.last.number if self.last else 0, self.gone)
            self.gone = []

    def newer(self) -> None:
        """Look at the entries after the last seal, which nothing but their order protects yet."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(pg_sequence_last_value('audit_entry_id_seq'), 0)")
            (given_out,) = cursor.fetchone()
        self.slipped(self.counted(rows(self.horizon, LAST)), given_out)
        if self.unsealed:
            self.released()

    def counted(self, there: Iterator[Row]) -> Iterator[Row]:
        """Count what passes by as not sealed yet."""
        for row in there:
            self.unsealed += 1
            yield row

    def slipped(self, there: Iterable[Row], given_out: int = LAST) -> None:
        """Find entries that claim an id or a time from before the previous seal though they were written after it.

        A transaction has its number before the entry has its id and its time (see `Entry`). One whose number had not
        been given out when that seal was made can therefore not have an id the seal knows, nor an earlier time.
        """
        seen, sealed_at = (self.last.seen, micros(self.last.sealed_at) - CLOCK_STEP) if self.last else (LAST, FIRST)
        ids = [
            row.id
            for row in there
            if row.id > given_out or (row.xact >= seen and (row.id <= self.highest or row.at < sealed_at))
        ]
        if ids:
            self.found(Kind.PUT_IN, self.last.number if self.last else 0, ids)

    def known_elsewhere(self, number: int, digest: str) -> None:
        """Compare a seal with what is known of it outside the database."""
        head = self.heads.pop(number, None)
        known = {self.remembered.pop(number, digest), head.digest if head else digest}
        if known != {digest}:
            self.found(Kind.HEAD_DIFFERS, number)

    def outside(self) -> None:
        """What is known outside the database but no longer in it was cut off."""
        last = self.last.number if self.last else 0
        lost = {number: head.count for number, head in self.heads.items() if number > last}
        lost |= {number: 0 for number in self.remembered if number > last and number not in lost}
        if lost:
            self.found(Kind.SEALS_CUT_OFF, max(lost), count=sum(lost.values()))
        if self.last and not any(True for _ in anchor.heads()):
            self.found(Kind.NO_HEADS, last)


class _Stream:
    """Entries in sealing order, taken piece by piece."""

    def __init__(self, source: Iterator[Row]) -> None:
        self._source = source
        self._next = next(source, None)

    def below(self, horizon: int) -> list[Row]:
        """Everything up to a transaction number, not including it."""
        taken: list[Row] = []
        while self._next is not None and self._next.xact < horizon:
            taken.append(self._next)
            self._next = next(self._source, None)
        return taken


def _chunks() -> Iterator[list[Batch]]:
    """All batches in order, in groups of about CHUNK entries, so that their leaves fit in memory."""
    first, size = None, 0
    for number, count in Batch.objects.order_by("number").values_list("number", "count"):
        first = number if first is None else first
        size += count
        if size >= CHUNK:
            yield _between(first, number)
            first, size = None, 0
    if first is not None:
        yield _between(first, LAST)


def _between(first: int, last: int) -> list[Batch]:
    return list(Batch.objects.filter(number__range=(first, last)).order_by("number"))


def _by_id(leaves: bytes) -> dict[int, bytes]:
    pieces = (leaves[at : at + LEAF] for at in range(0, len(leaves), LEAF))
    return {int.from_bytes(piece[:8], "big", signed=True): piece[8:] for piece in pieces}


def _missing_at_end(sealed: list[int], present: set[int]) -> list[int]:
    """The sealed ids after the last one that is still present."""
    with suppress(StopIteration):
        last = next(at for at in range(len(sealed) - 1, -1, -1) if sealed[at] in present)
        return sealed[last + 1 :]
    return sealed
