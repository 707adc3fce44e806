"""What a resident learns: school, courses, programmes; and the letter to a child's school."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.errors import NeedsPurpose
from panah.core.htmx import page
from panah.core.trying import answered, status_of
from panah.shelter import school_letter
from panah.shelter.actions import learning as learns
from panah.shelter.forms.care import EnrolForm, FinishForm, LetterForm
from panah.shelter.missing import untaught
from panah.shelter.models import Enrolment, Stay
from panah.shelter.views.tabs import around
from panah.vault import folders


@require_safe
@requires(Permission.CARE_VIEW)
def learning(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Show what a resident learns and learned."""
    return _drawn(request, Stay.gate(request.actor, stay_id), None)


def _drawn(request: PanahRequest, stay: Stay, wrong: forms.Form | None, refusal: Any = None) -> HttpResponse:
    rows = Enrolment.of(stay)
    folders.preload(rows)
    members = Member.by_id(row.by_id for row in rows)
    context: dict[str, Any] = {
        "running": [row for row in rows if row.ended_on is None],
        "ended": [(row, str(members.get(row.by_id, ""))) for row in rows if row.ended_on is not None],
        "untaught": untaught(stay) if stay.is_resident else (),
        "schooled": any(row.kind in learns.SCHOOLING for row in rows),
        "may_care": request.actor.may(Permission.CARE_WRITE),
        "may_name": request.actor.may(Permission.STAY_ADMIT),
        "enrol_form": wrong or EnrolForm(stay, initial={"since": timezone.localdate()}),
        "finish_form": FinishForm(),
        "refusal": refusal,
    }
    status = status_of(wrong, refusal) if wrong else 200
    return page(request, "shelter/learning.html", around(request, stay, "shelter:learning") | context, status=status)


@require_POST
@requires(Permission.CARE_WRITE)
def enrol(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Enrol a resident (CH-10, CH-14)."""
    stay = Stay.gate(request.actor, stay_id)
    form = EnrolForm(stay, request.POST)

    def step() -> Enrolment:
        agreed = form.cleaned_data["agreed"]
        return learns.enrol(actor=request.actor, stay_id=stay_id, place=form.place(), agreed=agreed)

    done, refusal = answered(form, step)
    if done is None:
        return _drawn(request, stay, form, refusal)
    messages.success(request, _("Written down."))
    return redirect("shelter:learning", stay_id)


@require_POST
@requires(Permission.CARE_WRITE)
def finish(request: PanahRequest, stay_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """End an enrolment."""
    form = FinishForm(request.POST)
    result = form.cleaned_data["result"] if form.is_valid() else ""
    learns.finish(actor=request.actor, stay_id=stay_id, enrolment_id=enrolment_id, result=result)
    messages.success(request, _("Written down."))
    return redirect("shelter:learning", stay_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STAY_ADMIT, step_up=True)
def letter(request: PanahRequest, stay_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """Ask what the name is opened for, then draw the letter to the school (CH-17)."""
    stay = Stay.gate(request.actor, stay_id)
    form = LetterForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        row = Enrolment.gate(request.actor, stay, enrolment_id)
        context = {"stay": stay, "row": row, "form": form, "refusal": NeedsPurpose() if form.errors else None}
        return page(request, "shelter/school_letter.html", context, status=422 if form.errors else 200)
    purpose = form.cleaned_data["purpose"]
    told = learns.for_school(actor=request.actor, stay_id=stay_id, enrolment_id=enrolment_id, purpose=purpose)
    headers = {
        "Content-Disposition": f'attachment; filename="school-{timezone.localdate()}.pdf"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(school_letter.letter(told).pdf(), content_type="application/pdf", headers=headers)
