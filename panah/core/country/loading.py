"""Loads a country pack once and keeps it: strict, so that a wrong file stops the start and not a conversation."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings as django_settings

from panah.core.country.calendar import Calendar
from panah.core.country.checks import troubles
from panah.core.country.codes import CodeList
from panah.core.country.guidance import Protocol, Script
from panah.core.country.indicators import IndicatorSet
from panah.core.country.pack import Body, Country, Service
from panah.core.country.reading import BadCountryData, Place, read, toml, value_of
from panah.core.country.settings import Settings
from panah.core.country.texts import Text

T = TypeVar("T")

COUNTRIES = Path(__file__).resolve().parents[3] / "countries"


@dataclass(frozen=True, slots=True)
class _Head:
    name: Text
    time_zone: str
    languages: tuple[str, ...]
    calendar: Calendar
    settings: Settings


def country() -> Country:
    """Give the country this installation works for; raises BadCountryData when its files cannot be used."""
    return _named(django_settings.PANAH_COUNTRY)


@cache
def _named(code: str) -> Country:
    return load(COUNTRIES / code)


@cache
def load(directory: Path) -> Country:
    """Load and check the pack in a directory; raises BadCountryData with the first trouble found."""
    head, languages = _head(directory)
    pack = Country(
        code=directory.name,
        directory=directory,
        names=head.name,
        languages=languages,
        time_zone=head.time_zone,
        settings=head.settings,
        calendar=head.calendar,
        code_lists=_code_lists(directory, languages),
        units=_entries(Body, directory / "units.toml", "body", languages),
        services=_entries(Service, directory / "services.toml", "service", languages),
        all_indicator_sets=_indicator_sets(directory, languages),
        script=read(Script, toml(directory / "script.toml"), _place(directory / "script.toml", languages)),
        protocol=read(Protocol, toml(directory / "protocol.toml"), _place(directory / "protocol.toml", languages)),
    )
    for trouble in troubles(pack):
        raise BadCountryData(f"{directory.name}/{trouble}.")
    return pack


def _place(file: Path, languages: tuple[str, ...]) -> Place:
    return Place(f"{file.parent.name}/{file.name}", languages)


def _head(directory: Path) -> tuple[_Head, tuple[str, ...]]:
    file = directory / "country.toml"
    table = toml(file)
    place = _place(file, ())
    languages = value_of(tuple[str, ...], table.get("languages"), place.at("languages"))
    head = read(_Head, table, _place(file, languages))
    try:
        ZoneInfo(head.time_zone)
        head.calendar.holidays(2025)
    except ZoneInfoNotFoundError:
        raise place.at("time_zone").bad("there is no such time zone") from None
    except NotImplementedError:
        raise place.at("calendar.holidays_of").bad("the holidays of this country are not known") from None
    return head, languages


def _code_lists(directory: Path, languages: tuple[str, ...]) -> dict[str, CodeList]:
    file = directory / "codes.toml"
    place = _place(file, languages)
    return {key: replace(read(CodeList, each, place.at(key)), id=key) for key, each in toml(file).items()}


def _entries(cls: type[T], file: Path, key: str, languages: tuple[str, ...]) -> tuple[T, ...]:
    place, table = _place(file, languages), toml(file)
    for other in table.keys() - {key}:
        raise place.at(other).bad("this key is not known here")
    return tuple(read(cls, each, place.at(key).at(number)) for number, each in enumerate(table.get(key, [])))


def _indicator_sets(directory: Path, languages: tuple[str, ...]) -> tuple[IndicatorSet, ...]:
    """Read every set; the versions of one set stand in their order, the newest last."""
    files = sorted((directory / "indicators").glob("*.toml"))
    sets = [read(IndicatorSet, toml(file), _place(file, languages)) for file in files]
    return tuple(sorted(sets, key=lambda each: (each.id, each.version)))
