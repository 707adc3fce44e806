"""The country pack of Azerbaijan: whole, in three languages, and true to its sources."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.forms import ChoiceField
from django.utils.translation import override

from config.env import ROOT
from panah.accounts.permissions import roles_in
from panah.core.country import Country, Text, UnknownCode, country, load, say
from panah.core.country.calendar import Calendar
from panah.core.country.guidance import END, Variant
from panah.core.country.hours import opening_hours
from panah.core.country.indicators import IndicatorSet, Weight
from panah.vault.models import Compartment

AZ = ROOT / "countries" / "az"
DOMAIN = ROOT.parent / "shared" / "domain" / "ilo_indicators.json"
LANGUAGES = {"az", "en", "ru"}
# The other two files of the pack belong to the rulebook and are tested with it.
FILES = sorted(file for file in AZ.rglob("*.toml") if file.stem not in {"rulebook", "sources"})


@pytest.fixture
def az() -> Country:
    return load(AZ)


def texts(value: object, key: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every table of a file that is a text, known by having one of the languages as a key."""
    if isinstance(value, dict):
        if value.keys() & LANGUAGES:
            yield key, value
            return
        for name, each in value.items():
            yield from texts(each, f"{key}.{name}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from texts(each, f"{key}[{number}]")


@cache
def parsed(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_text_is_in_three_languages(file: Path) -> None:
    found = dict(texts(parsed(file)))
    assert found
    assert {key for key, words in found.items() if words.keys() != LANGUAGES} == set()
    assert {key for key, words in found.items() if not all(words.values())} == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_russian_is_cyrillic_and_the_others_are_not(file: Path) -> None:
    """A letter of the wrong alphabet looks right and is found by no search."""

    def cyrillic(text: str) -> bool:
        return any("\u0400" <= letter <= "\u04ff" for letter in text)

    mixed = {
        f"{key}.{language}"
        for key, words in texts(parsed(file))
        for language, text in words.items()
        if cyrillic(text) is not (language == "ru") and any(letter.isalpha() for letter in text)
    }
    assert mixed == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_word_mixes_alphabets(file: Path) -> None:
    def mixed(word: str) -> bool:
        letters = [letter for letter in word if letter.isalpha()]
        return len({"\u0400" <= letter <= "\u04ff" for letter in letters}) > 1

    words = {word for _key, table in texts(parsed(file)) for text in table.values() for word in text.split()}
    assert {word for word in words if mixed(word)} == set()


def test_it_is_the_installed_country_and_loaded_once(az: Country) -> None:
    assert country() is az
    assert (az.code, az.name("en"), az.time_zone) == ("az", "Azerbaijan", "Asia/Baku")
    assert set(az.languages) == LANGUAGES


def test_a_text_speaks_the_current_language(az: Country) -> None:
    text = az.codes("motive")["work_abroad"].text
    for language, words in text.words.items():
        with override(language):
            assert str(text) == words == az.label("motive", "work_abroad") == say(text.words)
            assert az.name() == az.names.words[language]


def test_a_language_without_texts_gets_the_first_one() -> None:
    with override("tr"):
        assert say({"az": "bir", "en": "one"}) == "bir"
    with override(None):
        assert str(Text({"en": "one", "az": "bir"})) == "one"


def test_choices_are_labelled_when_they_are_read_and_leave_out_retired_codes(az: Country) -> None:
    field = ChoiceField(choices=az.choices("sex"))
    with override("ru"):
        assert 'value="female">Женский</option>' in str(field.widget.render("sex", ""))
    with override("en"):
        assert 'value="female">Female</option>' in str(field.widget.render("sex", ""))
    assert [code_id for code_id, _label in az.choices("sex")] == list(az.codes("sex").ids)


def test_unknown_names_are_errors_of_the_program(az: Country) -> None:
    with pytest.raises(UnknownCode, match="motive"):
        az.label("motive", "bored")
    with pytest.raises(UnknownCode, match="weather"):
        az.codes("weather")
    with pytest.raises(UnknownCode, match="favourite_colour"):
        az.setting("favourite_colour")
    with pytest.raises(UnknownCode, match="ministry-of-magic"):
        az.unit("ministry-of-magic")
    with pytest.raises(UnknownCode, match="az-national"):
        az.indicator_set("az-national", 99)


@pytest.mark.rule("HL-04")
def test_the_four_travel_purposes_are_motives(az: Country) -> None:
    travel = set(az.codes("motive").in_group("travel"))
    assert travel == {"marry_abroad", "study_abroad", "rest_abroad", "work_abroad"}
    assert {"trafficking_report", "help_self", "help_other"} <= set(az.codes("motive").ids)
    assert {"advice", "psychological_aid", "referral", "case"} <= set(az.codes("outcome").ids)


@pytest.mark.rule("DEF-01")
def test_act_means_and_purpose_are_three_lists(az: Country) -> None:
    lists = [set(az.codes(name).ids) - {"other"} for name in ("act", "means", "purpose")]
    assert [len(each) for each in lists] == [7, 10, 11]
    assert len(set().union(*lists)) == 28


@pytest.mark.rule("NRM-15")
def test_the_seven_kinds_of_institution_and_where_every_other_kind_belongs(az: Country) -> None:
    kinds = az.codes("unit_kind")
    seven = [kind.id for kind in kinds if kind.id == kind.group]
    assert seven == list(kinds.ids[:7])
    assert {kind.id for kind in kinds if kind.group not in seven} == {"audit", "administration"}


def test_compartments_are_those_of_the_vault(az: Country) -> None:
    assert {*az.codes("compartment").ids, "index"} == set(Compartment.values)


@pytest.mark.rule("PRI-02")
def test_no_unit_may_come_to_hold_everything(az: Country) -> None:
    four = {"identity", "location", "case", "hotline"}
    assert [unit.code for body in az.units for unit in body.units if four <= set(unit.compartments)] == []
    assert az.unit("system").compartments == az.unit("audit").compartments == ()


@pytest.mark.rule("CON-13")
def test_nobody_can_read_where_a_shelter_stands(az: Country) -> None:
    hidden = [u for b in az.units for u in b.units if u.kind in {"shelter", "accommodation_ngo", "guarding_police"}]
    assert hidden
    assert {unit.region for unit in hidden} == {"unknown"}
    assert {s.region for s in az.services if s.unit in {unit.code for unit in hidden}} == {"countrywide"}
    assert all(s.town is None for s in az.services if s.type == "shelter")


def test_telephone_numbers_are_public_or_of_the_invented_range(az: Country) -> None:
    public = {s.phone for s in az.services if s.public}
    assert public == {"101", "102", "103", "112", "152"}
    invented = [s.phone for s in az.services if not s.public]
    assert all(phone.startswith("+994 12 000 00 ") for phone in invented)
    assert len(set(invented)) == len(invented) >= 55


@pytest.mark.rule("HL-07")
def test_the_directory_knows_every_kind_of_specialist(az: Country) -> None:
    by_type = Counter(service.type for service in az.services)
    assert set(by_type) == set(az.codes("service_type").ids)
    assert min(by_type[kind] for kind in ("psychologist", "lawyer", "medical", "social")) >= 3


def test_somebody_answers_at_three_in_the_morning(az: Country) -> None:
    night = datetime(2025, 5, 28, 3, tzinfo=ZoneInfo(az.time_zone))
    open_now = {service.type for service in az.services if service.hours.open_at(night)}
    assert {"police", "emergency", "shelter", "medical", "child_protection", "consulate"} <= open_now
    assert "lawyer" not in open_now


def test_opening_hours_hold_to_the_minute() -> None:
    hours = opening_hours("mon-fri 09:00-18:00; sat 10:00-14:00")
    friday, saturday = datetime(2025, 5, 30, tzinfo=UTC), datetime(2025, 5, 31, tzinfo=UTC)
    moments = [friday.replace(hour=9), friday.replace(hour=17, minute=59), saturday.replace(hour=13)]
    closed = [friday.replace(hour=18), friday.replace(hour=8, minute=59), saturday.replace(hour=14)]
    assert [hours.open_at(moment) for moment in moments + closed] == [True] * 3 + [False] * 3
    with override("en"):
        assert str(hours) == "Mon–Fri 09:00–18:00; Sat 10:00–14:00"
        assert str(opening_hours("always")) == "day and night"


def reachable(pack: Country, variant: Variant) -> set[tuple[str, str]]:
    """Every step one can come to from the first of a variant, by variant and step id."""
    seen: set[tuple[str, str]] = set()
    todo = [(variant, variant.steps[0])]
    while todo:
        here, step = todo.pop()
        if (here.id, step.id) in seen:
            continue
        seen.add((here.id, step.id))
        todo += [to for answer in step.answers if (to := pack.script.follow(here.id, answer))]
    return seen


@pytest.mark.rule("HL-05")
@pytest.mark.parametrize("variant_id", ["adult", "child", "silent"])
def test_the_script_asks_for_safety_and_danger_and_comes_to_an_end(az: Country, variant_id: str) -> None:
    variant = az.script.variant(variant_id)
    steps = {step.id for step in variant.steps}
    assert "danger" in steps
    assert reachable(az, variant) >= {(variant_id, step) for step in steps}
    assert any(answer.next == END for step in variant.steps for answer in step.answers)
    assert any(answer.opens == "protocol" for answer in variant.step("danger").answers)


@pytest.mark.rule("HL-05")
@pytest.mark.parametrize("variant_id", ["adult", "child"])
def test_the_script_asks_for_the_motive(az: Country, variant_id: str) -> None:
    asking = [step.id for step in az.script.variant(variant_id).steps if step.choose == "motive"]
    assert len(asking) == 1


def test_the_protocol_is_short_for_everybody_and_longer_where_needed(az: Country) -> None:
    everybody = [step.id for step in az.protocol.steps_for()]
    assert {"stay", "colleague", "department", "director"} <= set(everybody)
    assert "child_bodies" not in everybody
    child = [step.id for step in az.protocol.steps_for(flags=["child"], danger="violence_now")]
    assert {"child_bodies", "police", *everybody} <= set(child)
    assert all(timedelta(0) < step.within <= timedelta(hours=1) for step in az.protocol.steps)


DIMENSIONS = {
    "deceptive_recruitment": (10, 10),
    "coercive_recruitment": (10, 10),
    "vulnerability_recruitment": (16, 15),
    "exploitation": (9, 8),
    "coercion_destination": (15, 15),
    "vulnerability_destination": (7, 7),
}


def sizes(indicators: IndicatorSet) -> dict[str, int]:
    return {dimension.id: len(dimension.indicators) for dimension in indicators.dimensions}


@pytest.mark.rule("NRM-03")
def test_the_weighted_sets_have_the_size_of_their_source(az: Country) -> None:
    adult, child = az.indicator_set("ilo-adult-labour"), az.indicator_set("ilo-child-labour")
    assert (sum(sizes(adult).values()), sum(sizes(child).values())) == (67, 65)
    assert {name: (sizes(adult)[name], sizes(child)[name]) for name in sizes(adult)} == DIMENSIONS
    assert Weight.WEAK not in {indicator.weight for indicator in child.indicators()}
    assert (adult.applies, child.applies) == ("adult", "child")


@pytest.mark.rule("NRM-03")
@pytest.mark.parametrize(
    ("set_id", "profile"), [("ilo-adult-labour", "adult_labour"), ("ilo-child-labour", "child_labour")]
)
def test_weights_are_those_of_the_source(az: Country, set_id: str, profile: str) -> None:
    if not DOMAIN.exists():
        pytest.skip("The domain notes are not beside this checkout, so the weights have nothing to be compared with.")
    letters = {"S": "strong", "M": "medium", "W": "weak"}
    source = {
        each["id"]: letters[each[profile]]
        for dimension in json.loads(DOMAIN.read_text("utf-8"))["dimensions"]
        for each in dimension["indicators"]
        if each[profile]
    }
    assert {each.id: str(each.weight) for each in az.indicator_set(set_id).indicators()} == source


@pytest.mark.rule("NRM-03")
def test_questions_are_in_our_own_words(az: Country) -> None:
    if not DOMAIN.exists():
        pytest.skip("The domain notes are not beside this checkout, so the wording has nothing to be compared with.")
    titles = {
        each["text"].casefold()
        for dimension in json.loads(DOMAIN.read_text("utf-8"))["dimensions"]
        for each in dimension["indicators"]
    }
    asked = [each.ask.words["en"] for pack in az.indicator_sets.values() for each in pack.indicators()]
    assert all(question.endswith("?") and question.casefold() not in titles for question in asked)


def test_no_set_asks_the_same_question_twice(az: Country) -> None:
    for indicators in az.indicator_sets.values():
        for dimension in indicators.dimensions:
            for language in LANGUAGES:
                asked = [each.ask.words[language] for each in dimension.indicators]
                assert len(asked) == len(set(asked))


@pytest.mark.rule("NRM-03")
def test_the_national_set_is_unweighted_and_says_so(az: Country) -> None:
    national = az.indicator_set("az-national", 1)
    assert not national.weighted
    assert "unweighted" in national.note.words["en"]
    assert {each.weight for each in national.indicators()} == {Weight.UNWEIGHTED}
    assert set(sizes(national)) == {"sexual_exploitation", "begging", "forced_marriage", "organ_removal"}
    for dimension in national.dimensions:
        shown = {element for each in dimension.indicators for element in dimension.elements_of(each)}
        assert shown == {"act", "means", "purpose"}


def test_a_child_is_told_of_to_three_bodies_that_exist(az: Country) -> None:
    told = set(az.settings.child_notified)
    assert told == {"guardianship", "children_commission", "state_committee"}
    assert told <= {unit.kind for body in az.units for unit in body.units}


@pytest.mark.rule("HL-21")
def test_who_runs_the_hotline_is_a_setting_that_names_a_body(az: Country) -> None:
    runs = next(body for body in az.units if body.code == az.settings.hotline_operator)
    assert az.unit("hotline") in runs.units


def test_immediately_is_a_number_here(az: Country) -> None:
    assert az.setting("immediately_alert") == timedelta(hours=1)
    assert az.settings.immediately_breach == timedelta(days=1)
    assert (az.settings.recovery_needed, az.settings.recovery_shares) == (3, 5)


def test_holidays_and_working_days(az: Country) -> None:
    assert {date(2025, 3, 20), date(2025, 5, 28), date(2025, 11, 8), date(2025, 12, 31)} <= az.holidays(2025)
    assert not az.calendar.works_on(date(2025, 5, 28))
    assert not az.calendar.works_on(date(2025, 5, 25))
    assert az.calendar.works_on(date(2025, 5, 27))
    assert az.calendar.after(date(2025, 5, 27), 3) == date(2025, 6, 2)


def test_a_decision_corrects_the_calendar() -> None:
    decided = Calendar("AZ", (6, 7), days_off=(date(2025, 5, 27),), working_days=(date(2025, 5, 25),))
    assert not decided.works_on(date(2025, 5, 27))
    assert decided.works_on(date(2025, 5, 25))
    assert date(2025, 5, 27) in decided.holidays(2025)
    assert decided.holidays(2024) == Calendar("AZ", (6, 7)).holidays(2024)


@pytest.mark.rule("DEF-04")
def test_there_are_two_kinds_of_specialised_institution(az: Country) -> None:
    kinds = Counter(unit.kind for body in az.units for unit in body.units)
    assert kinds["shelter"] >= 1
    assert kinds["assistance_centre"] >= 1
    roles = {kind: set(roles_in(kind)) for kind in ("shelter", "assistance_centre")}
    assert all(roles.values())
    assert not roles["shelter"] & roles["assistance_centre"]


@pytest.mark.rule("CH-22")
def test_the_directory_knows_who_works_with_children(az: Country) -> None:
    ours = [service for service in az.services if service.type == "child_protection"]
    assert len(ours) >= 5
    assert len({service.region for service in ours}) >= 2
    assert all(service.languages and service.phone for service in ours)
