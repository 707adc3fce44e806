"""The page Rulebook: all rules, found by words in one's own language, without JavaScript."""

import json
import re
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from panah.duties.forms import RulebookForm, folded
from panah.duties.rulebook import Enforced, Kind, rulebook
from tests.world import World, signed_in

pytestmark = pytest.mark.django_db
RULE = re.compile(r'<article class="[^"]*" id="([A-Z]+-\d+)"')


def asked(world: World, query: str = "", language: str = "en") -> str:
    client = signed_in(world.leyla)
    client.cookies["panah_language"] = language
    answer = client.get(f"/duties/rulebook/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def rules_on(page: str) -> list[str]:
    return RULE.findall(page)


def test_every_rule_is_there_in_order(world: World) -> None:
    assert rules_on(asked(world)) == [rule.id for rule in rulebook().rules]


@pytest.mark.parametrize("name", ["sevinc", "aygun", "rauf", "vefa", "malika"])
def test_everybody_may_read_the_rules(world: World, name: str) -> None:
    assert signed_in(getattr(world, name)).get("/duties/rulebook/").status_code == 200


@pytest.mark.parametrize("number", ["HL-08", "hl-08", " HL-08 "])
def test_a_rule_is_found_by_its_number(world: World, number: str) -> None:
    assert rules_on(asked(world, f"q={number}")) == ["HL-08"]


def test_a_rule_is_found_by_its_source(world: World) -> None:
    found = rules_on(asked(world, "q=L45"))
    assert found
    assert all("L45" in rulebook().by_id[rule].source for rule in found)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_a_rule_is_found_by_words_of_the_page_s_language(world: World, language: str) -> None:
    rule = rulebook().by_id["SH-01"]
    words = "+".join(rule.sentence.words[language].split()[:4])
    assert "SH-01" in rules_on(asked(world, f"q={words}", language))
    other = {"az": "en", "en": "ru", "ru": "az"}[language]
    assert "SH-01" not in rules_on(asked(world, f"q={words}", other))


def test_filters_go_together(world: World) -> None:
    wanted = [rule.id for rule in rulebook().rules if rule.group == "HL" and rule.kind is Kind.DEADLINE]
    assert rules_on(asked(world, "group=HL&kind=D")) == wanted
    planned = [rule.id for rule in rulebook().rules if rule.enforced is Enforced.PLANNED]
    assert rules_on(asked(world, "enforced=planned")) == planned


@pytest.mark.parametrize("query", ["group=NOPE", "kind=%00", "enforced=hoped", "q=" + "x" * 500])
def test_an_impossible_filter_is_passed_over_with_a_sentence(world: World, query: str) -> None:
    assert len(rules_on(asked(world, query))) == 181


def test_nothing_found_says_what_to_try(world: World) -> None:
    assert "Try fewer words" in asked(world, "q=zebra")


@pytest.mark.parametrize(
    ("one", "other"), [("İNSAN", "insan"), ("QURBAN", "qurban"), ("Üzrə", "uzrə"), ("ŞƏXS", "səxs"), ("ISTI", "isti")]
)
def test_letters_are_compared_as_people_type_them(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_a_rule_says_how_it_is_kept_and_whether_that_is_proven(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    tests = {"a": {"file": "", "rules": ["HL-08"]}, "b": {"file": "", "rules": ["HL-08"]}}
    (tmp_path / "rule-coverage.json").write_text(json.dumps(tests))
    page = asked(world, "q=HL-08")
    assert "proven by 2 tests" in page
    assert "Write the statistical card: Hotline operator, within 30 minutes" in page
    assert "S0 §2" in page


def test_htmx_gets_only_the_piece(world: World) -> None:
    answer = signed_in(world.leyla).get("/duties/rulebook/?q=HL-08", headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()


def test_spans_are_said_in_words(world: World) -> None:
    page = asked(world)
    for words in ("immediately", "within 30 days", "within 3 working days", "within 24 hours"):
        assert words in page


def test_the_form_knows_the_groups_of_this_rulebook() -> None:
    form = RulebookForm(rulebook(), {})
    offered = {value for value, _ in form.fields["group"].choices if value}  # type: ignore[attr-defined]
    assert offered == {rule.group for rule in rulebook().rules}
