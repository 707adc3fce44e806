"""Time on a page: the clock of a duty, a duty as a row, the timeline."""

from datetime import datetime, timedelta
from typing import Any

from django.template import Library
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panah.hotline.reports import span
from panah.web.components.options import SIZES, TONES, drawn, one_of

register = Library()
register.filter("span", span)

# The script of the shell counts with the same words, so they are handed to it with the clock.
WORDS = {
    "in": gettext_lazy("due in {}"),
    "over": gettext_lazy("overdue by {}"),
    "minutes": gettext_lazy("{} min"),
    "hours": gettext_lazy("{} h"),
    "days": gettext_lazy("{} d"),
}
MINUTE, HOUR, DAY = 60, 3600, 86400
RING = 100.0


def in_words(span: timedelta) -> str:
    """A span in the unit a person would use: minutes to two hours, hours to two days, then days."""
    seconds = abs(int(span.total_seconds()))
    if seconds < 2 * HOUR:
        return _("{} min").format(seconds // MINUTE)
    return _("{} h").format(seconds // HOUR) if seconds < 2 * DAY else _("{} d").format(seconds // DAY)


def part_left(start: datetime | None, due: datetime, now: datetime) -> float:
    """The part of the ring still to run, 0 to 100; without a start a day is taken."""
    whole = (due - (start or due - timedelta(days=1))).total_seconds()
    return max(0.0, min(RING, RING * (due - now).total_seconds() / whole)) if whole > 0 else 0.0


@register.simple_tag
def clock(
    due: datetime,
    start: datetime | None = None,
    alert: datetime | None = None,
    done: datetime | None = None,
    size: str = "normal",
) -> SafeString:
    """A countdown.

    Options: due, start (when it began), alert (from when it asks for a look), done (stops it), size
    small|normal|large.
    """
    one_of("clock", "size", size, SIZES)
    now = done or timezone.now()
    late = now > due
    state = "danger" if late else "accent" if alert and now >= alert else "neutral"
    span = in_words(due - now)
    text = _("overdue by {}").format(span) if late else _("due in {}").format(span)
    if done:
        state, text = ("accent", _("done {} late").format(span)) if late else ("good", _("done in time"))
    left = part_left(start, due, now)
    return drawn(
        "clock",
        due=due,
        start=start,
        alert=alert,
        done=done,
        size=size,
        state=state,
        text=text,
        left=f"{left:.1f}",
        words=WORDS,
    )


@register.simple_block_tag
def timeline(content: str, label: str = "") -> SafeString:
    """What happened, newest or oldest first as given.

    Option: label (spoken); inside: `moment`s.
    """
    return drawn("timeline", content=content, label=label)


@register.simple_block_tag
def moment(
    content: str, at: datetime, title: str, who: str = "", icon: str = "point", tone: str = "neutral"
) -> SafeString:
    """One entry of a timeline.

    Options: at, title, who (unit or pseudonymous member), icon, tone; inside: the words, if any.
    """
    one_of("moment", "tone", tone, TONES)
    return drawn("moment", content=SafeString(content.strip()), at=at, title=title, who=who, icon=icon, tone=tone)


@register.simple_tag
def duty_row(duty: Any, href: str = "", action: str = "") -> SafeString:
    """A duty as a row: what, whose, which rule, by when.

    Options: duty (its row), href (where it is done), action (the words of that link).
    """
    return drawn("duty_row", duty=duty, href=href, action=action)
