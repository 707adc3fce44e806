"""The match key: asking whether a person may be known to another unit, and learning nothing but yes or no.

One key for the country, in a folder opened only to units that register persons. Tokens under it lie in a table that the
server can neither read nor write but through two functions; a row tells neither unit nor person, and a member may ask
only so often. The answer never says where or who (CON-14).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.audit import trail
from panah.core.actor import Actor
from panah.core.errors import KeyMissing, Refused
from panah.vault import crypto, keyring, names
from panah.vault.index import Known
from panah.vault.models import BasisKind, Compartment, Folder, Grant, MatchKey
from panah.vault.tokens import token

_FEWEST_PARTS: Final = 3


class AskedTooOften(Refused):
    """The member has used up the questions of this hour."""

    status = 429
    sentence = _("You have asked this too often. Wait an hour: the limit protects people from being looked up.")
    rule = "CON-14"


@dataclass(frozen=True, slots=True)
class _Condition:
    """Of one question, one condition: some of these values must be there."""

    question: int
    part: int
    values: tuple[str, ...]


@transaction.atomic
def found(unit_ids: Sequence[UUID]) -> None:
    """Make the country's match key and open it to these units; run once, by the database's owner, at set-up."""
    now = timezone.now()
    folder = Folder.objects.create(compartment=Compartment.INDEX, owner_unit_id=unit_ids[0], created_at=now)
    MatchKey.objects.create(folder=folder)
    key = crypto.new_key()
    Grant.objects.bulk_create(
        Grant(
            folder=folder,
            unit_id=unit_id,
            sealed_key=crypto.box(keyring.public_key(unit_id), key, keyring.grant_place(folder.id, unit_id)),
            basis_kind=BasisKind.ASSIGNMENT,
            basis_reference="match key",
            granted_by_unit_id=unit_ids[0],
            granted_at=now,
        )
        for unit_id in unit_ids
    )


def register(*, actor: Actor, subject_id: UUID, known: Known) -> None:
    """Let other units learn that a person like this may be known elsewhere; replaces what was stored before.

    Raises KeyMissing for a unit that does not hold the match key.
    """
    key = _key()
    owner, subject = _mark(key, actor.unit), _mark(key, actor.unit, subject_id)
    with connection.cursor() as cursor:
        for kind, values in known.values():
            tokens = [token(key, value) for value in values]
            cursor.execute("SELECT panah_match_write(%s, %s, %s, %s)", [owner, subject, kind, tokens])


def known_elsewhere(*, actor: Actor, known: Known) -> bool:
    """Say whether a unit other than the actor's may know this person already; nothing about where or who (CON-14).

    Yes for the same telephone or document; by name only where at least three of given name, family name, father's name
    and year of birth are given, all agree, and at most one of them with a slip; with less than that nothing is asked.
    Every question is audited, and the thirty-first within an hour raises AskedTooOften. Raises KeyMissing for a unit
    without the match key.
    """
    key = _key()
    conditions = tuple(_questions(known))
    if not conditions:
        return False
    flat = [(c.question, c.part, token(key, value)) for c in conditions for value in c.values]
    asked = [list(column) for column in zip(*flat, strict=True)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT panah_match(%s, %s, %s, %s)", [_mark(key, actor.unit), *asked])
        (answer,) = cursor.fetchone() or ("",)
        if answer == "throttled":
            raise AskedTooOften
        trail.write(actor, "match.asked", kind="match")
    return bool(answer == "known")


def _key() -> bytes:
    folder_id = MatchKey.objects.values_list("folder_id", flat=True).first()
    if folder_id is None:
        raise KeyMissing
    return keyring.needed().need(folder_id)


def _mark(key: bytes, *ids: UUID) -> int:
    """A unit or person as the match index knows it: the same every time, and nothing without the key."""
    return token(key, "@" + " ".join(map(str, ids)))


def _questions(known: Known) -> Iterator[_Condition]:
    """Conditions joined by "and" inside a question; the questions are joined by "or"."""
    numbers = Known(phones=known.phones, documents=known.documents)
    if same := tuple(value for _kind, values in numbers.values() for value in values):
        yield _Condition(0, 0, same)
    question = 0
    for text in known.names or ():
        plan = names.query_plan(f"{text} {known.born or ''}")
        for slipped in _parts(plan):
            question += 1
            yield from _name_question(question, plan, slipped)


def _parts(plan: Iterable[names.Term]) -> range:
    """The parts of a name, if they are enough to tell a person by."""
    count = 1 + max((term.part for term in plan), default=-1)
    return range(count if count >= _FEWEST_PARTS else 0)


def _name_question(question: int, plan: Sequence[names.Term], slipped: int) -> Iterator[_Condition]:
    """Every part as it is, but one, which may be something near it."""
    for part in _parts(plan):
        least = names.Weight.SLIP if part == slipped else names.Weight.EXACT
        yield _Condition(question, part, tuple(t.value for t in plan if t.part == part and t.weight >= least))
