"""What was written about a contact, read later: by its author at once, by a colleague for a purpose; and corrected."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.trying import tried
from panah.duties.models import Duty, Event
from panah.hotline import telling
from panah.hotline.actions import drafts, wrap_up
from panah.hotline.forms.wrap_up import CorrectionForm, PurposeForm
from panah.hotline.models import Contact, JournalEntry
from panah.hotline.states import DraftForm
from panah.hotline.views.beside import side_of


def seen_of(
    request: PanahRequest,
    found: Contact,
    *,
    opened: list[JournalEntry] | None = None,
    purpose: PurposeForm | None = None,
    correction: CorrectionForm | None = None,
) -> dict[str, Any]:
    """Gather what can be seen of a contact by somebody who is not talking in it."""
    mine = found.operator_id == request.actor.member_id
    kept = drafts.read(request.actor, found, DraftForm.JOURNAL)
    return side_of(request, found) | {
        "mine": mine,
        "words_open": mine or opened is not None,
        "entries": wrap_up.own_journal(request.actor, found) if opened is None else opened,
        "timeline": telling.lines(Event.timeline(found.id)[:100]),
        "purpose_form": purpose or PurposeForm(),
        "correction_form": correction or CorrectionForm(initial=dict(kept.words)),
        "saved_at": kept.saved_at,
        "duties": list(Duty.about([found.id])),
        "refusal": None,
        "unsent": [],
    }


@require_POST
@requires(Permission.JOURNAL_READ)
def open_words(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Open the words of a colleague's contact for a purpose; the trail keeps who, when and what for (CON-04)."""
    form = PurposeForm(request.POST)
    if not form.is_valid():
        found = Contact.gate(request.actor, contact_id)
        return page(request, "hotline/contact.html", seen_of(request, found, purpose=form), status=422)
    purpose = form.cleaned_data["purpose"]
    found, entries = wrap_up.open_words(actor=request.actor, contact_id=contact_id, purpose=purpose)
    return page(request, "hotline/contact.html", seen_of(request, found, opened=entries))


@require_POST
@requires(Permission.JOURNAL_WRITE)
def correct(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Put the journal right by a new entry."""
    form = CorrectionForm(request.POST)

    def step() -> JournalEntry:
        given = form.cleaned_data
        return wrap_up.correct_journal(
            actor=request.actor,
            contact_id=contact_id,
            words=given["journal"],
            reason=given["reason"],
            form_token=given["form_token"],
        )

    if tried(form, step) is not None:
        return redirect("hotline:contact", contact_id)
    found = Contact.gate(request.actor, contact_id)
    return page(request, "hotline/contact.html", seen_of(request, found, correction=form), status=422)
