"""Figures that the system counts itself: never typed, never so small that somebody could be told by them (NC-03)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from panah.core import functions
from panah.core.country import country
from panah.plan.models import Indicator

COUNT = "panah_figure"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one stretch of time; None where it is too small to be shown."""

    code: str
    value: int | None

    @property
    def label(self) -> str:
        """What is counted, in words."""
        return country().codes("plan_figure")[self.code].label


def count(code: str, begins_on: date, ends_on: date) -> Figure:
    """Count one figure over whole months, three of them at least; the database leaves small numbers out."""
    pack = country()
    value = functions.value(COUNT, code, begins_on, ends_on, pack.time_zone, pack.settings.statistics_smallest)
    return Figure(code, None if value is None else int(value))


def of(indicators: Iterable[Indicator], begins_on: date, ends_on: date) -> list[tuple[Indicator, Figure]]:
    """Count those of some indicators that the system knows."""
    return [(each, count(each.figure, begins_on, ends_on)) for each in indicators if each.figure]


def heard_from() -> list[tuple[str, int]]:
    """Give where callers of the last twelve whole months heard of the hotline; small numbers are left out (HL-20)."""
    return [(code, number) for code, number in functions.rows("panah_heard_from", _smallest())]


def by_region() -> list[tuple[str, int]]:
    """Give how many talks of the last twelve whole months each region had; small numbers are left out (STU-01)."""
    return [(code, number) for code, number in functions.rows("panah_calls_by_region", _smallest())]


def _smallest() -> int:
    return country().settings.statistics_smallest
