"""Two clerks want the last bed at the same instant: one gets it, the other a sentence, and nothing is booked twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from panah.core.errors import Refused
from panah.shelter.actions import admitting, moving
from panah.shelter.models import Bed, BedUse, Stay, UseKind, ZoneKind
from tests.shelter.making import GIRL, add_zone, arrival, make_house, prepared
from tests.world import Person as Member
from tests.world import World, acting

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def at_once(deeds: list[tuple[Member, Stay, Bed]]) -> list[str]:
    """Hold a bed for each at the same instant, each clerk over a connection of their own; give what each is told."""
    start = threading.Barrier(len(deeds))

    def hold(deed: tuple[Member, Stay, Bed]) -> str:
        by, stay, bed = deed
        try:
            with acting(by) as actor:
                start.wait(timeout=20)
                moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=bed.id)
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "got it"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(hold, deeds))


@pytest.mark.rule("SH-14")
def test_of_two_clerks_one_gets_the_last_bed(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor, beds=1)
        bed = Bed.objects.get(house=house)
        one, other = (prepared(actor, arrival(actor, house)) for _each in range(2))
    for _round in range(ROUNDS):
        told = at_once([(world.sevinc, one, bed), (world.arzu, other, bed)])
        assert told == sorted(["got it", "BedTaken"])
        with acting(world.sevinc) as actor:
            (use,) = BedUse.at(timezone.now()).filter(bed=bed, kind=UseKind.HOLD)
            assert use.stay_id in (one.id, other.id)
            moving.vacate(actor, Stay.gate(actor, use.stay_id), timezone.now())


@pytest.mark.rule("CH-08")
def test_a_child_and_an_adult_do_not_slip_into_one_room_at_the_same_instant(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        first, second = add_zone(actor, house, ZoneKind.FAMILY, beds=2)
        woman, girl = arrival(actor, house), arrival(actor, house, GIRL)
    for _round in range(ROUNDS):
        told = at_once([(world.sevinc, woman, first), (world.arzu, girl, second)])
        assert told == sorted(["got it", "ChildApart"])
        with acting(world.sevinc) as actor:
            for stay in (woman, girl):
                moving.vacate(actor, Stay.gate(actor, stay.id), timezone.now())


@pytest.mark.rule("SH-14")
def test_one_who_clicks_twice_moves_in_once(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor, beds=1)
        stay = prepared(actor, arrival(actor, house))
        moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=Bed.objects.get(house=house).id)
    start, said = threading.Barrier(2), []

    def move_in(by: Member) -> None:
        try:
            with acting(by) as actor:
                start.wait(timeout=20)
                admitting.admit(actor=actor, stay_id=stay.id)
            said.append("moved in")
        except Refused as refusal:
            said.append(type(refusal).__name__)
        finally:
            connection.close()

    clerks = [threading.Thread(target=move_in, args=(by,)) for by in (world.sevinc, world.arzu)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join(30)
    assert sorted(said) == ["NotArriving", "moved in"]
    with acting(world.sevinc):
        assert BedUse.objects.filter(stay=stay, kind=UseKind.STAY).count() == 1
