"""The tab of leaving: the plan for afterwards, going, what the person says of the house, visits."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.errors import Refused
from panah.core.htmx import page
from panah.core.trying import answered, status_of
from panah.referrals.models import Referral
from panah.shelter.actions import handing_on
from panah.shelter.actions import leaving as actions
from panah.shelter.forms.agreeing import HandOverForm, NotWantedForm
from panah.shelter.forms.staying import FeedbackForm, LeaveForm, PlanForm, VisitAfterForm, VisitResultForm
from panah.shelter.models import FollowUp, Leaving, Stay
from panah.shelter.views.tabs import around, on_stay
from panah.vault import folders


@require_safe
@requires(Permission.STAY_ADMIT)
@on_stay
def leaving(request: PanahRequest, stay: Stay) -> HttpResponse:
    """Show what is planned for afterwards, and what was said and seen since."""
    return _drawn(request, stay)


def _drawn(
    request: PanahRequest, stay: Stay, wrong: forms.Form | None = None, refusal: Refused | None = None
) -> HttpResponse:
    """Draw the tab; a form that did not fit stands on it as it was typed."""
    row, visits = Leaving.of(stay), FollowUp.of(stay)
    folders.preload([each for each in (row, *visits) if each is not None])
    shown = around(request, stay, "shelter:leaving")
    typed = {type(wrong): wrong}
    resident, over = stay.is_resident, stay.state == "left"
    context = {
        "row": row,
        "visits": visits,
        "refusal": refusal,
        "plan_form": typed.get(PlanForm, PlanForm.of(stay, row)) if resident else None,
        "leave_form": typed.get(LeaveForm, LeaveForm(family=shown["family"])) if resident else None,
        "say_form": typed.get(FeedbackForm, FeedbackForm()) if resident or over else None,
        "visit_form": typed.get(VisitAfterForm, VisitAfterForm()) if resident or over else None,
        "result_form": typed.get(VisitResultForm, VisitResultForm()),
        "handed": _handed(request, stay),
    }
    status = status_of(wrong, refusal) if wrong else 200
    return page(request, "shelter/leaving.html", shown | context, status=status)


def _handed(request: PanahRequest, stay: Stay) -> list[tuple[Referral, str]]:
    """Where the person was offered since they came here: each with the name of the unit."""
    rows = handing_on.sent_from(request.actor, stay) if request.actor.may(Permission.REFERRAL_SEND) else []
    units = Unit.by_id([row.receiver_unit_id for row in rows])
    return [(row, str(units.get(row.receiver_unit_id, ""))) for row in rows]


def _tried(request: PanahRequest, stay: Stay, form: forms.Form, step: Callable[[], Any], done: Any) -> HttpResponse:
    """Take a step of the tab and come back to it, or show what did not fit."""
    taken, refusal = answered(form, step)
    if taken is None:
        return _drawn(request, stay, form, refusal)
    messages.success(request, done)
    return redirect("shelter:leaving", stay.id)


@require_POST
@requires(Permission.STAY_ADMIT)
@on_stay
def plan(request: PanahRequest, stay: Stay) -> HttpResponse:
    """Write the plan for afterwards."""
    form = PlanForm(request.POST)
    return _tried(
        request,
        stay,
        form,
        lambda: actions.plan(actor=request.actor, stay_id=stay.id, planned=form.planned()),
        _("Written down and sealed."),
    )


@require_POST
@requires(Permission.STAY_ADMIT)
@on_stay
def leave(request: PanahRequest, stay: Stay) -> HttpResponse:
    """Write that somebody has left, alone or with those who came along."""
    form = LeaveForm(request.POST, family=Stay.together_with(request.actor, stay))
    return _tried(
        request,
        stay,
        form,
        lambda: actions.leave_together(
            actor=request.actor, stay_ids=form.leavers(stay), reason=form.cleaned_data["reason"]
        ),
        _("Written down. The bed is to be cleaned; belongings are given back from the overview."),
    )


@require_POST
@requires(Permission.STAY_ADMIT)
@on_stay
def say(request: PanahRequest, stay: Stay) -> HttpResponse:
    """Write what the person says of the house."""
    form = FeedbackForm(request.POST)
    return _tried(
        request,
        stay,
        form,
        lambda: actions.say(actor=request.actor, stay_id=stay.id, **form.cleaned_data),
        _("Thank you. It is sealed."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STAY_ADMIT)
@on_stay
def hand_over(request: PanahRequest, stay: Stay) -> HttpResponse:
    """Offer the person to a unit that goes on helping, on consent that is given now."""
    form = HandOverForm(request.actor, stay, request.POST if request.method == "POST" else None)
    sent, refusal = None, None
    if form.is_bound:
        sent, refusal = answered(
            form, lambda: handing_on.hand_over(actor=request.actor, stay_id=stay.id, asked=form.asked())
        )
    if sent is not None:
        messages.success(request, _("Sent. What becomes of it is seen here."))
        return redirect("shelter:leaving", stay.id)
    context = {"stay": stay, "form": form, "refusal": refusal}
    return page(request, "shelter/hand_over.html", context, status=status_of(form, refusal))


@require_POST
@requires(Permission.STAY_ADMIT)
@on_stay
def hand_over_refused(request: PanahRequest, stay: Stay) -> HttpResponse:
    """Write down that the person does not want to be handed on; nothing is shared."""
    form = NotWantedForm(request.POST)
    if not form.is_valid():
        raise handing_on.NotForReintegration
    handing_on.refused(actor=request.actor, stay_id=stay.id, receiver_id=form.cleaned_data["receiver"])
    messages.success(request, _("Written down. Nothing was shared."))
    return redirect("shelter:leaving", stay.id)


@require_POST
@requires(Permission.STAY_ADMIT)
@on_stay
def plan_visit(request: PanahRequest, stay: Stay) -> HttpResponse:
    """Agree on a day to ask how somebody is."""
    form = VisitAfterForm(request.POST)
    return _tried(
        request,
        stay,
        form,
        lambda: actions.plan_visit(actor=request.actor, stay_id=stay.id, visit_on=form.cleaned_data["visit_on"]),
        _("Planned. It is on your list for that day."),
    )


@require_POST
@requires(Permission.STAY_ADMIT)
def report_visit(request: PanahRequest, follow_up_id: UUID) -> HttpResponse:
    """Write what a visit afterwards showed."""
    row = FollowUp.gate(request.actor, follow_up_id)
    form = VisitResultForm(request.POST)
    return _tried(
        request,
        Stay.gate(request.actor, row.stay_id),
        form,
        lambda: actions.report_visit(actor=request.actor, follow_up_id=follow_up_id, **form.cleaned_data),
        _("Written down."),
    )
