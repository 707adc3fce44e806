"""Situations: what several contacts are about, and who may be a victim in it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import tried
from panah.duties.models import Event
from panah.hotline import telling
from panah.hotline.actions import situations as actions
from panah.hotline.forms.situations import NewPersonForm, PersonForm, SummaryForm
from panah.hotline.models import Contact, Situation
from panah.vault.fields import Sealed


@require_GET
@requires(Permission.CONTACT_VIEW)
def situations(request: PanahRequest) -> HttpResponse:
    """List the unit's situations, newest first."""
    rows = Situation.visible(request.actor).select_related("opened_by")
    return page(request, "hotline/situations.html", {"page": page_of(request, rows)})


@require_GET
@requires(Permission.CONTACT_VIEW)
def situation(request: PanahRequest, situation_id: UUID) -> HttpResponse:
    """Show one situation: its contacts, its people, what it is about."""
    return _shown(request, situation_id)


def _shown(
    request: PanahRequest,
    situation_id: UUID,
    *,
    summary: SummaryForm | None = None,
    person: PersonForm | None = None,
    new_person: NewPersonForm | None = None,
) -> HttpResponse:
    found = actions.situation_of(request.actor, situation_id)
    locked = isinstance(found.summary, Sealed)
    context: dict[str, Any] = {
        "situation": found,
        "locked": locked,
        "contacts": list(Contact.visible(request.actor).filter(situation=found).order_by("-id")[:50]),
        "people": list(found.people.select_related("person").order_by("added_at", "id")[:50]),
        "timeline": telling.lines(Event.timeline(found.id)[:100]),
        "summary_form": summary or SummaryForm(initial={"summary": "" if locked else found.summary}),
        "person_form": person or PersonForm(),
        "new_person_form": new_person or NewPersonForm(),
        "may_edit": request.actor.may(Permission.SITUATION_EDIT) and not found.closed_at and not locked,
    }
    wrong = any(form is not None and form.errors for form in (summary, person, new_person))
    return page(request, "hotline/situation.html", context, status=422 if wrong else 200)


@require_POST
@requires(Permission.SITUATION_EDIT)
def summarise(request: PanahRequest, situation_id: UUID) -> HttpResponse:
    """Write what the situation is about."""
    form = SummaryForm(request.POST)

    def step() -> object:
        words = form.cleaned_data["summary"]
        return actions.summarise(actor=request.actor, situation_id=situation_id, summary=words)

    if tried(form, step) is None:
        return _shown(request, situation_id, summary=form)
    return redirect("hotline:situation", situation_id)


@require_POST
@requires(Permission.SITUATION_EDIT)
def add_person(request: PanahRequest, situation_id: UUID) -> HttpResponse:
    """Add a potential victim by pseudonym."""
    form = PersonForm(request.POST)

    def step() -> object:
        pseudonym = form.cleaned_data["pseudonym"]
        return actions.add_person(actor=request.actor, situation_id=situation_id, pseudonym=pseudonym)

    if tried(form, step) is None:
        return _shown(request, situation_id, person=form)
    return redirect("hotline:situation", situation_id)


@require_POST
@requires(Permission.SITUATION_EDIT)
def register_person(request: PanahRequest, situation_id: UUID) -> HttpResponse:
    """Register a potential victim by what is known in codes."""
    form = NewPersonForm(request.POST)

    def step() -> object:
        return actions.register_person(actor=request.actor, situation_id=situation_id, facts=form.facts())

    if tried(form, step) is None:
        return _shown(request, situation_id, new_person=form)
    return redirect("hotline:situation", situation_id)


@require_POST
@requires(Permission.SITUATION_EDIT)
def remove_person(request: PanahRequest, situation_id: UUID, person_id: UUID) -> HttpResponse:
    """Take a person out who was added by mistake."""
    actions.remove_person(actor=request.actor, situation_id=situation_id, person_id=person_id)
    return redirect("hotline:situation", situation_id)


@require_POST
@requires(Permission.SITUATION_EDIT)
def close(request: PanahRequest, situation_id: UUID) -> HttpResponse:
    """Close the situation."""
    actions.close(actor=request.actor, situation_id=situation_id)
    return redirect("hotline:situation", situation_id)
