"""Papers for a resident: the rights and rules of the house, and the receipt for belongings. By the false name."""

from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from panah.core.country import country
from panah.core.paper import Paper, Table
from panah.shelter.models import Belongings, Stay

LANGUAGES = ("az", "en", "ru")
RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Rights:
    """What is read to everybody who moves in, in one language."""

    language: str
    rights: list[str]
    rules: list[str]


def language_of(wanted: str) -> str:
    """Give the language a paper is drawn in: the person's, or the country's first where there is none in it."""
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def rights(wanted: str) -> Rights:
    """Give the rights and rules of the house in a language, or in the country's first one."""
    language = language_of(wanted)
    with translation.override(language):
        listed = country().codes("house_right")
        texts = [(listed[id_].group, str(label)) for id_, label in country().choices("house_right")]
    return Rights(
        language,
        [text for group, text in texts if group == RIGHT],
        [text for group, text in texts if group != RIGHT],
    )


def rights_paper(language: str) -> bytes:
    """Draw the rights and rules as a paper; it bears no name at all."""
    given = rights(language)
    with translation.override(given.language):
        tables = [
            Table(_("Your rights"), [""], [[text] for text in given.rights]),
            Table(_("What we ask of everybody"), [""], [[text] for text in given.rules]),
        ]
        return Paper(title=_("Welcome"), lead=_("This house is for you."), tables=tables).pdf()


def receipt(stay: Stay, row: Belongings) -> bytes:
    """Draw the receipt for what somebody gave into keeping, in their language where there is one."""
    with translation.override(language_of(stay.language)):
        day = date_format(timezone.localtime(row.received_at), "SHORT_DATETIME_FORMAT")
        table = Table(_("What was given into keeping"), [_("Thing")], [[str(thing)] for thing in row.things])
        return Paper(
            title=_("Receipt"),
            lead=f"{stay.pseudonym} · {day}",
            paragraphs=[_("These things are yours. You get them back whenever you ask for them, and when you leave.")],
            tables=[table],
            facts=[(_("Given"), "………………………………"), (pgettext("state", "Received"), "………………………………")],
            note=_("This paper bears the name that was made up for you. Nobody can tell from it who you are."),
        ).pdf()
