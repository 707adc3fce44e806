"""How far a plan has come: body by heading, month by month, and what is late; how it stands, never what is said."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Avg, Count, Min, Q
from django.db.models.functions import TruncMonth

from panah.core.actor import Actor
from panah.plan.models import WITH_BODY, Heading, Measure, Participant, Plan, Round, Slot

IN = ~Q(state__in=WITH_BODY)


@dataclass(frozen=True, slots=True)
class Heat:
    """One body's reports under one heading in one round: how many there are, are in, are late, and how far they say."""

    there: int = 0
    handed_in: int = 0
    late: int = 0
    progress: int | None = None

    @property
    def tone(self) -> str:
        """How the cell is drawn: nothing, late, open, in."""
        if not self.there:
            return ""
        if self.late:
            return "late"
        return "in" if self.handed_in == self.there else "open"


Rows = list[tuple[Participant, list[Heat]]]


def heat(round_: Round, today: date) -> tuple[list[Heading], Rows]:
    """Give, body by body, how its reports stand under each heading in a round; three queries."""
    headings = list(Heading.objects.filter(plan_id=round_.plan_id).order_by("position"))
    counted = (
        Slot.objects.filter(round=round_)
        .values("participant_id", "measure__heading_id")
        .annotate(
            there=Count("id"),
            handed=Count("id", filter=IN),
            overdue=Count("id", filter=Q(state__in=WITH_BODY, due_on__lt=today)),
            far=Avg("progress"),
        )
    )
    cells: dict[UUID, dict[UUID, Heat]] = {}
    for row in counted:
        far = None if row["far"] is None else round(row["far"])
        cell = Heat(row["there"], row["handed"], row["overdue"], far)
        cells.setdefault(row["participant_id"], {})[row["measure__heading_id"]] = cell
    bodies = sorted(Participant.objects.in_bulk(list(cells)).values(), key=lambda body: body.code)
    return headings, [(body, [cells[body.id].get(heading.id, Heat()) for heading in headings]) for body in bodies]


@dataclass(frozen=True, slots=True)
class Step:
    """By the end of one month: how many reports were due, and how many are in; None for a month still to come."""

    month: date
    due: int
    handed_in: int | None


def burn_up(plan: Plan, year: int, today: date) -> list[Step]:
    """Give the reports due in a plan's year month by month, both numbers added up; two queries.

    One that was given back is not in until it is handed in again, here as in the table of bodies.
    """
    slots = Slot.objects.filter(plan=plan, due_on__year=year)
    due = dict(slots.annotate(month=TruncMonth("due_on")).values_list("month").annotate(n=Count("id")))
    handed = dict(
        slots.filter(IN, submitted_at__isnull=False)
        .annotate(month=TruncMonth("submitted_at"))
        .values_list("month")
        .annotate(n=Count("id"))
    )
    by_month = {moment.date().replace(day=1): number for moment, number in handed.items()}
    earlier = sum(number for month, number in by_month.items() if month.year < year)
    steps, so_far, arrived = [], 0, earlier
    for month in (date(year, number, 1) for number in range(1, 13)):
        so_far += due.get(month, 0)
        arrived += by_month.get(month, 0)
        steps.append(Step(month, so_far, arrived if month <= today else None))
    return steps


def rounds_of(plan: Plan) -> list[Round]:
    """List a plan's rounds, the latest first; at most 40."""
    return list(Round.objects.filter(plan=plan).order_by("-begins_on")[:40])


def late_of(actor: Actor, plan: Plan, today: date, most: int) -> list[Slot]:
    """List what is late in a plan, the longest overdue first."""
    return list(Slot.late(actor, today).filter(plan=plan)[:most])


def late_by_body(actor: Actor, today: date) -> list[tuple[Participant, int, date]]:
    """Give the bodies that are late: with how many reports, and since when; the longest overdue first; two queries."""
    rows = Slot.late(actor, today).order_by().values_list("participant").annotate(n=Count("id"), since=Min("due_on"))
    late = sorted(rows, key=lambda row: (row[2], -row[1]))[:200]
    bodies = Participant.objects.in_bulk([row[0] for row in late])
    return [(bodies[who], number, since) for who, number, since in late]


def as_reported(measure: Measure) -> tuple[Round | None, list[Slot]]:
    """Give the latest round of a measure's plan, and how the reports on the measure stand in it; two queries."""
    latest = Round.objects.filter(plan=measure.plan_id).order_by("-begins_on").first()
    if latest is None:
        return None, []
    slots = Slot.objects.filter(round=latest, measure=measure).select_related("participant")
    return latest, list(slots.order_by("participant__code")[:200])
