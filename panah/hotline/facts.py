"""The coded facts of a contact: which list each is taken from. Nothing that is on no list comes in."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.country import country
from panah.core.errors import BadInput

# The facts noted while talking, those of the card, and the code list each field is taken from.
TALK = ("language", "caller_category", "motive", "caller_state", "heard_from", "region", "country")
CARD = (*TALK, "outcome")
LISTS = {name: name for name in (*CARD, "channel", "direction", "end_reason")} | {"topic": "card_topic"}
NEEDED_ON_CARD = ("caller_category", "motive", "outcome")

# Clocks differ a little; a talk lasts no longer than a day, and what is older than a year is no report but an archive.
CLOCK_SLACK = timedelta(minutes=5)
LONGEST_TALK = timedelta(days=1)
LONGEST_AGO = timedelta(days=366)


class NotOnTheList(BadInput):
    """A code that its list does not offer."""

    sentence = _("One of the entries is not on its list. Choose one of those offered; nothing was lost.")


class NotOnThisList(NotOnTheList):
    """The same, where it can be said which list."""

    def __init__(self, name: str) -> None:
        """Name the list in the reader's language; the code itself is not repeated."""
        listed = str(country().codes(LISTS.get(name, name)).name)
        super().__init__(_("“%(list)s”: this is not on the list. Choose one of those offered.") % {"list": listed})


class StillMissing(BadInput):
    """The card needs who called, why and what came of it (HL-04, HL-05)."""

    sentence = _("The card needs three things: who called, why, and what came of it.")
    rule = "HL-08"


class ImpossibleTime(BadInput):
    """A moment that cannot be."""

    sentence = _("These times cannot be right: the end comes after the beginning, and neither lies in the future.")


def checked(facts: Mapping[str, str], *, needed: Iterable[str] = ()) -> dict[str, str]:
    """Give the facts back when every one is on its list, or empty and not needed; raises NotOnTheList."""
    for name, code in facts.items():
        if name not in LISTS:
            raise NotOnTheList
        if code not in offered(name) and (code or name in needed):
            raise NotOnThisList(name)
    return dict(facts)


def checked_flags(flags: Iterable[str]) -> tuple[str, ...]:
    """Give the flags back, each once, when all are on the list; raises NotOnTheList."""
    raised = tuple(dict.fromkeys(flags))
    if not set(raised) <= offered("flag"):
        raise NotOnThisList("flag")
    return raised


def for_card(facts: Mapping[str, str]) -> dict[str, str]:
    """Give the facts of a card; raises NotOnTheList, or StillMissing without who, why and what came of it."""
    given = checked(facts)
    if not all(given.get(name) for name in NEEDED_ON_CARD):
        raise StillMissing
    return given


def offered(name: str) -> frozenset[str]:
    """The codes a person may choose today for a field, or from a list."""
    return country().codes(LISTS.get(name, name)).offered_ids


def checked_start(started_at: datetime) -> None:
    """Raise ImpossibleTime unless a contact can have begun then."""
    now = timezone.now()
    if not now - LONGEST_AGO < started_at <= now + CLOCK_SLACK:
        raise ImpossibleTime


def checked_span(started_at: datetime, ended_at: datetime) -> None:
    """Raise ImpossibleTime unless a talk can have begun and ended then."""
    checked_start(started_at)
    if not started_at <= ended_at <= min(timezone.now() + CLOCK_SLACK, started_at + LONGEST_TALK):
        raise ImpossibleTime
