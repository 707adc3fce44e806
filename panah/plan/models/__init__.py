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
from panah.plan.models.reports import (
    WITH_BODY,
    BudgetProposal,
    Report,
    Round,
    Share,
    Slot,
    SlotState,
    words_of,
)

__all__ = [
    "COORDINATES",
    "WITH_BODY",
    "BudgetProposal",
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
    "Report",
    "Round",
    "Share",
    "Slot",
    "SlotState",
    "words_of",
]
