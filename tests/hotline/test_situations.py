"""Signal, situation, potential victim: contacts about one matter, and the people in it by false name."""

import pytest

from panah.core.errors import Forbidden, NotHere
from panah.hotline.actions import contacts, situations
from panah.hotline.models import Contact, Situation, SituationPerson
from panah.people.actions.registering import Facts, UnknownFact
from panah.people.models import AgeBasis, Person
from panah.vault.models import Compartment, Folder
from tests.hotline.given import WORDS, a_closed_contact, an_open_contact, seen_by, told
from tests.world import World, acting

WOMAN = Facts(sex="female", age_band="18_20", age_basis=AgeBasis.DECLARED, citizenship="UZB")


def a_situation(world: World) -> tuple[Contact, Situation]:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        return contact, situations.open_new(actor=actor, contact_id=contact.id)


def test_it_is_opened_from_a_contact_once(world: World) -> None:
    contact, situation = a_situation(world)
    with acting(world.leyla) as actor:
        again = situations.open_new(actor=actor, contact_id=contact.id)
        assert Folder.objects.get(id=situation.folder_id).compartment == Compartment.HOTLINE
    assert again.id == situation.id
    assert situation.number.startswith("SIT-")
    assert situation.folder_id != contact.folder_id
    assert told(world.leyla, situation.id) == ["situation.opened", "situation.linked"]


def test_a_colleagues_contact_is_linked_by_number_and_brings_its_flags(world: World) -> None:
    _contact, situation = a_situation(world)
    other = an_open_contact(world.kamran)
    with acting(world.kamran) as actor:
        contacts.flag(actor=actor, contact_id=other.id, flag="child", raised=True)
        situations.link(actor=actor, contact_id=other.id, number=f" {situation.number.lower()} ")
        situations.link(actor=actor, contact_id=other.id, number=situation.number)
        assert Situation.visible(actor).get().is_child
    assert told(world.leyla, situation.id).count("situation.linked") == 2
    assert seen_by(world.leyla, other).situation_id == situation.id


def test_taken_out_both_stay(world: World) -> None:
    contact, situation = a_situation(world)
    for _turn in range(2):
        with acting(world.leyla) as actor:
            situations.unlink(actor=actor, contact_id=contact.id)
    assert seen_by(world.leyla, contact).situation_id is None
    assert told(world.leyla, situation.id).count("situation.unlinked") == 1


def test_several_potential_victims_by_false_name(world: World) -> None:
    _contact, situation = a_situation(world)
    with acting(world.leyla) as actor:
        for facts in (WOMAN, Facts(sex="male")):
            situations.register_person(actor=actor, situation_id=situation.id, facts=facts)
        people = [row.person for row in situation.people.select_related("person")]
        assert len({person.pseudonym for person in people}) == 2
        assert {person.standing for person in people} == {"potential"}
        situations.add_person(actor=actor, situation_id=situation.id, pseudonym=people[0].pseudonym.lower())
        assert SituationPerson.objects.filter(situation=situation).count() == 2
        assert Situation.visible(actor).get().is_child, "whose age nobody knows is protected as a child"
        situations.remove_person(actor=actor, situation_id=situation.id, person_id=people[0].id)
        assert SituationPerson.objects.filter(situation=situation).count() == 1
        assert Person.objects.filter(id=people[0].id).exists()


def test_an_unknown_person_or_fact_is_refused(world: World) -> None:
    _contact, situation = a_situation(world)
    with acting(world.leyla) as actor, pytest.raises(situations.NoSuchPerson):
        situations.add_person(actor=actor, situation_id=situation.id, pseudonym="Nobody-1")
    with acting(world.leyla) as actor, pytest.raises(UnknownFact):
        situations.register_person(actor=actor, situation_id=situation.id, facts=Facts(sex="tall"))


def test_another_hotline_sees_no_situation_and_other_roles_touch_none(world: World) -> None:
    contact, situation = a_situation(world)
    with acting(world.samira) as actor:
        with pytest.raises(NotHere):
            situations.situation_of(actor, situation.id)
        mine = contacts.start(actor=actor, channel="phone")
        with pytest.raises(situations.NoSuchSituation):
            situations.link(actor=actor, contact_id=mine.id, number=situation.number)
    with acting(world.nigar) as actor, pytest.raises(Forbidden):
        situations.open_new(actor=actor, contact_id=contact.id)


def test_its_words_are_sealed_and_closed_it_takes_no_more(world: World) -> None:
    _contact, situation = a_situation(world)
    other = a_closed_contact(world.leyla)
    with acting(world.leyla) as actor:
        situations.summarise(actor=actor, situation_id=situation.id, summary=WORDS)
    with acting(world.kamran) as actor:
        assert situations.situation_of(actor, situation.id).summary == WORDS
        situations.close(actor=actor, situation_id=situation.id)
    for step in (
        lambda actor: situations.link(actor=actor, contact_id=other.id, number=situation.number),
        lambda actor: situations.summarise(actor=actor, situation_id=situation.id, summary="more"),
        lambda actor: situations.register_person(actor=actor, situation_id=situation.id, facts=WOMAN),
        lambda actor: situations.close(actor=actor, situation_id=situation.id),
    ):
        with acting(world.leyla) as actor, pytest.raises(situations.SituationOver):
            step(actor)
