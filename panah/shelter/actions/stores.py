"""The stores of a house, and the look into its rooms."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Refused, Stale
from panah.core.live import notify
from panah.shelter.models import House, MovementKind, Room, RoomCheck, StockItem, StockMovement
from panah.shelter.refusing import saying

TOPIC = "house"


class NotThatMuch(Refused):
    """More is taken than there is."""

    sentence = _("There is not that much left. Count what is there, or take less.")


class KnownAlready(Refused):
    """A thing is kept under one name once."""

    sentence = _("Something of this name is kept here already.")


class NothingMoved(BadInput):
    """A movement is of something."""

    sentence = _("Say how much.")


class FixedAlready(Stale):
    """Put right before."""

    sentence = _("This was put right already.")


REFUSALS: dict[str, type[Refused]] = {
    "stock_not_below_nothing": NotThatMuch,
    "stock_item_once": KnownAlready,
    "stock_movement_of_something": NothingMoved,
}


def keep(*, actor: Actor, house_id: UUID, kind: str, measure: str, name: str, minimum: int) -> StockItem:
    """Begin to keep something in the stores of a house. Raises NotHere, KnownAlready, NothingMoved, UnknownCode."""
    actor.require(Permission.HOUSE_WRITE)
    house = House.gate(actor, house_id)
    if not name.strip():
        raise NothingMoved(_("Say what is kept."))
    row = StockItem(
        unit_id=house.unit_id,
        house=house,
        kind=country().codes("stock_kind")[kind].id,
        measure=country().codes("stock_measure")[measure].id,
        name=name.strip()[:60],
        minimum=max(minimum, 0),
    )
    with transaction.atomic():
        with saying(REFUSALS):
            row.save(force_insert=True)
        trail.write(actor, "stock.kept", kind="stock", subject=row.id)
    return row


def set_minimum(*, actor: Actor, item_id: UUID, minimum: int) -> None:
    """Say below which level something is bought again. Raises NotHere."""
    _change(actor, item_id, "stock.minimum_set", minimum=max(minimum, 0))


def retire(*, actor: Actor, item_id: UUID) -> None:
    """Keep something no longer; its movements stay. Raises NotHere."""
    _change(actor, item_id, "stock.retired", retired_at=timezone.now())


def _change(actor: Actor, item_id: UUID, code: str, **fields: object) -> None:
    row = StockItem.gate(actor, item_id)
    with transaction.atomic():
        StockItem.objects.filter(id=row.id).update(**fields)
        trail.write(actor, code, kind="stock", subject=row.id)
        notify(row.unit_id, TOPIC)


def move(*, actor: Actor, item_id: UUID, kind: MovementKind, amount: int) -> StockMovement:
    """Write down what came, went or was counted; the database works out the level. Raises NotHere, NotThatMuch."""
    item = StockItem.gate(actor, item_id)
    if amount < 0:
        raise NothingMoved
    row = StockMovement(
        unit_id=item.unit_id, item=item, kind=kind, amount=amount, at=timezone.now(), by_id=actor.member
    )
    with transaction.atomic():
        with saying(REFUSALS):
            row.save(force_insert=True)
        trail.write(actor, "stock.moved", kind="stock", subject=item.id)
        notify(item.unit_id, TOPIC)
    return row


def check_room(*, actor: Actor, room_id: UUID, defects: Sequence[str] = (), words: str = "") -> RoomCheck:
    """Write down a look into a room and what was found. Raises NotHere, UnknownCode."""
    actor.require(Permission.HOUSE_WRITE)
    room = Room.objects.filter(id=room_id, unit_id__in=actor.unit_ids).select_related("zone").first()
    if room is None:
        raise NotHere
    codes = country().codes("room_defect")
    row = RoomCheck(
        unit_id=room.unit_id,
        house_id=room.zone.house_id,
        room=room,
        defects=[codes[each].id for each in defects],
        words=words.strip(),
        at=timezone.now(),
        by_id=actor.member,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        trail.write(actor, "room.checked", kind="room", subject=room.id)
        notify(room.unit_id, TOPIC)
    return row


def fixed(*, actor: Actor, check_id: UUID) -> None:
    """Say that what was found in a room is put right. Raises NotHere, FixedAlready."""
    row = RoomCheck.gate(actor, check_id)
    if not row.defects:
        raise FixedAlready
    with transaction.atomic():
        fields = {"fixed_at": timezone.now(), "fixed_by_id": actor.member}
        if not RoomCheck.objects.filter(id=row.id, fixed_at=None).update(**fields):
            raise FixedAlready
        trail.write(actor, "room.put_right", kind="room", subject=row.room_id)
        notify(row.unit_id, TOPIC)
