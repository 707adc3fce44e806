"""The questions of an indicator set as a page draws and sends them: at the desk, in a case, in a signal."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from panah.core.country import UnknownCode, country
from panah.core.country.indicators import AskedBy, IndicatorSet
from panah.core.errors import NotHere

PREFIX = "q."
_KEYS = {"yes": "Y", "no": "N", "unknown": "U"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question on the page, with what was answered."""

    name: str
    ask: str
    answer: str


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one dimension."""

    name: str
    questions: tuple[Question, ...]


def sets_for(who: AskedBy, *, is_child: bool) -> list[IndicatorSet]:
    """Give the newest sets that these people ask, about a child or about an adult (NRM-03, NRM-05)."""
    newest = country().indicator_sets.values()
    return [each for each in newest if each.asked_by.serves(who) and each.applies.fits(is_child=is_child)]


def set_named(set_id: str) -> IndicatorSet:
    """Give the newest version of a set; raises NotHere for one that the country does not have."""
    try:
        return country().indicator_set(set_id)
    except UnknownCode as error:
        raise NotHere from error


def groups_of(each: IndicatorSet, answers: Mapping[str, str], *, is_child: bool) -> list[Group]:
    """Give the questions of a set with their answers; dimensions without a question for this person are left out."""
    return [
        Group(
            str(dimension.name),
            tuple(Question(PREFIX + one.id, str(one.ask), answers.get(one.id, "")) for one in asked),
        )
        for dimension, asked in each.questions(is_child=is_child)
        if asked
    ]


def answer_choices() -> list[tuple[str, str | Promise, str]]:
    """Give what each question offers: code, words, and the key that chooses it."""
    return [(code, label, _KEYS.get(code, "")) for code, label in country().choices("answer")]


def answers_in(given: Mapping[str, object]) -> dict[str, str]:
    """Give the answers of a form; one to a question the set does not have is handed on, to be refused."""
    return {name.removeprefix(PREFIX): str(value) for name, value in given.items() if name.startswith(PREFIX)}
