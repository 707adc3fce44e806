"""Contacts: begun, written down while they last, ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.ids import new_id
from panah.core.live import notify
from panah.hotline import facts as coded
from panah.hotline.actions import drafts
from panah.hotline.actions.steps import SentTwice, held, tell
from panah.hotline.models import Call, Contact
from panah.hotline.models.contacts import FLAG_COLUMNS
from panah.hotline.numbers import contact_number
from panah.hotline.states import ContactState, ContactStep, DraftForm
from panah.vault import folders, index
from panah.vault.fields import Sealed
from panah.vault.models import Compartment

TOPICS = ("calls", "presence")


@dataclass(frozen=True, slots=True)
class Talk:
    """What is written down while somebody talks: coded facts and sealed words. None leaves them as they are."""

    facts: Mapping[str, str] = field(default_factory=dict, hash=False)
    notes: str | None = None
    caller_name: str | None = None
    caller_number: str | None = None

    def words(self) -> dict[str, str]:
        """Give the words that were given."""
        given = {"notes": self.notes, "caller_name": self.caller_name, "caller_number": self.caller_number}
        return {name: text for name, text in given.items() if text is not None}


def start(
    *,
    actor: Actor,
    channel: str,
    call: Call | None = None,
    direction: str = "incoming",
    started_at: datetime | None = None,
    form_token: UUID | None = None,
) -> Contact:
    """Begin a contact in a hotline folder of its own; nothing about the caller is needed (HL-03, CON-11).

    A form sent twice gives the contact it made the first time. Raises NotOnTheList, ImpossibleTime, SentTwice.
    """
    actor.require(Permission.CONTACT_TAKE)
    began = started_at or timezone.now()
    number = contact_number(began, form_token)
    if not number:
        return of_form(actor, form_token)
    contact = fresh(actor, number=number, channel=channel, direction=direction, started_at=began, form_token=form_token)
    if call is not None:
        # A call that is returned a second time makes a second contact; the call itself belongs to the first.
        contact.call_id = call.id if direction == "incoming" else None
        contact.caller_number = "" if isinstance(call.number, Sealed) else call.number or ""
    insert(contact)
    if contact.caller_number:
        make_findable(actor, contact, new=True)
    tell(actor, contact, "contact.opened", facts={"channel": channel, "direction": direction})
    _announce(actor)
    return contact


def of_form(actor: Actor, form_token: UUID | None) -> Contact:
    """Give the contact that a form has made."""
    return Contact.visible(actor).get(form_token=form_token)


def fresh(
    actor: Actor, *, number: str, channel: str, direction: str, started_at: datetime, form_token: UUID | None
) -> Contact:
    """Give a new contact, not yet saved, in a new folder of the hotline's compartment; raises as `start` does."""
    coded.checked({"channel": channel, "direction": direction}, needed=("channel", "direction"))
    coded.checked_start(started_at)
    folder = folders.create(actor=actor, compartment=Compartment.HOTLINE)
    return Contact(
        id=new_id(at=started_at),
        folder=folder,
        unit_id=actor.unit,
        operator_id=actor.member,
        number=number,
        channel=channel,
        direction=direction,
        started_at=started_at,
        form_token=form_token,
    )


def insert(contact: Contact) -> None:
    """Save a new contact; raises SentTwice when its form or its call has just made one."""
    try:
        contact.save(force_insert=True)
    except IntegrityError as error:
        raise SentTwice from error


def make_findable(actor: Actor, contact: Contact, *, new: bool = False) -> None:
    """Let the unit find the contact again by what is known of the caller; raises NoName or NoNumber.

    By what is not known any more it is found no longer; a new contact has nothing to be taken away.
    """
    called, number = contact.caller_name, contact.caller_number
    nothing: list[str] | None = None if new else []
    index.write(
        actor=actor,
        subject_kind="contact",
        subject_id=contact.id,
        names=[called] if called else nothing,
        phones=[number] if number else nothing,
    )


def write(*, actor: Actor, contact_id: UUID, talk: Talk) -> Contact:
    """Write down facts and words of a contact; the draft of the notes is done with that (HL-04, HL-05).

    Raises NotHere, NotYours, MovedOn, NotOnTheList, NoName, NoNumber, TooLong, KeyMissing.
    """
    contact = held(actor, contact_id, ContactStep.WRITE)
    changed = _take_down(actor, contact, talk)
    contact.save(update_fields=changed)
    drafts.discard(actor=actor, contact=contact, form=DraftForm.NOTES)
    trail.write(actor, "contact.written", kind="contact", subject=contact.id)
    return contact


def _take_down(actor: Actor, contact: Contact, talk: Talk) -> list[str]:
    """Put a talk into a contact that is not saved yet; gives the fields it touches."""
    fields = coded.checked(talk.facts) | talk.words()
    before = (contact.caller_name, contact.caller_number)
    for name, value in fields.items():
        setattr(contact, name, value)
    if (contact.caller_name, contact.caller_number) != before:
        make_findable(actor, contact)
    return list(fields)


def flag(*, actor: Actor, contact_id: UUID, flag: str, raised: bool) -> Contact:
    """Raise or lower one flag of a contact; raises NotOnTheList. Danger has a key of its own: it is declared."""
    if flag == "danger":
        raise coded.NotOnThisList("flag")
    coded.checked_flags([flag])
    contact = held(actor, contact_id, ContactStep.WRITE)
    contact.flags = set(contact.flags) | {flag} if raised else set(contact.flags) - {flag}
    save_flags(contact)
    tell(actor, contact, "contact.flagged", facts={"flag": flag, "raised": raised})
    return contact


def save_flags(contact: Contact, *also: str) -> None:
    """Save the flags of a contact, and the other fields named."""
    contact.save(update_fields=[*FLAG_COLUMNS.values(), "marks", *also])


def end(*, actor: Actor, contact_id: UUID, reason: str = "finished", talk: Talk | None = None) -> Contact:
    """End the talk: from now on the card and the journal are due (HL-08, HL-09), and what was typed is kept.

    Raises NotHere, NotYours, MovedOn, NotOnTheList.
    """
    contact = held(actor, contact_id, ContactStep.END)
    changed = _take_down(actor, contact, talk) if talk else []
    move_to_wrap_up(contact, reason=reason)
    contact.save(update_fields=[*changed, "state", "ended_at", "end_reason"])
    if talk:
        drafts.discard(actor=actor, contact=contact, form=DraftForm.NOTES)
    tell(actor, contact, "contact.ended", facts=ending_facts(contact))
    _announce(actor)
    return contact


def move_to_wrap_up(contact: Contact, *, reason: str) -> None:
    """Put the end of the talk into a contact that is not saved yet; raises NotOnTheList."""
    coded.checked({"end_reason": reason}, needed=["end_reason"])
    contact.state, contact.end_reason = ContactState.WRAP_UP, reason
    contact.ended_at = max(timezone.now(), contact.started_at)


def ending_facts(contact: Contact) -> dict[str, str | bool]:
    """Give what the timeline says about the end of a contact."""
    return {"channel": contact.channel, "child": contact.is_child, "reason": contact.end_reason}


def take_over(*, actor: Actor, contact_id: UUID) -> Contact:
    """Give an unfinished contact to the acting director, where its operator cannot finish it (HL-15)."""
    contact = held(actor, contact_id, ContactStep.TAKE_OVER)
    contact.operator_id = actor.member
    contact.save(update_fields=["operator"])
    tell(actor, contact, "contact.taken_over")
    _announce(actor)
    return contact


def _announce(actor: Actor) -> None:
    for topic in TOPICS:
        notify(actor.unit, topic)
