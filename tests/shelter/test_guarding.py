"""Who stands at the door: police by an order, trained for it, on a rota that knows nothing of residents."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey
from django.utils import timezone

from panah.core.errors import Forbidden, NotHere
from panah.shelter.actions import door, guarding
from panah.shelter.models import DoorCard, Escort, EscortState, Guarding, GuardShift, Training
from panah.vault.models import Grant
from tests.shelter.guarded import BODY, DAY, GUARD, HOUR, arriving, guarded, house_of, now, shift, trained
from tests.world import World, acting


@pytest.mark.rule("SH-12")
def test_a_house_is_entrusted_by_an_order_and_its_guards_open_that_folder_alone(world: World) -> None:
    place = guarded(world, house_of(world))
    with acting(world.vusal) as actor:
        (seen,) = Guarding.visible(actor)
        assert (seen.id, seen.post) == (place.id, "Post 7")
        assert set(Grant.objects.values_list("folder_id", flat=True)) >= {place.folder_id}
        assert not actor.may("shelter:stay:view")
    with acting(world.arzu) as actor:
        guarding.relieve(actor=actor, house_id=place.house_id)
    with acting(world.vusal) as actor:
        assert list(Guarding.visible(actor)) == []


def test_only_who_leads_the_house_entrusts_it_and_only_to_police(world: World) -> None:
    house = house_of(world)
    said: dict[str, Any] = {"house_id": house.id, "order_number": "1", "post": "P"}
    with acting(world.sevinc) as actor, pytest.raises(Forbidden):
        guarding.entrust(actor=actor, guard_unit_id=world.units["guard"], **said)
    with acting(world.arzu) as actor, pytest.raises(guarding.NotGuards):
        guarding.entrust(actor=actor, guard_unit_id=world.units["ngo"], **said)
    with acting(world.arzu) as actor, pytest.raises(guarding.NotGuards):
        guarding.entrust(actor=actor, guard_unit_id=world.units["guard"], **(said | {"order_number": " "}))
    with acting(world.tural) as actor, pytest.raises(Forbidden):
        guarding.entrust(actor=actor, guard_unit_id=world.units["guard"], **said)


@pytest.mark.rule("POL-06")
def test_without_a_training_there_is_no_shift(world: World) -> None:
    place = guarded(world, house_of(world))
    with acting(world.vusal) as actor, pytest.raises(guarding.Untrained) as refusal:
        guarding.add_shift(
            actor=actor, guarding_id=place.id, member_id=world.kerim.member_id, start=now(), end=now() + 8 * HOUR
        )
    assert refusal.value.rule == "POL-06"
    trained(world, world.kerim)
    assert shift(world, place, world.kerim).member_id == world.kerim.member_id


@pytest.mark.rule("POL-06")
@pytest.mark.parametrize(
    "changes",
    [
        {"topic": "first_aid"},
        {"valid_until": timezone.localdate() - timedelta(days=2)},
        {"days": 2},
    ],
    ids=["another training", "one that has ended", "one that ends before the shift"],
)
def test_a_training_that_does_not_count_is_none(world: World, changes: dict[str, object]) -> None:
    place = guarded(world, house_of(world))
    trained(world, world.kerim, **changes)  # type: ignore[arg-type]
    with pytest.raises(guarding.Untrained):
        shift(world, place, world.kerim, now() + 4 * DAY)


@pytest.mark.rule("POL-06")
def test_the_database_asks_for_the_training_too(world: World) -> None:
    place = guarded(world, house_of(world))
    row = GuardShift(
        folder_id=place.folder_id,
        guarding=place,
        member_id=world.kerim.member_id,
        starts_at=now(),
        ends_at=now() + HOUR,
        made_at=now(),
        made_by_id=world.vusal.member_id,
    )
    with acting(world.vusal), pytest.raises(IntegrityError, match="without a training"), transaction.atomic():
        row.save(force_insert=True)
    trained(world, world.kerim)
    with acting(world.vusal):
        row.save(force_insert=True)
        assert GuardShift.objects.filter(id=row.id).exists()


@pytest.mark.rule("POL-06")
def test_nobody_vouches_for_themselves(world: World) -> None:
    today = timezone.localdate()
    said = {"topic": "safe_house_guard", "trained_on": today, "valid_until": today + DAY}
    with acting(world.vusal) as actor, pytest.raises(guarding.OwnTraining):
        guarding.record_training(actor=actor, member_id=actor.member, **said)  # type: ignore[arg-type]
    row = trained(world, world.vusal)
    with acting(world.vusal) as actor, pytest.raises(guarding.OwnTraining):
        guarding.withdraw_training(actor=actor, training_id=row.id)
    with acting(world.kerim) as actor:
        guarding.withdraw_training(actor=actor, training_id=row.id)
        assert not Training.of_unit(actor)


def test_a_guard_of_another_unit_stands_on_no_rota_of_this_house(world: World) -> None:
    place = guarded(world, house_of(world))
    with acting(world.vusal) as actor, pytest.raises(guarding.NotOfThisPost):
        guarding.add_shift(
            actor=actor, guarding_id=place.id, member_id=world.sevinc.member_id, start=now(), end=now() + HOUR
        )
    with acting(world.arzu) as actor, pytest.raises(guarding.NotOfThisPost):
        guarding.add_shift(
            actor=actor, guarding_id=place.id, member_id=world.kerim.member_id, start=now(), end=now() + HOUR
        )


def test_nobody_stands_at_two_doors_at_once(world: World) -> None:
    first, second = guarded(world, house_of(world)), guarded(world, house_of(world, "Other"))
    trained(world, world.kerim)
    begun = shift(world, first, world.kerim)
    with pytest.raises(guarding.GuardTaken):
        shift(world, second, world.kerim)
    with acting(world.vusal) as actor:
        guarding.withdraw_shift(actor=actor, shift_id=begun.id)
        with pytest.raises(NotHere):
            guarding.withdraw_shift(actor=actor, shift_id=begun.id)
    assert shift(world, second, world.kerim).guarding_id == second.id


@pytest.mark.rule("SH-12")
def test_a_shift_that_is_over_stays_on_the_rota(world: World) -> None:
    place = guarded(world, house_of(world))
    trained(world, world.kerim)
    stood = shift(world, place, world.kerim)
    with acting(world.vusal) as actor, time_machine.travel(stood.ends_at + HOUR, tick=False):
        with pytest.raises(guarding.ShiftOver):
            guarding.withdraw_shift(actor=actor, shift_id=stood.id)
        assert GuardShift.objects.get(id=stood.id).withdrawn_at is None


@pytest.mark.rule("SH-12")
def test_the_rota_has_no_place_for_anything_about_residents() -> None:
    """A member, a door and moments: no words, no codes, and no way to a person, a stay or a card."""
    led_to = {each.related_model.__name__ for each in GuardShift._meta.get_fields() if isinstance(each, ForeignKey)}
    assert led_to == {"Folder", "Guarding", "Member"}
    kinds = {type(each).__name__ for each in GuardShift._meta.local_fields}
    assert kinds == {"UUIDField", "ForeignKey", "DateTimeField"}


def test_a_way_out_with_a_guard_is_a_task_of_its_own_for_whoever_is_trained(world: World) -> None:
    house = house_of(world)
    place, stay = guarded(world, house), arriving(world, house)
    with acting(world.sevinc) as actor:
        door.card_for(actor=actor, stay=stay)
        start = now() + HOUR
        way = guarding.ask_escort(
            actor=actor, stay_id=stay.id, place="court", start=start, end=start + 3 * HOUR, words="By the back door"
        )
    trained(world, world.elnur)
    with acting(world.elnur) as actor, pytest.raises(guarding.Untrained):
        guarding.take_escort(actor=actor, escort_id=way.id)
    trained(world, world.elnur, BODY)
    with acting(world.elnur) as actor:
        guarding.take_escort(actor=actor, escort_id=way.id)
        assert Escort.gate(actor, way.id).words == "By the back door"
        assert GuardShift.between(place, now(), now() + DAY) == []
    with acting(world.elnur) as actor, pytest.raises(guarding.WayGone):
        guarding.take_escort(actor=actor, escort_id=way.id)
    with acting(world.elnur) as actor:
        guarding.end_escort(actor=actor, escort_id=way.id)
        assert Escort.gate(actor, way.id).state == EscortState.DONE
    with acting(world.sevinc) as actor, pytest.raises(guarding.WayGone):
        guarding.call_off_escort(actor=actor, escort_id=way.id)


@pytest.mark.rule("POL-06", "SH-12")
def test_body_guarding_is_a_role_of_its_own(world: World) -> None:
    house = house_of(world)
    place, stay = guarded(world, house), arriving(world, house)
    with acting(world.sevinc) as actor:
        card = door.card_for(actor=actor, stay=stay)
        way = guarding.ask_escort(
            actor=actor, stay_id=stay.id, place="court", start=now(), end=now() + 3 * HOUR, words="By the back door"
        )
    for person in (world.vusal, world.elnur):
        trained(world, person)
        trained(world, person, BODY)
    # Who stands at the door sees no way out and takes none, whatever they were trained in; the database holds to it.
    shift(world, place, world.vusal)
    with acting(world.vusal) as actor:
        assert not Escort.objects.exists()
        with pytest.raises(Forbidden):
            guarding.take_escort(actor=actor, escort_id=way.id)
    # A body guard stands at no door, and sees one face: of whom they walk beside, for as long as they do.
    with pytest.raises(guarding.NotOfThisPost):
        shift(world, place, world.elnur)
    with acting(world.elnur) as actor:
        assert not DoorCard.objects.exists()
        guarding.take_escort(actor=actor, escort_id=way.id)
        assert DoorCard.objects.get() == card
        guarding.end_escort(actor=actor, escort_id=way.id)
        assert not DoorCard.objects.exists()


@pytest.mark.rule("SH-12")
def test_the_special_unit_guards_a_house_as_well_and_those_alone_who_guard_know_of_it(world: World) -> None:
    house = house_of(world)
    with acting(world.arzu) as actor:
        kinds = {unit.kind for unit in guarding.police_units()}
        assert kinds == {"guarding_police", "special_unit"}
        place = guarding.entrust(
            actor=actor, house_id=house.id, guard_unit_id=world.units["department"], order_number="12-S", post="Post 7"
        )
    stay = arriving(world, house)
    with acting(world.sevinc) as actor:
        door.card_for(actor=actor, stay=stay)
    with acting(world.nigar):
        assert not Guarding.objects.exists()
        assert not DoorCard.objects.exists()
    today = timezone.localdate()
    with acting(world.seymur) as actor:
        assert Guarding.gate(actor, place.id).post == "Post 7"
        assert not DoorCard.objects.exists()
        with pytest.raises(guarding.OwnTraining):
            guarding.record_training(
                actor=actor, member_id=actor.member, topic=GUARD, trained_on=today, valid_until=today + DAY
            )
        with pytest.raises(guarding.NotOfThisPost):
            guarding.add_shift(
                actor=actor, guarding_id=place.id, member_id=world.nigar.member_id, start=now(), end=now() + HOUR
            )


def test_who_is_asked_for_must_be_known_at_the_door_and_the_way_has_an_end(world: World) -> None:
    house = house_of(world)
    stay = arriving(world, house)
    said = {"stay_id": stay.id, "place": "court", "start": now() + HOUR, "end": now() + 2 * HOUR}
    with acting(world.sevinc) as actor, pytest.raises(guarding.NotGuards):
        guarding.ask_escort(actor=actor, **said)  # type: ignore[arg-type]
    guarded(world, house)
    with acting(world.sevinc) as actor, pytest.raises(guarding.NotGuards):
        guarding.ask_escort(actor=actor, **said)  # type: ignore[arg-type]
