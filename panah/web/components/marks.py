"""Small marks inside a line: icon, badge, chip, lock, key, time."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.template import Library
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from panah.vault.fields import Sealed
from panah.web.components.options import SIZES, TONES, drawn, icon_names, one_of

register = Library()


@register.simple_tag
def icon(name: str, label: str = "", size: str = "normal") -> SafeString:
    """A Tabler icon.

    Options: name (a line of icons.txt), label (spoken; without it the icon is decoration), size small|normal|large.
    """
    return _icon(name, str(label), size)


@lru_cache(maxsize=2000, typed=True)
def _icon(name: str, label: str, size: str) -> SafeString:
    """A page shows dozens of them, mostly the same."""
    one_of("icon", "name", name, icon_names())
    one_of("icon", "size", size, SIZES)
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    address = f"{static('vendor/icons.svg')}#{name}"
    return format_html('<svg class="icon icon-{}" {} focusable="false"><use href="{}"/></svg>', size, spoken, address)


@register.simple_tag
def badge(text: str, tone: str = "neutral", icon: str = "") -> SafeString:
    """A short state in a word or two.

    Options: text, tone neutral|brand|accent|good|danger, icon.
    """
    return drawn("badge", text=text, tone=one_of("badge", "tone", tone, TONES), icon=icon)


@register.simple_tag
def person(pseudonym: Any, href: str = "", note: str = "") -> SafeString:
    """A person by pseudonym, never by name or picture.

    Options: pseudonym, href, note (a coded fact such as "woman, 18–25").
    """
    return drawn("person", pseudonym=str(pseudonym), href=href, note=note)


@register.simple_tag
def sealed(value: Any, ask: str = "") -> SafeString:
    """Words that may be sealed: the words, or a lock.

    Options: value, ask (who can open it, in a sentence).
    """
    locked = isinstance(value, Sealed)
    return drawn("sealed", value="" if locked else value, locked=locked, ask=ask)


@register.simple_tag
def key(name: str) -> SafeString:
    """One key of the keyboard.

    Option: name as printed on it ("A", "Alt+L").
    """
    return format_html("<kbd>{}</kbd>", name)


@register.simple_tag
def keys(*pairs: str) -> SafeString:
    """A line of key hints.

    Options: key and meaning in turn, `{% keys "A" _("answer") "N" _("note") %}`.
    """
    one_of("keys", "number of words (pairs)", len(pairs) % 2, (0,))
    return drawn("keys", pairs=list(zip(pairs[::2], pairs[1::2], strict=True)))


@register.simple_tag
def when(moment: datetime | None, empty: str = "–") -> SafeString:
    """A moment in the reader's language: "today 14:03", "11 November, 14:03".

    Options: moment, empty (shown without one).
    """
    if moment is None:
        return format_html("{}", empty)
    local = timezone.localtime(moment)
    day, clock = date_format(local, "DATE_FORMAT"), date_format(local, "H:i")
    if local.date() == timezone.localdate():
        day = _("today")
    elif local.year == timezone.localdate().year:
        day = date_format(local, "MONTH_DAY_FORMAT")
    return format_html('<time class="when" datetime="{}">{} {}</time>', local.isoformat(), day, clock)


@register.simple_tag
def rule(code: str, href: str = "") -> SafeString:
    """A rule of the rulebook by its id.

    Options: code ("CON-06"), href (its entry on the page Rulebook).
    """
    return drawn("rule", code=code, href=href)
