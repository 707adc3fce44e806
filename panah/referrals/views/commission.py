"""The commission of the mechanism: meetings, one meeting with its agenda, minutes; and the tasks it gives to units."""

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
from panah.core.errors import BadInput, Refused
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import answered, status_of, told, unsent
from panah.referrals import papers
from panah.referrals.actions import commission
from panah.referrals.forms.commission import AgendaForm, CloseForm, DecisionForm, MeetingForm, ResultForm
from panah.referrals.models import AgendaItem, FollowUp, Meeting


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.COMMISSION_RUN)
def meetings(request: PanahRequest) -> HttpResponse:
    """Show the meetings, and call one (NRM-02)."""
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        meeting = commission.call(actor=request.actor, **form.cleaned_data)
        messages.success(request, _("Called. Now put the cases on the agenda."))
        return redirect("referrals:meeting", meeting.id)
    rows = page_of(request, Meeting.of(request.actor))
    context = {"rows": rows.rows, "page": rows, "form": form}
    return page(request, "referrals/meetings.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.COMMISSION_RUN)
def meeting(request: PanahRequest, meeting_id: UUID) -> HttpResponse:
    """Show one meeting; put a case on its agenda."""
    form = AgendaForm(request.POST if request.method == "POST" else None, auto_id="item_%s")
    if told(form, lambda: commission.put_on_agenda(actor=request.actor, meeting_id=meeting_id, **form.cleaned_data)):
        return redirect("referrals:meeting", meeting_id)
    return _drawn(request, Meeting.gate(request.actor, meeting_id), agenda_form=form)


@require_POST
@requires(Permission.COMMISSION_RUN)
def decide(request: PanahRequest, item_id: UUID) -> HttpResponse:
    """Write down what was decided about one item."""
    item = AgendaItem.gate(request.actor, item_id)
    form = DecisionForm(request.POST, auto_id=f"{item.id}_%s")
    made, refusal = answered(form, lambda: commission.decide(actor=request.actor, item_id=item_id, **form.said()))
    if made is not None:
        messages.success(request, _("Written down."))
        return redirect("referrals:meeting", item.meeting_id)
    return _drawn(request, item.meeting, decision=(item.id, form), refusal=refusal)


@require_POST
@requires(Permission.COMMISSION_RUN)
def close(request: PanahRequest, meeting_id: UUID) -> HttpResponse:
    """Close a meeting; its minutes stand."""
    form = CloseForm(request.POST, auto_id="close_%s")
    made, refusal = answered(
        form, lambda: commission.close(actor=request.actor, meeting_id=meeting_id, **form.cleaned_data)
    )
    if made is None:
        return _drawn(request, Meeting.gate(request.actor, meeting_id), close_form=form, refusal=refusal)
    messages.success(request, _("Closed. The minutes can be printed."))
    return redirect("referrals:meeting", meeting_id)


@require_safe
@requires(Permission.COMMISSION_RUN)
def minutes(request: PanahRequest, meeting_id: UUID) -> HttpResponse:
    """Give the minutes as a PDF: numbers and decisions, nobody's name."""
    row = Meeting.gate(request.actor, meeting_id)
    items = AgendaItem.on(row)
    asked = FollowUp.of_items(request.actor, [item.id for item in items])
    units = Unit.by_id(each.unit_id for each in asked)
    paper = papers.minutes(row, items, [(each, str(units.get(each.unit_id, ""))) for each in asked])
    headers = {"Content-Disposition": f'attachment; filename="{row.number}.pdf"'}
    return HttpResponse(paper.pdf(), content_type="application/pdf", headers=headers)


@require_safe
@requires(Permission.COMMISSION_DUTY)
def tasks(request: PanahRequest) -> HttpResponse:
    """Show what the commission asked of the unit, what is not done on top."""
    actor = request.actor
    waiting = list(FollowUp.asked(actor).filter(done_at=None).order_by("due_on", "id")[:100])
    done = page_of(request, FollowUp.asked(actor).exclude(done_at=None))
    context = {"waiting": waiting, "rows": done.rows, "page": done, "form": ResultForm(auto_id=False)}
    return page(request, "referrals/commission_tasks.html", context)


@require_safe
@requires(Permission.COMMISSION_DUTY)
def task(request: PanahRequest, task_id: UUID) -> HttpResponse:
    """Show one task, where My day leads."""
    row = FollowUp.gate(request.actor, task_id)
    done = row.done_at is not None
    context = {
        "waiting": [] if done else [row],
        "rows": [row] if done else [],
        "page": None,
        "form": ResultForm(auto_id=False),
    }
    return page(request, "referrals/commission_tasks.html", context)


@require_POST
@requires(Permission.COMMISSION_DUTY)
def report(request: PanahRequest, task_id: UUID) -> HttpResponse:
    """Report what became of a task."""
    form = ResultForm(request.POST)
    if not form.is_valid():
        raise BadInput
    commission.report(actor=request.actor, follow_up_id=task_id, **form.cleaned_data)
    messages.success(request, _("Reported. The commission sees it."))
    return redirect("referrals:commission_tasks")


def _drawn(
    request: PanahRequest,
    row: Meeting,
    *,
    agenda_form: forms.Form | None = None,
    close_form: forms.Form | None = None,
    decision: tuple[UUID, DecisionForm] | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    items = AgendaItem.on(row)
    asked = FollowUp.of_items(request.actor, [item.id for item in items])
    units = Unit.by_id(each.unit_id for each in asked)
    wrong = dict([decision] if decision else [])
    context: dict[str, Any] = {
        "meeting": row,
        "items": [
            (item, None if item.decided_at else wrong.get(item.id) or DecisionForm(auto_id=f"{item.id}_%s"))
            for item in items
        ],
        "asked": [(each, str(units.get(each.unit_id, ""))) for each in asked],
        "agenda_form": agenda_form or AgendaForm(auto_id="item_%s"),
        "close_form": close_form or CloseForm(auto_id="close_%s"),
        "refusal": refusal,
        "unsent": unsent(decision[1] if decision and refusal else None),
    }
    sent = decision[1] if decision else agenda_form or close_form
    status = status_of(sent, refusal) if sent else 200
    return page(request, "referrals/meeting.html", context, status=status)
