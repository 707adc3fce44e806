"""Problems found, and dealings with police abroad (NC-05, POL-04)."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.plan import people
from panah.plan.actions import findings as problems
from panah.plan.actions import foreign as abroad
from panah.plan.forms.desk import FindingForm, ForeignForm, MaybeWordsForm, WordsForm
from panah.plan.models import Finding, ForeignRequest
from panah.plan.views.desk import EVERYWHERE, entered
from panah.plan.views.steps import Step, play

ANSWER = Step(name="answer", label=_("Answer it"), icon="message", deed=problems.answer, form=WordsForm)
SETTLE = Step(name="settle", label=_("It is settled"), icon="check", deed=problems.settle)


@require_http_methods(EVERYWHERE)
@requires(Permission.NEED_WRITE)
def findings(request: PanahRequest) -> HttpResponse:
    """List the problems the reader's units found or are to answer; pass one on (NC-05)."""
    form = FindingForm(request.POST if request.method == "POST" else None)
    if entered(request, form, problems.pass_on):
        return redirect("plan:findings")
    shown = page_of(request, Finding.visible(request.actor))
    context = {"rows": shown.rows, "page": shown, "form": form}
    return page(request, "plan/findings.html", context, status=422 if form.errors else 200)


@require_http_methods(EVERYWHERE)
@requires(Permission.NEED_WRITE)
def finding(request: PanahRequest, finding_id: UUID) -> HttpResponse:
    """Show one problem; answer or settle it."""
    found = Finding.gate(request.actor, finding_id)
    outcome = play(request, _finding_steps(request.actor, found), finding_id=finding_id)
    if outcome.taken:
        return redirect("plan:finding", finding_id=finding_id)
    unit = people.names_of([found.unit_id]).get(found.unit_id, "–")
    context = {"row": found, "unit": unit, "steps": outcome.drawn}
    return page(request, "plan/finding.html", context, status=outcome.status)


def _finding_steps(actor: Actor, row: Finding) -> list[Step]:
    if row.answered_at is None:
        return [ANSWER] if row.to_unit_id in actor.unit_ids else []
    mine = row.unit_id in actor.unit_ids or actor.may(Permission.COORDINATION)
    return [SETTLE] if mine and row.settled_at is None else []


APPROVE = Step(name="approve", label=_("Let it go abroad"), icon="check", deed=abroad.approve, form=MaybeWordsForm)
REFUSE = Step(name="refuse", label=_("Do not let it go"), icon="ban", deed=abroad.refuse, form=WordsForm, quiet=True)
SEND = Step(name="send", label=_("It was sent"), icon="send", deed=abroad.send)
ANSWERED = Step(name="answered", label=_("The answer came"), icon="inbox", deed=abroad.answered)


@require_http_methods(EVERYWHERE)
@requires(Permission.FOREIGN_ASK)
def foreign(request: PanahRequest) -> HttpResponse:
    """List dealings with police abroad; ask to let one go (POL-04)."""
    form = ForeignForm(request.POST if request.method == "POST" else None)
    if row := entered(request, form, abroad.ask):
        return redirect("plan:foreign_one", request_id=row.id)
    shown = page_of(request, ForeignRequest.visible(request.actor))
    asks = not request.actor.may(Permission.COORDINATION)
    context = {"rows": shown.rows, "page": shown, "form": form, "asks": asks}
    return page(request, "plan/foreign.html", context, status=422 if form.errors else 200)


@require_http_methods(EVERYWHERE)
@requires(Permission.FOREIGN_ASK)
def foreign_one(request: PanahRequest, request_id: UUID) -> HttpResponse:
    """Show one dealing: the office decides, then the unit records that it went and that an answer came (POL-04)."""
    found = ForeignRequest.gate(request.actor, request_id)
    outcome = play(request, _foreign_steps(request.actor, found), request_id=request_id)
    if outcome.taken:
        return redirect("plan:foreign_one", request_id=request_id)
    context = {"row": found, "steps": outcome.drawn}
    return page(request, "plan/foreign_one.html", context, status=outcome.status)


def _foreign_steps(actor: Actor, row: ForeignRequest) -> list[Step]:
    if row.decided_at is None:
        return [APPROVE, REFUSE] if actor.may(Permission.COORDINATION) else []
    if not row.approved or row.unit_id not in actor.unit_ids:
        return []
    return [SEND] if row.sent_at is None else [ANSWERED] if row.answered_at is None else []
