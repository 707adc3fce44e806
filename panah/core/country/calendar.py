"""Days on which nobody works. The days of a country come from the `holidays` library, with corrections as data."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which country's holidays count, and the days that a decision added to them or took from them."""

    holidays_of: str
    weekend: tuple[int, ...]
    days_off: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()

    def holidays(self, year: int) -> frozenset[date]:
        """Give the year's holidays, corrected."""
        added = {day for day in self.days_off if day.year == year}
        return (_known(self.holidays_of, year) | added) - set(self.working_days)

    def works_on(self, day: date) -> bool:
        """Say whether offices work on a day."""
        if day in self.working_days:
            return True
        return day.isoweekday() not in self.weekend and day not in self.holidays(day.year)

    def after(self, day: date, working_days: int) -> date:
        """Give the day that many working days after a day, the day itself not counted."""
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= self.works_on(day)
        return day


@cache
def _known(country: str, year: int) -> frozenset[date]:
    return frozenset(country_holidays(country, years=year))
