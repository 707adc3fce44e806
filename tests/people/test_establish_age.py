"""A child stays a child until a document shows otherwise (CH-04)."""

import pytest

from panah.core.errors import Forbidden, NotHere
from panah.people.actions.registering import AgeUnproved, Facts, UnknownFact, establish_age
from panah.people.models import AgeBasis, Person
from tests.people.making import ADULT, CHILD, registered
from tests.world import World, acting


@pytest.mark.rule("CH-04")
@pytest.mark.parametrize("basis", [AgeBasis.DECLARED, AgeBasis.ESTIMATED])
def test_a_word_or_an_estimate_makes_no_adult(world: World, basis: AgeBasis) -> None:
    person = registered(world.leyla, Facts())
    with acting(world.leyla) as actor, pytest.raises(AgeUnproved) as refusal:
        establish_age(actor=actor, person_id=person.id, age_band="21_23", age_basis=basis)
    assert refusal.value.rule == "CH-04"
    with acting(world.leyla):
        assert Person.objects.get(id=person.id).is_child


@pytest.mark.rule("CH-04")
def test_a_document_does(world: World) -> None:
    person = registered(world.leyla, CHILD)
    with acting(world.leyla) as actor:
        establish_age(actor=actor, person_id=person.id, age_band="18_20", age_basis=AgeBasis.DOCUMENT)
        after = Person.objects.get(id=person.id)
    assert (after.is_child, after.age_band, after.age_basis) == (False, "18_20", "document")


def test_somebody_taken_for_an_adult_becomes_a_child_on_a_word(world: World) -> None:
    person = registered(world.leyla, ADULT)
    with acting(world.kamran) as actor:
        establish_age(actor=actor, person_id=person.id, age_band="14_17", age_basis=AgeBasis.DECLARED)
        assert Person.objects.get(id=person.id).is_child


def test_an_unknown_band_is_refused(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.leyla) as actor, pytest.raises(UnknownFact):
        establish_age(actor=actor, person_id=person.id, age_band="old", age_basis=AgeBasis.DOCUMENT)


def test_others_cannot(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.samira) as actor, pytest.raises(NotHere):
        establish_age(actor=actor, person_id=person.id, age_band="child", age_basis=AgeBasis.DOCUMENT)
    with acting(world.gunel) as actor, pytest.raises(Forbidden):
        establish_age(actor=actor, person_id=person.id, age_band="child", age_basis=AgeBasis.DOCUMENT)
