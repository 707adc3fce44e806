"""The state of the fight, year by year: what is counted, from where, and how small numbers are kept back (NC-03)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.cases.models import CaseSource
from panah.core import functions
from panah.core.actor import Actor
from panah.core.country import country
from panah.plan.models import SlotState, TrainingState
from panah.shelter.models import Category

COUNTS = "panah_state_of_fight"
EARLIEST, YEARS = 2004, 12
Words = str | Promise
Names = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Definition:
    """What one figure counts, from where, and how its small numbers are kept back; `names` says its rows in words."""

    code: str
    title: Words
    counted: Words
    taken_from: Words
    kept_back: Words
    names: Names


def _listed(name: str) -> Names:
    """Say a code of a list of the country; one that is not there, or empty, is unknown."""

    def said(code: str) -> str:
        codes = country().codes(name)
        return codes[code].label if code in codes else gettext("Unknown")

    return said


def _chosen(choices: Sequence[tuple[str, Any]]) -> Names:
    said = dict(choices)
    return lambda code: str(said.get(code) or gettext("Unknown"))


ANSWERS = (
    ("accepted", _("Accepted")),
    ("declined", _("Declined")),
    ("expired", _("Not answered in time")),
    ("revoked", _("Taken back")),
    ("waiting", _("Waiting for an answer")),
)
AGES = (("child", _("Children")), ("adult", _("Adults")))
TRAINED = (
    ("members", _("Members of the mechanism")),
    ("women", _("Women from outside")),
    ("men", _("Men from outside")),
)

NEXT = _(
    "A number below the smallest that may be shown is withheld, and the next smallest with it, or the total would tell."
)
TOTAL = _(
    "A number below the smallest that may be shown is withheld, and the total too where it would tell what is missing."
)
OPEN = _("Nothing is withheld: things are counted here and not people.")
CARDS = _("Statistical cards of the hotline, by the day of the talk.")
DECISIONS = _("Decisions of the special police unit, by the day they were taken; those revised later are left out.")
SOURCE = _chosen(CaseSource.choices)

SECTIONS: tuple[tuple[Words, tuple[Definition, ...]], ...] = (
    (
        _("Hotline"),
        (
            Definition(
                "contacts_by_motive",
                _("Talks and messages by motive"),
                _("Every finished talk and every message, by the motive on its card."),
                CARDS,
                NEXT,
                _listed("motive"),
            ),
            Definition(
                "contacts_by_language",
                _("Talks and messages by language"),
                _("The same talks and messages, by the language that was spoken."),
                CARDS,
                NEXT,
                _listed("language"),
            ),
        ),
    ),
    (
        _("Identification"),
        (
            Definition(
                "presumed",
                _("People presumed to be victims"),
                _("Each person once, by how they first came to the unit."),
                DECISIONS,
                TOTAL,
                SOURCE,
            ),
            Definition(
                "identified",
                _("People found to be victims"),
                _("Each person once, by how they first came to the unit."),
                DECISIONS,
                TOTAL,
                SOURCE,
            ),
            Definition(
                "rejected",
                _("People found to be no victims"),
                _("Each person once, by how they first came to the unit."),
                DECISIONS,
                TOTAL,
                SOURCE,
            ),
        ),
    ),
    (
        _("Referrals and notices"),
        (
            Definition(
                "referrals",
                _("Referrals by answer"),
                _("Every referral offered from one unit to another, by the answer it has had until today."),
                _("Referrals, by the day they were offered."),
                NEXT,
                _chosen(ANSWERS),
            ),
            Definition(
                "child_notices",
                _("Notices about a child"),
                _("Every notice about a child, by the body that was told; one child is told of to several bodies."),
                _("Notices to other bodies, by the day they were sent."),
                NEXT,
                _listed("unit_kind"),
            ),
        ),
    ),
    (
        _("Shelter"),
        (
            Definition(
                "sheltered",
                _("People who lived in a shelter"),
                _("Each person once who lived in any shelter on at least one day of the year."),
                _("Stays in all shelters of the country together."),
                NEXT,
                _chosen(AGES),
            ),
            Definition(
                "admitted",
                _("Moved into a shelter"),
                _("Every stay that began in the year, by as whom the person was taken in."),
                _("Stays in all shelters of the country together, by the day of moving in."),
                NEXT,
                _chosen(Category.choices),
            ),
        ),
    ),
    (
        _("Prevention"),
        (
            Definition(
                "trainings",
                _("Trainings"),
                _("Every session that ended in the year: held or cancelled."),
                _("The calendar of trainings of all units."),
                OPEN,
                _chosen(TrainingState.choices),
            ),
            Definition(
                "trained",
                _("People trained"),
                _("Everybody who came to a session that was held; who came to two counts twice."),
                _("Lists of attendance, and the numbers given for those from outside."),
                NEXT,
                _chosen(TRAINED),
            ),
            Definition(
                "campaigns",
                _("Campaigns by channel"),
                _("Every campaign that began in the year, by the first channel it names."),
                _("Campaigns of all units."),
                OPEN,
                _listed("awareness_channel"),
            ),
            Definition(
                "materials",
                _("Materials given out, in pieces"),
                _("Pieces of all materials, by the kind of place where they were given out."),
                _("Distributions of all units, by their day."),
                OPEN,
                _listed("distribution_place"),
            ),
        ),
    ),
    (
        _("Action plan"),
        (
            Definition(
                "plan_reports",
                _("Reports of the bodies"),
                _("Every report on a measure that was due in the year, by where it stands today."),
                _("Reporting on all action plans."),
                OPEN,
                _chosen(SlotState.choices),
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row in words: its name, the year's number and the year before's."""

    name: str
    number: str
    before: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a year: the number of its definition, and its rows; the last one is the total."""

    mark: int
    definition: Definition
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class State:
    """One year beside the year before. Every document of it is drawn from these words, so all say the same."""

    year: int
    smallest: int
    sections: tuple[tuple[str, tuple[Figure, ...]], ...]

    @property
    def title(self) -> str:
        """Its heading."""
        return gettext("State of the fight against trafficking in human beings in %(year)s") % {"year": self.year}

    @property
    def head(self) -> tuple[str, str, str]:
        """What stands above the columns of every figure."""
        return gettext("What"), str(self.year), str(self.year - 1)

    @property
    def note(self) -> str:
        """What is withheld, in a sentence."""
        said = gettext(
            "Totals only, over whole years. Numbers of people below %(smallest)s and what would tell them are withheld."
        )
        return said % {"smallest": self.smallest}

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures in their order."""
        return tuple(figure for _title, figures in self.sections for figure in figures)


def years(today: date) -> list[int]:
    """List the years that can be asked for: those that are over, the latest first."""
    return list(range(today.year - 1, max(EARLIEST, today.year - YEARS) - 1, -1))


def of_year(actor: Actor, year: int) -> State:
    """Count one year and the year before; the database withholds what is too small (NC-03). Raises Forbidden."""
    actor.require(Permission.STATE_OF_FIGHT)
    smallest = country().settings.statistics_smallest
    counted, before = _counted(year, smallest), _counted(year - 1, smallest)
    sections, mark = [], 0
    for title, definitions in SECTIONS:
        figures = []
        for definition in definitions:
            mark += 1
            figures.append(Figure(mark, definition, _lines(definition, counted, before)))
        sections.append((str(title), tuple(figures)))
    return State(year, max(smallest, 5), tuple(sections))


Counts = dict[tuple[str, str], int | None]


def _counted(year: int, smallest: int) -> Counts:
    return {(figure, code): number for figure, code, number in functions.rows(COUNTS, year, smallest)}


def _lines(definition: Definition, counted: Counts, before: Counts) -> tuple[Line, ...]:
    there = {code for figure, code in [*counted, *before] if figure == definition.code and code}
    named = sorted((definition.names(code), code) for code in there)
    keys = [(name, (definition.code, code)) for name, code in named] + [(gettext("All"), (definition.code, ""))]
    return tuple(Line(name, _shown(counted.get(key, 0)), _shown(before.get(key, 0))) for name, key in keys)


def _shown(number: int | None) -> str:
    return gettext("withheld") if number is None else str(number)
