"""Family, friends and visitors of a resident: who may be in touch, who is kept away, and when they come or call.

A child keeps in touch with its family, but for those suspected of the trafficking or of being its cause (CH-11).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Forbidden, NotHere, Refused, Stale
from panah.people.actions import best_interest
from panah.people.actions.links import suspected_of
from panah.people.models import Person
from panah.shelter import blocklist
from panah.shelter.actions import door
from panah.shelter.actions.helping import A_MOMENT
from panah.shelter.actions.living import NotThatTime, announce_day, cared_for, said, wanted
from panah.shelter.actions.stays import known, tell
from panah.shelter.models import Acquaintance, AcquaintanceState, Encounter, EncounterState, Stay

SUSPECTED, VISIT = "suspected", "visit"
# A decision about a child that is weighed first (CH-13): a code of the country's list `child_decision`.
DECISION = "family_contact"
# The door lets a visitor in from so long before until so long after.
EARLY, LATE = timedelta(minutes=30), timedelta(hours=2)


class KeptAway(Refused):
    """Somebody who is suspected of the trafficking is not let near the resident."""

    sentence = _("This person is suspected of the trafficking, or of being its cause, and is kept away.")
    rule = "CH-11"
    allow = _("That the suspicion ends where it was recorded.")


class NotApproved(Refused):
    """Nobody has approved this contact, or not in this way."""

    sentence = _("Only those who are approved visit or call, in the ways that were approved.")
    rule = "CH-11"
    allow = _("The approval of the coordinator of the house.")


class OnlyLead(Forbidden):
    """Who comes to a house is decided by who leads it."""

    sentence = _("The coordinator of the house approves contacts.")


class Decided(Stale):
    """It was decided or settled before."""

    sentence = _("This was decided already. The page shows how it is now.")


class NobodyNamed(BadInput):
    """No way of being in touch was chosen."""

    sentence = _("Say who it is, what they are to the resident, and how they want to be in touch.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """Somebody outside: name and how to reach them in words, what they are to the resident and how they keep in touch.

    `other_id` is the same somebody as a person the unit knows.
    """

    name: str
    relation: str
    ways: tuple[str, ...]
    reach: str = ""
    other_id: UUID | None = None
    words: str = ""


def propose(*, actor: Actor, stay_id: UUID, someone: Someone, wished: bool, suspected: bool = False) -> Acquaintance:
    """Write down whom a resident wants to be in touch with; whoever is suspected is kept away at once (CH-11).

    The suspicion is taken from the links of the two as well. Whoever is kept away already gets no second line. Raises
    NotHere, NotResident, UnknownAnswer, NotWritten, NobodyNamed, NameKeptAway.
    """
    stay = cared_for(actor, stay_id)
    if not someone.ways:
        raise NobodyNamed
    if not suspected:
        blocklist.let_pass(Acquaintance.kept_from(stay), someone.name, someone.reach)
    away = suspected or _is_suspect(actor, stay, someone.other_id)
    row = Acquaintance(
        folder_id=stay.social_folder_id,
        stay=stay,
        unit_id=stay.unit_id,
        name=said(someone.name),
        reach=someone.reach.strip(),
        relation=known("relation", someone.relation),
        other_id=someone.other_id,
        ways=sorted({known("contact_way", way) for way in someone.ways}),
        wished=wished,
        suspected=away,
        state=AcquaintanceState.BLOCKED if away else AcquaintanceState.ASKED,
        reason=SUSPECTED if away else "",
        words=someone.words.strip(),
        asked_by_id=actor.member,
        asked_at=timezone.now(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        tell(actor, stay, "stay.contact_blocked" if away else "stay.contact_asked", relation=row.relation)
        announce_day(stay)
    return row


def _is_suspect(actor: Actor, stay: Stay, other_id: UUID | None) -> bool:
    if other_id is None:
        return False
    if not Person.visible(actor).filter(id=other_id).exists():
        raise NotHere
    return other_id in suspected_of(stay.person)


def approve(
    *, actor: Actor, stay_id: UUID, acquaintance_id: UUID, ways: list[str], opinion: str = "", words: str = ""
) -> Acquaintance:
    """Approve a contact that the resident wishes; for a child, why it serves the child is weighed first (CH-11, CH-13).

    `opinion` and `words` are the child's own opinion and the reasons. Raises NotHere, NotResident, OnlyLead, KeptAway,
    AgainstTheWill, UnknownAnswer, NobodyNamed, and what weighing a child's interests refuses.
    """
    stay = cared_for(actor, stay_id)
    if not actor.may(Permission.HOUSE_LEAD):
        raise OnlyLead
    row = Acquaintance.gate(actor, stay, acquaintance_id)
    if row.suspected or (row.other_id and row.other_id in suspected_of(stay.person)):
        raise KeptAway
    wanted(row.wished)
    if not ways:
        raise NobodyNamed
    with transaction.atomic():
        if stay.is_child:
            _weigh(actor, stay, opinion, words)
        _decide(actor, row, AcquaintanceState.APPROVED, reason="", ways=sorted(known("contact_way", w) for w in ways))
        tell(actor, stay, "stay.contact_approved", relation=row.relation)
        announce_day(stay)
    return row


def _weigh(actor: Actor, stay: Stay, opinion: str, words: str) -> None:
    """Write why the contact serves the child, with the stay and not where others read of it, and use it (CH-13)."""
    person = Person.gate(actor, stay.person_id)
    best_interest.write(
        actor=actor,
        person_id=person.id,
        decision=DECISION,
        opinion=opinion,
        words=words,
        folder_id=stay.folder_id,
    )
    best_interest.require(actor=actor, person=person, decision=DECISION)


def keep_away(*, actor: Actor, stay_id: UUID, acquaintance_id: UUID, reason: str, words: str = "") -> Acquaintance:
    """Keep somebody away at once, whoever is on duty; what was expected with them does not take place (CH-11).

    Raises NotHere, NotResident, UnknownAnswer, Decided.
    """
    stay = cared_for(actor, stay_id, Permission.HOUSE_WRITE)
    row = Acquaintance.gate(actor, stay, acquaintance_id)
    changed = {"words": words.strip()} if words.strip() else {}
    with transaction.atomic():
        _off_the_door(actor, list(Encounter.objects.filter(acquaintance=row, state=EncounterState.EXPECTED)))
        _decide(
            actor,
            row,
            AcquaintanceState.BLOCKED,
            reason=known("contact_block", reason),
            suspected=row.suspected or reason == SUSPECTED,
            **changed,
        )
        tell(actor, stay, "stay.contact_blocked", relation=row.relation, reason=reason)
        announce_day(stay)
    return row


def _decide(actor: Actor, row: Acquaintance, state: AcquaintanceState, **changed: object) -> None:
    """Write a decision on the row as it was read; who was slower is told."""
    now_is = (row.state, row.suspected)
    row.state, row.decided_by_id, row.decided_at = state, actor.member, timezone.now()
    for name, value in changed.items():
        setattr(row, name, value)
    same = Acquaintance.objects.select_for_update().filter(id=row.id, state=now_is[0], suspected=now_is[1])
    if not same.exists():
        raise Decided
    row.save(update_fields=["state", "decided_by_id", "decided_at", *changed])


def expect(*, actor: Actor, stay_id: UUID, acquaintance_id: UUID, way: str, at: datetime, words: str = "") -> Encounter:
    """Write down that somebody approved will visit or call. Raises NotHere, NotResident, NotApproved, NotThatTime."""
    if at < timezone.now() - A_MOMENT:
        raise NotThatTime
    return _encounter(actor, stay_id, acquaintance_id, way, at, EncounterState.EXPECTED, words)


def note_contact(
    *, actor: Actor, stay_id: UUID, acquaintance_id: UUID, way: str, at: datetime, words: str = ""
) -> Encounter:
    """Write down that a resident was in touch with somebody approved.

    Raises NotHere, NotResident, NotApproved, NotThatTime.
    """
    if at > timezone.now() + A_MOMENT:
        raise NotThatTime
    return _encounter(actor, stay_id, acquaintance_id, way, at, EncounterState.HELD, words)


def _encounter(
    actor: Actor, stay_id: UUID, acquaintance_id: UUID, way: str, at: datetime, state: EncounterState, words: str
) -> Encounter:
    needed = Permission.HOUSE_WRITE if state == EncounterState.EXPECTED else Permission.CARE_WRITE
    stay = cared_for(actor, stay_id, needed)
    someone = Acquaintance.gate(actor, stay, acquaintance_id)
    if someone.suspected:
        raise KeptAway
    if someone.state != AcquaintanceState.APPROVED or way not in someone.ways:
        raise NotApproved
    comes = way == VISIT and state == EncounterState.EXPECTED
    with transaction.atomic():
        row = Encounter(
            folder_id=stay.social_folder_id,
            stay=stay,
            unit_id=stay.unit_id,
            acquaintance=someone,
            way=way,
            state=state,
            at=at,
            words=words.strip(),
            door_card_id=_announced(actor, stay, someone, at) if comes else None,
            by_id=actor.member,
            done_by_id=actor.member if state == EncounterState.HELD else None,
        )
        row.save(force_insert=True)
        tell(actor, stay, f"stay.contact_{state}", way=way)
        announce_day(stay)
    return row


def _announced(actor: Actor, stay: Stay, someone: Acquaintance, at: datetime) -> UUID:
    """Tell the door whom to let in around that time: a name, and not to whom they go (SH-12)."""
    card = door.expect(actor=actor, house=stay.house, name=someone.name, start=at - EARLY, end=at + LATE)
    return card.id


def settle(*, actor: Actor, stay_id: UUID, encounter_id: UUID, state: EncounterState) -> Encounter:
    """Write down whether an expected visit or call took place. Raises NotHere, NotResident, NotApproved, Decided."""
    stay = cared_for(actor, stay_id, Permission.HOUSE_WRITE)
    row = Encounter.gate(actor, stay, encounter_id)
    if state == EncounterState.EXPECTED or row.state != EncounterState.EXPECTED:
        raise Decided
    if state == EncounterState.HELD and row.acquaintance.state != AcquaintanceState.APPROVED:
        raise NotApproved
    with transaction.atomic():
        waiting = Encounter.objects.filter(id=row.id, state=EncounterState.EXPECTED)
        if not waiting.update(state=state, done_by_id=actor.member):
            raise Decided
        _off_the_door(actor, [row])
        tell(actor, stay, f"stay.contact_{state}", way=row.way)
        announce_day(stay)
    row.refresh_from_db(fields=["state", "done_by_id"])
    return row


def _off_the_door(actor: Actor, rows: list[Encounter]) -> None:
    for card_id in filter(None, (row.door_card_id for row in rows)):
        door.expect_no_more(actor=actor, card_id=card_id)
