"""Figures that the system counts itself: never typed, never so small that somebody could be told by them (NC-03)."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from panah.core import functions
from panah.plan.breakdown import Told, in_words
from panah.plan.models import Indicator, Measure, Round

COUNT, REACHED = "panah_figure", "panah_reached"
Row = tuple[str, str, int]


def count(code: str, day: date, by: Sequence[str] = ()) -> list[Row]:
    """Count one figure of the period of reporting that a day lies in, once it is over: the whole, and its classes.

    The database leaves small numbers out and rounds what counts people. Nothing for what it does not count.
    """
    return [tuple(row) for row in functions.rows(COUNT, code, list(by), day)]


def of(indicators: Iterable[Indicator], day: date) -> list[Told]:
    """Count those of some indicators that the system knows."""
    return [_told(each, count(each.figure, day, each.by)) for each in indicators if each.figure]


def reached(whole: Measure | Round) -> list[Told]:
    """Add up what was reported on a measure, or in a round, and approved, for everybody to read; two queries.

    Numbers of people are rounded, and left out where they are small; an indicator nothing was approved of stays out.
    """
    found: dict[UUID, list[Row]] = {}
    for indicator, *row in functions.rows(REACHED, whole.id):
        found.setdefault(indicator, []).append(tuple(row))
    order = ("measure__heading__position", "measure__position", "code")
    rows = Indicator.objects.filter(id__in=found).select_related("measure").order_by(*order)
    return [_told(each, found[each.id]) for each in rows]


def _told(indicator: Indicator, rows: Sequence[Row]) -> Told:
    whole = next((number for dimension, _code, number in rows if not dimension), None)
    return in_words(indicator, whole, [row for row in rows if row[0]])


def heard_from() -> list[tuple[str, int]]:
    """Give where callers of the last twelve whole months heard of the hotline; small numbers are left out (HL-20)."""
    return [(code, number) for code, number in functions.rows("panah_heard_from")]


def by_region() -> list[tuple[str, int]]:
    """Give how many talks of the last twelve whole months each region had; small numbers are left out (STU-01)."""
    return [(code, number) for code, number in functions.rows("panah_calls_by_region")]
