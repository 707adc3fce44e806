"""A person in criminal proceedings, and what they did under coercion; for the unit that follows the proceedings."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.errors import NeedsPurpose
from panah.core.htmx import page
from panah.people.actions import proceedings
from panah.people.forms import PurposeForm
from panah.people.forms.children import CoercionForm, StatusForm
from panah.people.models import CoercedAct, Notice, Person, ProceduralStatus
from panah.people.states import NoticeSubject
from panah.people.views.deeds import Deed, asked, done
from panah.vault import folders

DEEDS: dict[str, Deed] = {
    "standing": Deed(
        form=StatusForm,
        action=proceedings.record_status,
        title=_("Standing in the proceedings"),
        button=_("Record the standing"),
        icon="gavel",
        said=_("Recorded. The status that protects the person is untouched."),
    ),
    "coercion": Deed(
        form=CoercionForm,
        action=proceedings.note_coercion,
        title=_("An act done under coercion"),
        button=_("Note it and ask for exemption"),
        icon="shield-check",
        said=_("Noted. The prosecution body is asked to review the exemption."),
        says=_("It is noted so that it can be pleaded, and is never used to accuse the person."),
    ),
}


@require_safe
@requires(Permission.PROCEEDING_RECORD)
def standing(request: PanahRequest, person_id: UUID) -> HttpResponse:
    """Show the standing in the proceedings, and what was noted for the defence."""
    return _drawn(request, person_id, {})


@require_POST
@requires(Permission.PROCEEDING_RECORD)
def standing_deed(request: PanahRequest, person_id: UUID, step: str) -> HttpResponse:
    """Record one of the two; a form that does not fit comes back with what was typed."""
    wrong = done(request, DEEDS, step, person_id)
    return redirect("people:proceedings", person_id) if wrong is None else _drawn(request, person_id, {step: wrong})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PROCEEDING_RECORD, step_up=True)
def coercion(request: PanahRequest, act_id: UUID) -> HttpResponse:
    """Ask what for, then open the words of a note on coercion; never to accuse (NP-01)."""
    row = CoercedAct.gate(request.actor, act_id)
    purpose = PurposeForm(request.POST if request.method == "POST" else None)
    if not purpose.is_valid():
        refusal = NeedsPurpose() if purpose.errors else None
        context = {"row": row, "form": purpose, "refusal": refusal, "words": ""}
        return page(request, "people/coercion.html", context, status=422 if purpose.errors else 200)
    opened = proceedings.open_coercion(actor=request.actor, act_id=act_id, purpose=purpose.cleaned_data["purpose"])
    context = {"row": opened, "form": None, "refusal": None, "words": opened.words}
    return page(request, "people/coercion.html", context)


def _drawn(request: PanahRequest, person_id: UUID, wrong: Mapping[str, forms.Form]) -> HttpResponse:
    actor, person = request.actor, Person.gate(request.actor, person_id)
    statuses, acts = list(ProceduralStatus.of(actor, person)), list(CoercedAct.of(actor, person))
    notices = list(Notice.sent_about(actor, person_id, NoticeSubject.COERCION))
    units = Unit.by_id(row.unit_id for row in notices)
    folders.preload(statuses)
    context = {
        "person": person,
        "statuses": statuses,
        "acts": acts,
        "notices": [(row, str(units.get(row.unit_id, ""))) for row in notices],
        "asked": asked(DEEDS, wrong),
        "here": "",
    }
    return page(request, "people/proceedings.html", context, status=422 if wrong else 200)
