"""The year's budget: what bodies propose, and for the office all of it by body and source."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.htmx import page
from panah.core.trying import told
from panah.plan.actions import budgets
from panah.plan.forms.budgets import ProposalForm
from panah.plan.models import BudgetCall, BudgetProposal, Participant

MOST = 500


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_REPORT, Permission.PLAN_APPROVE)
def budget(request: PanahRequest) -> HttpResponse:
    """Show the standing proposals of the coming years, and take a further one."""
    bodies = Participant.reporting(request.actor)
    sent = request.method == "POST"
    form = ProposalForm(request.POST if sent else None, bodies=bodies)
    proposed = told(form, lambda: _propose(request.actor, form))
    if proposed is not None:
        messages.success(request, _("Proposed."))
        return redirect("plan:budget")
    rows = list(BudgetProposal.coming(request.actor)[:MOST])
    context = {
        "form": form,
        "rows": [(row, row.participant in bodies) for row in rows],
        "sums": _sums(rows),
        "by_body": _by_body(rows),
        "calls": list(BudgetCall.open_of(request.actor)),
    }
    return page(request, "plan/budget.html", context, status=422 if form.errors else 200)


def _propose(actor: Actor, form: ProposalForm) -> BudgetProposal:
    whose, wish = form.said()
    return budgets.propose(actor=actor, participant_id=whose, wish=wish)


def _sums(rows: list[BudgetProposal]) -> list[tuple[int, str, Decimal]]:
    """The sums by year and source (NAP-04)."""
    sums: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.year, row.funding] += row.amount
    return [
        (year, country().label("funding_source", source), amount) for (year, source), amount in sorted(sums.items())
    ]


def _by_body(rows: list[BudgetProposal]) -> list[tuple[int, Participant, Decimal]]:
    """The sums by year and body (NAP-03)."""
    sums: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    bodies = {row.participant.code: row.participant for row in rows}
    for row in rows:
        sums[row.year, row.participant.code] += row.amount
    return [(year, bodies[code], amount) for (year, code), amount in sorted(sums.items())]


@require_POST
@requires(Permission.PLAN_REPORT, Permission.PLAN_APPROVE)
def withdraw(request: PanahRequest, proposal_id: UUID) -> HttpResponse:
    """Take a proposal back."""
    budgets.withdraw(actor=request.actor, proposal_id=proposal_id)
    messages.success(request, _("Withdrawn."))
    return redirect("plan:budget")


@require_POST
@requires(Permission.PLAN_REPORT, Permission.PLAN_APPROVE)
def send_in(request: PanahRequest, call_id: UUID) -> HttpResponse:
    """Say that a body's proposals for a year are complete."""
    call = BudgetCall.gate(request.actor, call_id)
    budgets.send_in(actor=request.actor, participant_id=call.participant_id, year=call.year)
    messages.success(request, _("The coordinator's office knows that it is complete."))
    return redirect("plan:budget")
