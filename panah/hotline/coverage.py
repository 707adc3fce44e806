"""Whether somebody is at the desk, to the minute (HL-01). Pure functions over intervals of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, from its first moment up to but not including its last."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    @property
    def minutes(self) -> int:
        """Its whole minutes, rounded up: a gap of seconds is a gap of a minute."""
        return -(-int(self.length.total_seconds()) // 60)

    def within(self, window: "Span") -> "Span | None":
        """The part of it that lies in the window, or nothing."""
        start, end = max(self.start, window.start), min(self.end, window.end)
        return Span(start, end) if start < end else None


def gaps(shifts: Iterable[Span], window: Span, *, needed: int = 1) -> list[Span]:
    """Give the stretches of the window in which fewer than `needed` shifts run, in order, none touching another."""
    changes: list[tuple[datetime, int]] = []
    for shift in shifts:
        inside = shift.within(window)
        if inside:
            changes += [(inside.start, 1), (inside.end, -1)]
    found: list[Span] = []
    present, since = 0, window.start
    for moment, step in [*sorted(changes), (window.end, 0)]:
        if present < needed and since < moment:
            _add(found, Span(since, moment))
        present, since = present + step, moment
    return found


def _add(found: list[Span], gap: Span) -> None:
    if found and found[-1].end == gap.start:
        found[-1] = Span(found[-1].start, gap.end)
    else:
        found.append(gap)


def share_covered(shifts: Iterable[Span], window: Span, *, needed: int = 1) -> float:
    """Give the covered share of the window, from 0 to 1."""
    missing = sum((gap.length for gap in gaps(shifts, window, needed=needed)), timedelta())
    return 1 - missing / window.length if window.length else 1.0


def overlaps(shifts: Iterable[Span]) -> Iterator[tuple[Span, Span]]:
    """Give neighbouring shifts of one person that run into one another."""
    ordered = sorted(shifts)
    for first, second in pairwise(ordered):
        if second.start < first.end:
            yield first, second


def hours_a_week(shifts: Iterable[Span], week: Span) -> float:
    """Give the hours worked inside one week."""
    inside = [part for shift in shifts if (part := shift.within(week))]
    return sum((part.length for part in inside), timedelta()) / timedelta(hours=1)
