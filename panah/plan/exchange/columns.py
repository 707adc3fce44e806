"""The columns of a plan's tables: how a cell is read, and how it is written so that it can be read again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from panah.core.country import country
from panah.core.errors import Sentence
from panah.plan.models import PeriodKind, PlanState

MOST_WORDS = 1_000
_CODE = re.compile(r"[\w.\-]{1,40}\Z")
_LIST = re.compile(r"[,;\s]+")


class BadCell(ValueError):
    """A cell that cannot be read; carries the sentence."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__()
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, how a cell is read, and whether it may be empty."""

    name: str
    read: Callable[[Any], Any]
    needed: bool = False
    # What an empty cell stands for.
    empty: Any = ""


def words(value: Any) -> str:
    """A line of text; raises BadCell for one that is too long or holds control signs."""
    text = " ".join(str(value).split())
    if len(text) > MOST_WORDS:
        raise BadCell(_("This is longer than 1,000 characters."))
    if not text.isprintable():
        raise BadCell(_("This holds signs that cannot be printed."))
    return text


def code(value: Any) -> str:
    """A number such as 3.b; raises BadCell."""
    # A spreadsheet turns the number 1 into 1.0 when it likes.
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if not _CODE.match(text):
        raise BadCell(_("A number is letters, digits, points and hyphens, at most 40 of them."))
    return text


def day(value: Any) -> str:
    """A date, as YYYY-MM-DD; raises BadCell."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        raise BadCell(_("A date is written like 2026-03-31.")) from None


def amount(value: Any) -> str:
    """A sum or a target, not below nothing, with two places; raises BadCell."""
    try:
        number = Decimal(str(value).strip().replace(" ", "").replace(",", "."))
    except InvalidOperation:
        raise BadCell(_("A number is needed here.")) from None
    if not number.is_finite() or number < 0 or number >= Decimal(10) ** 12:
        raise BadCell(_("The number does not fit: between nothing and a million millions."))
    return str(number.quantize(Decimal("0.01")))


def codes(value: Any) -> list[str]:
    """Several codes, parted by commas; raises BadCell."""
    given = value if isinstance(value, list) else _LIST.split(str(value).strip())
    return [code(each) for each in given if each]


def one_of(*known: str) -> Callable[[Any], str]:
    """One of a few words; raises BadCell."""

    def read(value: Any) -> str:
        text = str(value).strip()
        if text not in known:
            raise BadCell(_("This must be one of: %(known)s.") % {"known": ", ".join(known)})
        return text

    return read


def of_list(name: str) -> Callable[[Any], str]:
    """One code of a list of the country; raises BadCell."""
    return one_of(*country().codes(name).ids)


def several_of(name: str) -> Callable[[Any], list[str]]:
    """Several codes of a list of the country; raises BadCell."""
    return lambda value: [of_list(name)(each) for each in codes(value)]


def spoken(name: str, *, needed: bool = True) -> tuple[Column, ...]:
    """One text, a column for each language of the country; one of the languages is enough."""
    return tuple(
        Column(f"{name}.{language}", words, needed and n == 0) for n, language in enumerate(country().languages)
    )


def tables() -> Mapping[str, tuple[Column, ...]]:
    """The tables of a plan by name, each with its columns; the plan itself is a table of one row."""
    return {
        "plan": (
            Column("code", code, needed=True),
            *spoken("title"),
            Column("approved_by", words),
            Column("source", words),
            Column("begins_on", day, needed=True),
            Column("ends_on", day, needed=True),
            Column("state", one_of(*PlanState.values), needed=True),
        ),
        "headings": (Column("code", code, needed=True), *spoken("name")),
        "measures": (
            Column("heading", code, needed=True),
            Column("code", code, needed=True),
            *spoken("text"),
            Column("period", one_of(*PeriodKind.values), needed=True),
            Column("begins_on", day, needed=True),
            Column("ends_on", day, needed=True),
            Column("lead", codes, empty=[]),
            Column("joint", codes, empty=[]),
            Column("recommended", codes, empty=[]),
            Column("tags", several_of("plan_tag"), empty=[]),
            Column("budget", amount, empty=None),
            Column("funding", of_list("funding_source")),
            Column("continues", words),
        ),
        "indicators": (
            Column("measure", code, needed=True),
            Column("code", code, needed=True),
            *spoken("name"),
            Column("unit", words),
            Column("target", amount, empty=None),
            Column("by", several_of("disaggregation"), empty=[]),
            Column("figure", of_list("plan_figure")),
        ),
    }
