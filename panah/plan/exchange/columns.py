"""The columns of a plan's tables: how a cell is read, and how it is written so that it can be read again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from panah.core.country import country
from panah.core.errors import Sentence
from panah.plan.models import PeriodKind, PlanState

MOST_WORDS = 1_000
_CODE = re.compile(r"[\w.\-]+\Z")
# 1,000 may be a thousand or one, as one's country writes it: nobody guesses.
_THOUSANDS = re.compile(r"\d{1,3}([.,]\d{3})+([.,]\d+)?\Z")
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


def words(value: Any, most: int = MOST_WORDS) -> str:
    """A line of text; raises BadCell for what is no text, is too long or holds control signs."""
    text = " ".join(_plain(value).split())
    if len(text) > most:
        raise BadCell(_("This is longer than %(most)s characters.") % {"most": number_format(most)})
    if not text.isprintable():
        raise BadCell(_("This holds signs that cannot be printed."))
    return text


def up_to(most: int) -> Callable[[Any], str]:
    """A line of text that is shorter than others."""
    return lambda value: words(value, most)


def _plain(value: Any) -> str:
    """What was typed, as text; raises BadCell for a date, a yes or no, or a table inside of a table."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadCell(_("Text is needed here."))
    # A spreadsheet turns the number 1 into 1.0 when it likes.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def code(value: Any, most: int = 20) -> str:
    """A number such as 3.b; raises BadCell."""
    text = _plain(value).strip()
    if not _CODE.match(text) or len(text) > most:
        said = _("A number is letters, digits, points and hyphens, at most %(most)s of them.")
        raise BadCell(said % {"most": most})
    return text


def plan_code(value: Any) -> str:
    """The short name of a plan; raises BadCell."""
    return code(value, most=40)


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
    text = "".join(str(value).split())
    if isinstance(value, str) and _THOUSANDS.match(text):
        raise BadCell(_("Write it without marks between the thousands: 1000 or 1000.50."))
    try:
        number = Decimal(text.replace(",", "."))
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
            Column("code", plan_code, needed=True),
            *spoken("title"),
            Column("approved_by", up_to(200)),
            Column("source", up_to(200)),
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
            Column("unit", up_to(32)),
            Column("target", amount, empty=None),
            Column("by", several_of("disaggregation"), empty=[]),
            Column("figure", of_list("plan_figure")),
        ),
    }
