"""The director's board: the desk now, its load, its clocks, and who opened its records."""

from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member, Unit, names_of_unit
from panah.accounts.permissions import Permission
from panah.audit import reading
from panah.core.country import say
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.core.trying import told
from panah.duties.models import Duty
from panah.hotline import board as figures
from panah.hotline import reports, telling
from panah.hotline.actions import board as actions
from panah.hotline.actions.calls import free_now
from panah.hotline.actions.rota import missing_ahead
from panah.hotline.forms.board import PeriodForm, SignOffForm
from panah.hotline.models import HourLoad, Shift, SignOff


@requires(Permission.BOARD)
def board(request: PanahRequest) -> HttpResponse:
    """Show the board; `?days=` chooses the stretch (1 to 31 days)."""
    form = PeriodForm(request.GET or None)
    days = form.cleaned_data["days"] if form.is_valid() else 7
    return page(request, "hotline/board.html", _figures(request, days) | {"days": days, "form": form})


@requires(Permission.BOARD)
def board_live(request: PanahRequest) -> HttpResponse:
    """Show the state of the desk alone: fetched again whenever something changes."""
    return page(request, "hotline/_board_live.html", _live(request))


def _live(request: PanahRequest) -> dict[str, Any]:
    now = timezone.now()
    return {
        "live": figures.live(request.actor),
        "free": free_now(request.actor),
        "on_now": list(Shift.on_now(request.actor, now)),
        "overdue": list(Duty.of_unit(request.actor, overdue_at=now)[:20]),
    }


def _figures(request: PanahRequest, days: int) -> dict[str, Any]:
    actor, end = request.actor, timezone.now()
    start = end - timedelta(days=days)
    hours = list(HourLoad.between(actor, start, end))
    return _live(request) | {
        "rates": figures.rates(hours),
        "by_hour": figures.by_hour(hours),
        "by_day": figures.by_day(hours),
        "by_motive": figures.by_motive(actor, start, end),
        "by_heard_from": figures.by_heard_from(actor, start, end),
        "work": figures.workload(actor, start, end),
        "gaps": missing_ahead(actor, end)[:10],
        "this_hour": f"{timezone.localtime(end).hour:02d}",
        "signed": SignOff.latest_of(actor).first(),
    }


@requires(Permission.BOARD)
def workload(request: PanahRequest, kind: str) -> HttpResponse:
    """Give the workload report as a file; its name carries a date and nothing else."""
    form = PeriodForm(request.GET or None)
    days = form.cleaned_data["days"] if form.is_valid() else 28
    report = _report(request, days)
    makers = {"pdf": (reports.pdf, "application/pdf"), "xlsx": (reports.xlsx, _XLSX)}
    if kind not in makers:
        raise BadInput
    make, media = makers[kind]
    name = f"workload-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(make(report), content_type=media, headers=headers)


T = TypeVar("T")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _report(request: PanahRequest, days: int) -> reports.Report:
    actor, end = request.actor, timezone.now()
    start = end - timedelta(days=days)
    hours = list(HourLoad.between(actor, start, end))
    return reports.Report(
        unit=say(names_of_unit(actor.unit)),
        start=timezone.localtime(start),
        end=timezone.localtime(end),
        rates=figures.rates(hours),
        work=figures.workload(actor, start, end),
        by_hour=figures.by_hour(hours),
        by_motive=figures.by_motive(actor, start, end),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ACCESS_SIGN_OFF)
def sign_off(request: PanahRequest) -> HttpResponse:
    """Show who opened hotline records since the last sign-off, and sign (CON-10)."""
    now = timezone.now()
    form = SignOffForm(request.POST or None, initial={"until": now.isoformat()})
    if told(form, lambda: actions.sign_off(actor=request.actor, **form.cleaned_data)):
        return redirect("hotline:sign_off")
    since = actions.period_start(request.actor, now)
    signed = list(SignOff.latest_of(request.actor)[:12])
    context = _accesses(request, since) | {"form": form, "since": since, "signed": signed}
    return page(request, "hotline/sign_off.html", context, status=422 if form.errors else 200)


def _accesses(request: PanahRequest, since: datetime) -> dict[str, Any]:
    asked = request.GET.get("below", "")
    stretch = reading.accesses(since, actions.KINDS, int(asked) if asked.isdigit() and len(asked) < 19 else None)
    members = Member.by_id(line.member_id for line in stretch.lines)
    units = Unit.by_id(line.unit_id for line in stretch.lines)
    rows = [
        (line, telling.access(line.code), _found(members, line.member_id), _found(units, line.unit_id))
        for line in stretch.lines
    ]
    return {"rows": rows, "below": stretch.below}


def _found(rows: dict[UUID, T], row_id: UUID | None) -> T | None:
    return rows.get(row_id) if row_id else None
