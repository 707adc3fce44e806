"""Meetings of those who take part: the list, one of them with its steps, its calendar file, decisions (NC-02)."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.plan import calendars
from panah.plan.actions import enclosures
from panah.plan.actions import meetings as actions
from panah.plan.forms.desk import CallForm, DecideForm, MinutesForm, MoveForm, WordsForm, bodies
from panah.plan.forms.files import FileForm
from panah.plan.models import Enclosure, Gathering, MeetingDecision
from panah.plan.views.desk import EVERYWHERE, entered
from panah.plan.views.steps import Step, play
from panah.vault import folders


@require_safe
@requires(Permission.NEED_WRITE)
def meetings(request: PanahRequest) -> HttpResponse:
    """List the meetings the reader is invited to; the office sees all, and whether the next one is due."""
    shown = page_of(request, Gathering.visible(request.actor))
    may_call = request.actor.may(Permission.COORDINATION)
    context = {
        "rows": shown.rows,
        "page": shown,
        "may_call": may_call,
        "is_due": may_call and actions.is_due(timezone.now()),
    }
    return page(request, "plan/meetings.html", context)


@require_safe
@requires(Permission.COORDINATION)
def due(request: PanahRequest, office_id: UUID) -> HttpResponse:  # noqa: ARG001  The duty's address names the office.
    """Lead from the duty to meet to the page on which a meeting is called."""
    return redirect("plan:meetings")


@require_http_methods(EVERYWHERE)
@requires(Permission.COORDINATION)
def call(request: PanahRequest) -> HttpResponse:
    """Call a meeting."""
    form = CallForm(request.POST if request.method == "POST" else None)
    if gathering := entered(request, form, actions.call):
        return redirect("plan:meeting", gathering_id=gathering.id)
    context = {"form": form, "button": _("Call it"), "title": _("Call a meeting")}
    return page(request, "plan/entry.html", context, status=422 if form.errors else 200)


@require_http_methods(EVERYWHERE)
@requires(Permission.NEED_WRITE)
def meeting(request: PanahRequest, gathering_id: UUID) -> HttpResponse:
    """Show one meeting, and for the office what can be done with it."""
    found = Gathering.gate(request.actor, gathering_id)
    decided = MeetingDecision.of(found)
    outcome = play(request, _steps(request.actor, found, has_decided=bool(decided)), gathering_id=gathering_id)
    if outcome.taken:
        return redirect("plan:meeting", gathering_id=gathering_id)
    names, files = dict(bodies()), list(Enclosure.of(found))
    folders.preload(files)
    context = {
        "row": found,
        "invited": [(names.get(code, code), code in found.came) for code in found.invited],
        "decisions": decided,
        "files": files,
        "removable": found.is_open and request.actor.may(Permission.COORDINATION),
        "steps": outcome.drawn,
    }
    return page(request, "plan/meeting.html", context, status=outcome.status)


def _steps(actor: Actor, row: Gathering, *, has_decided: bool) -> list[Step]:
    """What the office can do with a meeting: decide and write minutes once it has begun, move it before."""
    if row.cancelled_at is not None or not actor.may(Permission.COORDINATION):
        return []
    file = Step(
        name="file", label=_("Add a file"), icon="upload", deed=enclosures.add_to_meeting, form=FileForm, quiet=True
    )
    if not row.is_open:
        return [file]
    decide = Step(name="decide", label=_("Record a decision"), icon="gavel", deed=actions.decide, form=DecideForm)
    hold = Step(
        name="hold",
        label=_("Write the minutes"),
        icon="writing",
        deed=actions.hold,
        form=partial(_minutes, invited=row.invited),
        hint=_("The minutes stand from then on: record the decisions first."),
    )
    move = Step(
        name="move",
        label=_("Move it"),
        icon="calendar-time",
        deed=actions.move,
        form=partial(MoveForm, initial={name: getattr(row, name) for name in MoveForm.base_fields}),
        quiet=True,
    )
    off = Step(
        name="off",
        label=_("Call it off"),
        icon="x",
        deed=actions.call_off,
        hint=_("Those invited see it, and the calendar file takes it out of their calendars."),
        quiet=True,
    )
    if row.begins_at > timezone.now():
        return [move, file, off]
    # What has decided something took place, and is not called off any more.
    return [decide, hold, file] if has_decided else [decide, hold, file, off]


def _minutes(*args: Any, invited: list[str], **options: Any) -> forms.Form:
    form = MinutesForm(*args, **options)
    came = form.fields["came"]
    assert isinstance(came, forms.MultipleChoiceField)  # noqa: S101 - said for the checker.
    came.choices = [(code, name) for code, name in bodies() if code in invited]
    return form


@require_safe
@requires(Permission.NEED_WRITE)
def invitation(request: PanahRequest, gathering_id: UUID) -> HttpResponse:
    """Give a meeting as a calendar file."""
    found = Gathering.gate(request.actor, gathering_id)
    answer = HttpResponse(calendars.invitation(found), content_type=calendars.KIND)
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer


@require_safe
@requires(Permission.NEED_WRITE)
def decisions(request: PanahRequest) -> HttpResponse:
    """List what meetings asked of the reader's units; the office sees what was asked of everybody."""
    shown = page_of(request, MeetingDecision.visible(request.actor))
    return page(request, "plan/decisions.html", {"rows": shown.rows, "page": shown})


REPORT = Step(name="report", label=_("It is done"), icon="check", deed=actions.report, form=WordsForm)


@require_http_methods(EVERYWHERE)
@requires(Permission.NEED_WRITE)
def decision(request: PanahRequest, decision_id: UUID) -> HttpResponse:
    """Show one decision, and report what came of it."""
    found = MeetingDecision.gate(request.actor, decision_id)
    mine = found.unit_id in request.actor.unit_ids or request.actor.may(Permission.COORDINATION)
    outcome = play(request, [REPORT] if mine and found.done_at is None else [], decision_id=decision_id)
    if outcome.taken:
        return redirect("plan:decisions")
    context = {"row": found, "steps": outcome.drawn}
    return page(request, "plan/decision.html", context, status=outcome.status)
