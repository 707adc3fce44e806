"""How far a plan has come: heat map, burn-up, late list; and the office's button that begins a round."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.errors import NotHere, Refused
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.plan import figures, papers, progress, sheets
from panah.plan.actions import rounds
from panah.plan.models import Plan, Round, Slot
from panah.plan.pictures import burn_up
from panah.plan.views.tabs import around
from panah.plan.views.writing import KINDS

# As many as somebody reads below a picture; the list of what is late has them all.
MOST_LATE = 20


class NothingOver(Refused):
    """No period of the plan is over, or its round is there already."""

    sentence = _("No period of this plan is over that was not asked about yet.")


@require_safe
@requires(Permission.PLAN_VIEW)
def shown(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Show how far a plan has come in one round, and over the year."""
    plan = Plan.gate(request.actor, plan_id)
    today, listed = timezone.localdate(), progress.rounds_of(plan)
    current = _wanted(request, listed)
    headings, rows = progress.heat(current, today) if current else ([], [])
    year = (current.due_on if current else today).year
    steps = progress.burn_up(plan, year, today)
    late = progress.late_of(request.actor, plan, today, most=MOST_LATE + 1)
    context = {
        **around(plan, "progress"),
        "rounds": listed,
        "round": current,
        "headings": headings,
        "rows": rows,
        "year": year,
        "steps": steps,
        "picture": burn_up(steps),
        "reached": figures.reached(current) if current else [],
        "late": late[:MOST_LATE],
        "more_late": len(late) > MOST_LATE,
        "may_ask": request.actor.may(Permission.PLAN_APPROVE),
    }
    return page(request, "plan/progress.html", context)


def _wanted(request: PanahRequest, listed: list[Round]) -> Round | None:
    asked = request.GET.get("round", "")
    return next((row for row in listed if str(row.id) == asked), listed[0] if listed else None)


@require_safe
@requires(Permission.PLAN_VIEW)
def late(request: PanahRequest) -> HttpResponse:
    """List who is late, and with what, in all plans, the longest overdue first: for all to see (NAP-01)."""
    today = timezone.localdate()
    bodies = progress.late_by_body(request.actor, today)
    asked = next((who for who, _number, _since in bodies if who.code == request.GET.get("body")), None)
    slots = Slot.late(request.actor, today).select_related("round", "measure__plan")
    rows = page_of(request, slots.filter(participant=asked) if asked else slots, since="due_on")
    context = {"rows": rows.rows, "page": rows, "bodies": bodies, "body": asked.code if asked else ""}
    return page(request, "plan/late.html", context)


@require_safe
@requires(Permission.PLAN_VIEW)
def paper(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Give how the reports of a round stand on paper, for a meeting."""
    plan = Plan.gate(request.actor, plan_id)
    current = _wanted(request, progress.rounds_of(plan))
    if current is None:
        raise NotHere
    today = timezone.localdate()
    headings, rows = progress.heat(current, today)
    late = progress.late_of(request.actor, plan, today, most=200)
    answer = HttpResponse(papers.progress(plan, current, headings, rows, late), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{plan.code}-progress.pdf"'
    return answer


@require_safe
@requires(Permission.PLAN_VIEW)
def sheet(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Give how the reports of a round stand as a spreadsheet, with the figures that the reader may read."""
    plan = Plan.gate(request.actor, plan_id)
    current = _wanted(request, progress.rounds_of(plan))
    if current is None:
        raise NotHere
    answer = HttpResponse(sheets.of_round(current), content_type=KINDS["xlsx"][1])
    answer["Content-Disposition"] = f'attachment; filename="{plan.code}-reports.xlsx"'
    return answer


@require_POST
@requires(Permission.PLAN_APPROVE)
def ask(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Ask for reports on the latest period that is over."""
    plan = Plan.gate(request.actor, plan_id)
    if not rounds.ask(request.actor, plan, timezone.localdate()):
        raise NothingOver
    messages.success(request, _("The bodies are asked to report."))
    return redirect("plan:progress", plan_id=plan.id)
