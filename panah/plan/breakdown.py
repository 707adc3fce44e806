"""By what a figure is broken down: the dimensions of an indicator, their classes, and a figure with its parts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from panah.core.country import country
from panah.core.country.codes import Code
from panah.plan.models import Indicator


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to break a figure down, such as by sex, and its classes."""

    id: str
    label: str
    classes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One figure of an indicator in words: the whole, and its parts by dimension; None is too small to be shown."""

    indicator: Indicator
    whole: Decimal | int | None
    parts: list[tuple[str, list[tuple[str, Decimal | int]]]] = field(default_factory=list)


def dimensions(indicator: Indicator) -> list[Dimension]:
    """Give by what an indicator is broken down; a list of the country holds the classes of each.

    What each body reports for itself is broken down by body already and has no classes here.
    """
    names, pack = country().codes("disaggregation"), country()
    wanted = [names[code] for code in indicator.by if code in names and names[code].group]
    return [Dimension(one.id, one.label, tuple(pack.codes(one.group))) for one in wanted]


def kept(whole: Decimal | None, parts: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Any]:
    """Give a figure as a report keeps it."""
    by = {dimension: {code: str(number) for code, number in given.items()} for dimension, given in parts.items()}
    return {"value": None if whole is None else str(whole), "by": {name: given for name, given in by.items() if given}}


def whole_of(figure: Any) -> str | None:
    """Give the whole of a figure that a report keeps; one kept before there were parts is the whole itself."""
    return figure.get("value") if isinstance(figure, dict) else figure


def part_of(figure: Any, dimension: str, code: str) -> str | None:
    """Give one part of a figure that a report keeps."""
    return figure.get("by", {}).get(dimension, {}).get(code) if isinstance(figure, dict) else None


def reported(indicators: Iterable[Indicator], figures: Mapping[str, Any]) -> list[Told]:
    """Give what a report says of some indicators, in words."""
    told = []
    for each in indicators:
        figure = figures.get(str(each.id))
        if (value := whole_of(figure)) is not None:
            rows = [(one.id, code.id, Decimal(part)) for one in dimensions(each) for code in one.classes
                    if (part := part_of(figure, one.id, code.id)) is not None]  # fmt: skip
            told.append(in_words(each, Decimal(value), rows))
    return told


def in_words(indicator: Indicator, whole: Decimal | int | None, rows: Iterable[tuple[str, str, Any]]) -> Told:
    """Say a figure and its parts (dimension, class, number) in words; a class that is on no list stays out."""
    given = {(dimension, code): number for dimension, code, number in rows}
    parts = [
        (one.label, [(code.label, given[one.id, code.id]) for code in one.classes if (one.id, code.id) in given])
        for one in dimensions(indicator)
    ]
    return Told(indicator, whole, [(label, listed) for label, listed in parts if listed])
