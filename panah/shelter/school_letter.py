"""The letter to the school of a child in the house: an enrolment like any other (CH-17).

It has no letterhead, for the name of a shelter or of the mechanism on it would tell the school what it must not know.
"""

from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from panah.core.country import country
from panah.core.paper import Paper
from panah.shelter.actions.learning import SchoolView

# Where somebody writes by hand what is not to be typed here.
BY_HAND = "…" * 20


def letter(view: SchoolView) -> Paper:
    """Write the letter in the language of who prints it; what is not known is left to be written by hand."""
    return Paper(
        title=_("Enrolment of a pupil"),
        lead=_day(localdate()),
        facts=_facts(view),
        paragraphs=[
            _("Please enrol this pupil as stated above and name the class teacher to the undersigned."),
            _("The undersigned comes to parents' meetings and is to be called in everything about the pupil."),
            f"{_('Name and telephone of the undersigned')}: {BY_HAND}",
            f"{_('Signature')}: {BY_HAND}",
        ],
    )


def _facts(view: SchoolView) -> list[tuple[str, str]]:
    language = country().label("language", view.language) if view.language else BY_HAND
    return [
        (_("Pupil"), view.name or BY_HAND),
        (_("Date of birth"), _born(view.born)),
        (_("Class"), view.level or BY_HAND),
        (_("Language of teaching"), language),
        (_("First day"), _day(view.since)),
    ]


def _born(written: str) -> str:
    try:
        return _day(date.fromisoformat(written))
    except ValueError:
        return BY_HAND


def _day(day: date) -> str:
    return date_format(day, "j E Y")
