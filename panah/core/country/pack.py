"""A country: everything Panah knows about one, and nothing else in the program knows any."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panah.core.country.calendar import Calendar
from panah.core.country.codes import CodeList, UnknownCode
from panah.core.country.guidance import Protocol, Script
from panah.core.country.hours import OpeningHours
from panah.core.country.indicators import IndicatorSet
from panah.core.country.settings import Settings
from panah.core.country.texts import Text, say

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a body, as it is set up: its kind, place, and the compartments it may ever hold.

    `may_register_persons` opens the country's match key to it.
    """

    code: str
    kind: str
    name: Text
    region: str
    compartments: tuple[str, ...]
    may_register_persons: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A state body or organisation with its units."""

    code: str
    kind: str
    name: Text
    units: tuple[Unit, ...] = field(metadata={"key": "unit"})


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of the service directory as a country starts with it (HL-07); the director keeps it up afterwards."""

    id: str
    type: str
    name: Text
    region: str
    languages: tuple[str, ...]
    hours: OpeningHours
    phone: str
    town: Text | None = None
    about: Text | None = None
    unit: str | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Country:
    """The loaded country pack; `directory` holds the files other rooms read themselves (the rulebook)."""

    code: str
    directory: Path
    names: Text
    languages: tuple[str, ...]
    time_zone: str
    settings: Settings
    calendar: Calendar
    code_lists: Mapping[str, CodeList]
    units: tuple[Body, ...]
    services: tuple[Service, ...]
    all_indicator_sets: tuple[IndicatorSet, ...]
    script: Script
    protocol: Protocol

    def name(self, language: str = "") -> str:
        """Give the country's name in a language, or in the current one."""
        return self.names.words.get(language) or str(self.names)

    def say(self, words: Mapping[str, str]) -> str:
        """Give a table of texts, such as a rule's sentence, in the current language."""
        return say(words)

    def setting(self, name: str) -> Any:
        """Give a setting by its name, for callers that hold the name as data; raises UnknownCode."""
        try:
            return getattr(self.settings, name)
        except AttributeError:
            raise UnknownCode(f"The country has no setting “{name}”.") from None

    def codes(self, list_name: str) -> CodeList:
        """Give a code list; raises UnknownCode."""
        try:
            return self.code_lists[list_name]
        except KeyError:
            raise UnknownCode(f"There is no code list “{list_name}”.") from None

    def choices(self, list_name: str) -> "list[tuple[str, StrPromise]]":
        """Give what a form offers from a list, labelled in the language of whoever reads it later."""
        return self.codes(list_name).choices()

    def label(self, list_name: str, code_id: str) -> str:
        """Give the text of a code in the current language; raises UnknownCode."""
        return self.codes(list_name)[code_id].label

    def unit(self, code: str) -> Unit:
        """Give a unit by its code; raises UnknownCode."""
        for body in self.units:
            for unit in body.units:
                if unit.code == code:
                    return unit
        raise UnknownCode(f"The country has no unit “{code}”.")

    @property
    def indicator_sets(self) -> dict[str, IndicatorSet]:
        """The newest version of each indicator set, by its id."""
        return {each.id: each for each in self.all_indicator_sets}

    def indicator_set(self, set_id: str, version: int = 0) -> IndicatorSet:
        """Give one version of a set, or the newest one; raises UnknownCode (NRM-03)."""
        found = [each for each in self.all_indicator_sets if each.id == set_id and version in (0, each.version)]
        if not found:
            raise UnknownCode(f"There is no indicator set “{set_id}” of that version.")
        return found[-1]

    def holidays(self, year: int) -> frozenset[date]:
        """Give the days of a year on which nobody works, besides the weekends."""
        return self.calendar.holidays(year)
