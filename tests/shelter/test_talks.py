"""Rooms for talks in confidence: kept once at a time, by whoever is first, with nobody named."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from panah.core.errors import NotHere
from panah.shelter.actions import talks
from panah.shelter.models import House, Room, RoomBooking, RoomKind, Zone
from tests.shelter.making import make_house
from tests.world import Person, World, acting, signed_in

HOUR = timedelta(hours=1)


@pytest.fixture
def room(world: World) -> Room:
    """A room for talks in a house of the shelter."""
    with acting(world.arzu) as actor:
        house = make_house(actor)
        zone = Zone.objects.get(house=house)
        return Room.objects.create(unit_id=actor.unit, zone=zone, kind=RoomKind.TALKS, name="Talks")


def start_at() -> datetime:
    return timezone.now().replace(microsecond=0) + HOUR


def kept(by: Person, room: Room, start: datetime, *, hours: float = 1) -> RoomBooking:
    with acting(by) as actor:
        return talks.book(actor=actor, room_id=room.id, purpose="psychologist", start=start, end=start + hours * HOUR)


@pytest.mark.rule("SH-08")
def test_nobody_walks_in_on_a_talk(world: World, room: Room) -> None:
    start = start_at()
    first = kept(world.sevinc, room, start)
    for other in (start, start + HOUR / 2, start - HOUR / 2):
        with pytest.raises(talks.RoomIsTaken):
            kept(world.arzu, room, other)
    kept(world.arzu, room, start + HOUR)
    with acting(world.sevinc) as actor:
        talks.cancel(actor=actor, booking_id=first.id)
        with pytest.raises(talks.CancelledAlready):
            talks.cancel(actor=actor, booking_id=first.id)
    again = kept(world.arzu, room, start)
    with acting(world.sevinc) as actor, pytest.raises(talks.NotYours):
        talks.cancel(actor=actor, booking_id=again.id)
    assert not {"person", "person_id", "stay", "stay_id", "words"} & {each.name for each in RoomBooking._meta.fields}


@pytest.mark.rule("SH-08")
@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_instant_one_has_the_room(world: World, room: Room) -> None:
    ready, said, start = threading.Barrier(2), [], start_at()

    def ask(person: Person) -> None:
        try:
            ready.wait(timeout=20)
            kept(person, room, start)
            said.append("kept")
        except talks.RoomIsTaken as refusal:
            said.append(type(refusal).__name__)
        finally:
            connection.close()

    both = [threading.Thread(target=ask, args=(person,)) for person in (world.sevinc, world.arzu)]
    for each in both:
        each.start()
    for each in both:
        each.join(30)
    assert sorted(said) == ["RoomIsTaken", "kept"]


def test_a_talk_is_short_soon_and_in_a_room_for_it(world: World, room: Room) -> None:
    start = start_at()
    for begins, hours in ((start, 5.0), (start, 0.0), (start - 3 * HOUR, 1.0), (start + 61 * 24 * HOUR, 1.0)):
        with pytest.raises(talks.ImpossibleTime):
            kept(world.sevinc, room, begins, hours=hours)
    with acting(world.sevinc):
        bedroom = Room.objects.get(zone=room.zone_id, kind=RoomKind.BEDROOM)
    with pytest.raises(talks.NotForTalks):
        kept(world.sevinc, bedroom, start)


def test_rooms_of_another_unit_are_not_there(world: World, room: Room) -> None:
    booking = kept(world.sevinc, room, start_at())
    client = signed_in(world.tural)
    assert client.get(f"/shelter/houses/{room.zone.house_id}/talks/").status_code == 403
    with acting(world.tural) as actor, pytest.raises(NotHere):
        RoomBooking.gate(actor, booking.id)


@pytest.mark.rule("SH-08")
def test_the_page_keeps_a_room_and_gives_it_up(world: World, room: Room) -> None:
    client, where = signed_in(world.sevinc), f"/shelter/houses/{room.zone.house_id}/talks/"
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = {"room_id": room.id, "purpose": "lawyer", "day": tomorrow.isoformat(), "start": "10:00", "minutes": "60"}
    assert client.post(where, form).status_code == 302
    taken = client.post(where, form)
    assert taken.status_code == 409
    assert "The room is taken at that time." in taken.content.decode()
    assert client.post(where, form | {"start": "x"}).status_code == 422
    with acting(world.sevinc):
        house = House.objects.get(id=room.zone.house_id)
        (booking,) = RoomBooking.between(house, timezone.now(), timezone.now() + timedelta(days=3))
    assert "Lawyer" in client.get(where).content.decode()
    assert client.post(f"/shelter/talks/{booking.id}/cancel/").status_code == 302
    assert "Lawyer</" not in client.get(where).content.decode().partition("talk-week")[2].partition("Keep a room")[0]
