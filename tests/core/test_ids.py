"""Identifiers say when a row was made, to less than a millisecond."""

import datetime as dt

from panah.core.ids import new_id

MOMENT = dt.datetime(2026, 3, 1, 21, 30, 0, 999_900, tzinfo=dt.UTC)


def test_what_is_made_in_turn_stays_in_turn() -> None:
    """Also within one millisecond, and over the end of one."""
    made = [new_id(MOMENT + dt.timedelta(microseconds=each)) for each in range(500)]
    assert made == sorted(made)


def test_they_are_of_version_seven_and_differ() -> None:
    made = {new_id(MOMENT) for _each in range(500)}
    assert len(made) == 500
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}
    assert {each.int >> 80 for each in made} == {int(MOMENT.timestamp() * 1000)}
