"""Situations: contacts about one matter, and the potential victims in it (signal, situation, potential victim)."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.errors import BadInput, NotHere, Stale
from panah.duties.timeline import happened
from panah.hotline.models import Contact, Situation, SituationPerson
from panah.hotline.numbers import situation_number
from panah.people import pseudonyms
from panah.people.actions import registering
from panah.people.actions.registering import Facts
from panah.people.models import Person
from panah.vault import folders
from panah.vault.models import Compartment


class NoSuchSituation(BadInput):
    """No situation of the unit has this number."""

    sentence = _("No situation of your unit has this number. It looks like SIT-2026-00012.")


class NoSuchPerson(BadInput):
    """No person your unit can see has this pseudonym."""

    sentence = _("No person your unit can see has this pseudonym. Register the person first.")


class SituationOver(Stale):
    """The situation was closed."""

    sentence = _("This situation is closed. Open a new one if the matter goes on.")


def open_new(*, actor: Actor, contact_id: UUID) -> Situation:
    """Open a situation with this contact as its first; one that is in a situation already keeps it."""
    actor.require(Permission.SITUATION_EDIT)
    contact = Contact.held(actor, contact_id)
    if contact.situation_id is not None:
        return situation_of(actor, contact.situation_id)
    now = timezone.now()
    situation = Situation(
        folder=folders.create(actor=actor, compartment=Compartment.HOTLINE),
        unit_id=actor.unit,
        number=situation_number(now),
        is_child=contact.is_child,
        in_danger=contact.in_danger,
        opened_at=now,
        opened_by_id=actor.member,
    )
    situation.save(force_insert=True)
    _tell(actor, situation, "situation.opened", child=contact.is_child)
    _put(actor, contact, situation)
    return situation


def situation_of(actor: Actor, situation_id: UUID) -> Situation:
    """Give one situation of the actor's unit; raises NotHere."""
    found = Situation.visible(actor).select_related("opened_by").filter(id=situation_id).first()
    if found is None:
        raise NotHere
    return found


def link(*, actor: Actor, contact_id: UUID, number: str) -> Situation:
    """Put a contact into the situation with this number; raises NoSuchSituation, SituationOver, NotHere."""
    actor.require(Permission.SITUATION_EDIT)
    contact = Contact.held(actor, contact_id)
    situation = Situation.visible(actor).filter(number=number.strip().upper()).first()
    if situation is None:
        raise NoSuchSituation
    _must_be_open(situation)
    if contact.situation_id != situation.id:
        _put(actor, contact, situation)
    return situation


def unlink(*, actor: Actor, contact_id: UUID) -> None:
    """Take a contact out of its situation, where it was put by mistake; both stay."""
    actor.require(Permission.SITUATION_EDIT)
    contact = Contact.held(actor, contact_id)
    if contact.situation_id is not None:
        situation = situation_of(actor, contact.situation_id)
        contact.situation = None
        contact.save(update_fields=["situation"])
        _tell(actor, situation, "situation.unlinked", contact=contact.id)


def _put(actor: Actor, contact: Contact, situation: Situation) -> None:
    contact.situation = situation
    contact.save(update_fields=["situation"])
    if (contact.is_child, contact.in_danger) != (situation.is_child, situation.in_danger):
        situation.is_child |= contact.is_child
        situation.in_danger |= contact.in_danger
        situation.save(update_fields=["is_child", "in_danger"])
    _tell(actor, situation, "situation.linked", contact=contact.id)


def summarise(*, actor: Actor, situation_id: UUID, summary: str) -> Situation:
    """Write in a few words what the situation is about; sealed. Raises NotHere, SituationOver, TooLong."""
    situation = _writable(actor, situation_id)
    situation.summary = summary
    situation.save(update_fields=["summary"])
    trail.write(actor, "situation.summarised", kind="situation", subject=situation.id)
    return situation


def add_person(*, actor: Actor, situation_id: UUID, pseudonym: str) -> SituationPerson:
    """Add a potential victim by pseudonym; a person stands in a situation once.

    Raises NoSuchPerson, NotHere, SituationOver.
    """
    situation = _writable(actor, situation_id)
    person = Person.visible(actor).filter(pseudonym=pseudonyms.written(pseudonym)).first()
    if person is None:
        raise NoSuchPerson
    return _add(actor, situation, person)


def register_person(*, actor: Actor, situation_id: UUID, facts: Facts) -> SituationPerson:
    """Register a potential victim under an automatic false name, and add the person to the situation (CON-05, DEF-02).

    Raises UnknownFact, NotHere, SituationOver.
    """
    situation = _writable(actor, situation_id)
    person = registering.register(actor=actor, facts=facts, matter=situation.id)
    return _add(actor, situation, person)


def _add(actor: Actor, situation: Situation, person: Person) -> SituationPerson:
    row, fresh = SituationPerson.objects.get_or_create(
        situation=situation,
        person=person,
        defaults={"folder_id": situation.folder_id, "added_at": timezone.now()},
    )
    if fresh:
        if person.is_child and not situation.is_child:
            situation.is_child = True
            situation.save(update_fields=["is_child"])
        _tell(actor, situation, "situation.person_added", person=person.id, child=person.is_child)
    return row


def remove_person(*, actor: Actor, situation_id: UUID, person_id: UUID) -> None:
    """Take a person out of a situation, where the person was added by mistake."""
    situation = _writable(actor, situation_id)
    removed, _kinds = SituationPerson.objects.filter(situation=situation, person_id=person_id).delete()
    if removed:
        _tell(actor, situation, "situation.person_removed", person=person_id)


def close(*, actor: Actor, situation_id: UUID) -> Situation:
    """Close a situation: no contact is linked to it any more."""
    situation = _writable(actor, situation_id)
    situation.closed_at = timezone.now()
    situation.save(update_fields=["closed_at"])
    _tell(actor, situation, "situation.closed")
    return situation


def _writable(actor: Actor, situation_id: UUID) -> Situation:
    actor.require(Permission.SITUATION_EDIT)
    situation = situation_of(actor, situation_id)
    _must_be_open(situation)
    return situation


def _must_be_open(situation: Situation) -> None:
    if situation.closed_at is not None:
        raise SituationOver


def _tell(actor: Actor, situation: Situation, code: str, **facts: UUID | bool) -> None:
    happened(
        actor,
        code,
        matter=situation.id,
        folder=situation.folder_id,
        unit_id=situation.unit_id,
        subject_kind="situation",
        subject_id=situation.id,
        facts=facts,
    )
