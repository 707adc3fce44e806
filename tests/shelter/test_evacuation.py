"""Leaving in a hurry: who is in the house by zone, room and bed, who needs help, and who is out."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from panah.core import functions
from panah.core.errors import Forbidden
from panah.shelter.actions import door
from panah.shelter.evacuation import Roll, roll_of
from panah.shelter.models import Absence, Bed, DoorCard, House, Stay, ZoneKind
from tests.shelter.guarded import HOUR, guarded, now, shift, trained
from tests.shelter.making import add_zone, arrival, make_house, moved_in
from tests.world import World, acting, signed_in


def lived_in(world: World, people: int = 3) -> tuple[House, list[Stay]]:
    """A house with two zones in which some live; one of them needs a wheelchair and one is out."""
    with acting(world.sevinc) as actor:
        house = make_house(actor, beds=people, name=f"House of {people}")
        add_zone(actor, house, ZoneKind.FAMILY, beds=2)
        beds = Bed.objects.filter(house=house, room__zone__kind=ZoneKind.WOMEN).order_by("name")
        stays = [moved_in(actor, house, bed) for bed in beds[:people]]
        door.rename(actor=actor, stay_id=stays[0].id, name="", help_needed="wheelchair")
        out = Absence(
            folder_id=stays[-1].folder_id,
            stay=stays[-1],
            unit_id=house.unit_id,
            out_at=timezone.now() - timedelta(hours=1),
            expected_at=timezone.now() + timedelta(hours=3),
            by_id=actor.member,
        )
        out.save(force_insert=True)
    return house, stays


def at(moment: datetime) -> str:
    """A moment as a form sends it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def roll(world: World, house: House) -> Roll:
    with acting(world.sevinc) as actor:
        return roll_of(actor, house)


@pytest.mark.rule("SH-10")
def test_who_is_inside_stands_by_zone_and_bed_and_who_is_out_is_not_looked_for(world: World) -> None:
    house, stays = lived_in(world)
    seen = roll(world, house)
    assert [zone.name for zone in seen.zones] == ["Women"]
    assert [person.name for person in seen.zones[0].people] == [stay.pseudonym for stay in stays[:-1]]
    assert [(person.name, person.is_out) for person in seen.out] == [(stays[-1].pseudonym, True)]
    assert (seen.inside, seen.need_help, seen.children) == (2, 1, 0)
    assert [person.help for person in seen.zones[0].people] == ["wheelchair", ""]


def test_the_number_of_questions_does_not_grow_with_the_house(world: World) -> None:
    asked = {}
    for people in (3, 6):
        house, _stays = lived_in(world, people)
        with acting(world.sevinc) as actor, CaptureQueriesContext(connection) as queries:
            roll_of(actor, house)
        asked[people] = len(queries)
    assert asked[3] == asked[6] <= 6


def test_page_and_paper_are_one_click_away_and_say_the_same(world: World) -> None:
    house, stays = lived_in(world)
    page = signed_in(world.sevinc).get(reverse("shelter:evacuation"))
    words = page.content.decode()
    for stay in stays:
        assert stay.pseudonym in words
    assert "Wheelchair" in words
    paper = signed_in(world.sevinc).get(reverse("shelter:evacuation_paper") + f"?house={house.id}")
    assert paper.content.startswith(b"%PDF")
    assert house.name not in paper["Content-Disposition"]


def test_a_visitor_who_came_in_stands_on_the_list_until_they_go_out(world: World) -> None:
    house, _stays = lived_in(world)
    place = guarded(world, house)
    trained(world, world.kerim)
    shift(world, place, world.kerim)
    client = signed_in(world.sevinc)
    said = {"house": str(house.id), "name": "Doctor Rena", "start": at(now() - HOUR), "end": at(now() + HOUR)}
    assert client.post(reverse("shelter:door_expect"), said | {"end": said["start"]}).status_code == 422
    assert client.post(reverse("shelter:door_expect"), said).status_code == 302
    assert roll(world, house).visitors == []
    with acting(world.kerim) as actor:
        (card,) = [each for each in DoorCard.of_day(place, now() - HOUR, now()) if each.kind == "visitor"]
    guard = signed_in(world.kerim)
    assert "Has come in" in guard.get(reverse("shelter:door")).content.decode()
    assert guard.post(reverse("shelter:door_passed", args=(card.id, "in"))).status_code == 302
    assert guard.post(reverse("shelter:door_passed", args=(card.id, "in"))).status_code == 409
    assert guard.post(reverse("shelter:door_passed", args=(card.id, "up"))).status_code == 404
    seen = roll(world, house)
    assert ([visitor.name for visitor in seen.visitors], seen.inside) == (["Doctor Rena"], 3)
    page = client.get(reverse("shelter:evacuation")).content.decode()
    assert "Doctor Rena" in page
    assert b"%PDF" in client.get(reverse("shelter:evacuation_paper")).content[:8]
    # Their time is over and others are expected: whoever has not gone out stays on the list.
    with acting(world.sevinc) as actor, time_machine.travel(timezone.now() + timedelta(days=2), tick=True):
        door.expect(actor=actor, house=house, name="Next", start=now(), end=now() + HOUR)
        assert [each.name for each in roll_of(actor, house).visitors] == ["Doctor Rena"]
    assert client.post(reverse("shelter:door_passed", args=(card.id, "out"))).status_code == 302
    assert roll(world, house).visitors == []


@pytest.mark.rule("SH-12")
def test_only_who_stands_at_the_door_or_works_there_says_that_a_visitor_came_in(world: World) -> None:
    house, _stays = lived_in(world)
    guarded(world, house)
    with acting(world.sevinc) as actor:
        card = door.expect(actor=actor, house=house, name="Doctor Rena", start=now() - HOUR, end=now() + HOUR)
    # Off duty, a partner, a body guard, another unit: neither by the page nor by asking the database itself.
    for person in (world.vusal, world.diana, world.elnur, world.tural):
        address = reverse("shelter:door_passed", args=(card.id, "in"))
        assert signed_in(person).post(address).status_code in (403, 404)
        with acting(person):
            assert functions.value("panah_visitor_passed", card.id, True) is False
    assert roll(world, house).visitors == []


def test_the_guards_and_partners_do_not_get_the_list(world: World) -> None:
    house, _stays = lived_in(world)
    for person in (world.vusal, world.diana):
        assert signed_in(person).get(reverse("shelter:evacuation")).status_code == 403
        with acting(person) as actor, pytest.raises(Forbidden):
            roll_of(actor, house)


def test_whoever_is_being_admitted_tonight_is_looked_for_too(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        waits = arrival(actor, house)
    assert [each.name for each in roll(world, house).coming] == [waits.pseudonym]
    page = signed_in(world.sevinc)
    assert waits.pseudonym in page.get(reverse("shelter:evacuation")).content.decode()
    assert page.get(reverse("shelter:evacuation_paper")).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert roll(world, house).coming == []
