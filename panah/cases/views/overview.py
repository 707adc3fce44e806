"""The first page of a case: what is due, the risk, what protects the person, what happened last, and how it ends."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.cases import telling
from panah.cases.actions.cases import UnknownAnswer
from panah.cases.actions.cases import describe as describing
from panah.cases.actions.closing import open_duties
from panah.cases.forms.cases import AnswerForm, AssignForm, DescribeForm, ProposeForm, ReopenForm
from panah.cases.models import Assignment, Case, CaseMove, RiskAssessment, SafetyMeasure
from panah.cases.views.tabs import around, on_case
from panah.core.actor import Actor
from panah.core.errors import Refused
from panah.core.htmx import page
from panah.duties.models import Duty, Event
from panah.vault import folders

LATEST = 5
# Where a duty of a case is done, by its rule; of the others the page shows the clock alone.
DONE_AT = {
    "SAF-02": "cases:safety",
    "SAF-03": "cases:safety",
    "RR-01": "cases:decisions",
    "RR-02": "cases:decisions",
    "RR-04": "cases:decisions",
    "NRM-11": "referrals:new",
    "AC-02": "referrals:new",
}


@require_safe
@requires(Permission.CASE_VIEW)
@on_case
def case(request: PanahRequest, case: Case) -> HttpResponse:
    """Show where a case stands."""
    return drawn(request, case)


@require_POST
@requires(Permission.CASE_WRITE)
def describe(request: PanahRequest, case_id: UUID) -> HttpResponse:
    """Say where the person was taken to, and what for."""
    form = DescribeForm(request.POST)
    if not form.is_valid():
        raise UnknownAnswer
    describing(actor=request.actor, case_id=case_id, **form.cleaned_data)
    return redirect("cases:case", case_id)


def drawn(
    request: PanahRequest, case: Case, *, refusal: Refused | None = None, form: forms.Form | None = None
) -> HttpResponse:
    """Draw the overview; a step about the end that was refused stands on it, with what was typed."""
    lead = request.actor.may(Permission.CASE_CLOSE)
    context = {
        "refusal": refusal,
        "duties": [(duty, place_of(case, duty)) for duty in open_duties(case)],
        "risk": RiskAssessment.latest([case.id]).get(case.id),
        "measures": list(SafetyMeasure.running(case)[:LATEST]),
        "lines": telling.lines(Event.latest(case.matters)[:LATEST]),
        **_describing(request, case),
        "assign_form": AssignForm(case) if lead and not case.is_closed else None,
        "running": _named(list(Assignment.running([case.id]))) if lead else [],
    }
    shown = around(request, case, "cases:case") | context | ending_of(request.actor, case, form)
    return page(request, "cases/case.html", shown, status=refusal.status if refusal else 200)


def _describing(request: PanahRequest, case: Case) -> dict[str, Any]:
    """Whether the codes may be written, and their form where it is asked for: its lists are long."""
    may = request.actor.may(Permission.CASE_WRITE) and not case.is_closed
    asked = may and "describe" in request.GET
    initial = {"destination": case.destination, "exploitation": case.exploitation}
    return {"may_describe": may, "describe_form": DescribeForm(initial=initial) if asked else None}


def place_of(case: Case, duty: Duty) -> str:
    """Give the address where a duty of a case is done; nothing where this installation has no such page."""
    try:
        return reverse(DONE_AT[duty.rule], args=(case.id,))
    except (KeyError, NoReverseMatch):
        return ""


def _named(rows: list[Assignment]) -> list[tuple[Assignment, str]]:
    members = Member.by_id(row.member_id for row in rows)
    return [(row, str(members.get(row.member_id, ""))) for row in rows]


def ending_of(actor: Actor, case: Case, typed: forms.Form | None = None) -> dict[str, Any]:
    """Give what the overview shows of the end of a case: its steps, and the form of the next one for this person."""
    moves = CaseMove.of(case)
    folders.preload(moves)
    members = Member.by_id(move.by_id for move in moves)
    proposal = moves[0] if moves and case.is_closing else None
    write, lead = actor.may(Permission.CASE_WRITE), actor.may(Permission.CASE_CLOSE)
    form = {type(typed): typed}
    return {
        "moves": [(move, str(members.get(move.by_id, ""))) for move in moves],
        "propose_form": (
            form.get(ProposeForm, ProposeForm()) if write and not (case.is_closed or case.is_closing) else None
        ),
        "answer_form": (
            form.get(AnswerForm, AnswerForm()) if lead and proposal and proposal.by_id != actor.member_id else None
        ),
        "own_proposal": proposal is not None and proposal.by_id == actor.member_id,
        "reopen_form": (
            form.get(ReopenForm, ReopenForm()) if case.is_closed and actor.may(Permission.CASE_OPEN) else None
        ),
    }
