"""The safety of the person: the risk, what they were told, and the measures that protect them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member, Unit
from panah.accounts.permissions import Permission
from panah.cases.actions import safety as protecting
from panah.cases.forms.safety import ExplainForm, MeasureForm, ReviewForm, RiskForm
from panah.cases.models import Case, RiskAssessment, SafetyBriefing, SafetyMeasure, SafetyReview
from panah.cases.views.tabs import around, on_case
from panah.core.country import country
from panah.core.htmx import page
from panah.core.trying import tried
from panah.vault import folders

Forms = dict[str, forms.Form]


@require_safe
@requires(Permission.CASE_VIEW)
@on_case
def safety(request: PanahRequest, case: Case) -> HttpResponse:
    """Show the risk, what the person was told, and what protects them."""
    return _drawn(request, case, {})


def _drawn(request: PanahRequest, case: Case, wrong: Forms) -> HttpResponse:
    risks, briefings, measures = RiskAssessment.of(case), SafetyBriefing.of(case), SafetyMeasure.of(case)
    reviews = SafetyReview.of(measures)
    folders.preload([*risks, *measures, *reviews])
    members = Member.by_id([*(row.by_id for row in risks), *(row.by_id for row in briefings)])
    unit = Unit.by_id([case.unit_id]).get(case.unit_id)
    later = timezone.localdate(timezone.now() + country().settings.safety_review_every)
    context: dict[str, Any] = {
        "risks": [(row, str(members.get(row.by_id, ""))) for row in risks],
        "briefings": [(row, str(members.get(row.by_id, ""))) for row in briefings],
        "measures": [(row, [each for each in reviews if each.measure_id == row.id]) for row in measures],
        "may_write": request.actor.may(Permission.CASE_WRITE) and not case.is_closed,
        "protects": unit is not None and unit.kind == protecting.PROTECTOR,
        "risk_form": wrong.get("risk") or RiskForm(initial={"review_on": later}),
        "explain_form": wrong.get("explain") or ExplainForm(),
        "measure_form": wrong.get("measure") or MeasureForm(),
        "review_form": ReviewForm(),
    }
    shown = around(request, case, "cases:safety") | context
    return page(request, "cases/safety.html", shown, status=422 if wrong else 200)


def _step(
    request: PanahRequest, case_id: UUID, name: str, form: forms.Form, action: Callable[..., Any]
) -> HttpResponse:
    def step() -> Any:
        return action(actor=request.actor, case_id=case_id, **form.cleaned_data)

    if tried(form, step) is None:
        return _drawn(request, Case.opened(request.actor, case_id), {name: form})
    messages.success(request, _("Written down."))
    return redirect("cases:safety", case_id)


@require_POST
@requires(Permission.CASE_WRITE)
def assess(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Assess the risk."""
    return _step(request, case_id, "risk", RiskForm(request.POST), protecting.assess)


@require_POST
@requires(Permission.CASE_WRITE)
def explain(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Record that the person was told what protection there is (SAF-02)."""
    return _step(request, case_id, "explain", ExplainForm(request.POST), protecting.explain)


@require_POST
@requires(Permission.CASE_WRITE)
def begin(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Begin a safety measure."""
    return _step(request, case_id, "measure", MeasureForm(request.POST), protecting.begin)


@require_POST
@requires(Permission.CASE_WRITE)
def review(request: PanahRequest, case_id: UUID, measure_id: UUID) -> HttpResponse:
    """Look at the threat behind a measure again (SAF-03)."""
    form = ReviewForm(request.POST)
    if not form.is_valid():
        raise protecting.UnknownAnswer
    protecting.review(actor=request.actor, case_id=case_id, measure_id=measure_id, **form.cleaned_data)
    messages.success(request, _("Written down."))
    return redirect("cases:safety", case_id)
