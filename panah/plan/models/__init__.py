"""The tables of the plan."""

from panah.plan.models.plans import (
    COORDINATES,
    Heading,
    Indicator,
    Measure,
    MeasureBody,
    Part,
    Participant,
    PeriodKind,
    Plan,
    PlanState,
)

__all__ = [
    "COORDINATES",
    "Heading",
    "Indicator",
    "Measure",
    "MeasureBody",
    "Part",
    "Participant",
    "PeriodKind",
    "Plan",
    "PlanState",
]
