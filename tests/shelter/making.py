"""A house with beds, and people who need one; made the way members make them."""

from uuid import UUID

from django.utils import timezone

from panah.core.actor import Actor
from panah.people.actions.registering import Facts, register
from panah.people.models import AgeBasis, Person
from panah.shelter.models import Bed, BedUse, House, HouseKind, Room, UseKind, Zone, ZoneKind

WOMAN = Facts(sex="female", age_band="18_24", age_basis=AgeBasis.DOCUMENT, language="az")
GIRL = Facts(sex="female", age_band="9_17", age_basis=AgeBasis.DOCUMENT, language="az")


def make_house(actor: Actor, *, beds: int = 3, name: str = "House", zone: ZoneKind = ZoneKind.WOMEN) -> House:
    """A house of the actor's unit with one zone, one room and some beds."""
    house = House.objects.create(unit_id=actor.unit, kind=HouseKind.SHELTER, name=name, capacity=50)
    add_zone(actor, house, zone, beds=beds)
    return house


def add_zone(actor: Actor, house: House, kind: ZoneKind, *, beds: int) -> list[Bed]:
    """One more zone with a room of some beds."""
    zone = Zone.objects.create(unit_id=actor.unit, house=house, kind=kind, name=kind.label)
    room = Room.objects.create(unit_id=actor.unit, zone=zone, name="1")
    return Bed.objects.bulk_create(
        Bed(unit_id=actor.unit, house=house, room=room, name=str(number)) for number in range(1, beds + 1)
    )


def make_person(actor: Actor, matter: UUID, facts: Facts = WOMAN) -> Person:
    """A person the actor's unit registers itself."""
    return register(actor=actor, matter=matter, facts=facts)


def block(actor: Actor, bed: Bed) -> BedUse:
    """Nobody can sleep in this bed from now on."""
    return BedUse.objects.create(
        unit_id=actor.unit, bed=bed, kind=UseKind.BLOCK, reason="repair", from_at=timezone.now(), by_id=actor.member
    )
