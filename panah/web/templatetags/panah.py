"""`{% load panah %}`: every component of the shell, and three tags for layouts."""

from typing import Any

from django.template import Library
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from panah.core.country import country
from panah.duties.rulebook import rulebook
from panah.web.components import lists, marks, panels, time

register = Library()
for part in (marks, panels, time, lists):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)


@register.simple_block_tag
def keep(content: str) -> SafeString:
    """Keep what is inside in a variable: `{% keep as name %}…{% endkeep %}`."""
    return SafeString(content.strip())


@register.simple_tag
def route(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view, or nothing when that view is not part of this installation."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag
def code(list_name: str, code_id: str) -> str:
    """A code in words: `{% code "motive" contact.motive %}`; a dash where nothing was chosen."""
    return str(country().label(list_name, code_id)) if code_id else "–"


@register.filter
def lines(words: object) -> list[str]:
    """The lines of a text, one by one."""
    return str(words).splitlines()


@register.filter
def source_of(rule: str) -> str:
    """Where a rule stands in the law or order it comes from; nothing for a rule the country does not have."""
    known = rulebook().by_id.get(rule)
    return known.source if known else ""


@register.filter
def place_of(rule: str) -> str:
    """The address of a rule's entry on the page Rulebook."""
    page = route("duties:rulebook")
    return f"{page}#{rule}" if page and rule else ""
