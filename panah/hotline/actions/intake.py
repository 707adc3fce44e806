"""Intake: a contact that is over already, with its card and its journal, in one step and few statements."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from panah.accounts.permissions import Permission
from panah.core import statements
from panah.core.actor import Actor
from panah.duties.timeline import happened_together
from panah.hotline import facts as coded
from panah.hotline.actions import contacts, wrap_up
from panah.hotline.actions.steps import SentTwice, occurrence
from panah.hotline.models import Contact
from panah.hotline.numbers import contact_number


@dataclass(frozen=True, slots=True)
class Finished:
    """A contact as it is reported when it is over: when, how, the card's facts, and the words."""

    token: UUID
    channel: str
    started_at: datetime
    ended_at: datetime
    card: wrap_up.Card
    journal: str
    direction: str = "incoming"
    end_reason: str = "finished"
    notes: str = ""
    caller_name: str = ""
    caller_number: str = ""


def record(*, actor: Actor, finished: Finished) -> tuple[Contact, bool]:
    """Record a finished contact with card and journal, all or nothing; gives it, and whether it is new.

    What cannot be recorded is refused before anything is written. Sent again with the same token it gives what was
    recorded first. Raises NotOnTheList, StillMissing, ImpossibleTime, NoWords, NoName, NoNumber, TooLong, SentTwice.
    """
    for permission in (Permission.CONTACT_TAKE, Permission.CONTACT_WRITE, Permission.JOURNAL_WRITE):
        actor.require(permission)
    number = contact_number(finished.started_at, finished.token)
    if not number:
        return contacts.of_form(actor, finished.token), False
    try:
        with statements.together():
            return _recorded(actor, finished, number), True
    except IntegrityError as error:
        raise SentTwice from error


def _recorded(actor: Actor, finished: Finished, number: str) -> Contact:
    contact = _contact(actor, finished, number)
    card = wrap_up.filled_in(contact, finished.card, wrap_up.Counted())
    entry = wrap_up.new_entry(actor, contact, finished.journal, None)
    opened = {"channel": contact.channel, "direction": contact.direction}
    told = [
        occurrence(contact, "contact.opened", facts=opened, at=contact.started_at),
        occurrence(contact, "contact.ended", facts=contacts.ending_facts(contact), at=contact.ended_at),
        wrap_up.card_told(contact, card),
        wrap_up.journal_told(contact, entry),
        wrap_up.close(contact),
    ]
    statements.insert(contact, card, entry)
    if contact.caller_name or contact.caller_number:
        contacts.make_findable(actor, contact, new=True)
    happened_together(actor, told, begun=True)
    return contact


def _contact(actor: Actor, finished: Finished, number: str) -> Contact:
    coded.checked_span(finished.started_at, finished.ended_at)
    coded.checked({"end_reason": finished.end_reason}, needed=["end_reason"])
    contact = contacts.fresh(
        actor,
        number=number,
        channel=finished.channel,
        direction=finished.direction,
        started_at=finished.started_at,
        form_token=finished.token,
    )
    contact.in_danger = "danger" in finished.card.flags
    contact.ended_at, contact.end_reason = finished.ended_at, finished.end_reason
    contact.notes, contact.caller_name = finished.notes, finished.caller_name
    contact.caller_number = finished.caller_number
    return contact
