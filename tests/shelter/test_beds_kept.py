"""Blocking, cleaning and freeing a bed."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from panah.shelter.actions import beds, moving
from panah.shelter.actions.places import BedIsUsed, Unfitting
from panah.shelter.board import BedState, bed_now
from panah.shelter.models import Bed, BedUse
from tests.shelter.making import arrival, make_house
from tests.world import World, acting


def test_a_blocked_bed_is_free_again_when_its_time_is_over_or_somebody_opens_it(world: World) -> None:
    with acting(world.sevinc) as actor:
        bed, other, _third = Bed.objects.filter(house=make_house(actor)).select_related("room")
        beds.block(actor=actor, bed_id=bed.id, reason="repair")
        until = timezone.now() + timedelta(hours=3)
        beds.block(actor=actor, bed_id=other.id, reason="hygiene", until=until)
        assert bed_now(actor, bed).state == BedState.BLOCKED
        assert not BedUse.at(until).filter(bed=other).exists()
        with pytest.raises(BedIsUsed):
            beds.begin_cleaning(actor=actor, bed_id=other.id)
        beds.unblock(actor=actor, bed_id=bed.id)
        assert bed_now(actor, bed).state == BedState.FREE
        with pytest.raises(beds.NotBlocked):
            beds.unblock(actor=actor, bed_id=bed.id)


def test_a_bed_that_is_cleaned_is_free_when_somebody_says_so(world: World) -> None:
    with acting(world.sevinc) as actor:
        bed = Bed.objects.filter(house=make_house(actor)).select_related("room")[0]
        beds.begin_cleaning(actor=actor, bed_id=bed.id)
        assert bed_now(actor, bed).state == BedState.CLEANING
        beds.cleaned(actor=actor, bed_id=bed.id)
        assert bed_now(actor, bed).state == BedState.FREE
        with pytest.raises(beds.NotBeingCleaned):
            beds.cleaned(actor=actor, bed_id=bed.id)


@pytest.mark.parametrize(("reason", "hours"), [("because", 1), ("repair", -1)])
def test_a_block_has_a_reason_of_the_list_and_an_end_ahead(world: World, reason: str, hours: int) -> None:
    with acting(world.sevinc) as actor:
        bed = Bed.objects.filter(house=make_house(actor))[0]
        with pytest.raises(Unfitting):
            beds.block(actor=actor, bed_id=bed.id, reason=reason, until=timezone.now() + timedelta(hours=hours))


@pytest.mark.rule("SH-14")
@pytest.mark.django_db(transaction=True)
def test_many_who_change_beds_in_one_room_never_wait_for_one_another(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor, beds=5)
        free = list(Bed.objects.filter(house=house).values_list("id", flat=True))
        stays = [arrival(actor, house).id for _each in range(4)]
    start, said = threading.Barrier(len(stays)), []

    def change(place: int) -> None:
        start.wait(timeout=30)
        try:
            for turn in range(12):
                with suppress(moving.BedTaken), acting(world.sevinc) as actor:
                    bed_id = free[(place + 2 * turn) % len(free)]
                    moving.hold_bed(actor=actor, stay_id=stays[place], bed_id=bed_id)
            said.append("done")
        finally:
            connection.close()

    clerks = [threading.Thread(target=change, args=(place,)) for place in range(len(stays))]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join(60)
    assert said == ["done"] * len(stays)
    with acting(world.sevinc):
        holding = BedUse.at(timezone.now()).filter(bed__house=house)
        assert holding.count() == len(set(holding.values_list("bed_id", flat=True))) == len(stays)
