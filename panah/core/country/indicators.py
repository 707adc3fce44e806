"""Indicator sets: the questions of a screening and the rules by which answers add up. Data only, no judgement."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from panah.core.country.texts import Text


class Weight(StrEnum):
    """How much an indicator weighs; sets without weights use UNWEIGHTED alone."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"
    UNWEIGHTED = "unweighted"


class Element(StrEnum):
    """The three elements of trafficking, kept apart (DEF-01)."""

    ACT = "act"
    MEANS = "means"
    PURPOSE = "purpose"


class For(StrEnum):
    """Whom a set, a question or a rule is meant for."""

    ADULT = "adult"
    CHILD = "child"
    ANYONE = "anyone"

    def fits(self, *, is_child: bool) -> bool:
        """Say whether it is meant for a child or, otherwise, for an adult."""
        return self in (For.ANYONE, For.CHILD if is_child else For.ADULT)


class AskedBy(StrEnum):
    """Who works with a set: whoever listens at the desk, officers who see the person and the place, or both."""

    DESK = "desk"
    OFFICER = "officer"
    ANYONE = "anyone"

    def serves(self, who: "AskedBy") -> bool:
        """Say whether it is meant for them."""
        return self in (AskedBy.ANYONE, who)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One question, answered yes, no or unknown; without `elements` of its own it has those of its dimension."""

    id: str
    ask: Text
    weight: Weight = Weight.UNWEIGHTED
    elements: tuple[Element, ...] = ()
    applies: For = For.ANYONE


@dataclass(frozen=True, slots=True)
class Dimension:
    """A group of indicators that is weighed as one: a phase and means, or in a national set a form of exploitation."""

    id: str
    name: Text
    indicators: tuple[Indicator, ...] = field(metadata={"key": "indicator"})
    elements: tuple[Element, ...] = ()

    def elements_of(self, indicator: Indicator) -> tuple[Element, ...]:
        """Say which elements of trafficking a yes to the indicator speaks for."""
        return indicator.elements or self.elements


@dataclass(frozen=True, slots=True)
class Threshold:
    """One way for a dimension to be positive: at least so many of each weight."""

    strong: int = 0
    medium: int = 0
    weak: int = 0
    medium_or_weak: int = 0

    def reached(self, strong: int, medium: int, weak: int) -> bool:
        """Say whether the counts reach it."""
        return (
            strong >= self.strong
            and medium >= self.medium
            and weak >= self.weak
            and medium + weak >= self.medium_or_weak
        )


@dataclass(frozen=True, slots=True)
class Combination:
    """One row of the rule that combines dimensions and elements; the first row that holds gives the result.

    `all` and `any` name dimensions that must be positive, `elements` those that must be shown,
    `signs` the least number of yes answers.
    """

    result: str
    positive: bool
    applies: For = For.ANYONE
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    elements: tuple[Element, ...] = ()
    signs: int = 0

    @property
    def always_holds(self) -> bool:
        """A row without conditions, which every set needs as its last one."""
        return self.applies is For.ANYONE and not (self.all or self.any or self.elements or self.signs)


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """One version of a list of indicators with its source and rules (NRM-03).

    In a weighted set a dimension is positive when one of `positive_when` is reached; in an unweighted one when it
    shows a purpose and, for adults, a means.
    """

    id: str
    version: int
    name: Text
    applies: For
    weighted: bool
    source: Text
    note: Text
    combinations: tuple[Combination, ...] = field(metadata={"key": "combination"})
    dimensions: tuple[Dimension, ...] = field(metadata={"key": "dimension"})
    positive_when: tuple[Threshold, ...] = ()
    asked_by: AskedBy = AskedBy.ANYONE

    def indicators(self) -> Iterator[Indicator]:
        """Give every indicator in the order of the list."""
        for dimension in self.dimensions:
            yield from dimension.indicators

    def questions(self, *, is_child: bool) -> tuple[tuple[Dimension, tuple[Indicator, ...]], ...]:
        """Give what is asked about this person, dimension by dimension."""
        return tuple(
            (each, tuple(one for one in each.indicators if one.applies.fits(is_child=is_child)))
            for each in self.dimensions
        )
