"""A house that a police unit guards, and guards who were trained; made the way members make them."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from panah.core.ids import new_id
from panah.shelter.actions import admitting, guarding
from panah.shelter.models import Guarding, GuardShift, House, Stay, Training
from tests.shelter.making import make_house, make_person
from tests.world import Person, World, acting

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GUARD, BODY = guarding.AT_THE_DOOR, guarding.ON_THE_WAY


def now() -> datetime:
    """This moment, to the minute."""
    return timezone.now().replace(second=0, microsecond=0)


def house_of(world: World, name: str = "House") -> House:
    """A house of the shelter with three beds."""
    with acting(world.arzu) as actor:
        return make_house(actor, name=name)


def guarded(world: World, house: House) -> Guarding:
    """The same house, entrusted to the police unit by an order."""
    with acting(world.arzu) as actor:
        return guarding.entrust(
            actor=actor, house_id=house.id, guard_unit_id=world.units["guard"], order_number="12-S", post="Post 7"
        )


def trained(world: World, person: Person, topic: str = GUARD, *, days: int = 365, **changes: Any) -> Training:
    """A colleague enters that somebody was trained a month ago and until when it counts."""
    colleague = world.kerim if person is world.vusal else world.vusal
    today = timezone.localdate()
    said = {"trained_on": today - timedelta(days=30), "valid_until": today + timedelta(days=days)} | changes
    with acting(colleague) as actor:
        return guarding.record_training(actor=actor, member_id=person.member_id, topic=topic, **said)


def shift(world: World, place: Guarding, person: Person, start: datetime | None = None, hours: int = 12) -> GuardShift:
    """Somebody stands at the door, from an hour ago on unless it is said."""
    begins = start or now() - HOUR
    with acting(world.vusal) as actor:
        return guarding.add_shift(
            actor=actor,
            guarding_id=place.id,
            member_id=person.member_id,
            start=begins,
            end=begins + hours * HOUR,
        )


def arriving(world: World, house: House) -> Stay:
    """Somebody who is being admitted to a house."""
    with acting(world.sevinc) as actor:
        person = make_person(actor, new_id())
        return admitting.open_stay(actor=actor, person_id=person.id, house_id=house.id)
