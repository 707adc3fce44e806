"""Victims of one matter are known to one another's house by what the system holds, without any recorded link."""

from datetime import date

import pytest
from django.db import connection

from panah.core.functions import rows
from panah.hotline.actions import situations
from panah.people.actions import proceedings
from panah.people.models import Person, ProceduralStatus
from panah.shelter.actions import admitting, dangers
from panah.shelter.models import Stay
from panah.vault import grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind
from tests.hotline.given import an_open_contact
from tests.people.making import ADULT, registered
from tests.shelter.making import SAYS, make_house
from tests.world import Person as Member
from tests.world import World, acting

ASSIGNED = Basis(BasisKind.ASSIGNMENT, "a test")


def known_to_shelter(world: World, by: Member) -> Person:
    """Somebody whom another unit registered and whose case facts the shelter may see."""
    person = registered(by, ADULT)
    with acting(by) as actor:
        grants.give(actor=actor, folder_id=person.folder_id, unit_id=world.units["shelter"], basis=ASSIGNED)
    return person


def arriving(world: World, *people: Person) -> list[Stay]:
    """They arrive at one house, one after the other."""
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        stays = [admitting.open_stay(actor=actor, person_id=person.id, house_id=house.id) for person in people]
        for stay in stays:
            admitting.agree(actor=actor, stay_id=stay.id, said=SAYS)
    return stays


def found(world: World, stay: Stay) -> list[tuple[str, str]]:
    with acting(world.sevinc) as actor:
        return [(danger.code, danger.stay.pseudonym) for danger in dangers.found(actor, stay)]


def in_one_situation(world: World, *people: Person) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        situation = situations.open_new(actor=actor, contact_id=contact.id)
        for person in people:
            situations.add_person(actor=actor, situation_id=situation.id, pseudonym=person.pseudonym)


def in_proceedings(world: World, person: Person, number: str) -> None:
    with acting(world.nigar) as actor:
        proceedings.record_status(
            actor=actor,
            person_id=person.id,
            status="injured",
            decided_by="investigator",
            decided_on=date(2026, 1, 20),
            criminal_case=number,
        )


def test_those_of_one_situation_of_the_hotline_are_told_of_by_a_code_that_needs_a_reason(world: World) -> None:
    first, second, stranger = (known_to_shelter(world, world.leyla) for _ in range(3))
    in_one_situation(world, first, second)
    in_one_situation(world, stranger)
    one, two, three = arriving(world, first, second, stranger)
    assert found(world, two) == [("same_matter", one.pseudonym)]
    assert found(world, three) == []
    with acting(world.sevinc) as actor:
        with pytest.raises(dangers.ReasonNeeded):
            admitting.answer_dangers(actor=actor, stay_id=two.id)
        admitting.answer_dangers(actor=actor, stay_id=two.id, reason="They want to be together")


def test_those_of_one_criminal_case_are_co_victims_however_its_number_is_written(world: World) -> None:
    first, second, other, nameless = (known_to_shelter(world, world.nigar) for _ in range(4))
    for person, number in ((first, "2026-17 / A"), (second, "2026 17a"), (other, "2026-18"), (nameless, "")):
        in_proceedings(world, person, number)
    one, two, three, four = arriving(world, first, second, other, nameless)
    assert found(world, two) == [("co_victim", one.pseudonym)]
    assert found(world, one) == [("co_victim", two.pseudonym)]
    assert (found(world, three), found(world, four)) == ([], [])


def test_the_mark_of_a_case_tells_nobody_its_number_and_the_house_sees_neither(world: World) -> None:
    person = known_to_shelter(world, world.nigar)
    in_proceedings(world, person, "2026-17")
    with acting(world.nigar), connection.cursor() as cursor:
        cursor.execute("SELECT case_mark FROM people_proceduralstatus")
        ((mark,),) = cursor.fetchall()
        assert mark is not None
        assert "2026" not in str(mark)[:4] or mark != 202617
    with acting(world.sevinc):
        assert not ProceduralStatus.objects.exists()


def test_what_the_check_answers_is_a_code_and_a_stay_of_the_own_house_and_nothing_to_others(world: World) -> None:
    first, second = known_to_shelter(world, world.leyla), known_to_shelter(world, world.leyla)
    in_one_situation(world, first, second)
    one, two = arriving(world, first, second)
    with acting(world.arzu):
        assert rows("panah_dangers", two.id) == [("same_matter", one.id)]
    for member in (world.diana, world.leyla, world.nigar, world.tural):
        with acting(member):
            seen = rows("panah_dangers", two.id)
            assert seen == [], member.login
