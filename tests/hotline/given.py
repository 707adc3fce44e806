"""What the stories of the desk begin with."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from panah.duties.models import Duty, Event
from panah.hotline.actions import contacts, intake, wrap_up
from panah.hotline.models import Contact
from tests.world import Person, acting

WORDS = "She said that her passport was taken and that she is not paid."
FACTS = {"caller_category": "presumed_victim", "motive": "unpaid_work", "outcome": "advice"}
CARD = wrap_up.Card(FACTS)


def an_open_contact(person: Person, channel: str = "phone") -> Contact:
    """A talk that has just begun."""
    with acting(person) as actor:
        return contacts.start(actor=actor, channel=channel)


def an_ended_contact(person: Person) -> Contact:
    """A talk that is over, its card and journal still to be written."""
    contact = an_open_contact(person)
    with acting(person) as actor:
        return contacts.end(actor=actor, contact_id=contact.id)


def a_closed_contact(person: Person, words: str = WORDS) -> Contact:
    """A contact with card and journal."""
    contact = an_ended_contact(person)
    with acting(person) as actor:
        return wrap_up.finish(actor=actor, contact_id=contact.id, card=CARD, words=words)


def a_report(**given: object) -> intake.Finished:
    """What is reported of a contact that is over."""
    now = timezone.now()
    told = {
        "token": uuid4(),
        "channel": "phone",
        "started_at": now - timedelta(minutes=12),
        "ended_at": now - timedelta(minutes=2),
        "card": CARD,
        "journal": WORDS,
    }
    return intake.Finished(**(told | given))  # type: ignore[arg-type]  # A story may give any of the fields.


def seen_by(person: Person, contact: Contact) -> Contact:
    """The contact as a person sees it now, its words opened while the person's keys are there."""
    with acting(person) as actor:
        found = Contact.gate(actor, contact.id)
        for words in ("notes", "caller_name", "caller_number"):
            getattr(found, words)
        return found


def told(person: Person, matter: UUID) -> list[str]:
    """The codes on the timeline of a matter, as a person sees it."""
    with acting(person):
        return list(Event.timeline(matter).values_list("code", flat=True)[:50])


def duties(person: Person, matter: UUID) -> dict[str, str]:
    """The clocks of a matter by rule, as a person's unit sees them: open, done or cancelled."""
    with acting(person):
        rows = list(Duty.objects.filter(matter_id=matter).order_by("opened_at", "id")[:50])
    return {row.rule: "done" if row.done_at else "cancelled" if row.cancelled_at else "open" for row in rows}
