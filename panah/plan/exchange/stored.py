"""A plan of the database as content, and content as a plan of the database."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model, Prefetch, ProtectedError

from panah.core.country import country
from panah.plan.exchange.content import Content, Row, earlier
from panah.plan.models import Heading, Indicator, Measure, MeasureBody, Part, Participant, Plan, Report

M = TypeVar("M", bound=Model)
PARTS = {"lead": Part.LEAD, "joint": Part.JOINT, "recommended": Part.RECOMMENDED}


def content_of(plan: Plan) -> Content:
    """Give what a plan says; five queries."""
    headings = Heading.objects.filter(plan=plan).order_by("position")
    bodies = MeasureBody.objects.select_related("participant").order_by("position")
    measures = list(
        Measure.objects.filter(plan=plan)
        .select_related("heading", "continues__plan")
        .prefetch_related(Prefetch("bodies", bodies), Prefetch("indicators", Indicator.objects.order_by("code")))
        .order_by("heading__position", "position")
    )
    return {
        "plan": [_plan(plan)],
        "headings": [{"code": row.code, **_spoken("name", row.name)} for row in headings],
        "measures": [_measure(row) for row in measures],
        "indicators": [_indicator(measure, row) for measure in measures for row in measure.indicators.all()],
    }


def _spoken(name: str, said: dict[str, str]) -> Row:
    return {f"{name}.{language}": said.get(language, "") for language in country().languages}


def _said(row: Row, name: str) -> dict[str, str]:
    return {language: row[f"{name}.{language}"] for language in country().languages if row[f"{name}.{language}"]}


def _plan(plan: Plan) -> Row:
    return {
        "code": plan.code,
        **_spoken("title", plan.title),
        "approved_by": plan.approved_by,
        "source": plan.source,
        "begins_on": plan.begins_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "state": plan.state,
    }


def _measure(row: Measure) -> Row:
    named = {part: [each.participant.code for each in row.bodies.all() if each.part == part] for part in PARTS.values()}
    return {
        "heading": row.heading.code,
        "code": row.code,
        **_spoken("text", row.text),
        "period": row.period_kind,
        "begins_on": row.begins_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        **{column: named[part] for column, part in PARTS.items()},
        "tags": row.tags,
        "budget": _number(row.budget),
        "funding": row.funding,
        "continues": f"{row.continues.plan.code} {row.continues.code}" if row.continues else "",
    }


def _indicator(measure: Measure, row: Indicator) -> Row:
    return {
        "measure": measure.code,
        "code": row.code,
        **_spoken("name", row.name),
        "unit": row.unit,
        "target": _number(row.target),
        "by": row.by,
        "figure": row.figure,
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def store(plan: Plan, content: Content) -> None:
    """Make a plan say what the content says; rows keep their identity by their number, others go.

    What stays as it was is not written: however long a plan is, a change of it takes a few statements. Raises
    ProtectedError where something that rests on a measure or on what it is measured by would lose it.
    """
    row = content["plan"][0]
    plan.title, plan.approved_by, plan.source = _said(row, "title"), row["approved_by"], row["source"]
    plan.begins_on, plan.ends_on = date.fromisoformat(row["begins_on"]), date.fromisoformat(row["ends_on"])
    plan.state = row["state"]
    plan.save()
    headings = _store_headings(plan, content["headings"])
    measures = _store_measures(plan, headings, content["measures"])
    _store_indicators(plan, measures, content["indicators"])
    Heading.objects.filter(plan=plan).exclude(id__in=[each.id for each in headings.values()]).delete()


def _write(model: type[M], there: Mapping[Any, M], given: Mapping[Any, tuple[M, Row]]) -> dict[Any, M]:
    """Add the rows that are new and write those that say something new; gives all of them by their key."""
    new: list[M] = []
    changed: list[M] = []
    names: set[str] = set()
    for key, (row, said) in given.items():
        different = {name: value for name, value in said.items() if getattr(row, name) != value}
        for name, value in said.items():
            setattr(row, name, value)
        if key not in there:
            new.append(row)
        elif different:
            changed.append(row)
            names |= different.keys()
    model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, sorted(names), batch_size=500)
    return {key: row for key, (row, _said) in given.items()}


def _store_headings(plan: Plan, rows: Iterable[Row]) -> dict[str, Heading]:
    there = {row.code: row for row in Heading.objects.filter(plan=plan)}
    given = {}
    for position, row in enumerate(rows, 1):
        heading = there.get(row["code"]) or Heading(plan=plan, code=row["code"])
        given[heading.code] = heading, {"name": _said(row, "name"), "position": position}
    return _write(Heading, there, given)


def _store_measures(plan: Plan, headings: dict[str, Heading], rows: list[Row]) -> dict[str, Measure]:
    there = {row.code: row for row in Measure.objects.filter(plan=plan)}
    before = earlier(rows)
    given = {}
    for position, row in enumerate(rows, 1):
        continues = before.get(row["continues"])
        said: Row = {
            "heading_id": headings[row["heading"]].id,
            "position": position,
            "text": _said(row, "text"),
            "period_kind": row["period"],
            "tags": row["tags"],
            "funding": row["funding"],
            "begins_on": date.fromisoformat(row["begins_on"]),
            "ends_on": date.fromisoformat(row["ends_on"]),
            "budget": None if row["budget"] is None else Decimal(row["budget"]),
            "continues_id": continues.id if continues else None,
        }
        given[row["code"]] = there.get(row["code"]) or Measure(plan=plan, code=row["code"]), said
    kept = _write(Measure, there, given)
    Measure.objects.filter(id__in=[row.id for code, row in there.items() if code not in kept]).delete()
    _store_bodies(kept, rows)
    return kept


def _store_bodies(measures: dict[str, Measure], rows: list[Row]) -> None:
    participants = {row.code: row.id for row in Participant.objects.all()}
    ids = [measure.id for measure in measures.values()]
    there: dict[Any, list[tuple[Any, ...]]] = {}
    names = ("participant_id", "part", "position")
    for measure, *body in MeasureBody.objects.filter(measure__in=ids).values_list("measure_id", *names):
        there.setdefault(measure, []).append(tuple(body))
    other, bodies = [], []
    for row in rows:
        measure = measures[row["code"]]
        said = [
            (participants[code], str(part), position)
            for column, part in PARTS.items()
            for position, code in enumerate(row[column], 1)
        ]
        if sorted(said) != sorted(there.get(measure.id, [])):
            other.append(measure.id)
            bodies += [MeasureBody(measure=measure, **dict(zip(names, each, strict=True))) for each in said]
    MeasureBody.objects.filter(measure__in=other).delete()
    MeasureBody.objects.bulk_create(bodies)


def _store_indicators(plan: Plan, measures: dict[str, Measure], rows: list[Row]) -> None:
    codes = {measure.id: code for code, measure in measures.items()}
    there = {
        (codes[row.measure_id], row.code): row
        for row in Indicator.objects.filter(measure__plan=plan, measure__in=list(codes))
    }
    given = {}
    for row in rows:
        key = row["measure"], row["code"]
        said: Row = {
            "name": _said(row, "name"),
            "unit": row["unit"],
            "target": None if row["target"] is None else Decimal(row["target"]),
            "by": row["by"],
            "figure": row["figure"],
        }
        given[key] = there.get(key) or Indicator(measure=measures[row["measure"]], code=row["code"]), said
    kept = _write(Indicator, there, given)
    gone = [row for key, row in there.items() if key not in kept]
    _hold_to_figures(gone)
    Indicator.objects.filter(id__in=[row.id for row in gone]).delete()


def _hold_to_figures(gone: list[Indicator]) -> None:
    """Keep an indicator of which a report says a figure; reports name it by its id. Raises ProtectedError."""
    ids = [str(row.id) for row in gone]
    told = Report.objects.filter(slot__measure__in=[row.measure_id for row in gone], figures__has_any_keys=ids)
    if ids and (report := told.first()):
        raise ProtectedError("figures were reported", {report})
