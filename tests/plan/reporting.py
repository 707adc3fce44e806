"""A plan in force with three measures of three ministries, and its first round."""

from datetime import date

from panah.core.actor import Actor
from panah.plan.actions import rounds
from panah.plan.actions.rounds import Period
from panah.plan.models import Heading, Measure, MeasureBody, Part, Participant, PeriodKind, Plan, PlanState, Round

FIRST_HALF = Period(date(2026, 1, 1), date(2026, 6, 30))
# Measure: who leads, who carries out, who is recommended.
MEASURES = {"1.a": ("MIA", "MOE", "NGO"), "1.b": ("MOE", "MOH", ""), "1.c": ("", "MUNI", "")}


def live_plan() -> Plan:
    """A plan of these years, in force."""
    years = {"begins_on": date(2026, 1, 1), "ends_on": date(2030, 12, 31)}
    plan = Plan.objects.create(code="LIVE", title={"en": "Live plan"}, state=PlanState.IN_FORCE, **years)
    heading = Heading.objects.create(plan=plan, code="1", name={"en": "Heading"}, position=1)
    for position, (code, parts) in enumerate(MEASURES.items(), 1):
        row = Measure.objects.create(
            plan=plan,
            heading=heading,
            code=code,
            position=position,
            text={"en": f"Measure {code}"},
            period_kind=PeriodKind.REGULAR,
            **years,
        )
        for who, part in zip(parts, (Part.LEAD, Part.JOINT, Part.RECOMMENDED), strict=True):
            if who:
                MeasureBody.objects.create(measure=row, participant=Participant.objects.get(code=who), part=part)
    return plan


def first_round(actor: Actor) -> Round:
    """The round about the first half of the year; the actor is of the coordinator's office."""
    opened = rounds.open_round(actor, live_plan(), FIRST_HALF)
    assert opened is not None
    return opened
