"""The directory: found by three keystrokes in any language, noted when told of, kept up by the director."""

from dataclasses import replace

import pytest
from django.db import ProgrammingError
from django.utils import timezone, translation

from panah.core.country import country
from panah.core.errors import Forbidden, NotHere
from panah.hotline.actions import directory, screenings, steps
from panah.hotline.actions.directory import Entry
from panah.hotline.facts import NotOnTheList
from panah.hotline.models import Advice, Service
from tests.hotline.given import an_open_contact, duties, told
from tests.world import Person, World, acting

ENTRY = Entry(
    type="lawyer",
    names={"az": "Hüquq klinikası", "en": "Law clinic", "ru": "Юридическая клиника"},
    region="baku",
    languages=("az", "ru"),
    hours="mon-fri 09:00-17:00",
    phone="+994 12 000 00 77",
    towns={"az": "Bakı", "en": "Baku", "ru": "Баку"},
    about={},
)


def found(person: Person, **asked: str) -> set[str]:
    with acting(person) as actor:
        return {service.code for service in directory.search(actor, **asked)}


@pytest.mark.rule("HL-07")
@pytest.mark.parametrize("typed", ["psi", "Psy", "пси", "PSİ"])
def test_three_keystrokes_find_the_psychologists_in_any_language(world: World, services: int, typed: str) -> None:
    wanted = {service.id for service in country().services if service.type == "psychologist"}
    assert wanted
    assert wanted <= found(world.leyla, words=typed)
    assert len(found(world.leyla, words=typed)) < services


@pytest.mark.parametrize("typed", ["qey", "qəy", "QƏY"])
def test_letters_with_and_without_marks_are_one(world: World, services: int, typed: str) -> None:
    assert "guardianship-duty" in found(world.leyla, words=typed)


def test_every_word_typed_narrows_the_search(world: World, services: int) -> None:
    wide, narrow = found(world.leyla, words="psi"), found(world.leyla, words="psi bak")
    assert narrow
    assert narrow <= wide


@pytest.mark.rule("HL-07")
def test_type_region_and_language_narrow_it(world: World, services: int) -> None:
    every = {service.id: service for service in country().services}
    by_type = found(world.leyla, type="lawyer")
    assert by_type == {each.id for each in every.values() if each.type == "lawyer"}
    here = found(world.leyla, region="ganja_dashkasan")
    wide = {"ganja_dashkasan", "countrywide", "abroad"}
    assert here
    assert {every[code].region for code in here} <= wide
    assert all("ru" in every[code].languages for code in found(world.leyla, language="ru"))


@pytest.mark.rule("HL-07")
def test_an_entry_says_where_when_and_in_which_languages(world: World, services: int) -> None:
    with acting(world.leyla) as actor, translation.override("en"):
        (police,) = [each for each in directory.search(actor, words="102") if each.code == "police-102"]
        assert (str(police), police.phone, str(police.opening)) == ("Police", "102", "day and night")
        assert police.open_now
        assert police.language_names == ["Azerbaijani", "Russian", "English"]


@pytest.mark.rule("HL-07")
def test_what_was_told_is_noted_once(world: World, services: int) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        service = directory.search(actor, words="psi")[0]
        for _turn in range(2):
            directory.give(actor=actor, contact_id=contact.id, service_id=service.id)
        assert [each.service_id for each in directory.given(contact)] == [service.id]
        assert Advice.objects.filter(contact=contact).count() == 1
    assert told(world.leyla, contact.id) == ["contact.opened", "advice.given"]


@pytest.mark.rule("NRM-04")
def test_advice_answers_the_clock_of_a_positive_screening(world: World, services: int) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        each = country().indicator_set("ilo-adult-labour")
        answers = {one.id: "yes" for one in each.indicators()}
        screenings.complete(actor=actor, contact_id=contact.id, indicator_set=each, answers=answers, is_child=False)
    assert duties(world.leyla, contact.id)["NRM-04"] == "open"
    with acting(world.leyla) as actor:
        service = directory.search(actor, type="shelter")[0]
        directory.give(actor=actor, contact_id=contact.id, service_id=service.id)
    assert duties(world.leyla, contact.id)["NRM-04"] == "done"


def test_advice_is_given_by_the_one_who_talks(world: World, services: int) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.kamran) as actor:
        service = directory.search(actor)[0]
        with pytest.raises(steps.NotYours):
            directory.give(actor=actor, contact_id=contact.id, service_id=service.id)
    with acting(world.leyla) as actor, pytest.raises(NotHere):
        directory.give(actor=actor, contact_id=contact.id, service_id=contact.id)


def test_the_director_enters_changes_and_retires_a_service(world: World) -> None:
    with acting(world.director) as actor:
        made = directory.save_service(actor=actor, entry=ENTRY)
    assert found(world.leyla, words="law cli") == {made.code}
    with acting(world.director) as actor:
        directory.save_service(actor=actor, entry=replace(ENTRY, phone="152"), service_id=made.id)
    assert found(world.leyla, words="152") == {made.code}
    with acting(world.director) as actor:
        directory.retire_service(actor=actor, service_id=made.id)
    assert found(world.leyla, words="law") == set()
    with acting(world.director) as actor:
        directory.retire_service(actor=actor, service_id=made.id, retired=False)
    assert found(world.leyla, words="law") == {made.code}


def test_an_operator_does_not_change_it_nor_does_the_database_let_them(world: World, services: int) -> None:
    with acting(world.leyla) as actor, pytest.raises(Forbidden):
        directory.save_service(actor=actor, entry=ENTRY)
    with pytest.raises(ProgrammingError, match="row-level security"), acting(world.leyla):
        Service.objects.filter(code="police-102").update(phone="1")
    with pytest.raises(ProgrammingError, match="row-level security"), acting(world.leyla):
        Service(code="mine", type="lawyer", region="baku", hours="always", phone="1", changed_at=timezone.now()).save()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"type": "fortune_teller"}, NotOnTheList),
        ({"region": "atlantis"}, NotOnTheList),
        ({"languages": ("klingon",)}, NotOnTheList),
        ({"languages": ()}, NotOnTheList),
        ({"hours": "now and then"}, directory.BadHours),
        ({"phone": "ask the porter"}, directory.BadPhone),
        ({"names": {"az": "Klinika", "en": "Clinic"}}, directory.Nameless),
        ({"names": {"az": "\u200b", "en": "Clinic", "ru": "Клиника"}}, directory.Nameless),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused(world: World, wrong: dict[str, object], refusal: type) -> None:
    with acting(world.director) as actor, pytest.raises(refusal):
        directory.save_service(actor=actor, entry=replace(ENTRY, **wrong))  # type: ignore[arg-type]


def test_loading_again_leaves_the_directors_changes(world: World, services: int) -> None:
    with acting(world.director) as actor:
        service = Service.objects.get(code="police-102")
        service.phone = "1020"
        service.save(update_fields=["phone"])
        assert directory.load_services() == 0
        assert directory.service_of(actor, service.id).phone == "1020"
    assert services == len(country().services)


def test_the_protocols_services_are_in_the_directory(services: int, world: World) -> None:
    named = {step.service for step in country().protocol.steps if step.service}
    with acting(world.leyla):
        assert set(Service.objects.filter(code__in=named).values_list("code", flat=True)) == named
