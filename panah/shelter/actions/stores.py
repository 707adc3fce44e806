"""The stores of a house, of which what runs short is somebody's duty; and the look into its rooms."""

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
from panah.duties.timeline import happened
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
    """Begin to keep something in the stores of a house, of which none is there until somebody writes that some came.

    Raises NotHere, KnownAlready, NothingMoved, UnknownCode.
    """
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
        _tell_level(actor, row, was_short=False)
    return row


def set_minimum(*, actor: Actor, item_id: UUID, minimum: int) -> None:
    """Say below which level something is bought again. Raises NotHere."""
    with transaction.atomic():
        item = _held(actor, item_id)
        was_short, item.minimum = item.is_short, max(minimum, 0)
        item.save(update_fields=["minimum"])
        trail.write(actor, "stock.minimum_set", kind="stock", subject=item.id)
        _tell_level(actor, item, was_short=was_short)


def retire(*, actor: Actor, item_id: UUID) -> None:
    """Keep something no longer; its movements stay. Raises NotHere."""
    with transaction.atomic():
        item = _held(actor, item_id)
        item.retired_at = timezone.now()
        item.save(update_fields=["retired_at"])
        _happened(actor, item, "stock.retired")
        notify(item.unit_id, TOPIC)


def _held(actor: Actor, item_id: UUID) -> StockItem:
    """Give one thing in the stores, held until the transaction ends. Raises NotHere."""
    item = StockItem.gate(actor, item_id)
    item.refresh_from_db(from_queryset=StockItem.objects.select_for_update())
    if item.retired_at is not None:
        raise NotHere
    return item


def _tell_level(actor: Actor, item: StockItem, *, was_short: bool) -> None:
    """Open the duty to buy something again when it falls below its minimum, and end it when there is enough (SH-06)."""
    if item.is_short != was_short:
        _happened(actor, item, "stock.short" if item.is_short else "stock.filled")
    notify(item.unit_id, TOPIC)


def _happened(actor: Actor, item: StockItem, code: str) -> None:
    happened(actor, code, matter=item.id, folder=None, unit_id=item.unit_id, subject_kind="stock", subject_id=item.id)


def move(*, actor: Actor, item_id: UUID, kind: MovementKind, amount: int) -> StockMovement:
    """Write down what came, went or was counted; the database works out the level.

    Raises NotHere, NotThatMuch, NothingMoved.
    """
    if amount < 0:
        raise NothingMoved
    with transaction.atomic():
        item = _held(actor, item_id)
        row = StockMovement(
            unit_id=item.unit_id, item=item, kind=kind, amount=amount, at=timezone.now(), by_id=actor.member
        )
        was_short = item.is_short
        with saying(REFUSALS):
            row.save(force_insert=True)
        trail.write(actor, "stock.moved", kind="stock", subject=item.id)
        item.refresh_from_db(fields=["on_hand"])
        _tell_level(actor, item, was_short=was_short)
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
