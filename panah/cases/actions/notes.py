"""Notes of a case: sealed, never changed, put right by a further one; and what somebody is still typing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.cases.actions.cases import told, writable
from panah.cases.models import Case, Note, NoteDraft
from panah.core.actor import Actor
from panah.core.errors import BadInput
from panah.vault.fields import MOST_WORDS, Sealed, TooLong


class NoNote(BadInput):
    """A note without words."""

    sentence = _("Write the note in a few words.")


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft brought back, and when it was saved."""

    words: str = ""
    saved_at: datetime | None = None


def write(*, actor: Actor, case_id: UUID, words: str, form_token: UUID, corrects: UUID | None = None) -> Note:
    """Write a note on a case, or put an earlier one right by a new one (CON-01: sealed, nothing is overwritten).

    The same form sent twice makes one note. Raises NotHere, NotAssigned, CaseClosed, NoNote, TooLong.
    """
    case = writable(actor, case_id)
    if not words.strip():
        raise NoNote
    corrected = Note.gate(case, corrects) if corrects else None
    note = Note(
        folder_id=case.folder_id,
        case=case,
        words=words.strip(),
        author_id=actor.member,
        at=timezone.now(),
        corrects=corrected,
        form_token=form_token,
    )
    try:
        with transaction.atomic():
            note.save(force_insert=True)
            told(actor, "case.note_corrected" if corrected else "case.note_written", case)
            NoteDraft.objects.filter(id=_draft_id(actor, case)).delete()
    except IntegrityError:
        return Note.objects.get(case=case, form_token=form_token)
    return note


def keep_draft(*, actor: Actor, case_id: UUID, words: str) -> datetime:
    """Keep what stands in the form, sealed, whatever state the case is in; gives when. Raises TooLong."""
    actor.require(Permission.CASE_WRITE)
    if len(words) > MOST_WORDS:
        raise TooLong
    case = Case.opened(actor, case_id)
    draft = NoteDraft(
        id=_draft_id(actor, case),
        folder_id=case.folder_id,
        case=case,
        member_id=actor.member,
        words={"words": words},
        saved_at=timezone.now(),
    )
    changing = ["words", "saved_at"]
    NoteDraft.objects.bulk_create([draft], update_conflicts=True, unique_fields=["id"], update_fields=changing)
    return draft.saved_at


def draft(actor: Actor, case: Case) -> Kept:
    """Give the actor's own draft, or an empty one."""
    row = NoteDraft.objects.filter(id=_draft_id(actor, case)).first()
    if row is None or isinstance(row.words, Sealed):
        return Kept()
    return Kept(row.words.get("words", ""), row.saved_at)


def _draft_id(actor: Actor, case: Case) -> UUID:
    """Give the id of a draft: always the same one, because what is sealed is tied to the id of its row."""
    return uuid5(case.id, f"{actor.member}.note")
