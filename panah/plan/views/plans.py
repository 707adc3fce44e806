"""Plans as everybody who takes part reads them: the list, one plan, its timeline, who does how much, one measure."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.trying import status_of
from panah.plan import figures, pictures, progress, reading, serving
from panah.plan.exchange.comparing import remembered
from panah.plan.forms.plans import TimelineForm, WantedForm
from panah.plan.forms.writing import StateForm
from panah.plan.models import Measure, Plan, PlanStep
from panah.plan.views.tabs import around


@require_safe
@requires(Permission.PLAN_VIEW)
def plans(request: PanahRequest) -> HttpResponse:
    """List the plans, the latest first."""
    rows = list(Plan.visible(request.actor)[:100])
    sizes = reading.sizes(rows)
    listed = [(row, *sizes[row.id]) for row in rows]
    return page(request, "plan/plans.html", {"plans": listed, "may_edit": request.actor.may(Permission.PLAN_EDIT)})


@require_safe
@requires(Permission.PLAN_VIEW)
def plan(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Show a plan: headings, measures, who carries them out, and when."""
    found = Plan.gate(request.actor, plan_id)
    form = WantedForm(request.GET, plan=found, actor=request.actor)
    chapters = reading.chapters(found, form.wanted())
    shown = [(chapter.heading, [(row, reading.by_part(row)) for row in chapter.measures]) for chapter in chapters]
    may_edit = request.actor.may(Permission.PLAN_EDIT)
    context = {**around(found, "plan"), "form": form, "chapters": shown, "may_edit": may_edit, **reading.answering()}
    return page(request, "plan/plan.html", context)


@require_safe
@requires(Permission.PLAN_VIEW)
def timeline(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Show a plan's measures as bars over its years, by heading or by body."""
    found = Plan.gate(request.actor, plan_id)
    form = TimelineForm(request.GET, plan=found, actor=request.actor)
    chapters = reading.chapters(found, form.wanted())
    groups = reading.by_body(chapters) if form.is_by_body else reading.by_heading(chapters)
    picture = pictures.timeline(found, groups, timezone.localdate())
    context = {**around(found, "timeline"), "form": form, "picture": picture, "groups": groups}
    return page(request, "plan/timeline.html", context)


@require_safe
@requires(Permission.PLAN_VIEW)
def bodies(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Show in how many measures of which heading each body has a part."""
    found = Plan.gate(request.actor, plan_id)
    headings, rows = reading.matrix(found)
    context = {**around(found, "bodies"), "headings": headings, "rows": rows}
    return page(request, "plan/bodies.html", context)


@require_safe
@requires(Permission.PLAN_VIEW)
def history(request: PanahRequest, plan_id: UUID) -> HttpResponse:
    """Show what happened to a plan, and for the coordinator's office what can be done with it."""
    found = Plan.gate(request.actor, plan_id)
    may_edit = request.actor.may(Permission.PLAN_EDIT)
    return drawn_history(request, found, StateForm(initial={"state": found.state}) if may_edit else None)


def drawn_history(request: PanahRequest, plan: Plan, form: StateForm | None) -> HttpResponse:
    """Draw the history of a plan, with what the office was writing there."""
    steps = PlanStep.of(plan)
    members = Member.by_id([step.by_id for step in steps])
    context = {
        **around(plan, "history"),
        "steps": [
            (step, members[step.by_id].alias if step.by_id in members else "", remembered(step.changes))
            for step in steps
        ],
        "form": form,
    }
    return page(request, "plan/history.html", context, status=status_of(form) if form else 200)


@require_safe
@requires(Permission.PLAN_VIEW)
def measure(request: PanahRequest, measure_id: UUID) -> HttpResponse:
    """Show one measure, and which measures of other plans it goes on with or is gone on with by."""
    found = Measure.gate(request.actor, measure_id)
    indicators = list(found.indicators.order_by("code")[:50])
    latest, slots = progress.as_reported(found)
    context = {
        "measure": found,
        "plan": found.plan,
        "may_edit": request.actor.may(Permission.PLAN_EDIT),
        "bodies": reading.by_part(found),
        "indicators": indicators,
        "reached": figures.reached(found),
        "round": latest,
        "slots": slots,
        "counted": figures.of(indicators, latest.begins_on) if latest else [],
        "serving": serving.of(found),
        "later": list(found.continued_as.select_related("plan").order_by("plan__begins_on")[:20]),
    }
    return page(request, "plan/measure.html", context)
