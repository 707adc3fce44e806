"""Gaps in the rota, to the minute."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from panah.hotline.coverage import Span, gaps, hours_a_week, overlaps, share_covered

START = datetime(2026, 11, 2, tzinfo=UTC)
DAY = Span(START, START + timedelta(days=1))


def span(first: int, last: int) -> Span:
    """A stretch in minutes of the day."""
    return Span(START + timedelta(minutes=first), START + timedelta(minutes=last))


spans = st.lists(
    st.tuples(st.integers(-100, 1500), st.integers(1, 900)).map(lambda pair: span(pair[0], pair[0] + pair[1])),
    max_size=8,
)


@given(spans, st.integers(1, 3))
def test_a_minute_is_in_a_gap_exactly_when_too_few_are_there(shifts: list[Span], needed: int) -> None:
    found = gaps(shifts, DAY, needed=needed)
    for minute in range(0, 1440, 7):
        at = START + timedelta(minutes=minute)
        present = sum(shift.start <= at < shift.end for shift in shifts)
        assert (present < needed) == any(gap.start <= at < gap.end for gap in found)


@given(spans)
def test_gaps_are_in_order_and_apart(shifts: list[Span]) -> None:
    found = gaps(shifts, DAY)
    assert all(first.end < second.start for first, second in pairwise(found))
    assert all(DAY.start <= gap.start < gap.end <= DAY.end for gap in found)


@given(spans)
def test_share_and_gaps_tell_the_same(shifts: list[Span]) -> None:
    missing = sum((gap.length for gap in gaps(shifts, DAY)), timedelta())
    assert abs(share_covered(shifts, DAY) * DAY.length - (DAY.length - missing)) < timedelta(seconds=1)


def test_shifts_that_meet_leave_no_gap() -> None:
    assert gaps([span(0, 480), span(480, 960), span(960, 1440)], DAY) == []


def test_a_minute_missing_is_found() -> None:
    found = gaps([span(0, 480), span(481, 1440)], DAY)
    assert found == [span(480, 481)]
    assert found[0].minutes == 1


def test_a_person_in_two_places_is_found() -> None:
    assert list(overlaps([span(0, 100), span(90, 200), span(200, 300)])) == [(span(0, 100), span(90, 200))]


def test_hours_of_a_week_count_only_its_own() -> None:
    assert hours_a_week([span(-60, 120)], DAY) == 2
