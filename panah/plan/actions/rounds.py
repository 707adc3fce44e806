"""Rounds of reporting: a period of a plan in force is over, and every body that carries a measure out is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from panah.accounts.models import Unit
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.ids import new_id
from panah.core.live import notify
from panah.duties.rulebook import rulebook
from panah.duties.timeline import Occurrence, happened_together, terms
from panah.plan.models import Measure, MeasureBody, Part, Plan, PlanState, Round, Share, Slot

# How many months one round is about, by what the country chose.
MONTHS = {"quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """The days one round is about."""

    begins_on: date
    ends_on: date


def periods(plan: Plan, until: date) -> Iterator[Period]:
    """Give the periods of a plan that were over before a day, the earliest first; the last one may be shorter."""
    months = MONTHS[country().settings.plan_report_every]
    begin = plan.begins_on.replace(day=1)
    while begin <= plan.ends_on:
        after = _months_later(begin.replace(month=(begin.month - 1) // months * months + 1), months)
        end = min(after - timedelta(days=1), plan.ends_on)
        if end >= until:
            return
        yield Period(max(begin, plan.begins_on), end)
        begin = after


def _months_later(day: date, months: int) -> date:
    month = day.month - 1 + months
    return day.replace(year=day.year + month // 12, month=month % 12 + 1)


def open_due(today: date) -> int:
    """Open the latest round of every plan in force whose period is over, unless it is there; gives how many."""
    actor = office()
    running = Plan.objects.filter(state=PlanState.IN_FORCE).order_by("begins_on")[:100]
    return sum(ask(actor, plan, today) for plan in running)


def ask(actor: Actor, plan: Plan, today: date) -> bool:
    """Open the round about a plan's latest period that is over; says whether there was one to open."""
    over = list(periods(plan, today))
    if not over or Round.objects.filter(plan=plan, begins_on=over[-1].begins_on).exists():
        return False
    return open_round(actor, plan, over[-1]) is not None


@transaction.atomic
def open_round(actor: Actor, plan: Plan, period: Period, asked_at: datetime | None = None) -> Round | None:
    """Open a round: a slot for each body that leads or carries out a measure running in the period (NAP-01).

    Recommended bodies are not asked. The actor is of the coordinator's office, or the worker for it. Each share is one
    duty. Gives None where nobody has anything to report.
    """
    bodies = list(_asked(plan, period))
    if not bodies:
        return None
    now = asked_at or timezone.now()
    row = Round.objects.create(
        plan=plan,
        begins_on=period.begins_on,
        ends_on=period.ends_on,
        due_on=_due_on(now),
        opened_at=now,
    )
    reporting = {body.participant_id: body.participant.unit_id or actor.unit for body in bodies}
    shares = {who: Share(round=row, participant_id=who, unit_id=unit_id) for who, unit_id in reporting.items()}
    Share.objects.bulk_create(shares.values())
    Slot.objects.bulk_create(_slot(row, shares[body.participant_id], body, place) for place, body in enumerate(bodies))
    _tell(actor, plan, list(shares.values()), now)
    return row


def _due_on(now: datetime) -> date:
    """The last day to report: the day on which the duty that begins now is due."""
    duty = rulebook().duty("NAP-01", "progress")
    assert duty is not None  # noqa: S101 - the rulebook of every country has the clock that this starts.
    return timezone.localdate(terms().due_at(duty.due, now) - timedelta(microseconds=1))


def _asked(plan: Plan, period: Period) -> "Iterator[MeasureBody]":
    running = Measure.objects.filter(plan=plan, begins_on__lte=period.ends_on, ends_on__gte=period.begins_on)
    rows = MeasureBody.objects.filter(measure__in=running).exclude(part=Part.RECOMMENDED)
    order = ("measure__heading__position", "measure__position", "position", "id")
    yield from rows.select_related("participant").order_by(*order)


def _slot(row: Round, share: Share, body: MeasureBody, place: int) -> Slot:
    return Slot(
        # Lists show the latest first: going back a moment each, they are in the order of the plan.
        id=new_id(row.opened_at - timedelta(milliseconds=place)),
        round=row,
        share=share,
        plan_id=row.plan_id,
        measure_id=body.measure_id,
        participant_id=body.participant_id,
        part=body.part,
        unit_id=share.unit_id,
        due_on=row.due_on,
    )


def office() -> Actor:
    """Give the worker acting for the coordinator's office, which reports for those who have no focal point."""
    units = Unit.objects.filter(kind="coordinator", closed_at=None).order_by("code")
    return Actor(unit_id=units.values_list("id", flat=True)[0], service="worker")


def _tell(actor: Actor, plan: Plan, shares: list[Share], at: datetime) -> None:
    happened_together(
        actor,
        [
            Occurrence(
                code="plan.progress_due",
                matter=share.id,
                folder=None,
                unit_id=actor.unit,
                to_unit=share.unit_id,
                subject_kind="share",
                subject_id=share.id,
                at=at,
                facts={"plan": plan.code, "by": "office" if share.unit_id == actor.unit_id else "focal_point"},
            )
            for share in shares
        ],
        begun=True,
    )
    for unit_id in {share.unit_id for share in shares}:
        notify(unit_id, "plan")
