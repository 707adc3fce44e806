"""The rulebook: complete, readable in three languages, and strict about its own form."""

import shutil
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from panah.core.country import BadCountryData, Country, country
from panah.duties.rulebook import Kind, Rulebook, load, rulebook

COUNTS = {
    "DEF": 5, "PRI": 7, "CON": 14, "HL": 21, "NRM": 15, "POL": 10, "NC": 7, "REG": 4,
    "SH": 21, "AC": 6, "RR": 5, "REH": 9, "ALW": 3, "EQ": 1, "NP": 1, "CH": 22,
    "SAF": 5, "REP": 8, "TRN": 2, "TR": 2, "AW": 3, "NAP": 6, "NGO": 3, "STU": 1,
}  # fmt: skip


def test_all_rules_of_the_sources_are_there() -> None:
    book = rulebook()
    assert Counter(rule.group for rule in book.rules) == COUNTS
    assert Counter(rule.kind for rule in book.rules) == {
        Kind.HARD: 54,
        Kind.DEADLINE: 33,
        Kind.RECORD: 59,
        Kind.PROCESS: 35,
    }


def test_numbers_have_no_gaps() -> None:
    for group, count in COUNTS.items():
        numbers = {rule.id for rule in rulebook().rules if rule.group == group}
        assert numbers == {f"{group}-{number:02}" for number in range(1, count + 1)}


def test_every_rule_with_a_clock_starts_one() -> None:
    assert [rule.id for rule in rulebook().rules if rule.kind is Kind.DEADLINE and not rule.duties] == []


def test_every_sentence_is_in_every_language() -> None:
    for rule in rulebook().rules:
        assert set(rule.sentence.words) == set(country().languages), rule.id


@pytest.fixture
def pack(tmp_path: Path) -> Country:
    """A copy of the country whose rulebook may be spoilt."""
    shutil.copytree(country().directory, tmp_path / "az")
    return replace(country(), directory=tmp_path / "az")


def spoilt(pack: Country, old: str, new: str) -> Rulebook:
    """The rulebook after the first place that says one thing says another."""
    path = pack.directory / "rulebook.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return load(pack)


@pytest.mark.parametrize(
    ("old", "new", "trouble"),
    [
        ('id = "DEF-02"', 'id = "DEF-01"', "DEF-01 stands there 2 times"),
        ('id = "DEF-02"', 'id = "def2"', "def2: the id is not like HL-08"),
        ('kind = "R"', 'kind = "Q"', "DEF-01.kind: “Q” is not one of H, D, R, P"),
        ('source = "S2 L3"', 'source = "S9 L3"', "DEF-01: the source S9 is not in sources.toml"),
        ('source = "S2 L3"\n', "", "DEF-01.source: this key is missing"),
        ('source = "S2 L3"', 'source = "S2 L3"\ncolour = "red"', "DEF-01.colour: this key is not known"),
        ('enforced = "planned"', 'enforced = "hoped"', "“hoped” is not one of"),
        ('role = "operator"', 'role = "emperor"', "“emperor” is not one of"),
        ('trigger = "contact.ended"', 'trigger = "the end"', "“the end” is not an event code"),
        ('completes = ["card.completed"]', "completes = []", "HL-08: card: nothing completes this duty"),
        ('completes = ["card.completed"]', 'completes = ["contact.ended"]', "cannot end it"),
        ('config = "hotline_staff"', 'config = "weather"', "HL-02: there is no setting “weather”"),
        ('id = "card"', 'id = "The Card"', "the duty “The Card” needs a name"),
        ('alert = "immediately"', 'alert = "soon"', "a span is needed"),
        ("when = { positive = true }", "when = {}", "facts are needed"),
        ("[[rule]]", "[[rule", "this is not proper TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(pack: Country, old: str, new: str, trouble: str) -> None:
    with pytest.raises(BadCountryData) as refused:
        spoilt(pack, old, new)
    assert trouble in str(refused.value)
    assert "az/rulebook.toml" in str(refused.value)


def test_a_rule_that_is_kept_says_by_what(pack: Country) -> None:
    path = pack.directory / "rulebook.toml"
    kept = next(rule for rule in tomllib.loads(path.read_text("utf-8"))["rule"] if rule["enforced"] == "planned")
    old = f'id = "{kept["id"]}"'
    text = path.read_text("utf-8")
    head, tail = text.split(old, 1)
    path.write_text(head + old + tail.replace('enforced = "planned"', 'enforced = "clock"', 1), "utf-8")
    with pytest.raises(BadCountryData, match=f"{kept['id']}: `where` says what enforces the rule"):
        load(pack)
