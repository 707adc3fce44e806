"""The plans a country starts with: read from its pack, checked, and put into an empty place once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from django.db import transaction

from panah.accounts.models import Body, Unit
from panah.core.country import Country, Text, country
from panah.core.country.reading import Place, read, toml
from panah.plan.models import Heading, Measure, MeasureBody, Part, Participant, PeriodKind, Plan, PlanState

T = TypeVar("T")
FOCAL_KIND = "plan_participant"


@dataclass(frozen=True, slots=True)
class GivenParticipant:
    """Somebody the plans name, and the body whose focal point reports."""

    code: str
    name: Text
    body: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """When a measure is to be carried out, and in which words the plan says so."""

    kind: PeriodKind
    begins: date = field(metadata={"key": "from"})
    ends: date = field(metadata={"key": "until"})


@dataclass(frozen=True, slots=True)
class GivenMeasure:
    """One row of a plan's table; recommended bodies stand apart (NAP-01)."""

    code: str
    text: Text
    bodies: tuple[str, ...]
    period: Period
    recommended: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenHeading:
    """One heading with its measures."""

    code: str
    name: Text
    measures: tuple[GivenMeasure, ...] = field(metadata={"key": "measure"})


@dataclass(frozen=True, slots=True)
class GivenPlan:
    """A plan as the country pack has it."""

    code: str
    title: Text
    approved_by: str
    source: str
    begins_on: date
    ends_on: date
    state: PlanState
    is_partial: bool = False
    follows: str = ""
    headings: tuple[GivenHeading, ...] = field(default=(), metadata={"key": "heading"})


def participants(pack: Country) -> tuple[GivenParticipant, ...]:
    """Read whom the plans name; raises BadCountryData."""
    return tuple(_entries(GivenParticipant, pack.directory / "participants.toml", "participant", pack.languages))


def plans(pack: Country) -> tuple[GivenPlan, ...]:
    """Read the plans in the order of their time; raises BadCountryData with the first trouble."""
    known = {each.code for each in participants(pack)}
    given = []
    for file in sorted((pack.directory / "plans").glob("*.toml")):
        place = Place(f"{file.parent.name}/{file.name}", pack.languages)
        plan = read(GivenPlan, toml(file), place)
        for trouble in _troubles(plan, known):
            raise place.bad(trouble)
        given.append(plan)
    return tuple(sorted(given, key=lambda plan: plan.begins_on))


def _entries(cls: type[T], file: Path, key: str, languages: tuple[str, ...]) -> Iterable[T]:
    place = Place(file.name, languages)
    return (read(cls, table, place.at(number)) for number, table in enumerate(toml(file).get(key, [])))


def _troubles(plan: GivenPlan, known: set[str]) -> Iterable[str]:
    codes = [measure.code for heading in plan.headings for measure in heading.measures]
    if len(codes) != len(set(codes)):
        yield "a measure stands there twice"
    for heading in plan.headings:
        for measure in heading.measures:
            if unknown := {*measure.bodies, *measure.recommended} - known:
                yield f"{measure.code}: “{min(unknown)}” is not in participants.toml"
            if measure.period.ends < measure.period.begins:
                yield f"{measure.code}: ends before it begins"


@transaction.atomic
def load() -> int:
    """Put in the participants and plans that are not there yet, as the owner; what is there stays as it is.

    Gives how many plans are new. Raises BadCountryData.
    """
    pack = country()
    made = _load_participants(participants(pack))
    there = set(Plan.objects.values_list("code", flat=True))
    new = [plan for plan in plans(pack) if plan.code not in there]
    for plan in new:
        _load_plan(plan, made)
    return len(new)


def _load_participants(given: Iterable[GivenParticipant]) -> dict[str, Participant]:
    bodies = {body.code: body for body in Body.objects.all()}
    focal = dict(Unit.objects.filter(kind=FOCAL_KIND, closed_at=None).values_list("body_id", "id"))
    there = set(Participant.objects.values_list("code", flat=True))
    rows = []
    for each in given:
        body = bodies.get(each.body)
        unit_id = focal.get(body.id) if body else None
        rows.append(Participant(code=each.code, names=dict(each.name.words), body=body, unit_id=unit_id))
    Participant.objects.bulk_create([row for row in rows if row.code not in there])
    return {row.code: row for row in Participant.objects.all()}


def _load_plan(given: GivenPlan, known: dict[str, Participant]) -> None:
    plan = Plan.objects.create(
        code=given.code,
        title=dict(given.title.words),
        approved_by=given.approved_by,
        source=given.source,
        begins_on=given.begins_on,
        ends_on=given.ends_on,
        state=given.state,
        is_partial=given.is_partial,
        follows=Plan.objects.filter(code=given.follows).first() if given.follows else None,
    )
    for position, heading in enumerate(given.headings, 1):
        _load_heading(plan, position, heading, known)


def _load_heading(plan: Plan, position: int, given: GivenHeading, known: dict[str, Participant]) -> None:
    heading = Heading.objects.create(plan=plan, code=given.code, name=dict(given.name.words), position=position)
    rows = [_measure(heading, place, each) for place, each in enumerate(given.measures, 1)]
    Measure.objects.bulk_create(rows)
    bodies: list[MeasureBody] = []
    for row, each in zip(rows, given.measures, strict=True):
        part = partial(_bodies, row, known)
        bodies += [*part(each.bodies, Part.JOINT), *part(each.recommended, Part.RECOMMENDED)]
    MeasureBody.objects.bulk_create(bodies)


def _measure(heading: Heading, position: int, given: GivenMeasure) -> Measure:
    return Measure(
        plan=heading.plan,
        heading=heading,
        code=given.code,
        position=position,
        text=dict(given.text.words),
        period_kind=given.period.kind,
        begins_on=given.period.begins,
        ends_on=given.period.ends,
        tags=list(given.tags),
    )


def _bodies(row: Measure, known: dict[str, Participant], codes: Iterable[str], part: Part) -> list[MeasureBody]:
    return [
        MeasureBody(measure=row, participant=known[code], part=part, position=place)
        for place, code in enumerate(codes, 1)
    ]
