"""Wrap-up: the statistical card and the private journal, both due as soon as the talk is over (HL-08, HL-09)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.errors import BadInput, NeedsPurpose, NotHere, Stale
from panah.core.live import notify
from panah.duties.timeline import Occurrence, happened_together
from panah.hotline import facts as coded
from panah.hotline.actions import contacts, drafts
from panah.hotline.actions.steps import held, occurrence
from panah.hotline.models import Contact, JournalEntry, StatCard
from panah.hotline.models.contacts import FLAG_COLUMNS
from panah.hotline.states import ContactState, ContactStep, DraftForm
from panah.referrals.models import Referral

LONGEST_MINUTES = 24 * 60
# What a wrap-up may change of a contact.
_TOUCHED = (*coded.CARD, *FLAG_COLUMNS.values(), "marks", "state", "end_reason", "ended_at", "closed_at")


class CardThere(Stale):
    """The card was completed already, perhaps in another window."""

    sentence = _("The card of this contact is already complete.")
    rule = "HL-08"


class JournalThere(Stale):
    """The journal entry is there; it is corrected, never written again."""

    sentence = _("The journal of this contact is already written. A mistake in it is put right by a correction.")
    rule = "HL-09"


class NoWords(BadInput):
    """An empty journal is none."""

    sentence = _("Write at least one sentence into the journal.")
    rule = "HL-09"


class ImpossibleLength(BadInput):
    """A talk lasts from nothing to a day."""

    sentence = _("A talk lasts no longer than a day. Write how many minutes it took.")


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says, as it was filled in; without minutes they are taken from the contact."""

    facts: Mapping[str, str] = field(hash=False)
    flags: tuple[str, ...] = ()
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What was done in a contact, in numbers, for its card."""

    advice: int = 0
    screenings: int = 0
    positive: int = 0
    referrals: int = 0


def counted(actor: Actor, contact: Contact) -> Counted:
    """Count what was done in a contact."""
    done = (
        Contact.visible(actor)
        .filter(id=contact.id)
        .aggregate(
            told=Count("advice", distinct=True),
            screened=Count("screenings", distinct=True),
            positive=Count("screenings", filter=Q(screenings__positive=True), distinct=True),
        )
    )
    sent = Referral.sent(actor).filter(matter_id=contact.id).count()
    return Counted(done["told"], done["screened"], done["positive"], sent)


@dataclass(frozen=True, slots=True)
class There:
    """Which of the two papers a contact has already."""

    card: bool
    journal: bool


def what_is_there(contact: Contact) -> There:
    """Say which of the two papers a contact has already."""
    return There(_has_card(contact), _has_journal(contact))


def suggested_outcome(actor: Actor, contact: Contact) -> str:
    """Give the outcome that suggests itself by what was done; the operator decides."""
    done = counted(actor, contact)
    if contact.in_danger:
        return "emergency"
    return "referral" if done.referrals else "directory" if done.advice else ""


def complete_card(*, actor: Actor, contact_id: UUID, card: Card) -> StatCard:
    """Complete the statistical card: codes alone, nothing that tells who it was (HL-08).

    The contact closes with it when its journal is there. Raises CardThere, NotOnTheList, StillMissing, NotHere,
    NotYours, MovedOn.
    """
    contact = held(actor, contact_id, ContactStep.CARD)
    if StatCard.objects.filter(contact=contact).exists():
        raise CardThere
    made = filled_in(contact, card, counted(actor, contact))
    made.save(force_insert=True)
    _proceed(actor, contact, [card_told(contact, made)], done=_has_journal(contact))
    return made


def write_journal(*, actor: Actor, contact_id: UUID, words: str, form_token: UUID | None = None) -> JournalEntry:
    """Write the private journal of a contact: sealed, and never changed (HL-09, HL-10).

    The contact closes with it when its card is complete. A form sent twice gives the entry it made. Raises NoWords,
    JournalThere, NotHere, NotYours, MovedOn, TooLong.
    """
    known = _entry_of_form(form_token)
    if known is not None:
        return known
    contact = held(actor, contact_id, ContactStep.JOURNAL)
    if _has_journal(contact):
        raise JournalThere
    entry = new_entry(actor, contact, words, form_token)
    entry.save(force_insert=True)
    _proceed(actor, contact, [journal_told(contact, entry)], done=_has_card(contact))
    return entry


def finish(
    *,
    actor: Actor,
    contact_id: UUID,
    card: Card,
    words: str,
    reason: str = "finished",
    form_token: UUID | None = None,
) -> Contact:
    """Complete card and journal in one step, and end the talk before that when it still lasts (HL-08, HL-09).

    What is there already stays as it is; a form sent twice changes nothing. Raises as the single steps do.
    """
    if _entry_of_form(form_token) is not None:
        return Contact.gate(actor, contact_id)
    contact = held(actor, contact_id, ContactStep.WRITE)
    told: list[Occurrence] = []
    if contact.state == ContactState.OPEN:
        contacts.move_to_wrap_up(contact, reason=reason)
        told.append(occurrence(contact, "contact.ended", facts=contacts.ending_facts(contact), at=contact.ended_at))
    if not _has_card(contact):
        made = filled_in(contact, card, counted(actor, contact))
        made.save(force_insert=True)
        told.append(card_told(contact, made))
    if not _has_journal(contact):
        entry = new_entry(actor, contact, words, form_token)
        entry.save(force_insert=True)
        told.append(journal_told(contact, entry))
    _proceed(actor, contact, told, done=True)
    return contact


def correct_journal(
    *, actor: Actor, contact_id: UUID, words: str, reason: str, form_token: UUID | None = None
) -> JournalEntry:
    """Put the journal right by a new entry that says why; the one before it stays as it was (HL-09).

    Raises NoWords, NotOnTheList, NotHere (nothing to correct), NotYours, TooLong.
    """
    known = _entry_of_form(form_token)
    if known is not None:
        return known
    contact = held(actor, contact_id, ContactStep.CORRECT)
    if not reason or reason not in coded.offered("correction_reason"):
        raise coded.NotOnThisList("correction_reason")
    last = JournalEntry.objects.filter(contact=contact).order_by("-written_at", "-id").first()
    if last is None:
        raise NotHere
    entry = new_entry(actor, contact, words, form_token)
    entry.corrects, entry.correction_reason = last, reason
    entry.save(force_insert=True)
    told = occurrence(contact, "journal.corrected", kind="journal", subject=entry.id, facts={"reason": reason})
    happened_together(actor, [told])
    drafts.discard(actor=actor, contact=contact, form=DraftForm.JOURNAL)
    return entry


def own_journal(actor: Actor, contact: Contact) -> list[JournalEntry]:
    """Give the entries of a contact that the actor wrote, oldest first: an author reads them at once."""
    return list(_entries(contact).filter(author_id=actor.member_id)[:100])


def open_words(*, actor: Actor, contact_id: UUID, purpose: str) -> tuple[Contact, list[JournalEntry]]:
    """Open the words of a colleague's contact, for a purpose that the trail keeps (CON-04, CON-10).

    Raises NeedsPurpose without a purpose of the list, Forbidden, NotHere.
    """
    actor.require(Permission.JOURNAL_READ)
    if purpose not in coded.offered("opening_purpose"):
        raise NeedsPurpose(rule="CON-04")
    contact = Contact.gate(actor, contact_id)
    trail.write(
        actor, "journal.opened", kind="contact", subject=contact.id, purpose=purpose, record_unit=contact.unit_id
    )
    return contact, list(_entries(contact)[:100])


def _entries(contact: Contact) -> QuerySet[JournalEntry]:
    rows = JournalEntry.objects.filter(contact=contact)
    return rows.select_related("author", "corrects").order_by("written_at", "id")


def _entry_of_form(form_token: UUID | None) -> JournalEntry | None:
    return JournalEntry.objects.filter(form_token=form_token).first() if form_token else None


def _has_card(contact: Contact) -> bool:
    return StatCard.objects.filter(contact=contact).exists()


def _has_journal(contact: Contact) -> bool:
    return JournalEntry.objects.filter(contact=contact).exists()


def filled_in(contact: Contact, card: Card, done: Counted) -> StatCard:
    """Put the card's facts into the contact and give the card, neither saved yet; raises as `complete_card` does."""
    facts = coded.for_card(card.facts)
    topic = facts.pop("topic", "")
    danger = ("danger",) if contact.in_danger else ()
    contact.flags = coded.checked_flags([*card.flags, *danger])
    for name, code in facts.items():
        setattr(contact, name, code)
    began = timezone.localtime(contact.started_at)
    return StatCard(
        unit_id=contact.unit_id,
        contact=contact,
        operator_id=contact.operator_id,
        day=began.date(),
        hour=began.hour,
        minutes=minutes_of(contact) if card.minutes is None else _possible(card.minutes),
        channel=contact.channel,
        topic=topic,
        is_child=contact.is_child,
        in_danger=contact.in_danger,
        is_repeated=contact.is_repeated,
        is_nuisance=contact.is_nuisance,
        screened=done.screenings > 0,
        screening_positive=done.positive > 0,
        advice_count=done.advice,
        referral_count=done.referrals,
        ended_at=contact.ended_at or timezone.now(),
        completed_at=timezone.now(),
        **{name: getattr(contact, name) for name in coded.CARD},
    )


def minutes_of(contact: Contact) -> int:
    """Give how many minutes a talk took, a begun one counted whole; raises ImpossibleLength for more than a day."""
    ended = contact.ended_at or timezone.now()
    return _possible(ceil((ended - contact.started_at).total_seconds() / 60))


def _possible(minutes: int) -> int:
    if not 0 <= minutes <= LONGEST_MINUTES:
        raise ImpossibleLength
    return minutes


def new_entry(actor: Actor, contact: Contact, words: str, form_token: UUID | None) -> JournalEntry:
    """Give a journal entry, not saved yet; raises NoWords for one in which nothing can be read."""
    if not any(letter.isalnum() for letter in words):
        raise NoWords
    return JournalEntry(
        folder_id=contact.folder_id,
        contact=contact,
        author_id=actor.member,
        words=words.strip(),
        written_at=timezone.now(),
        form_token=form_token,
    )


def card_told(contact: Contact, card: StatCard) -> Occurrence:
    """Give what the timeline says about a completed card."""
    facts = {"motive": card.motive, "outcome": card.outcome, "child": card.is_child}
    return occurrence(contact, "card.completed", kind="card", subject=card.id, facts=facts)


def journal_told(contact: Contact, entry: JournalEntry) -> Occurrence:
    """Give what the timeline says about a written journal."""
    return occurrence(contact, "journal.written", kind="journal", subject=entry.id)


def close(contact: Contact) -> Occurrence:
    """Put the end of all work into a contact that is not saved yet; gives what the timeline says about it."""
    contact.state, contact.closed_at = ContactState.CLOSED, timezone.now()
    return occurrence(contact, "contact.closed", facts={"motive": contact.motive, "outcome": contact.outcome})


def _proceed(actor: Actor, contact: Contact, told: list[Occurrence], *, done: bool) -> None:
    """Save what a wrap-up changed; a contact with card and journal closes by itself, and its operator is free."""
    if done:
        told.append(close(contact))
    contact.save(update_fields=_TOUCHED)
    happened_together(actor, told)
    if done:
        for form in (DraftForm.WRAP_UP, DraftForm.NOTES):
            drafts.discard(actor=actor, contact=contact, form=form)
        for topic in contacts.TOPICS:
            notify(actor.unit, topic)
