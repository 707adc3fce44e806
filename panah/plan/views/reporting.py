"""Reporting: the body's list, one report with its draft, and the office's answers."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import status_of, tried
from panah.plan import breakdown, figures
from panah.plan.actions import enclosures, reporting
from panah.plan.forms.files import FileForm
from panah.plan.forms.reporting import AnswerForm, ReportForm
from panah.plan.models import Enclosure, Report, Slot
from panah.vault import folders

ANSWERS: dict[str, Callable[[Actor, UUID, str], Slot]] = {
    "approve": lambda actor, slot_id, words: reporting.approve(actor=actor, slot_id=slot_id, words=words),
    "return": lambda actor, slot_id, words: reporting.give_back(actor=actor, slot_id=slot_id, why=words),
    "lock": lambda actor, slot_id, words: reporting.lock(actor=actor, slot_id=slot_id, words=words),
    "unlock": lambda actor, slot_id, words: reporting.unlock(actor=actor, slot_id=slot_id, why=words),
}


@require_safe
@requires(Permission.PLAN_REPORT, Permission.PLAN_APPROVE)
def mine(request: PanahRequest) -> HttpResponse:
    """List what the actor's unit reports on: what is with it first, the latest round first."""
    rows = page_of(request, Slot.of_unit(request.actor))
    context = {"rows": rows.rows, "page": rows, "is_office": request.actor.may(Permission.PLAN_APPROVE)}
    return page(request, "plan/reports.html", context)


@require_safe
@requires(Permission.PLAN_REPORT, Permission.PLAN_APPROVE)
def share(request: PanahRequest, share_id: UUID) -> HttpResponse:
    """List one body's share of a round: where its duty leads."""
    rows = page_of(request, Slot.of_unit(request.actor).filter(share_id=share_id))
    context = {"rows": rows.rows, "page": rows, "is_office": request.actor.may(Permission.PLAN_APPROVE)}
    return page(request, "plan/reports.html", context)


@require_safe
@requires(Permission.PLAN_APPROVE)
def to_answer(request: PanahRequest) -> HttpResponse:
    """List what was handed in and waits for the office's answer."""
    rows = page_of(request, Slot.waiting(request.actor))
    return page(request, "plan/to_answer.html", {"rows": rows.rows, "page": rows})


@require_safe
@requires(Permission.PLAN_VIEW)
def slot(request: PanahRequest, slot_id: UUID) -> HttpResponse:
    """Show one report: how it stands for everybody; what it says and its form for those concerned."""
    return _shown(request, Slot.gate(request.actor, slot_id))


def _shown(
    request: PanahRequest,
    found: Slot,
    form: ReportForm | None = None,
    *,
    file_form: FileForm | None = None,
    answer_form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    versions = Report.of(found)
    indicators = list(found.measure.indicators.order_by("code")[:50])
    actor = request.actor
    writes = found.is_with_body and found.unit_id in actor.unit_ids and _may_report(actor)
    draft = versions[0] if versions else None
    begun = draft is not None and draft.submitted_at is None
    files = Enclosure.of_reports(versions)
    folders.preload(file for listed in files.values() for file in listed)
    names = Member.by_id([row.by_id for row in versions] + [row.answered_by_id for row in versions])
    context = {
        "slot": found,
        "form": form or (ReportForm(indicators=indicators, report=draft) if writes else None),
        "saved_at": draft.saved_at if draft and begun else None,
        "file_form": file_form or (FileForm(auto_id="file_%s") if writes else None),
        "files": files.get(draft.id, []) if draft and begun else [],
        "versions": [
            (row, names.get(row.by_id), breakdown.reported(indicators, row.figures), files.get(row.id, []))
            for row in versions
            if row.submitted_at
        ],
        "counted": figures.of(indicators, found.round.begins_on),
        "answer_form": answer_form or (AnswerForm(auto_id="answer_%s") if actor.may(Permission.PLAN_APPROVE) else None),
    }
    return page(request, "plan/slot.html", context, status=status)


def _may_report(actor: Actor) -> bool:
    return actor.may(Permission.PLAN_REPORT) or actor.may(Permission.PLAN_APPROVE)


def _form(request: PanahRequest, found: Slot) -> ReportForm:
    indicators = found.measure.indicators.order_by("code")[:50]
    return ReportForm(request.POST, indicators=indicators, report=next(iter(Report.of(found)), None))


@require_POST
@requires(Permission.PLAN_REPORT, Permission.PLAN_APPROVE)
def draft(request: PanahRequest, slot_id: UUID) -> HttpResponse:
    """Keep what is typed; what does not fit yet (a figure half written) is left out of it."""
    found = Slot.gate(request.actor, slot_id)
    form = _form(request, found)
    form.is_valid()
    reporting.save(actor=request.actor, slot_id=slot_id, said=form.said())
    return HttpResponse(status=204)


@require_POST
@requires(Permission.PLAN_REPORT, Permission.PLAN_APPROVE)
def evidence(request: PanahRequest, slot_id: UUID) -> HttpResponse:
    """Put a file to the draft of a report."""
    form = FileForm(request.POST, request.FILES, auto_id="file_%s")
    add = partial(enclosures.add_evidence, actor=request.actor, slot_id=slot_id)
    if tried(form, lambda: add(**form.cleaned_data)):
        messages.success(request, _("The file is sealed and kept."))
        return redirect("plan:slot", slot_id=slot_id)
    return _shown(request, Slot.gate(request.actor, slot_id), file_form=form, status=status_of(form))


@require_POST
@requires(Permission.PLAN_REPORT, Permission.PLAN_APPROVE)
def hand_in(request: PanahRequest, slot_id: UUID) -> HttpResponse:
    """Hand a report in."""
    found = Slot.gate(request.actor, slot_id)
    form = _form(request, found)
    actor = request.actor
    if tried(form, lambda: reporting.hand_in(actor=actor, slot_id=slot_id, said=form.said())):
        messages.success(request, _("Handed in. The coordinator's office reads it."))
        return redirect("plan:reports")
    reporting.save(actor=actor, slot_id=slot_id, said=form.said())
    return _shown(request, Slot.gate(request.actor, slot_id), form, status=status_of(form))


@require_POST
@requires(Permission.PLAN_APPROVE)
def answer(request: PanahRequest, slot_id: UUID) -> HttpResponse:
    """Approve, give back, lock or unlock."""
    form = AnswerForm(request.POST, auto_id="answer_%s")
    deed = ANSWERS.get(request.POST.get("answer", ""))
    if deed is None:
        raise BadInput
    if tried(form, lambda: deed(request.actor, slot_id, form.cleaned_data["words"])):
        messages.success(request, _("Recorded."))
        return redirect("plan:slot", slot_id=slot_id)
    return _shown(request, Slot.gate(request.actor, slot_id), answer_form=form, status=status_of(form))
