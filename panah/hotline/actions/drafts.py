"""Drafts: what somebody was typing, kept on the server from the first pause until the form is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.utils import timezone

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.hotline.models import Contact, Draft
from panah.hotline.states import DraftForm
from panah.vault.fields import MOST_WORDS, Sealed, TooLong

Words = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft brought back: the fields of its form, and when it was saved. Locked when its key does not open."""

    words: Words
    saved_at: datetime | None = None
    locked: bool = False


NOTHING = Kept({})


def draft_id(contact_id: UUID, member_id: UUID, form: DraftForm) -> UUID:
    """Give the id of a draft. It is always the same one, because what is sealed is tied to the id of its row."""
    return uuid5(contact_id, f"{member_id}.{form.value}")


def save(*, actor: Actor, contact_id: UUID, form: DraftForm, words: Words) -> datetime:
    """Keep what stands in a form as it is, right or wrong; gives when.

    Whatever state the contact is in: nothing typed is ever lost. Raises NotHere, TooLong, KeyMissing.
    """
    actor.require(Permission.CONTACT_WRITE)
    if sum(len(each) for value in words.values() for each in _texts(value)) > MOST_WORDS:
        raise TooLong
    contact = Contact.gate(actor, contact_id)
    draft = Draft(
        id=draft_id(contact.id, actor.member, form),
        folder_id=contact.folder_id,
        contact=contact,
        member_id=actor.member,
        form=form,
        words=dict(words),
        saved_at=timezone.now(),
    )
    changing = ["words", "saved_at"]
    Draft.objects.bulk_create([draft], update_conflicts=True, unique_fields=["id"], update_fields=changing)
    return draft.saved_at


def read(actor: Actor, contact: Contact, form: DraftForm) -> Kept:
    """Give the actor's own draft of a form, or nothing."""
    draft = Draft.objects.filter(id=draft_id(contact.id, actor.member, form)).first()
    if draft is None:
        return NOTHING
    if isinstance(draft.words, Sealed):
        return Kept({}, draft.saved_at, locked=True)
    return Kept(draft.words, draft.saved_at)


def discard(*, actor: Actor, contact: Contact, form: DraftForm) -> None:
    """Put a draft away: its form is done."""
    Draft.objects.filter(id=draft_id(contact.id, actor.member, form)).delete()


def _texts(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
