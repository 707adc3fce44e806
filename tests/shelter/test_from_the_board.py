"""From a free bed of the board to somebody who has it, however they came, with no bed chosen twice."""

import re

import pytest
from django.urls import reverse

from panah.shelter.actions import admitting, moving
from panah.shelter.models import Bed, BedUse, House, Stay, StayState
from tests.people.making import ADULT, registered
from tests.shelter.making import make_house, prepared
from tests.world import World, acting, signed_in


@pytest.fixture
def bed(world: World) -> Bed:
    """The second bed of the second house of the shelter."""
    with acting(world.sevinc) as actor:
        make_house(actor, name="A first house")
        house = make_house(actor, name="Second house")
        return Bed.objects.filter(house=house).order_by("id")[1]


def held(world: World) -> tuple[Stay, BedUse | None]:
    with acting(world.sevinc) as actor:
        stay = Stay.visible(actor).select_related("house").latest("id")
        return stay, moving.held(stay)


def test_from_the_board_to_a_resident_in_that_bed(world: World, bed: Bed) -> None:
    client = signed_in(world.sevinc)
    board = client.get(reverse("shelter:board") + f"?house={bed.house_id}").content.decode()
    tile = reverse("shelter:bed", args=(bed.id,))
    assert f'href="{tile}"' in board
    offered = re.search(r'href="([^"]*\?bed=[^"]*)"', client.get(tile).content.decode())
    assert offered
    start = client.get(offered[1]).content.decode()
    door = re.search(r'href="([^"]*\?bed=[^"]*)"', start)
    assert door
    form = client.get(door[1])
    assert form.context["form"]["house"].value() == bed.house_id
    said = {"house": str(bed.house_id), "bed": str(bed.id), "category": "victim", "sex": "female"}
    said |= {"age_band": "24_26", "age_basis": "document", "language": "az"}
    answer = client.post(reverse("shelter:at_the_door"), said)
    assert answer.status_code == 302, answer.content.decode()[:500]
    stay, use = held(world)
    assert use is not None
    assert use.bed_id == bed.id
    with acting(world.sevinc) as actor:
        prepared(actor, stay)
        lives = admitting.admit(actor=actor, stay_id=stay.id)
        slept = moving.slept_in(lives)
        assert (lives.state, slept and slept.bed_id) == (StayState.RESIDENT, bed.id)


def test_somebody_known_by_a_false_name_gets_the_bed_as_well(world: World, bed: Bed) -> None:
    person = registered(world.sevinc, ADULT)
    client = signed_in(world.sevinc)
    said = {"house": str(bed.house_id), "pseudonym": person.pseudonym, "bed": str(bed.id)}
    assert client.post(reverse("shelter:from_name"), said).status_code == 302
    _stay, use = held(world)
    assert use is not None
    assert use.bed_id == bed.id


def test_a_bed_that_is_taken_or_of_another_house_stops_nobody(world: World, bed: Bed) -> None:
    with acting(world.sevinc):
        other = House.objects.exclude(id=bed.house_id).get()
    client = signed_in(world.sevinc)
    for house_id, asked in ((other.id, str(bed.id)), (bed.house_id, "not an id"), (bed.house_id, str(other.id))):
        person = registered(world.sevinc, ADULT)
        said = {"house": str(house_id), "pseudonym": person.pseudonym, "bed": asked}
        assert client.post(reverse("shelter:from_name"), said).status_code == 302
        stay, use = held(world)
        assert (stay.person_id, use) == (person.id, None)
    assert client.get(reverse("shelter:request") + "?bed=nonsense").status_code == 200
