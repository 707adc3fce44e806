"""The rulebook of the country: every rule with its source, how it is enforced, and the duties it starts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Role
from panah.core.country import BadCountryData, Country, Text, country
from panah.core.country.reading import Place, read, toml
from panah.duties.deadlines import Span

_ID = re.compile(r"^[A-Z]{2,4}-\d{2}$")
_EVENT = re.compile(r"^[a-z_]+\.[a-z_]+$")
_STEP = re.compile(r"^[a-z][a-z0-9_]{0,31}$")

Fact = str | int | bool
T = TypeVar("T")


class Kind(StrEnum):
    """What a rule asks of the software."""

    HARD = "H"
    DEADLINE = "D"
    RECORD = "R"
    PROCESS = "P"

    @property
    def words(self) -> Any:
        """The kind in words."""
        return _KINDS[self]


_KINDS = {
    Kind.HARD: _("must be enforced"),
    Kind.DEADLINE: _("has a clock"),
    Kind.RECORD: _("a record must exist"),
    Kind.PROCESS: _("process or setting"),
}


class Enforced(StrEnum):
    """How a rule is enforced today."""

    PLANNED = "planned"
    CONSTRAINT = "constraint"
    PERMISSION = "permission"
    CLOCK = "clock"
    SCREEN = "screen"
    ACTION = "action"
    CONFIG = "config"

    @property
    def words(self) -> Any:
        """The way in words."""
        return _WAYS[self]


_WAYS = {
    Enforced.PLANNED: _("planned"),
    Enforced.CONSTRAINT: _("by the database"),
    Enforced.PERMISSION: _("by permissions"),
    Enforced.CLOCK: _("by a clock"),
    Enforced.SCREEN: _("on the screen"),
    Enforced.ACTION: _("in the step itself"),
    Enforced.CONFIG: _("by a setting"),
}


class Owner(StrEnum):
    """Whose duty it becomes: the unit's where the event happened, or the unit's it was addressed to.

    In the own unit it is that of whoever did it, or, where people work in shifts, of whoever is there.
    """

    SELF = "self"
    SHIFT = "shift"
    RECEIVER = "receiver"


@dataclass(frozen=True, slots=True)
class Facts:
    """Coded facts an event must carry; a list means any of its values."""

    wanted: Mapping[str, Fact | tuple[Fact, ...]] = field(default_factory=dict, hash=False)

    @classmethod
    def from_toml(cls, value: object, place: Place) -> Self:
        """Read `{ child = true, kind = ["a", "b"] }`; raises BadCountryData."""
        if not isinstance(value, dict) or not value:
            raise place.bad("facts are needed, such as { child = true }")
        return cls({name: tuple(fact) if isinstance(fact, list) else fact for name, fact in value.items()})

    def hold(self, facts: Mapping[str, Any]) -> bool:
        """Say whether all wanted facts are among the given ones."""
        return all(
            facts.get(name) in wanted if isinstance(wanted, tuple) else _same(facts.get(name), wanted)
            for name, wanted in self.wanted.items()
        )


def _same(given: Any, wanted: Fact) -> bool:
    # In Python True equals 1; as facts they are different things.
    return type(given) is type(wanted) and given == wanted


@dataclass(frozen=True, slots=True)
class Sooner:
    """The shorter terms of a clock where the event carries these facts, as in an emergency."""

    when: Facts
    alert: Span
    due: Span


@dataclass(frozen=True, slots=True)
class DutyRule:
    """A clock a rule starts: by which event, for whom, until when, and what ends it."""

    id: str
    title: Text
    trigger: str
    completes: tuple[str, ...]
    owner: Owner
    role: Role
    escalates_to: Role
    alert: Span
    due: Span
    when: Facts = Facts()
    completes_when: Facts = Facts()
    cancels: tuple[str, ...] = ()
    sooner: Sooner | None = None
    # The fact that names the day it is due on, where the event itself decides; it alerts as long before as otherwise.
    due_on: str = ""

    def spans(self, facts: Mapping[str, Any]) -> tuple[Span, Span]:
        """Give how long until it alerts and until it is due, for an event with these facts."""
        if self.sooner and self.sooner.when.hold(facts):
            return self.sooner.alert, self.sooner.due
        return self.alert, self.due


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in the project's own words. `config` names the setting that decides it, `note` says what is doubtful."""

    id: str
    kind: Kind
    source: str
    sentence: Text
    enforced: Enforced
    where: str = ""
    config: str = ""
    note: Text | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    duties: tuple[DutyRule, ...] = field(default=(), metadata={"key": "duty"})

    @property
    def group(self) -> str:
        """The part of the id before the hyphen."""
        return self.id.partition("-")[0]

    @property
    def is_enforced(self) -> bool:
        """Whether anything enforces it today."""
        return self.enforced is not Enforced.PLANNED

    def holds_on(self, day: date) -> bool:
        """Say whether the rule is in force on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class Source:
    """A document behind the rules."""

    id: str
    kind: str
    date: date
    body: Text
    title: Text
    what: Text
    number: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules in their order, and the documents they come from."""

    rules: tuple[Rule, ...]
    sources: tuple[Source, ...]
    by_id: Mapping[str, Rule] = field(hash=False)
    opening: Mapping[str, tuple[tuple[Rule, DutyRule], ...]] = field(hash=False)
    closing: frozenset[str]

    def duty(self, rule: str, step: str) -> DutyRule | None:
        """Give the clock of a rule, or nothing if this rulebook no longer has it."""
        known = self.by_id.get(rule)
        return next((duty for duty in known.duties if duty.id == step), None) if known else None


def rulebook() -> Rulebook:
    """Give the rulebook of this installation's country; raises BadCountryData when it cannot be used."""
    return _of_installation(settings.PANAH_COUNTRY)


@cache
def _of_installation(_country: str) -> Rulebook:
    return load(country())


def load(pack: Country) -> Rulebook:
    """Read and check rulebook.toml and sources.toml of a country; raises BadCountryData with the first trouble."""
    rules = tuple(_entries(Rule, pack.directory / "rulebook.toml", "rule", pack.languages))
    sources = tuple(_entries(Source, pack.directory / "sources.toml", "source", pack.languages))
    for trouble in _troubles(rules, sources, pack):
        raise BadCountryData(f"{pack.directory.name}/rulebook.toml: {trouble}.")
    return assembled(rules, sources)


def assembled(rules: tuple[Rule, ...], sources: tuple[Source, ...] = ()) -> Rulebook:
    """Put rules together with what the engine looks up: which events open duties and which may close them."""
    opening: dict[str, tuple[tuple[Rule, DutyRule], ...]] = {}
    for rule in rules:
        for duty in rule.duties:
            opening[duty.trigger] = (*opening.get(duty.trigger, ()), (rule, duty))
    closing = frozenset(code for rule in rules for duty in rule.duties for code in (*duty.completes, *duty.cancels))
    return Rulebook(rules, sources, {rule.id: rule for rule in rules}, opening, closing)


def _entries(cls: type[T], file: Path, key: str, languages: tuple[str, ...]) -> Iterator[T]:
    place = Place(f"{file.parent.name}/{file.name}", languages)
    for number, table in enumerate(toml(file).get(key, [])):
        # An empty `where` stands in the file to be filled in.
        given = {name: value for name, value in table.items() if value != ""}
        yield read(cls, given, place.at(str(given.get("id", number))))


def _troubles(rules: tuple[Rule, ...], sources: tuple[Source, ...], pack: Country) -> Iterator[str]:
    for each, times in Counter(rule.id for rule in rules).items():
        if times > 1:
            yield f"{each} stands there {times} times"
    known = {source.id for source in sources}
    for rule in rules:
        yield from (f"{rule.id}: {trouble}" for trouble in _rule_troubles(rule, known, pack))


def _rule_troubles(rule: Rule, sources: set[str], pack: Country) -> Iterator[str]:
    if not _ID.match(rule.id):
        yield "the id is not like HL-08"
    cited = {place.strip().split(" ")[0] for place in rule.source.split(";")}
    if cited - sources:
        yield f"the source {min(cited - sources)} is not in sources.toml"
    if rule.is_enforced != bool(rule.where):
        yield "`where` says what enforces the rule, and is empty while it is planned"
    if rule.config and not hasattr(pack.settings, rule.config):
        yield f"there is no setting “{rule.config}”"
    for each, times in Counter(duty.id for duty in rule.duties).items():
        if times > 1 or not _STEP.match(each):
            yield f"the duty “{each}” needs a name of its own in small letters"
    for duty in rule.duties:
        yield from (f"{duty.id}: {trouble}" for trouble in _duty_troubles(duty))


def _duty_troubles(duty: DutyRule) -> Iterator[str]:
    codes: Iterable[str] = (duty.trigger, *duty.completes, *duty.cancels)
    yield from (f"“{code}” is not an event code like contact.ended" for code in codes if not _EVENT.match(code))
    if not duty.completes:
        yield "nothing completes this duty"
    if duty.trigger in (*duty.completes, *duty.cancels):
        yield "the event that opens it cannot end it"
