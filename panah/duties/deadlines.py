"""When a duty asks for attention and when it is overdue: pure reckoning, in the country's time and calendar.

An elapsed span runs by the clock from the very moment. Days and working days are counted from the day after, by the
country's calendar, and run out when the last of them ends. "Immediately" has no number in the sources: each country
sets how soon it alerts and when it is broken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_duration
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panah.core.country.calendar import Calendar
from panah.core.country.reading import Place

IMMEDIATELY = "immediately"
LONGEST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Span:
    """How long a duty may take: exactly one of the four is given."""

    elapsed: timedelta = timedelta(0)
    days: int = 0
    working_days: int = 0
    immediately: bool = False

    @classmethod
    def from_toml(cls, value: object, place: Place) -> Self:
        """Read `"PT15M"`, `{ days = 30 }`, `{ working_days = 3 }` or `"immediately"`; raises BadCountryData."""
        if value == IMMEDIATELY:
            return cls(immediately=True)
        if isinstance(value, dict):
            return cls._of_days(value, place)
        elapsed = _by_the_clock(value)
        if not timedelta(0) < elapsed <= timedelta(LONGEST_DAYS):
            raise place.bad("a span is needed, such as “PT15M”, { days = 30 }, { working_days = 3 } or “immediately”")
        return cls(elapsed=elapsed)

    @property
    def words(self) -> str:
        """The span in words, in the current language."""
        if self.immediately:
            return _("immediately")
        if self.working_days:
            return ngettext("within %(n)d working day", "within %(n)d working days", self.working_days) % {
                "n": self.working_days
            }
        if self.days:
            return ngettext("within %(n)d day", "within %(n)d days", self.days) % {"n": self.days}
        minutes = int(self.elapsed.total_seconds() // 60)
        hours, rest = divmod(minutes, 60)
        if rest:
            return ngettext("within %(n)d minute", "within %(n)d minutes", minutes) % {"n": minutes}
        return ngettext("within %(n)d hour", "within %(n)d hours", hours) % {"n": hours}

    @classmethod
    def _of_days(cls, table: Mapping[str, Any], place: Place) -> Self:
        if len(table) != 1 or not table.keys() <= {"days", "working_days"}:
            raise place.bad("it must be { days = … } or { working_days = … }")
        ((unit, number),) = table.items()
        if type(number) is not int or not 0 < number <= LONGEST_DAYS:
            raise place.at(unit).bad(f"a whole number from 1 to {LONGEST_DAYS} is needed")
        return cls(days=number) if unit == "days" else cls(working_days=number)


def _by_the_clock(value: object) -> timedelta:
    """An ISO 8601 duration; anything else is no time at all."""
    if not isinstance(value, str) or not value.startswith("P"):
        return timedelta(0)
    try:
        return parse_duration(value) or timedelta(0)
    except OverflowError:
        return timedelta(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a country reckons by: its time zone, its working days, and what it takes "immediately" to mean."""

    zone: ZoneInfo
    calendar: Calendar
    immediately_alert: timedelta
    immediately_breach: timedelta

    def alert_at(self, span: Span, start: datetime) -> datetime:
        """From when on a duty opened at `start` asks for attention."""
        return self._end(span, start, self.immediately_alert)

    def due_at(self, span: Span, start: datetime) -> datetime:
        """From when on a duty opened at `start` is overdue."""
        return self._end(span, start, self.immediately_breach)

    def end_of(self, day: date) -> datetime:
        """When a day is over."""
        return datetime.combine(day + timedelta(days=1), time.min, self.zone)

    def _end(self, span: Span, start: datetime, at_once: timedelta) -> datetime:
        if span.days or span.working_days:
            day = start.astimezone(self.zone).date()
            last = self.calendar.after(day, span.working_days) if span.working_days else day + timedelta(span.days)
            return self.end_of(last)
        return start + (at_once if span.immediately else span.elapsed)
