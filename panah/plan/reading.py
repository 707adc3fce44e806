"""A plan as its pages read it: headings with their measures, bodies by part, and the few questions asked of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from panah.core.actor import Actor
from panah.core.country import country
from panah.plan.models import Heading, Indicator, Measure, MeasureBody, Part, Participant, Plan

MOST_MEASURES = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which measures of a plan are asked for; empty means all."""

    heading: str = ""
    body: str = ""
    tag: str = ""

    def narrow(self, rows: "QuerySet[Measure]") -> "QuerySet[Measure]":
        """Leave the measures that fit."""
        if self.heading:
            rows = rows.filter(heading__code=self.heading)
        if self.body:
            rows = rows.filter(bodies__participant__code=self.body)
        return rows.filter(tags__contains=[self.tag]) if self.tag else rows

    def __bool__(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.heading or self.body or self.tag)


@dataclass(slots=True)
class Chapter:
    """One heading and those of its measures that are shown."""

    heading: Heading
    measures: list[Measure] = field(default_factory=list)


# Measures under one name: a heading's, or a body's.
Group = tuple[str, list[Measure]]


def by_heading(chapters: Iterable[Chapter]) -> list[Group]:
    """Group measures as the plan does."""
    return [(f"{each.heading.code}. {each.heading}", each.measures) for each in chapters]


def by_body(chapters: Iterable[Chapter]) -> list[Group]:
    """Group measures by the bodies that lead them or carry them out, by code; a joint one stands with each of them."""
    found: dict[str, Group] = {}
    for measure in (one for chapter in chapters for one in chapter.measures):
        for each in measure.bodies.all():
            if each.part != Part.RECOMMENDED:
                found.setdefault(each.participant.code, (str(each.participant), []))[1].append(measure)
    return [found[code] for code in sorted(found)]


def chapters(plan: Plan, wanted: Wanted) -> list[Chapter]:
    """Give the headings of a plan with the measures asked for, in the order of the plan; five queries.

    At most MOST_MEASURES measures; a heading without any stays out when something is asked for.
    """
    found = {heading.id: Chapter(heading) for heading in Heading.objects.filter(plan=plan).order_by("position")}
    for measure in measures(plan, wanted):
        found[measure.heading_id].measures.append(measure)
    return [chapter for chapter in found.values() if chapter.measures or not wanted]


def measures(plan: Plan, wanted: Wanted) -> "QuerySet[Measure]":
    """Give the measures of a plan with bodies and indicators, in the order of the plan; at most MOST_MEASURES."""
    # A body that stands with a hundred measures is read once.
    bodies = MeasureBody.objects.prefetch_related("participant").order_by("position")
    rows = wanted.narrow(Measure.objects.filter(plan=plan)).prefetch_related(
        Prefetch("bodies", bodies), Prefetch("indicators", Indicator.objects.order_by("code"))
    )
    return rows.order_by("heading__position", "position")[:MOST_MEASURES]


def by_part(measure: Measure) -> list[tuple[str, list[Participant]]]:
    """Give the bodies of a measure, kept apart by their part (NAP-01); parts that nobody has stay out."""
    there: dict[str, list[Participant]] = {part: [] for part in Part.values}
    for body in measure.bodies.all():
        there[body.part].append(body.participant)
    return [(str(Part(part).label), who) for part, who in there.items() if who]


def sizes(plans: Iterable[Plan]) -> dict[UUID, tuple[int, int]]:
    """Give how many headings and measures each plan has; two queries."""
    ids = [plan.id for plan in plans]
    headings, measures_there = (
        dict(model.objects.filter(plan__in=ids).order_by().values_list("plan").annotate(Count("id")))
        for model in (Heading, Measure)
    )
    return {each: (headings.get(each, 0), measures_there.get(each, 0)) for each in ids}


def who_is_in(actor: Actor, plan: Plan) -> "QuerySet[Participant]":
    """Give the participants that a plan names, by code."""
    return Participant.all_of(actor).filter(measures__measure__plan=plan).distinct()


def answering() -> dict[str, Participant | None]:
    """Give who sees to it that plans are carried out, and who settles what their bodies cannot (NAP-02)."""
    settings = country().settings
    wanted = {"responsible": settings.plan_responsible, "settled_by": settings.plan_settled_by}
    there = {row.code: row for row in Participant.objects.filter(code__in=wanted.values())}
    return {name: there.get(code) for name, code in wanted.items()}


@dataclass(frozen=True, slots=True)
class Cell:
    """How many measures of one heading name one body, and in how many of them it is recommended only."""

    carries_out: int = 0
    recommended: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.carries_out + self.recommended

    @property
    def step(self) -> int:
        """How dark it is drawn: 0 for none, 3 for many."""
        return next((step for step, least in ((3, 7), (2, 3), (1, 1)) if self.total >= least), 0)


def matrix(plan: Plan) -> tuple[list[Heading], list[tuple[Participant, list[Cell]]]]:
    """Give, body by body, in how many measures of each heading it has a part; the busiest first; three queries."""
    headings = list(Heading.objects.filter(plan=plan).order_by("position"))
    counted = (
        Participant.objects.filter(measures__measure__plan=plan)
        .values("id", "measures__measure__heading_id")
        .annotate(
            carried=Count("measures", filter=~Q(measures__part=Part.RECOMMENDED)),
            advised=Count("measures", filter=Q(measures__part=Part.RECOMMENDED)),
        )
    )
    cells: dict[UUID, dict[UUID, Cell]] = {}
    for row in counted:
        place = cells.setdefault(row["id"], {})
        place[row["measures__measure__heading_id"]] = Cell(row["carried"], row["advised"])
    bodies = Participant.objects.in_bulk(list(cells))
    rows = [(bodies[key], [place.get(heading.id, Cell()) for heading in headings]) for key, place in cells.items()]
    return headings, sorted(rows, key=lambda row: (-_sum(row[1]), row[0].code))


def _sum(cells: Sequence[Cell]) -> int:
    return sum(cell.total for cell in cells)
