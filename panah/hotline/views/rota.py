"""The rota: who sits when, where nobody does, and what one shift tells the next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.core.trying import told, tried
from panah.core.weeks import monday_of
from panah.hotline.actions import rota as actions
from panah.hotline.coverage import Span, gaps, hours_a_week, share_covered
from panah.hotline.forms.rota import HandoverForm, ShiftForm
from panah.hotline.models import CoverageGap, Handover, Shift


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week shown: its shifts and its gaps."""

    start: datetime
    shifts: list[Shift]
    gaps: list[Span]
    is_today: bool


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ROTA_VIEW)
def rota(request: PanahRequest) -> HttpResponse:
    """Show a week of the rota; the director adds shifts here."""
    if request.method != "POST":
        return _drawn(request)
    request.actor.require(Permission.ROTA_EDIT)
    form = ShiftForm(request.POST, members=_members(request.actor))
    if told(form, lambda: actions.add_shift(actor=request.actor, **form.cleaned_data)):
        return redirect(request.get_full_path())
    return _drawn(request, form=form)


def _drawn(request: PanahRequest, form: ShiftForm | None = None, note: HandoverForm | None = None) -> HttpResponse:
    """Draw the week with its two forms, one of them as it was typed."""
    status = BadInput.status if form or note else 200
    if form is None and request.actor.may(Permission.ROTA_EDIT):
        form = ShiftForm(members=_members(request.actor))
    asked = {"form": form, "note_form": note or HandoverForm()}
    return page(request, "hotline/rota.html", _week(request) | asked, status=status)


def _members(actor: Actor) -> list[tuple[str, str]]:
    return [(str(member.id), member.alias) for member in Member.of_unit(actor.unit)]


def _week(request: PanahRequest) -> dict[str, Any]:
    start = monday_of(request.GET.get("week", ""))
    window = Span(start, start + timedelta(days=7))
    shifts = list(Shift.between(request.actor, window))
    spans = [shift.span for shift in shifts]
    needed = country().settings.hotline_on_duty
    missing = gaps(spans, window, needed=needed)
    now = timezone.now()
    hours: dict[str, float] = {}
    for shift in shifts:
        hours[shift.member.alias] = hours.get(shift.member.alias, 0) + hours_a_week([shift.span], window)
    return {
        "days": [_day(start + timedelta(days=number), shifts, missing) for number in range(7)],
        "start": start,
        "earlier": (start - timedelta(days=7)).date().isoformat(),
        "later": (start + timedelta(days=7)).date().isoformat(),
        "covered": round(100 * share_covered(spans, window, needed=needed), 1),
        "missing": missing,
        "hours": sorted(hours.items()),
        "longest": country().settings.week_hours_longest,
        "on_now": list(Shift.on_now(request.actor, now)),
        "notes": list(Handover.latest_of(request.actor)),
        "open_gaps": list(CoverageGap.open_ones(request.actor)),
    }


def _day(start: datetime, shifts: list[Shift], missing: list[Span]) -> Day:
    day = Span(start, start + timedelta(days=1))
    inside = [part for gap in missing if (part := gap.within(day))]
    mine = [shift for shift in shifts if shift.span.within(day)]
    return Day(start, mine, inside, start.date() == timezone.localdate())


@require_POST
@requires(Permission.ROTA_EDIT)
def withdraw_shift(request: PanahRequest, shift_id: UUID) -> HttpResponse:
    """Take a shift off the rota."""
    shift = actions.withdraw_shift(actor=request.actor, shift_id=shift_id)
    return redirect(f"{reverse('hotline:rota')}?week={timezone.localtime(shift.starts_at):%Y-%m-%d}")


@require_POST
@requires(Permission.ROTA_EDIT)
def check_coverage(request: PanahRequest) -> HttpResponse:
    """Look for gaps in the coming two weeks."""
    actions.check_coverage(actor=request.actor)
    return redirect("hotline:rota")


@require_POST
@requires(Permission.ROTA_VIEW)
def handover(request: PanahRequest) -> HttpResponse:
    """Leave a note for the next shift."""
    form = HandoverForm(request.POST)
    if tried(form, lambda: actions.hand_over(actor=request.actor, words=form.cleaned_data["words"])):
        return redirect("hotline:rota")
    return _drawn(request, note=form)


@require_POST
@requires(Permission.ROTA_VIEW)
def take_over(request: PanahRequest, note_id: UUID) -> HttpResponse:
    """Say that a hand-over note was read."""
    actions.take_over(actor=request.actor, note_id=note_id)
    return redirect("hotline:rota")
