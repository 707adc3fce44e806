"""Opening a house and setting it up: what fits, what is refused, and what never gets past the database."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from panah.core.errors import Forbidden, NotHere
from panah.shelter.actions import admitting, beds, places
from panah.shelter.actions.places import NewHouse
from panah.shelter.models import Bed, BedUse, House, HouseKind, Room, RoomKind, Stay, UseKind, Zone, ZoneKind
from panah.shelter.places import coordinators_of
from tests.shelter.making import arrival, make_house
from tests.world import World, acting, signed_in


def opened(world: World, *, capacity: int = 4) -> House:
    """A house with one zone for women and an empty bedroom."""
    with acting(world.arzu) as actor:
        house = places.open_house(actor=actor, said=NewHouse(name="North house", capacity=capacity))
        zone = places.add_zone(actor=actor, house_id=house.id, kind=ZoneKind.WOMEN, name="")
        places.add_room(actor=actor, zone_id=zone.id, kind=RoomKind.BEDROOM, name="1")
    return house


def bedroom(house: House) -> Room:
    return Room.objects.get(zone__house=house, kind=RoomKind.BEDROOM)


def test_a_house_is_set_up_with_zones_rooms_and_beds(world: World) -> None:
    house = opened(world)
    with acting(world.arzu) as actor:
        made = places.add_beds(actor=actor, room_id=bedroom(house).id, count=3, features=["quiet", "lower_bunk"])
        assert [bed.name for bed in made] == ["1", "2", "3"]
        assert made[0].features == ["lower_bunk", "quiet"]
        assert Bed.there(House.gate(actor, house.id)).count() == 3
    assert house.kind == HouseKind.SHELTER
    with acting(world.sevinc) as actor, pytest.raises(Forbidden):
        places.add_beds(actor=actor, room_id=bedroom(house).id, count=1)


@pytest.mark.rule("SH-14")
def test_a_house_never_has_more_beds_than_it_was_opened_for(world: World) -> None:
    house = opened(world, capacity=2)
    with acting(world.arzu) as actor:
        room = bedroom(house)
        with pytest.raises(places.HouseIsFull):
            places.add_beds(actor=actor, room_id=room.id, count=3)
        places.add_beds(actor=actor, room_id=room.id, count=2)
        with pytest.raises(places.HouseIsFull):
            places.set_capacity(actor=actor, house_id=house.id, capacity=1)
        with pytest.raises(IntegrityError, match="more beds"), transaction.atomic():
            Bed.objects.create(unit_id=actor.unit, house=house, room=room, name="9")
        gone = places.retire_bed(actor=actor, bed_id=Bed.there(house)[0].id)
        places.add_beds(actor=actor, room_id=room.id, count=1)
        with pytest.raises(IntegrityError, match="more beds"), transaction.atomic():
            Bed.objects.filter(id=gone.id).update(retired_at=None)
        with pytest.raises(places.BedIsGone):
            places.retire_bed(actor=actor, bed_id=gone.id)


@pytest.mark.rule("SH-14")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_last_bed_at_the_same_instant_one_is_refused(world: World) -> None:
    house = opened(world, capacity=5)
    with acting(world.arzu) as actor:
        places.add_beds(actor=actor, room_id=bedroom(house).id, count=3)
    start, said = threading.Barrier(2), []

    def add() -> None:
        try:
            with acting(world.arzu) as actor:
                room = bedroom(house)
                start.wait(timeout=20)
                places.add_beds(actor=actor, room_id=room.id, count=2)
            said.append("added")
        except (places.HouseIsFull, places.NameTaken) as refusal:
            said.append(type(refusal).__name__)
        finally:
            connection.close()

    both = [threading.Thread(target=add) for _each in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(30)
    assert sorted(said)[-1] == "added"
    assert len(said) == 2
    assert said.count("added") == 1
    with acting(world.arzu):
        assert Bed.there(house).count() == 5


def test_a_bed_that_is_used_is_not_taken_away_and_one_that_is_gone_is_not_used(world: World) -> None:
    house = opened(world)
    with acting(world.arzu) as actor:
        first, second = places.add_beds(actor=actor, room_id=bedroom(house).id, count=2)
        beds.block(actor=actor, bed_id=first.id, reason="repair")
        with pytest.raises(places.BedIsUsed):
            places.retire_bed(actor=actor, bed_id=first.id)
        places.retire_bed(actor=actor, bed_id=second.id)
        with pytest.raises(places.BedIsGone):
            beds.block(actor=actor, bed_id=second.id, reason="repair")


@pytest.mark.rule("SH-14")
@pytest.mark.parametrize(
    ("kind", "sex", "is_child", "takes"),
    [
        (ZoneKind.WOMEN, "female", False, True),
        (ZoneKind.WOMEN, "female", True, False),
        (ZoneKind.MEN, "female", False, False),
        (ZoneKind.GIRLS, "female", True, True),
        (ZoneKind.BOYS, "female", True, False),
        (ZoneKind.CHILDREN, "male", True, True),
        (ZoneKind.CHILDREN, "male", False, False),
        (ZoneKind.FAMILY, "male", False, True),
    ],
)
def test_zones_follow_sex_and_age(kind: ZoneKind, sex: str, is_child: bool, takes: bool) -> None:
    assert Zone(kind=kind).takes(sex=sex, is_child=is_child) is takes


def test_places_of_another_unit_are_not_there(world: World) -> None:
    house = opened(world)
    room = bedroom(house)
    with acting(world.tural) as actor:
        with pytest.raises(NotHere):
            places.add_beds(actor=actor, room_id=room.id, count=1)
        # Not even past the actions: neither does the database take it, nor say whether such a house is there.
        with pytest.raises(IntegrityError, match="not a place of this unit"), transaction.atomic():
            Zone.objects.create(unit_id=actor.unit, house_id=house.id, kind=ZoneKind.MEN, name="x")
        with pytest.raises(IntegrityError, match="no such bed"), transaction.atomic():
            BedUse.objects.create(
                unit_id=actor.unit,
                bed_id=make_house(actor).id,
                kind=UseKind.BLOCK,
                from_at=timezone.now(),
                by_id=actor.member,
            )


def test_only_shelters_and_centres_open_houses(world: World) -> None:
    with acting(world.tural) as actor:
        centre = places.open_house(actor=actor, said=NewHouse(name="Baku centre", capacity=1, region="baku"))
        assert (centre.kind, centre.region) == (HouseKind.CENTRE, "baku")
    with acting(world.nigar) as actor, pytest.raises(Forbidden):
        places.open_house(actor=actor, said=NewHouse(name="A house", capacity=1))


@pytest.mark.rule("CON-13")
@pytest.mark.parametrize("name", ["Bakı 2", "The house in Ganja", "Дом в Баку", "ŞƏKİ"])
def test_the_name_of_a_shelter_does_not_tell_where_it_stands(world: World, name: str) -> None:
    with acting(world.arzu) as actor:
        with pytest.raises(places.TellsWhere):
            places.open_house(actor=actor, said=NewHouse(name=name, capacity=3))
        house = places.open_house(actor=actor, said=NewHouse(name="House 2", capacity=3, region="baku"))
        assert house.region == "unknown"
        with pytest.raises(IntegrityError, match="house_of_shelter_without_region"), transaction.atomic():
            House.objects.filter(id=house.id).update(region="baku")


@pytest.mark.rule("SH-18")
def test_a_shelter_has_a_coordinator_who_alone_changes_it(world: World) -> None:
    house = opened(world)
    with acting(world.arzu):
        assert coordinators_of(house) == ["Arzu"]
    with acting(world.sevinc) as actor:
        for step in (
            lambda: places.set_capacity(actor=actor, house_id=house.id, capacity=9),
            lambda: places.add_zone(actor=actor, house_id=house.id, kind=ZoneKind.MEN, name=""),
            lambda: places.open_house(actor=actor, said=NewHouse(name="Another", capacity=1)),
        ):
            with pytest.raises(Forbidden):
                step()


def test_a_house_is_closed_when_nobody_lives_in_it_and_nobody_comes_to_it_then(world: World) -> None:
    with acting(world.arzu) as actor:
        house = make_house(actor, beds=1)
        coming = arrival(actor, house)
        with pytest.raises(places.HouseIsUsed):
            places.close_house(actor=actor, house_id=house.id)
        admitting.turn_away(actor=actor, stay_id=coming.id, reason="other_house")
        assert places.close_house(actor=actor, house_id=house.id).closed_on is not None
        with pytest.raises(places.HouseIsClosed):
            places.close_house(actor=actor, house_id=house.id)
        with pytest.raises(admitting.NoHouseToLiveIn):
            arrival(actor, house)
        with pytest.raises(IntegrityError, match="the house is closed"), transaction.atomic():
            Stay.objects.filter(id=coming.id).first().save(force_insert=True)  # type: ignore[union-attr]
    assert "closed on" in signed_in(world.arzu).get(f"/shelter/houses/{house.id}/").content.decode()
