"""What a component may be told; a word it does not know stops the page in tests and development alike."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.template import TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

# Neutral states, brand marks what is ours, accent asks for a look, good is done, danger is danger or overdue.
TONES = ("neutral", "brand", "accent", "good", "danger")
SIZES = ("small", "normal", "large")


class WrongOption(TemplateSyntaxError):
    """A component was given an option it does not know."""


def one_of(component: str, option: str, value: Any, allowed: Iterable[Any]) -> Any:
    """Give `value` back when it is allowed; raises WrongOption naming what is."""
    known = tuple(allowed)
    if value not in known:
        raise WrongOption(f"{component}: {option} must be one of {known}, not {value!r}")
    return value


def drawn(name: str, **context: Any) -> SafeString:
    """The component's own template, drawn with nothing but what it was given."""
    return render_to_string(f"web/components/{name}.html", context)


@cache
def icon_names() -> frozenset[str]:
    """Names the icon sprite is built from (`panah/web/icons.txt`, one a line)."""
    text = (Path(__file__).parents[1] / "icons.txt").read_text("utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
