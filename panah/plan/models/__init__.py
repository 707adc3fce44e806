"""The tables of the plan."""

from panah.plan.models.plans import (
    COORDINATES,
    Heading,
    Import,
    Indicator,
    Measure,
    MeasureBody,
    Part,
    Participant,
    PeriodKind,
    Plan,
    PlanState,
    PlanStep,
)

__all__ = [
    "COORDINATES",
    "Heading",
    "Import",
    "Indicator",
    "Measure",
    "MeasureBody",
    "Part",
    "Participant",
    "PeriodKind",
    "Plan",
    "PlanState",
    "PlanStep",
]
