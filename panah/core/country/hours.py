"""Opening hours as they are written in the service directory: `mon-fri 09:00-18:00; sat 10:00-14:00` or `always`."""

import re
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = "always"
_SPAN = re.compile(r"^([a-z]{3})(?:-([a-z]{3}))? (\d\d:\d\d)-(\d\d:\d\d)$")


@dataclass(frozen=True, slots=True)
class Span:
    """From one time to another on each day from `first` to `last` (Monday is 0)."""

    first: int
    last: int
    opens: time
    closes: time

    def holds(self, moment: datetime) -> bool:
        """Say whether the moment, already in local time, lies in the span; the closing minute is outside."""
        return self.first <= moment.weekday() <= self.last and self.opens <= moment.time() < self.closes

    @property
    def written(self) -> str:
        """The span as the directory writes it."""
        days = "-".join(dict.fromkeys((DAYS[self.first], DAYS[self.last])))
        return f"{days} {self.opens:%H:%M}-{self.closes:%H:%M}"

    def __str__(self) -> str:
        """Write the span with the day names of the current language."""
        days = dict.fromkeys((self.first, self.last))
        return f"{'–'.join(str(WEEKDAYS_ABBR[day]) for day in days)} {self.opens:%H:%M}–{self.closes:%H:%M}"


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When a service answers: always, or in some spans of the week."""

    spans: tuple[Span, ...] = ()

    @property
    def always(self) -> bool:
        """Open day and night."""
        return not self.spans

    @property
    def written(self) -> str:
        """The hours as the directory writes them; reading that gives the same hours again."""
        return ALWAYS if self.always else "; ".join(span.written for span in self.spans)

    def open_at(self, moment: datetime) -> bool:
        """Say whether the service answers at the moment (given in local time)."""
        return self.always or any(span.holds(moment) for span in self.spans)

    def __str__(self) -> str:
        """Write the hours in the current language."""
        return _("day and night") if self.always else "; ".join(map(str, self.spans))


def opening_hours(text: str) -> OpeningHours:
    """Read opening hours; raises ValueError with a sentence when the text is not of the form above."""
    if text.strip() == ALWAYS:
        return OpeningHours()
    return OpeningHours(tuple(_span(part.strip()) for part in text.split(";")))


def _span(text: str) -> Span:
    match = _SPAN.match(text)
    if match is None:
        raise ValueError(f"“{text}” is not like “mon-fri 09:00-18:00”, “sat 10:00-14:00” or “always”")
    first, last, opens, closes = match.groups()
    if first not in DAYS or (last or first) not in DAYS:
        raise ValueError(f"“{text}” names a day other than {', '.join(DAYS)}")
    span = Span(DAYS.index(first), DAYS.index(last or first), time.fromisoformat(opens), time.fromisoformat(closes))
    if span.first > span.last or span.opens >= span.closes:
        raise ValueError(f"“{text}” ends before it begins")
    return span
