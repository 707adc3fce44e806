"""How many were presumed and how many identified, by year and by how they came: numbers that name nobody."""

from collections.abc import Iterable
from dataclasses import dataclass

from panah.accounts.permissions import Permission
from panah.cases.models import CaseSource
from panah.cases.states import DecisionStep
from panah.core import functions
from panah.core.actor import Actor

FUNNEL = "panah_identification_funnel"


@dataclass(frozen=True, slots=True)
class Row:
    """One year and source; a number is None where it is too small to be shown."""

    year: int
    source: str
    presumed: int | None = 0
    identified: int | None = 0
    rejected: int | None = 0

    @property
    def label(self) -> str:
        """How they came, in words."""
        return str(CaseSource(self.source).label) if self.source in CaseSource.values else "–"


_FIELDS = {DecisionStep.PRESUME: "presumed", DecisionStep.IDENTIFY: "identified", DecisionStep.REJECT: "rejected"}


def funnel(actor: Actor) -> list[Row]:
    """Give the funnel, the latest year first. Outside the deciding unit small numbers are left out by the database."""
    actor.require(Permission.FUNNEL_VIEW)
    found: dict[tuple[int, str], dict[str, int | None]] = {}
    for year, source, step, people in functions.rows(FUNNEL):
        found.setdefault((year, source), {})[_FIELDS[DecisionStep(step)]] = people
    return [Row(year, source, **numbers) for (year, source), numbers in found.items()]


def drawn(rows: Iterable[Row], year: int) -> list[tuple[str, float]]:
    """Give the picture of one year, source by source; what is too small to be shown is left out."""
    shown = [
        (f"{row.label} · {step.label}", number)
        for row in rows
        if row.year == year
        for step, number in ((DecisionStep.PRESUME, row.presumed), (DecisionStep.IDENTIFY, row.identified))
    ]
    return [(label, number) for label, number in shown if number is not None]
