"""A person is found by any spelling, by number and by the false name, among those the unit was let into."""

import pytest

from panah.core.errors import Forbidden
from panah.core.ids import new_id
from panah.people.search import search
from panah.vault import index
from tests.people.making import NAMES, PHONE, registered
from tests.world import Person as Member
from tests.world import World, acting


def found(by: Member, text: str) -> list[str]:
    with acting(by) as actor:
        return [hit.pseudonym for hit in search(actor, text)]


@pytest.mark.parametrize(
    "typed", ["Aysel Məmmədova", "Айсель Мамедова", "mamedova aisel", "Aysel Memmedova", "050 123 45 67"]
)
def test_by_any_spelling_and_by_number(world: World, typed: str) -> None:
    person = registered(world.leyla)
    assert found(world.kamran, typed)[0] == person.pseudonym


def test_contacts_with_the_same_name_and_number_crowd_no_person_out(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.leyla) as actor:
        for _time in range(12):
            index.write(actor=actor, subject_kind="contact", subject_id=new_id(), names=list(NAMES), phones=[PHONE])
    for text in (NAMES[0], PHONE):
        assert found(world.kamran, text) == [person.pseudonym]


def test_by_the_false_name(world: World) -> None:
    person = registered(world.leyla)
    assert found(world.leyla, person.pseudonym.lower().replace(" ", "-")) == [person.pseudonym]


@pytest.mark.rule("PRI-01")
def test_another_unit_finds_nothing(world: World) -> None:
    person = registered(world.leyla)
    for text in ("Aysel Məmmədova", "+994501234567", person.pseudonym):
        assert found(world.samira, text) == []
        assert found(world.nigar, text) == []


def test_who_may_not_see_persons_may_not_look(world: World) -> None:
    for name in ("rauf", "aygun", "vefa"):
        with pytest.raises(Forbidden):
            found(getattr(world, name), "Aysel")
