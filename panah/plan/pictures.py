"""Where the bars of a plan's timeline stand; the page draws them, and the table beside them says the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from panah.plan.models import Measure, Plan
from panah.plan.progress import Step
from panah.plan.reading import Group

# Units of the picture: the page scales it as a whole.
WIDE, ROW, HEAD, LABEL = 1000, 22, 26, 90


@dataclass(frozen=True, slots=True)
class Bar:
    """One measure on the timeline."""

    measure: Measure
    x: str
    width: str
    y: int


@dataclass(frozen=True, slots=True)
class Band:
    """One heading or body on the timeline, with its bars below its name."""

    name: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A plan's measures over its years."""

    years: tuple[tuple[int, str], ...]
    bands: tuple[Band, ...]
    height: int
    today: str


def timeline(plan: Plan, groups: Iterable[Group], today: date) -> Timeline:
    """Give where each measure's bar stands between the plan's first and last day; `today` is "" outside of them."""
    first, last = date(plan.begins_on.year, 1, 1), date(plan.ends_on.year, 12, 31)
    days = (last - first).days + 1

    def at(day: date) -> float:
        reached = min(max((day - first).days, 0), days)
        return LABEL + (WIDE - LABEL) * reached / days

    bands, y = [], HEAD
    for name, measures in groups:
        top, bars = y, []
        y += ROW
        for measure in measures:
            x, end = at(measure.begins_on), at(measure.ends_on)
            bars.append(Bar(measure, f"{x:.1f}", f"{max(end - x, 4):.1f}", y))
            y += ROW
        bands.append(Band(name, top, tuple(bars)))
    years = tuple((year, f"{at(date(year, 1, 1)):.1f}") for year in range(first.year, last.year + 1))
    return Timeline(years, tuple(bands), y + 6, f"{at(today):.1f}" if first <= today <= last else "")


@dataclass(frozen=True, slots=True)
class Lines:
    """Two lines over twelve months, what was due and what is in; the months' places, and the number on top."""

    due: str
    handed_in: str
    months: tuple[tuple[str, date], ...]
    most: int


def burn_up(steps: Sequence[Step]) -> Lines:
    """Give the two lines as points of a picture 380 wide, between the heights 15 and 135."""
    most = max((max(step.due, step.handed_in or 0) for step in steps), default=0) or 1
    places = [f"{40 + 325 * number / 11:.1f}" for number in range(len(steps))]

    def line(values: Iterable[int | None]) -> str:
        there = ((x, value) for x, value in zip(places, values, strict=True) if value is not None)
        return " ".join(f"{x},{135 - 120 * value / most:.1f}" for x, value in there)

    months = tuple(zip(places, (step.month for step in steps), strict=True))
    return Lines(line(step.due for step in steps), line(step.handed_in for step in steps), months, most)
