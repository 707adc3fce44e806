"""A house with beds, and people who need one; made the way members make them."""

from uuid import UUID

from django.utils import timezone

from panah.core.actor import Actor
from panah.people.actions.registering import Facts, register
from panah.people.models import AgeBasis, Person
from panah.shelter.actions import admitting, moving
from panah.shelter.actions.admitting import Weighed
from panah.shelter.actions.stays import Said
from panah.shelter.models import Bed, BedUse, Category, House, HouseKind, Room, Stay, UseKind, Zone, ZoneKind

WOMAN = Facts(sex="female", age_band="24_26", age_basis=AgeBasis.DOCUMENT, language="az")
GIRL = Facts(sex="female", age_band="9_13", age_basis=AgeBasis.DOCUMENT, language="az")


def make_house(actor: Actor, *, beds: int = 3, name: str = "House", zone: ZoneKind = ZoneKind.WOMEN) -> House:
    """A house of the actor's unit with one zone, one room and some beds."""
    house = House.objects.create(unit_id=actor.unit, kind=HouseKind.SHELTER, name=name, capacity=50)
    add_zone(actor, house, zone, beds=beds)
    return house


def add_zone(actor: Actor, house: House, kind: ZoneKind, *, beds: int) -> list[Bed]:
    """One more zone with a room of some beds."""
    zone = Zone.objects.create(unit_id=actor.unit, house=house, kind=kind, name=str(kind.label))
    room = Room.objects.create(unit_id=actor.unit, zone=zone, name="1")
    return Bed.objects.bulk_create(
        Bed(unit_id=actor.unit, house=house, room=room, name=str(number)) for number in range(1, beds + 1)
    )


def make_person(actor: Actor, matter: UUID, facts: Facts = WOMAN) -> Person:
    """A person the actor's unit registers itself."""
    return register(actor=actor, matter=matter, facts=facts)


SAYS = Said(language="az", given_how="oral")
FOR_HER = Said(language="az", given_how="oral", given_by="guardian")
WEIGHED = Weighed(opinion="agrees", words="She is safe here.")


def prepared(actor: Actor, stay: Stay, weighed: Weighed = WEIGHED) -> Stay:
    """Every step of an admission but the bed and moving in."""
    admitting.agree(actor=actor, stay_id=stay.id, said=FOR_HER if stay.is_child else SAYS)
    if stay.is_child:
        admitting.weigh(actor=actor, stay_id=stay.id, weighed=weighed)
    admitting.answer_dangers(actor=actor, stay_id=stay.id, reason="They know it and want it so.")
    admitting.give_rules(actor=actor, stay_id=stay.id, language="az")
    admitting.take_belongings(actor=actor, stay_id=stay.id, things=["A ring"])
    return admitting.note_needs(actor=actor, stay_id=stay.id, needs=[])


def arrival(actor: Actor, house: House, facts: Facts = WOMAN, *, with_stay: Stay | None = None) -> Stay:
    """Somebody who has just come: registered by the house, nothing else done yet."""
    person = register(actor=actor, facts=facts)
    company = with_stay.id if with_stay else None
    return admitting.open_stay(actor=actor, person_id=person.id, house_id=house.id, with_stay=company)


def moved_in(
    actor: Actor, house: House, bed: Bed, facts: Facts = WOMAN, *, category: Category = Category.VICTIM
) -> Stay:
    """Somebody who lives in a house, in this bed."""
    person = register(actor=actor, facts=facts)
    stay = admitting.open_stay(actor=actor, person_id=person.id, house_id=house.id, category=category)
    prepared(actor, stay)
    moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=bed.id)
    return admitting.admit(actor=actor, stay_id=stay.id)


def block(actor: Actor, bed: Bed) -> BedUse:
    """Nobody can sleep in this bed from now on."""
    return BedUse.objects.create(
        unit_id=actor.unit, bed=bed, kind=UseKind.BLOCK, reason="repair", from_at=timezone.now(), by_id=actor.member
    )
