"""Strict reading of country files: a TOML table becomes a frozen dataclass, or one sentence says what is wrong."""

import tomllib
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from functools import cache, partial
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from django.utils.dateparse import parse_duration

from panah.core.country.hours import OpeningHours, opening_hours
from panah.core.country.texts import Text

T = TypeVar("T")


class BadCountryData(Exception):
    """A file of the country pack cannot be used; the message names the file, the key and the trouble."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the country files we are reading, and which languages a text there must have."""

    file: str
    languages: tuple[str, ...]
    key: str = ""

    def at(self, key: str | int) -> "Place":
        """Go one key, or one entry of a list, further in."""
        if isinstance(key, int):
            return replace(self, key=f"{self.key}[{key}]")
        return replace(self, key=f"{self.key}.{key}" if self.key else key)

    def bad(self, trouble: str) -> BadCountryData:
        """Make the error for this place."""
        return BadCountryData(": ".join(part for part in (self.file, self.key, trouble) if part))


def toml(file: Path) -> dict[str, Any]:
    """Read one file of the pack; raises BadCountryData when it is missing or is no TOML."""
    place = Place(f"{file.parent.name}/{file.name}", ())
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise place.bad("the file is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise place.bad(f"this is not proper TOML ({error})") from None


def read(cls: type[T], table: object, place: Place) -> T:
    """Make a frozen dataclass from a table; raises BadCountryData for a missing, unknown or unfitting key.

    A field's key is its name, or what its metadata give as `key`.
    """
    table = _is(dict, table, place)
    wanted = {_key(field): field for field in fields(cls) if field.init}  # type: ignore[arg-type]
    unknown = table.keys() - wanted.keys()
    if unknown:
        raise place.at(min(unknown)).bad("this key is not known here")
    hints, values = _hints(cast("Any", cls)), {}
    for key, field in wanted.items():
        if key in table:
            values[field.name] = value_of(hints[field.name], table[key], place.at(key))
        elif field.default is MISSING and field.default_factory is MISSING:
            raise place.at(key).bad("this key is missing")
    return cls(**values)


def value_of(hint: Any, value: object, place: Place) -> Any:
    """Turn one TOML value into what the type hint asks for; raises BadCountryData when it does not fit.

    A class may read its own values with a class method `from_toml(value, place)`.
    """
    if get_origin(hint) is tuple:
        return tuple(value_of(get_args(hint)[0], each, place.at(n)) for n, each in enumerate(_is(list, value, place)))
    if get_origin(hint) is UnionType:
        # An optional value; TOML has no null, so what stands there is never None.
        return value_of(get_args(hint)[0], value, place)
    return _reader(hint)(value, place)


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def _key(field: Field[Any]) -> str:
    return str(field.metadata.get("key", field.name))


_NAMES = {dict: "a table", list: "a list", int: "a whole number", bool: "true or false", str: "a text", date: "a date"}


def _is(kind: type[T], value: object, place: Place) -> T:
    # The exact type is asked for, because in Python true is also a number and a moment is also a date.
    if type(value) is not kind:
        raise place.bad(f"{_NAMES[kind]} is needed")
    return value


def _words(value: object, place: Place) -> str:
    words = _is(str, value, place)
    if not words or words != words.strip():
        raise place.bad("the text is empty, or has a blank at an end")
    return words


def _text(value: object, place: Place) -> Text:
    table = _is(dict, value, place)
    if table.keys() != set(place.languages):
        raise place.bad(f"the text must be in {', '.join(place.languages)} and in no other language")
    return Text({language: _words(table[language], place.at(language)) for language in place.languages})


def _duration(value: object, place: Place) -> timedelta:
    written = _words(value, place)
    duration = parse_duration(written) if written.startswith("P") else None
    if duration is None or duration <= timedelta(0):
        raise place.bad(f"“{written}” is not a duration such as PT15M, PT24H or P30D")
    return duration


def _hours(value: object, place: Place) -> OpeningHours:
    try:
        return opening_hours(_words(value, place))
    except ValueError as error:
        raise place.bad(str(error)) from None


def _choice(kind: type[Enum], value: object, place: Place) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise place.bad(f"“{value}” is not one of {', '.join(each.value for each in kind)}") from None


Reader = Callable[[object, Place], Any]


def _reader(hint: Any) -> Reader:
    if hint in _READERS:
        return _READERS[hint]
    if hasattr(hint, "from_toml"):
        own: Reader = hint.from_toml
        return own
    if is_dataclass(hint):
        return partial(read, cast("type[Any]", hint))
    return partial(_choice if issubclass(hint, Enum) else _is, hint)


_READERS: dict[Any, Reader] = {
    str: _words,
    Text: _text,
    timedelta: _duration,
    OpeningHours: _hours,
}
