"""A plan of the database as content, and content as a plan of the database."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from panah.core.country import country
from panah.plan.exchange.content import Content, Row, earlier
from panah.plan.models import Heading, Indicator, Measure, MeasureBody, Part, Participant, Plan

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

    Raises ProtectedError where something that rests on a measure would lose it.
    """
    row = content["plan"][0]
    plan.title, plan.approved_by, plan.source = _said(row, "title"), row["approved_by"], row["source"]
    plan.begins_on, plan.ends_on = date.fromisoformat(row["begins_on"]), date.fromisoformat(row["ends_on"])
    plan.state = row["state"]
    plan.save()
    headings = _store_headings(plan, content["headings"])
    measures = _store_measures(plan, headings, content["measures"])
    _store_indicators(measures, content["indicators"])
    Heading.objects.filter(plan=plan).exclude(id__in=[each.id for each in headings.values()]).delete()


def _store_headings(plan: Plan, rows: Iterable[Row]) -> dict[str, Heading]:
    there = {row.code: row for row in Heading.objects.filter(plan=plan)}
    kept = {}
    for position, row in enumerate(rows, 1):
        heading = there.get(row["code"]) or Heading(plan=plan, code=row["code"])
        heading.name, heading.position = _said(row, "name"), position
        heading.save()
        kept[heading.code] = heading
    return kept


def _store_measures(plan: Plan, headings: dict[str, Heading], rows: list[Row]) -> dict[str, Measure]:
    there = {row.code: row for row in Measure.objects.filter(plan=plan)}
    before = earlier(rows)
    kept = {}
    for position, row in enumerate(rows, 1):
        measure = there.get(row["code"]) or Measure(plan=plan, code=row["code"])
        measure.heading, measure.position, measure.text = headings[row["heading"]], position, _said(row, "text")
        measure.period_kind, measure.tags, measure.funding = row["period"], row["tags"], row["funding"]
        measure.begins_on, measure.ends_on = date.fromisoformat(row["begins_on"]), date.fromisoformat(row["ends_on"])
        measure.budget = None if row["budget"] is None else Decimal(row["budget"])
        measure.continues = before.get(row["continues"])
        measure.save()
        kept[measure.code] = measure
    Measure.objects.filter(plan=plan).exclude(id__in=[each.id for each in kept.values()]).delete()
    _store_bodies(kept, rows)
    return kept


def _store_bodies(measures: dict[str, Measure], rows: list[Row]) -> None:
    participants = {row.code: row for row in Participant.objects.all()}
    MeasureBody.objects.filter(measure__in=[measure.id for measure in measures.values()]).delete()
    MeasureBody.objects.bulk_create(
        MeasureBody(measure=measures[row["code"]], participant=participants[code], part=part, position=position)
        for row in rows
        for column, part in PARTS.items()
        for position, code in enumerate(row[column], 1)
    )


def _store_indicators(measures: dict[str, Measure], rows: list[Row]) -> None:
    there: dict[Any, Indicator] = {
        (row.measure_id, row.code): row
        for row in Indicator.objects.filter(measure__in=[m.id for m in measures.values()])
    }
    kept = []
    for row in rows:
        measure = measures[row["measure"]]
        indicator = there.get((measure.id, row["code"])) or Indicator(measure=measure, code=row["code"])
        indicator.name, indicator.unit, indicator.by = _said(row, "name"), row["unit"], row["by"]
        indicator.target = None if row["target"] is None else Decimal(row["target"])
        indicator.figure = row["figure"]
        indicator.save()
        kept.append(indicator.id)
    Indicator.objects.filter(measure__in=[m.id for m in measures.values()]).exclude(id__in=kept).delete()
