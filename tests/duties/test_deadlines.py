"""When a duty is due: by the clock, by days, by working days, or at once."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from panah.core.country.calendar import Calendar
from panah.core.country.reading import BadCountryData, Place
from panah.duties.deadlines import Span, Terms

BAKU = ZoneInfo("Asia/Baku")
# A zone whose clocks are put back and forth, because another country may have one.
ROME = ZoneInfo("Europe/Rome")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

calendars = st.sampled_from([Calendar("AZ", (6, 7)), Calendar("AZ", (6, 7), (date(2025, 5, 5),), (date(2025, 5, 10),))])
zones = st.sampled_from([BAKU, ROME])
terms = st.builds(Terms, zones, calendars, st.just(HOUR), st.just(DAY))
moments = st.integers(0, 4 * 366 * 24 * 60).map(
    lambda minute: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


def of(zone: ZoneInfo = BAKU) -> Terms:
    return Terms(zone, Calendar("AZ", (6, 7)), HOUR, DAY)


def test_a_span_by_the_clock_runs_from_the_very_moment() -> None:
    start = datetime(2025, 11, 22, 23, 50, tzinfo=BAKU)
    assert of().due_at(Span(elapsed=timedelta(minutes=30)), start) == datetime(2025, 11, 23, 0, 20, tzinfo=BAKU)


def test_immediately_alerts_after_one_setting_and_is_broken_after_another() -> None:
    start = datetime(2025, 11, 22, 12, 0, tzinfo=BAKU)
    span = Span(immediately=True)
    assert (of().alert_at(span, start), of().due_at(span, start)) == (start + HOUR, start + DAY)


def test_thirty_days_end_with_the_thirtieth_day_after_admission() -> None:
    admitted = datetime(2025, 11, 1, 3, 0, tzinfo=BAKU)
    assert of().due_at(Span(days=30), admitted) == datetime(2025, 12, 2, 0, 0, tzinfo=BAKU)


def test_the_day_is_the_country_s_day_and_not_greenwich_s() -> None:
    # At half past eight in the evening in Greenwich it is already tomorrow in Baku.
    start = datetime(2025, 11, 1, 20, 30, tzinfo=UTC)
    assert of().due_at(Span(days=1), start).astimezone(BAKU) == datetime(2025, 11, 4, 0, 0, tzinfo=BAKU)


def test_working_days_pass_over_weekends_and_holidays() -> None:
    # Friday; 8 and 9 November 2025 are a weekend, and the Victory Day of the 8th is moved to Monday the 10th.
    friday = datetime(2025, 11, 7, 10, 0, tzinfo=BAKU)
    calendar = Calendar("AZ", (6, 7))
    first = next(day for day in (date(2025, 11, 8) + timedelta(n) for n in range(7)) if calendar.works_on(day))
    assert of().due_at(Span(working_days=1), friday) == datetime.combine(first + DAY, time.min, BAKU)


@given(terms, moments, st.integers(1, 90))
@example(Terms(ROME, Calendar("AZ", (6, 7)), HOUR, DAY), datetime(2025, 3, 29, 22, tzinfo=UTC), 1)
def test_a_term_of_days_ends_at_a_midnight_of_the_country(reckoning: Terms, start: datetime, days: int) -> None:
    end = reckoning.due_at(Span(days=days), start).astimezone(reckoning.zone)
    assert (end.hour, end.minute) == (0, 0)
    assert end.date() - start.astimezone(reckoning.zone).date() == timedelta(days + 1)


@given(terms, moments, st.integers(1, 30))
def test_working_days_are_counted_exactly(reckoning: Terms, start: datetime, wanted: int) -> None:
    end = reckoning.due_at(Span(working_days=wanted), start)
    first = start.astimezone(reckoning.zone).date() + DAY
    span = (end.astimezone(reckoning.zone).date() - first).days
    worked = [first + timedelta(n) for n in range(span) if reckoning.calendar.works_on(first + timedelta(n))]
    assert len(worked) == wanted
    assert worked[-1] == first + timedelta(span - 1)


spans = st.one_of(
    st.builds(lambda minutes: Span(elapsed=timedelta(minutes=minutes)), st.integers(1, 100_000)),
    st.builds(lambda days: Span(days=days), st.integers(1, 400)),
    st.builds(lambda days: Span(working_days=days), st.integers(1, 60)),
    st.just(Span(immediately=True)),
)


@given(terms, spans, moments, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_what_starts_later_is_not_due_earlier(reckoning: Terms, span: Span, start: datetime, later: timedelta) -> None:
    assert start < reckoning.due_at(span, start) <= reckoning.due_at(span, start + later)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("PT15M", Span(elapsed=timedelta(minutes=15))),
        ("P1D", Span(elapsed=DAY)),
        ({"days": 30}, Span(days=30)),
        ({"working_days": 3}, Span(working_days=3)),
        ("immediately", Span(immediately=True)),
    ],
)
def test_spans_are_read_as_written(written: object, meant: Span) -> None:
    assert Span.from_toml(written, Place("rulebook.toml", ())) == meant


@pytest.mark.parametrize(
    "written", ["", "soon", "15 minutes", "PT0S", "-PT5M", 3, None, {}, {"days": 0}, {"weeks": 2}, {"days": True},
                {"days": 1, "working_days": 1}, {"days": 100_000}, "P99999999999999999D"]
)  # fmt: skip
def test_anything_else_is_refused_with_its_place(written: object) -> None:
    with pytest.raises(BadCountryData, match=r"rulebook\.toml: HL-08\.due"):
        Span.from_toml(written, Place("rulebook.toml", (), "HL-08.due"))
