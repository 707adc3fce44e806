"""Boxes of a page: card, notice, refusal, empty state, number, facts, question, tabs, steps, progress, live part."""

from typing import Any

from django.template import Context, Library
from django.utils.safestring import SafeString

from panah.core.live import TOPIC
from panah.web.components.options import TONES, drawn, one_of

register = Library()

NOTICES = {
    "debug": ("neutral", "info-circle"),
    "info": ("brand", "info-circle"),
    "success": ("good", "circle-check"),
    "warning": ("accent", "alert-triangle"),
    "error": ("danger", "alert-octagon"),
}


@register.simple_block_tag
def card(
    content: str, title: str = "", icon: str = "", tone: str = "neutral", id: str = "", flush: bool = False
) -> SafeString:
    """A titled box.

    Options: title, icon, tone, id, flush (True: no padding, for a list or table inside).
    """
    one_of("card", "tone", tone, TONES)
    return drawn("card", content=content, title=title, icon=icon, tone=tone, id=id, flush=flush)


@register.simple_block_tag
def notice(content: str, level: str = "info") -> SafeString:
    """A sentence to the person.

    Option: level debug|info|success|warning|error (the words of Django's messages).
    """
    tone, sign = NOTICES[one_of("notice", "level", level, NOTICES)]
    return drawn("notice", content=content, tone=tone, icon=sign, urgent=level in {"warning", "error"})


@register.simple_tag
def refused(sentence: str, rule: str = "", source: str = "", allow: str = "", href: str = "") -> SafeString:
    """Why a step is refused.

    Options: sentence, rule (its id), source (law or order), allow (what would allow it), href (the rule).
    """
    return drawn("refused", sentence=sentence, rule=rule, source=source, allow=allow, href=href)


@register.simple_block_tag
def empty_state(content: str, title: str, icon: str = "inbox") -> SafeString:
    """An empty page that teaches.

    Options: title (what will be here), icon; inside: how it starts, and a button.
    """
    return drawn("empty_state", content=content, title=title, icon=icon)


@register.simple_tag
def stat(label: str, value: Any, unit: str = "", hint: str = "", tone: str = "neutral", href: str = "") -> SafeString:
    """A number that matters, big.

    Options: label, value, unit, hint (one line under it), tone, href.
    """
    one_of("stat", "tone", tone, TONES)
    return drawn("stat", label=label, value=value, unit=unit, hint=hint, tone=tone, href=href)


@register.simple_block_tag
def facts(content: str, columns: int = 1) -> SafeString:
    """A definition list of `fact`s.

    Option: columns 1|2|3 (on wide screens).
    """
    return drawn("facts", content=content, columns=one_of("facts", "columns", columns, (1, 2, 3)))


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    """One fact of `facts`.

    Option: label; inside: the value.
    """
    return drawn("fact", content=content, label=label)


@register.simple_tag
def who_can_see(entries: Any, ask: str = "") -> SafeString:
    """Who can see this, why and until when.

    Options: entries (each with unit, why, since, until, suspended), ask (how to be let in).
    """
    return drawn("who_can_see", entries=list(entries), ask=ask)


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context, content: str, url: str, label: str, sure: str, tone: str = "neutral", icon: str = ""
) -> SafeString:
    """A step that asks once more, without JavaScript.

    Options: url (POST), label (the button), sure (the second button), tone neutral|brand|danger, icon; inside: what
    will happen, and further fields.
    """
    one_of("confirm", "tone", tone, ("neutral", "brand", "danger"))
    token = context.get("csrf_token", "")
    return drawn("confirm", content=content, url=url, label=label, sure=sure, tone=tone, icon=icon, csrf_token=token)


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    """Pages of one thing side by side; they are links.

    Option: label (spoken); inside: `tab`s.
    """
    return drawn("tabs", content=content, label=label)


@register.simple_tag
def tab(label: str, href: str, current: bool = False, count: int | None = None) -> SafeString:
    """One of `tabs`.

    Options: label, href, current, count (shown beside the label).
    """
    return drawn("tab", label=label, href=href, current=bool(current), count=count)


@register.simple_tag
def steps(current: int, *labels: str) -> SafeString:
    """Where one is in a guided path.

    Options: current (from 1), then the labels in order.
    """
    one_of("steps", "current", current, range(1, len(labels) + 1))
    return drawn("steps", steps=list(enumerate(labels, 1)), current=current)


@register.simple_tag
def progress(label: str, value: float, of: float = 100, tone: str = "brand") -> SafeString:
    """How far long work has come.

    Options: label, value, of (the whole), tone.
    """
    one_of("progress", "tone", tone, TONES)
    return drawn("progress", label=label, value=value, of=of, tone=tone, percent=round(100 * value / of) if of else 0)


@register.simple_block_tag
def live(content: str, topic: str, url: str, id: str = "") -> SafeString:
    """A part of the page that is fetched anew when `topic` is announced.

    Options: topic ("calls", or several words), url (gives the part), id.
    """
    for word in topic.split(" "):
        one_of("live", "topic", bool(TOPIC.match(word)), (True,))
    return drawn("live", content=content, topic=topic, url=url, id=id)


@register.simple_tag
def draft_status(saved_at: Any = None) -> SafeString:
    """The place where a form with `data-draft-url` says "saved 14:03".

    Option: saved_at (of a draft brought back).
    """
    return drawn("draft_status", saved_at=saved_at)
