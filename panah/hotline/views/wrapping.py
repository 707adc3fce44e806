"""Card and journal: written after the talk, read and corrected later."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.trying import tried, tried_whole, unsent
from panah.duties.models import Duty
from panah.hotline.actions import drafts, intake, wrap_up
from panah.hotline.actions.steps import MovedOn
from panah.hotline.facts import TALK
from panah.hotline.forms.wrap_up import Part, RecordForm, WrapUpForm
from panah.hotline.models import Contact
from panah.hotline.states import DraftForm
from panah.hotline.views import reading
from panah.hotline.views.typed import typed
from panah.vault.fields import Sealed


def context_of(request: PanahRequest, found: Contact, form: WrapUpForm | None = None) -> dict[str, Any]:
    """Gather what the wrap-up shows: what is still to be written, filled in with what is known."""
    there = wrap_up.what_is_there(found)
    kept = drafts.read(request.actor, found, DraftForm.WRAP_UP)
    locked = kept.locked or isinstance(found.notes, Sealed)
    return {
        "contact": found,
        "form": form or WrapUpForm(initial={**known_of(request, found), **kept.words}),
        "has_card": there.card,
        "has_journal": there.journal,
        "saved_at": kept.saved_at,
        "locked": locked,
        "refusal": None,
        "unsent": [],
        "most_urgent": next((duty for duty in Duty.about([found.id]) if not duty.done_at), None),
    }


def known_of(request: PanahRequest, found: Contact) -> dict[str, Any]:
    """Give what card and journal begin with: the facts of the talk, the outcome that suggests itself, the notes."""
    return {name: getattr(found, name) for name in TALK} | {
        "outcome": found.outcome or wrap_up.suggested_outcome(request.actor, found),
        "flags": [flag for flag in found.flags if flag != "danger"],
        "end_reason": found.end_reason,
        "journal": "" if isinstance(found.notes, Sealed) else found.notes,
    }


@require_POST
@requires(Permission.CONTACT_WRITE)
def finish(request: PanahRequest, contact_id: UUID, part: str = "") -> HttpResponse:
    """Complete card and journal in one step, ending the talk before that when it still lasts; or one of the two."""
    form = WrapUpForm(request.POST, part=Part(part))
    if part:
        # The other half of the page is not lost: it stands there again as a draft.
        drafts.save(actor=request.actor, contact_id=contact_id, form=DraftForm.WRAP_UP, words=typed(request))
    try:
        done = tried(form, lambda: _wrap_up(request, contact_id, form))
    except MovedOn as refusal:
        late = {"refusal": refusal, "unsent": unsent(form)}
        context = reading.seen_of(request, Contact.gate(request.actor, contact_id)) | late
        return page(request, "hotline/contact.html", context, status=refusal.status)
    found = Contact.gate(request.actor, contact_id)
    if done is None:
        return page(request, "hotline/wrap_up.html", context_of(request, found, form), status=422)
    if not found.closed_at:
        return redirect("hotline:contact", contact_id)
    messages.success(request, _("%(number)s is closed. You are free for the next one.") % {"number": found.number})
    return redirect("hotline:desk")


def _wrap_up(request: PanahRequest, contact_id: UUID, form: WrapUpForm) -> object:
    actor, given = request.actor, form.cleaned_data
    token = given["form_token"]
    if form.part is Part.CARD:
        return wrap_up.complete_card(actor=actor, contact_id=contact_id, card=form.card())
    if form.part is Part.JOURNAL:
        return wrap_up.write_journal(actor=actor, contact_id=contact_id, words=given["journal"], form_token=token)
    return wrap_up.finish(
        actor=actor,
        contact_id=contact_id,
        card=form.card(),
        words=given["journal"],
        reason=given["end_reason"] or "finished",
        form_token=token,
    )


@requires(Permission.CONTACT_TAKE)
def record(request: PanahRequest) -> HttpResponse:
    """Record a contact that is over already, with its card and its journal."""
    form = RecordForm(request.POST or None)
    if request.method == "POST":
        done = tried_whole(form, lambda: intake.record(actor=request.actor, finished=form.finished()))
        if done is not None:
            return redirect("hotline:contact", done[0].id)
    return page(request, "hotline/record.html", {"form": form}, status=422 if form.errors else 200)
