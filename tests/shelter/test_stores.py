"""The stores: a level that follows from what came and went, and nothing taken that is not there; rooms looked into."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from panah.core.errors import NotHere
from panah.duties.models import Duty
from panah.shelter.actions import stores
from panah.shelter.models import House, MovementKind, Room, RoomCheck, StockItem, StockMovement
from tests.shelter.guarded import house_of
from tests.world import World, acting, signed_in

GIVEN, RECEIVED, COUNTED = MovementKind.GIVEN_OUT, MovementKind.RECEIVED, MovementKind.COUNTED


def kept(world: World, house: House | None = None, *, minimum: int = 10) -> StockItem:
    """Nappies, of which none are there yet."""
    place = house or house_of(world)
    with acting(world.sevinc) as actor:
        return stores.keep(actor=actor, house_id=place.id, kind="baby", measure="pack", name="Nappies", minimum=minimum)


def level(world: World, item: StockItem) -> int:
    with acting(world.sevinc) as actor:
        return StockItem.gate(actor, item.id).on_hand


def test_the_level_follows_from_what_came_and_went(world: World) -> None:
    item = kept(world)
    with acting(world.sevinc) as actor:
        for kind, amount in ((RECEIVED, 12), (GIVEN, 5), (MovementKind.LOST, 1), (COUNTED, 9)):
            stores.move(actor=actor, item_id=item.id, kind=kind, amount=amount)
        levels = list(StockMovement.of(item).order_by("id").values_list("level", flat=True))
        assert list(StockItem.short(actor)) == [item]
    assert levels == [12, 7, 6, 9]
    assert level(world, item) == 9


def buys(world: World, item: StockItem) -> list[tuple[str, bool]]:
    """Whose duty it is to buy something again, and whether it is somebody's own."""
    with acting(world.arzu) as actor:
        return [(duty.role, duty.member_id is not None) for duty in Duty.of_unit(actor) if duty.subject_id == item.id]


@pytest.mark.rule("SH-06")
def test_what_runs_short_is_a_duty_of_the_house_until_there_is_enough(world: World) -> None:
    item, of_the_house = kept(world), [("shelter_staff", False)]
    assert buys(world, item) == of_the_house
    assert reverse("shelter:stock_item", args=[item.id]) in signed_in(world.sevinc).get("/").content.decode()
    with acting(world.sevinc) as actor:
        stores.move(actor=actor, item_id=item.id, kind=RECEIVED, amount=12)
    assert buys(world, item) == []
    with acting(world.sevinc) as actor:
        for _once in range(2):
            stores.move(actor=actor, item_id=item.id, kind=GIVEN, amount=2)
    assert buys(world, item) == of_the_house
    with acting(world.sevinc) as actor:
        stores.set_minimum(actor=actor, item_id=item.id, minimum=3)
    assert buys(world, item) == []
    with acting(world.sevinc) as actor:
        stores.set_minimum(actor=actor, item_id=item.id, minimum=20)
        stores.retire(actor=actor, item_id=item.id)
    assert buys(world, item) == []


def test_nothing_is_taken_that_is_not_there(world: World) -> None:
    item = kept(world)
    with acting(world.sevinc) as actor:
        stores.move(actor=actor, item_id=item.id, kind=RECEIVED, amount=3)
        with pytest.raises(stores.NotThatMuch):
            stores.move(actor=actor, item_id=item.id, kind=GIVEN, amount=4)
        with pytest.raises(stores.NothingMoved):
            stores.move(actor=actor, item_id=item.id, kind=GIVEN, amount=0)
    assert level(world, item) == 3


def test_nobody_types_a_level(world: World) -> None:
    item = kept(world)
    with acting(world.sevinc), pytest.raises(IntegrityError, match="follows from movements"), transaction.atomic():
        StockItem.objects.filter(id=item.id).update(on_hand=99)
    assert level(world, item) == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_last_at_once_one_is_refused(world: World) -> None:
    item = kept(world)
    with acting(world.sevinc) as actor:
        stores.move(actor=actor, item_id=item.id, kind=RECEIVED, amount=1)
    ready, outcomes = threading.Barrier(2), []

    def take(person: object) -> None:
        try:
            with acting(person) as actor:  # type: ignore[arg-type]
                ready.wait(10)
                stores.move(actor=actor, item_id=item.id, kind=GIVEN, amount=1)
            outcomes.append("taken")
        except stores.NotThatMuch:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(person,)) for person in (world.sevinc, world.arzu)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["refused", "taken"]
    assert level(world, item) == 0


def test_one_name_is_kept_once_and_again_after_it_was_retired(world: World) -> None:
    house = house_of(world)
    item = kept(world, house)
    with pytest.raises(stores.KnownAlready):
        kept(world, house)
    with acting(world.sevinc) as actor:
        stores.retire(actor=actor, item_id=item.id)
        with pytest.raises(NotHere):
            stores.move(actor=actor, item_id=item.id, kind=RECEIVED, amount=1)
    assert kept(world, house).on_hand == 0


def test_the_pages_of_the_stores(world: World) -> None:
    house_of(world)
    client = signed_in(world.sevinc)
    assert "Nothing is kept yet" in client.get(reverse("shelter:stores")).content.decode()
    said = {"name": "Soap", "kind": "hygiene", "measure": "piece", "minimum": "5"}
    made = client.post(reverse("shelter:stores"), said)
    assert made.status_code == 302
    assert client.post(reverse("shelter:stores"), said).status_code == 409
    moved = client.post(made["Location"] + "move/", {"kind": "received", "amount": "2"})
    assert moved.status_code == 302
    assert client.post(made["Location"] + "move/", {"kind": "given_out", "amount": "3"}).status_code == 409
    assert client.post(made["Location"] + "minimum/", {"minimum": "2"}).status_code == 302
    words = client.get(reverse("shelter:stores")).content.decode()
    assert "2 pieces" in " ".join(words.split())
    assert "runs short" not in words
    assert client.post(made["Location"] + "retire/").status_code == 302


def test_a_room_is_looked_into_and_what_was_found_is_put_right(world: World) -> None:
    house = house_of(world)
    with acting(world.sevinc):
        room = Room.objects.get(zone__house=house)
    client = signed_in(world.sevinc)
    looked = client.post(reverse("shelter:room_check", args=(room.id,)), {"defects": ["lock", "light"]})
    assert looked.status_code == 302
    with acting(world.sevinc) as actor:
        check = RoomCheck.latest(house)[room.id]
        assert check.defects == ["lock", "light"]
        stores.fixed(actor=actor, check_id=check.id)
        with pytest.raises(stores.FixedAlready):
            stores.fixed(actor=actor, check_id=check.id)
        well = stores.check_room(actor=actor, room_id=room.id)
        with pytest.raises(stores.FixedAlready):
            stores.fixed(actor=actor, check_id=well.id)
    assert "All is well" in client.get(reverse("shelter:room_checks")).content.decode()
