"""The office writes a plan row by row: the plan itself, headings, measures, indicators (NAP-01)."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.errors import BadInput, NotHere
from panah.core.htmx import page
from panah.plan import reading
from panah.plan.actions import editing
from panah.plan.actions.editing import ChangedMeanwhile, NotFitting
from panah.plan.actions.writing import NOTHING, Closed, CodeTaken
from panah.plan.exchange.editing import Spot
from panah.plan.exchange.stored import content_of
from panah.plan.forms.editing import HeadingForm, IndicatorForm, MeasureForm, NewPlanForm, PlanForm, RowForm
from panah.plan.models import Heading, Indicator, Measure, Plan, PlanState
from panah.plan.reading import Wanted
from panah.plan.views.tabs import around

METHODS = ["GET", "HEAD", "POST"]
TABLES = ("headings", "measures", "indicators")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the page of one row needs: whose row it is, how it is asked, and where one goes on afterwards."""

    plan: Plan
    spot: Spot
    form: type[RowForm]
    title: Any
    back: str
    row_id: UUID | None = None
    # What a new row begins with.
    given: dict[str, str] = field(default_factory=dict)


@require_http_methods(METHODS)
@requires(Permission.PLAN_EDIT)
def begin(request: PanahRequest) -> HttpResponse:
    """Begin a plan from nothing."""
    sent = request.method == "POST"
    form = NewPlanForm(request.POST if sent else None, plan=None, row={}, content=NOTHING)
    if form.is_valid():
        try:
            plan = editing.begin(actor=request.actor, row={**form.cells(), "state": PlanState.DRAFT})
        except NotFitting as refusal:
            form.blame(refusal.troubles, refusal.row)
        except CodeTaken as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The draft is there. Give it headings, and the headings measures."))
            return redirect("plan:edit", plan_id=plan.id)
    context = {"form": form, "button": _("Begin the draft"), "title": _("A new plan")}
    return page(request, "plan/entry.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
@requires(Permission.PLAN_EDIT)
def edit(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Show a plan as something to write: headings and measures to be changed, added, and put into order."""
    plan = Plan.gate(request.actor, plan_id)
    if request.method == "POST":
        asked = _direction(request)
        editing.move(actor=request.actor, plan_id=plan.id, **asked)
        # The page goes on where it was.
        return redirect(f"{_home(plan)}#{asked['spot'].table}-{asked['spot'].key[0]}")
    context = {
        **around(plan, "plan"),
        "chapters": reading.chapters(plan, Wanted()),
        "is_draft": plan.state == PlanState.DRAFT,
        "is_ended": plan.state == PlanState.ENDED,
    }
    return page(request, "plan/edit.html", context)


def _direction(request: PanahRequest) -> dict[str, Any]:
    way = "up" if "up" in request.POST else "down"
    table, _space, code = request.POST.get(way, "").partition(" ")
    if table not in TABLES[:2] or not code:
        raise BadInput
    return {"spot": Spot(table, (code,)), "up": way == "up"}


@require_http_methods(METHODS)
@requires(Permission.PLAN_EDIT)
def facts(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Write the plan's own row: title, years, by whom it was approved."""
    plan = Plan.gate(request.actor, plan_id)
    return _at(request, Desk(plan=plan, spot=Spot("plan", (plan.code,)), form=PlanForm, title=plan, back=_home(plan)))


@require_http_methods(METHODS)
@requires(Permission.PLAN_EDIT)
def heading_new(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Add a heading."""
    plan = Plan.gate(request.actor, plan_id)
    desk = Desk(plan=plan, spot=Spot("headings"), form=HeadingForm, title=_("A new heading"), back=_home(plan))
    return _at(request, desk)


@require_http_methods(METHODS)
@requires(Permission.PLAN_EDIT)
def measure_new(request: PanahRequest, heading_id: UUID) -> HttpResponse:
    """Add a measure under a heading."""
    row = Heading.gate(request.actor, heading_id)
    form, given = MeasureForm, {"heading": row.code}
    title, back = _("A new measure"), _home(row.plan)
    return _at(request, Desk(plan=row.plan, spot=Spot("measures"), form=form, title=title, back=back, given=given))


@require_http_methods(METHODS)
@requires(Permission.PLAN_EDIT)
def indicator_new(request: PanahRequest, measure_id: UUID) -> HttpResponse:
    """Add what a measure is measured by."""
    row = Measure.gate(request.actor, measure_id)
    form, given = IndicatorForm, {"measure": row.code}
    title, back = _("A new indicator"), _of_row("measures", row.id)
    return _at(request, Desk(plan=row.plan, spot=Spot("indicators"), form=form, title=title, back=back, given=given))


@require_http_methods(METHODS)
@requires(Permission.PLAN_EDIT)
def row(request: PanahRequest, table: str, row_id: UUID) -> HttpResponse:
    """Write one heading, measure or indicator that is there."""
    return _at(request, _desk(request, table, row_id))


@require_POST
@requires(Permission.PLAN_EDIT)
def take_out(request: PanahRequest, table: str, row_id: UUID) -> HttpResponse:
    """Take one heading, measure or indicator out."""
    desk = _desk(request, table, row_id)
    reason = request.POST.get("reason", "")[:500]
    editing.take_out(actor=request.actor, plan_id=desk.plan.id, spot=desk.spot, reason=reason)
    messages.success(request, _("Taken out. The history of the plan keeps what it said."))
    return redirect(_home(desk.plan) if table == "measures" else desk.back)


def _desk(request: PanahRequest, table: str, row_id: UUID) -> Desk:
    """Find the row of a table, and what its page needs; raises NotHere."""
    if table == "headings":
        found = Heading.gate(request.actor, row_id)
        spot = Spot(table, (found.code,))
        return Desk(plan=found.plan, spot=spot, form=HeadingForm, title=found, back=_home(found.plan), row_id=row_id)
    if table == "measures":
        said = Measure.gate(request.actor, row_id)
        spot, back = Spot(table, (said.code,)), reverse("plan:measure", args=[row_id])
        return Desk(plan=said.plan, spot=spot, form=MeasureForm, title=said, back=back, row_id=row_id)
    if table == "indicators":
        by = Indicator.gate(request.actor, row_id)
        spot, back = Spot(table, (by.measure.code, by.code)), _of_row("measures", by.measure_id)
        return Desk(plan=by.measure.plan, spot=spot, form=IndicatorForm, title=by, back=back, row_id=row_id)
    raise NotHere


def _at(request: PanahRequest, desk: Desk) -> HttpResponse:
    """Show the page of a row, or write it."""
    if desk.plan.state == PlanState.ENDED:
        raise Closed
    content = content_of(desk.plan)
    said = desk.spot.row(content)
    options: dict[str, Any] = {"plan": desk.plan, "row": said, "content": content}
    if not said:
        options["initial"] = desk.given
    form = desk.form(request.POST if request.method == "POST" else None, **options)
    if _written(request, desk, form):
        messages.success(request, _("Recorded."))
        return redirect(desk.back)
    context = {
        "form": form,
        "desk": desk,
        "said": said,
        "in_force": desk.plan.state == PlanState.IN_FORCE,
        "indicators": Indicator.of(desk.row_id) if desk.form is MeasureForm and desk.row_id else [],
    }
    template = "plan/edit_measure.html" if desk.form is MeasureForm else "plan/edit_row.html"
    return page(request, template, context, status=422 if form.errors else 200)


def _written(request: PanahRequest, desk: Desk, form: RowForm) -> bool:
    if not form.is_valid():
        return False
    try:
        editing.put(actor=request.actor, plan_id=desk.plan.id, spot=desk.spot, row=form.cells(), **form.asked)
    except NotFitting as refusal:
        form.blame(refusal.troubles, refusal.row)
    except ChangedMeanwhile as refusal:
        form.add_error(None, str(refusal))
        form.look_again(desk.spot.row(content_of(desk.plan)))
    except BadInput as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def _home(plan: Plan) -> str:
    return reverse("plan:edit", args=[plan.id])


def _of_row(table: str, row_id: UUID) -> str:
    return reverse("plan:row", args=[table, row_id])
