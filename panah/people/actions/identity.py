"""Writing down and opening who a person is and how to reach them; every opening leaves its purpose in the trail."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NeedsPurpose, NotHere
from panah.people import pseudonyms
from panah.people.actions import matching
from panah.people.known import Known, known
from panah.people.models import Identity, Person, Reach
from panah.vault import grants, index, keyring

_YEAR = re.compile(r"\d{4}")


class UnknownCodes(BadInput):
    """A country or language that is on no list."""

    sentence = _("Choose citizenships and languages from the lists.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Who a person is, in words. A document is its kind (code), its number, its country and its last day, in order."""

    names: tuple[str, ...] = ()
    birth_date: date | None = None
    documents: tuple[tuple[str, ...], ...] = ()
    citizenships: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    remarks: str = ""

    def told(self) -> index.Known:
        """Give what the person is found by."""
        numbers = tuple(each[1] for each in self.documents if each[1])
        return index.Known(names=self.names, documents=numbers, born=self.birth_date.year if self.birth_date else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How a person may be reached safely, in words."""

    phone: str = ""
    address: str = ""
    safe_times: str = ""
    safe_ways: str = ""
    must_not_hear: str = ""

    def told(self) -> index.Known:
        """Give what the person is found by."""
        return index.Known(phones=tuple(line.strip() for line in self.phone.splitlines() if line.strip()))


def told_by(row: Identity | Reach) -> index.Known:
    """Give what a person is found by, from what is written down."""
    if isinstance(row, Reach):
        return Reached(phone=row.phone).told()
    numbers = tuple(each[1] for each in row.documents if each[1])
    year = _YEAR.match(row.birth_date)
    return index.Known(names=tuple(row.names), documents=numbers, born=int(year[0]) if year else None)


def save_identity(*, actor: Actor, person_id: UUID, words: Named) -> Identity:
    """Write down who a person is, sealed in the identity folder, and let the unit find them by it (CON-05).

    Other units that register persons may then learn that such a person is possibly known, and no more (CON-14).
    Only the unit that registered the person writes. A false name that turns out near the real one is coined anew as
    long as no other unit has been told it. Raises NotHere, and NoName, NoNumber, NoDocument or
    UnknownCodes for what cannot be right.
    """
    row = _mine(actor, person_id).identity
    if row is None:
        raise NotHere
    row.names, row.birth_date = list(words.names), words.birth_date.isoformat() if words.birth_date else ""
    row.documents, row.remarks = [list(each) for each in words.documents], words.remarks
    row.citizenships, row.languages = _coded("country", words.citizenships), _coded("language", words.languages)
    row.changed_at = timezone.now()
    with transaction.atomic():
        row.save()
        matching.let_others_ask(actor=actor, person_id=person_id, words=_index(actor, row))
        _rename_if_near(actor, person_id, words.names)
        trail.write(actor, "identity.written", kind="person", subject=person_id)
    return row


def save_reach(*, actor: Actor, person_id: UUID, words: Reached) -> Reach:
    """Write down how to reach a person safely, sealed in the contact folder; raises NotHere, NoNumber."""
    row = _mine(actor, person_id).reach
    if row is None:
        raise NotHere
    row.phone, row.address, row.safe_times = words.phone, words.address, words.safe_times
    row.safe_ways, row.must_not_hear = words.safe_ways, words.must_not_hear
    row.changed_at = timezone.now()
    with transaction.atomic():
        row.save()
        matching.let_others_ask(actor=actor, person_id=person_id, words=_index(actor, row))
        trail.write(actor, "reach.written", kind="person", subject=person_id)
    return row


def open_identity(*, actor: Actor, person_id: UUID, purpose: str) -> Identity:
    """Open who a person is, for a coded purpose that goes into the trail (PRI-01).

    Raises NotHere for a unit without the folder and NeedsPurpose without a purpose from the list.
    """
    actor.require(Permission.IDENTITY_OPEN)
    row = known(actor, person_id).identity
    if row is None:
        raise NotHere
    _note_opening(actor, "identity.opened", row, purpose)
    return row


def open_reach(*, actor: Actor, person_id: UUID, purpose: str) -> Reach:
    """Open how to reach a person, for a coded purpose that goes into the trail; raises NotHere, NeedsPurpose."""
    actor.require(Permission.IDENTITY_OPEN)
    row = known(actor, person_id).reach
    if row is None:
        raise NotHere
    _note_opening(actor, "reach.opened", row, purpose)
    return row


def index_received(*, actor: Actor, person_id: UUID) -> None:
    """Let the actor's unit find a person by what it was just let into: only a member of the unit holds that key."""
    held = known(actor, person_id)
    if held.identity is not None and held.identity.changed_at is not None:
        _index(actor, held.identity)
    if held.reach is not None and held.reach.changed_at is not None:
        _index(actor, held.reach)


def _coded(list_name: str, codes: tuple[str, ...]) -> list[str]:
    if any(code not in country().codes(list_name) for code in codes):
        raise UnknownCodes
    return list(codes)


def _mine(actor: Actor, person_id: UUID) -> Known:
    """Give a person whom the actor's own unit registered; raises NotHere for any other."""
    actor.require(Permission.PERSON_REGISTER)
    found = known(actor, person_id)
    if found.person is None or found.person.registered_by_unit_id not in actor.unit_ids:
        raise NotHere
    return found


def _note_opening(actor: Actor, code: str, row: Identity | Reach, purpose: str) -> None:
    if purpose not in country().codes("opening_purpose"):
        raise NeedsPurpose
    keyring.needed().need(row.folder_id)
    owner = row.folder.owner_unit_id
    trail.write(actor, code, kind="person", subject=row.person_id, purpose=purpose, record_unit=owner)


def _index(actor: Actor, row: Identity | Reach) -> index.Known:
    """Let the actor's unit find the person by what is written down; gives that."""
    told = told_by(row)
    index.write(
        actor=actor,
        subject_kind="person",
        subject_id=row.person_id,
        names=told.names,
        phones=told.phones,
        documents=told.documents,
        born=told.born,
    )
    return told


def _rename_if_near(actor: Actor, person_id: UUID, names: tuple[str, ...]) -> None:
    """Coin the false name anew where it reminds of the real one and nobody elsewhere has been told it yet."""
    found = _mine(actor, person_id)
    if not pseudonyms.near(found.pseudonym, names) or _told(actor, found):
        return
    fresh = pseudonyms.coin(names)
    try:
        with transaction.atomic():
            for model, key in ((Person, "id"), (Identity, "person_id"), (Reach, "person_id")):
                model.objects.filter(**{key: person_id}).update(pseudonym=fresh)
    except IntegrityError:
        _rename_if_near(actor, person_id, names)


def _told(actor: Actor, found: Known) -> bool:
    sights = (sight for folder_id in found.folder_ids.values() for sight in grants.who_can_see(folder_id))
    return any(sight.unit_id not in actor.unit_ids for sight in sights)
