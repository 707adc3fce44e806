"""Residents for tests: moved in by Sevinc or somebody else of a shelter, step by step as everybody is."""

import datetime as dt

from django.utils import timezone

from panah.core.actor import Actor
from panah.people.actions.registering import Facts
from panah.shelter.actions import admitting, guarding, moving, specialists
from panah.shelter.actions.admitting import Weighed
from panah.shelter.actions.stays import Said
from panah.shelter.models import Bed, CareAssignment, House, Stay, ZoneKind
from tests.people.making import ADULT, CHILD, registered
from tests.shelter.making import add_zone, make_house
from tests.world import Person as Member
from tests.world import World, acting

HOUSE = "House of every day"
YES = Said(language="az", given_how="oral")
WITH_GUARDIAN = Said(language="az", given_how="oral", given_by="both")


def house_of(by: Member) -> House:
    """A house of the member's unit with beds for women and girls; made when it is first asked for."""
    with acting(by) as actor:
        found = House.visible(actor).filter(name=HOUSE).first()
        if found is None:
            found = make_house(actor, beds=6, name=HOUSE)
            add_zone(actor, found, ZoneKind.GIRLS, beds=6)
        return found


def moved_in(by: Member, facts: Facts = ADULT, *, names: tuple[str, ...] = (), needs: tuple[str, ...] = ()) -> Stay:
    """Somebody who lives in the house of the member's unit."""
    house, person = house_of(by), registered(by, facts, names=names, phone="")
    with acting(by) as actor:
        stay = admitting.open_stay(actor=actor, person_id=person.id, house_id=house.id)
        admitting.agree(actor=actor, stay_id=stay.id, said=WITH_GUARDIAN if stay.is_child else YES)
        if stay.is_child:
            weighed = Weighed(opinion="agrees", words="Nowhere else is she safe")
            admitting.weigh(actor=actor, stay_id=stay.id, weighed=weighed)
        admitting.answer_dangers(actor=actor, stay_id=stay.id)
        _the_rest(actor, stay, needs)
        return admitting.admit(actor=actor, stay_id=stay.id)


def _the_rest(actor: Actor, stay: Stay, needs: tuple[str, ...]) -> None:
    admitting.give_rules(actor=actor, stay_id=stay.id, language="az")
    admitting.take_belongings(actor=actor, stay_id=stay.id, things=[])
    admitting.note_needs(actor=actor, stay_id=stay.id, needs=needs)
    zone = ZoneKind.GIRLS if stay.is_child else ZoneKind.WOMEN
    taken = Bed.objects.filter(uses__stay__isnull=False).values("id")
    bed = Bed.objects.filter(house=stay.house, room__zone__kind=zone).exclude(id__in=taken).first()
    assert bed
    moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=bed.id)


def girl_moved_in(by: Member, *, names: tuple[str, ...] = ()) -> Stay:
    """A girl who lives there."""
    return moved_in(by, CHILD, names=names)


def trained(world: World, topic: str = "victim_care") -> None:
    """Diana has a training that counts."""
    today = timezone.localdate()
    with acting(world.arzu) as actor:
        guarding.record_training(
            actor=actor,
            member_id=world.diana.member_id,
            topic=topic,
            trained_on=today - dt.timedelta(days=30),
            valid_until=today + dt.timedelta(days=300),
        )


def assigned(world: World, stay: Stay) -> CareAssignment:
    """Diana works with a resident."""
    with acting(world.arzu) as actor:
        return specialists.assign(actor=actor, stay_id=stay.id, member_id=world.diana.member_id)
