"""Screening: what answers to an indicator set add up to. Pure functions; nothing here decides who is a victim.

Act, means and purpose are counted apart and never folded into one (DEF-01). Dimensions and combinations follow the
rules that stand in the set itself (NRM-03); a positive result asks for protection at once (NRM-04).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panah.core.country.indicators import Combination, Dimension, Element, Indicator, IndicatorSet, Weight
from panah.core.country.texts import Text
from panah.core.errors import BadInput


class Answer(StrEnum):
    """What was heard to one question."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class UnknownIndicator(BadInput):
    """An answer names a question that the set does not have."""

    sentence = gettext_lazy("One of the answers belongs to no question of this list. Reload the page and look again.")
    rule = "NRM-03"


class UnknownAnswer(BadInput):
    """An answer is neither yes, no nor unknown."""

    sentence = gettext_lazy("An answer must be yes, no or not known.")
    rule = "NRM-03"


class WrongIndicatorSet(BadInput):
    """A list for adults is used for a child, or the other way round."""

    sentence = gettext_lazy("This list of questions is not meant for a person of this age. Choose the other one.")
    rule = "NRM-03"


DISCLAIMER = gettext_lazy(
    "This is an aid to listening and no finding about the person. Only a body entitled by law decides who is a victim, "
    "and help never waits for that."
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many yes answers of each weight; an unweighted set has all of them in `unweighted`."""

    strong: int = 0
    medium: int = 0
    weak: int = 0
    unweighted: int = 0

    @property
    def total(self) -> int:
        """All yes answers."""
        return self.strong + self.medium + self.weak + self.unweighted

    def __str__(self) -> str:
        """Write the counts that are not nought, in the current language: "2 strong, 1 weak"."""
        parts = (
            (self.strong, ngettext("%d strong", "%d strong", self.strong)),
            (self.medium, ngettext("%d medium", "%d medium", self.medium)),
            (self.weak, ngettext("%d weak", "%d weak", self.weak)),
            (self.unweighted, ngettext("%d sign", "%d signs", self.unweighted)),
        )
        return ", ".join(words % count for count, words in parts if count) or _("nothing heard")


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """One dimension: what was counted, and whether it is positive."""

    id: str
    name: Text
    counts: Counts
    positive: bool

    def __str__(self) -> str:
        """Explain itself in the current language: "Coercion at destination: 2 strong"."""
        return f"{self.name}: {self.counts}"


@dataclass(frozen=True, slots=True)
class ElementResult:
    """One element of trafficking: how many signs speak for it, and whether that shows it."""

    element: Element
    signs: int
    shown: bool


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """What a screening says and why; `result` is a code of the list `screening_result`.

    `left_out` are yes answers to questions that are not asked about this person, and were not counted.
    """

    set_id: str
    version: int
    is_child: bool
    result: str
    positive: bool
    dimensions: tuple[DimensionResult, ...]
    elements: tuple[ElementResult, ...]
    answered: int
    left_out: tuple[str, ...] = ()

    is_determination: ClassVar[bool] = False
    disclaimer = DISCLAIMER

    def element(self, element: Element) -> ElementResult:
        """Give one of the three elements."""
        return next(each for each in self.elements if each.element is element)

    @property
    def explanation(self) -> tuple[DimensionResult, ...]:
        """The dimensions in which something was heard: each line prints itself."""
        return tuple(each for each in self.dimensions if each.counts.total)

    @property
    def not_yet_heard(self) -> tuple[Element, ...]:
        """The elements for which nothing speaks yet; a child's means are never missed."""
        return tuple(
            each.element
            for each in self.elements
            if not each.shown and not (self.is_child and each.element is Element.MEANS)
        )

    def as_facts(self) -> dict[str, Any]:
        """Give codes and counts alone, to be stored or put on the timeline: no words, no answers."""
        return {
            "set": self.set_id,
            "version": self.version,
            "child": self.is_child,
            "result": self.result,
            "positive": self.positive,
            "dimensions": [each.id for each in self.dimensions if each.positive],
            "elements": {str(each.element): each.signs for each in self.elements},
        }


def screen(indicator_set: IndicatorSet, answers: Mapping[str, str], *, is_child: bool) -> ScreeningResult:
    """Add up the answers (indicator id to yes, no or unknown) about a child or an adult.

    A person whose age cannot be established but who is believed to be under 18 is screened as a child (CH-04).
    Raises WrongIndicatorSet, UnknownIndicator or UnknownAnswer.
    """
    if not indicator_set.applies.fits(is_child=is_child):
        raise WrongIndicatorSet
    yes = _yes(indicator_set, answers)
    heard = [pair for pair in _asked(indicator_set, is_child=is_child) if pair[1].id in yes]
    dimensions = tuple(_weigh(indicator_set, each, heard, is_child=is_child) for each in indicator_set.dimensions)
    elements = tuple(_element(indicator_set, each, heard, dimensions) for each in Element)
    found = _combine(indicator_set, dimensions, elements, is_child=is_child)
    return ScreeningResult(
        set_id=indicator_set.id,
        version=indicator_set.version,
        is_child=is_child,
        result=found.result,
        positive=found.positive,
        dimensions=dimensions,
        elements=elements,
        answered=sum(answer != Answer.UNKNOWN for answer in answers.values()),
        left_out=tuple(sorted(yes - {indicator.id for _dimension, indicator in heard})),
    )


Heard = list[tuple[Dimension, Indicator]]


def _yes(indicator_set: IndicatorSet, answers: Mapping[str, str]) -> set[str]:
    if not set(answers) <= {indicator.id for indicator in indicator_set.indicators()}:
        raise UnknownIndicator
    if not set(answers.values()) <= set(Answer):
        raise UnknownAnswer
    return {indicator_id for indicator_id, answer in answers.items() if answer == Answer.YES}


def _asked(indicator_set: IndicatorSet, *, is_child: bool) -> Iterator[tuple[Dimension, Indicator]]:
    for dimension, indicators in indicator_set.questions(is_child=is_child):
        for indicator in indicators:
            yield dimension, indicator


def _weigh(indicator_set: IndicatorSet, dimension: Dimension, heard: Heard, *, is_child: bool) -> DimensionResult:
    mine = [indicator for where, indicator in heard if where.id == dimension.id]
    of = Counter(indicator.weight for indicator in mine)
    counts = Counts(of[Weight.STRONG], of[Weight.MEDIUM], of[Weight.WEAK], of[Weight.UNWEIGHTED])
    if indicator_set.weighted:
        reached = (way.reached(counts.strong, counts.medium, counts.weak) for way in indicator_set.positive_when)
        return DimensionResult(dimension.id, dimension.name, counts, positive=any(reached))
    shown = {element for indicator in mine for element in dimension.elements_of(indicator)}
    positive = Element.PURPOSE in shown and (is_child or Element.MEANS in shown)
    return DimensionResult(dimension.id, dimension.name, counts, positive=positive)


def _element(
    indicator_set: IndicatorSet, element: Element, heard: Heard, dimensions: tuple[DimensionResult, ...]
) -> ElementResult:
    # No survey weighed the signs of an act, so one is enough; means and purpose need a whole dimension if weighed.
    signs = sum(element in dimension.elements_of(indicator) for dimension, indicator in heard)
    if element is Element.ACT or not indicator_set.weighted:
        return ElementResult(element, signs, shown=signs > 0)
    about = {dimension.id for dimension in indicator_set.dimensions if element in dimension.elements}
    return ElementResult(element, signs, shown=any(each.positive for each in dimensions if each.id in about))


def _combine(
    indicator_set: IndicatorSet,
    dimensions: tuple[DimensionResult, ...],
    elements: tuple[ElementResult, ...],
    *,
    is_child: bool,
) -> Combination:
    """Find the first row that holds; the country pack makes sure that the last one always does."""
    positive = {each.id for each in dimensions if each.positive}
    shown = {each.element for each in elements if each.shown}
    signs = sum(each.counts.total for each in dimensions)
    return next(
        row
        for row in indicator_set.combinations
        if row.applies.fits(is_child=is_child)
        and positive.issuperset(row.all)
        and (not row.any or not positive.isdisjoint(row.any))
        and shown.issuperset(row.elements)
        and signs >= row.signs
    )
