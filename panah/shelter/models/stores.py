"""What lies in a house's stores and what comes and goes; and the look into each room."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.shelter.models.places import House, Room
from panah.vault.fields import BoxText
from panah.vault.models import UnitModel

WRITE = "shelter:house:write"
MOST = 300


class StockItem(UnitModel):
    """One thing kept in a house's stores, how much of it there is, and below which level it is bought again.

    How much there is follows from the movements alone: the database counts, nobody types it.
    """

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "house_id", "kind", "minimum", "on_hand"))

    house = models.ForeignKey(House, models.PROTECT, related_name="stock")
    # Codes of the country's lists `stock_kind` and `stock_measure`.
    kind = models.CharField(max_length=32)
    measure = models.CharField(max_length=16)
    name = models.CharField(max_length=60)
    minimum = models.PositiveIntegerField()
    on_hand = models.IntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """Known once in a house; nothing is taken that is not there."""

        constraints = (
            models.UniqueConstraint(
                fields=("house", "name"), condition=Q(retired_at__isnull=True), name="stock_item_once"
            ),
            models.CheckConstraint(
                condition=Q(on_hand__gte=0),
                name="stock_not_below_nothing",
                violation_error_message=_("There is not that much left."),
            ),
        )

    @classmethod
    def of(cls, actor: Actor, house: House) -> list["StockItem"]:
        """List what a house of the actor's units keeps, what runs short first; at most MOST."""
        rows = cls.objects.filter(house=house, unit_id__in=actor.unit_ids, retired_at=None)
        return list(rows.order_by(F("on_hand") - F("minimum"), "name")[:MOST])

    @classmethod
    def short(cls, actor: Actor) -> QuerySet["StockItem"]:
        """Give what has fallen below its minimum in the actor's houses; at most MOST."""
        rows = cls.objects.filter(unit_id__in=actor.unit_ids, retired_at=None, on_hand__lt=F("minimum"))
        return rows.select_related("house").order_by("house__name", "name")[:MOST]

    @classmethod
    def gate(cls, actor: Actor, item_id: UUID) -> "StockItem":
        """Give one thing in the stores of the actor's units; raises NotHere."""
        actor.require(WRITE)
        found = cls.objects.filter(id=item_id, unit_id__in=actor.unit_ids, retired_at=None).first()
        if found is None:
            raise NotHere
        return found

    @property
    def is_short(self) -> bool:
        """Whether it is to be bought."""
        return self.on_hand < self.minimum


class MovementKind(models.TextChoices):
    """Why the level of something changed."""

    RECEIVED = "received", _("Came in")
    GIVEN_OUT = "given_out", _("Given out")
    LOST = "lost", _("Spoilt or lost")
    COUNTED = "counted", _("Counted")


class StockMovement(UnitModel):
    """One movement: what came, went or was counted, and the level after it, which the database works out."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "unit_id", "item_id", "kind", "amount", "level", "at"))

    item = models.ForeignKey(StockItem, models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=16, choices=MovementKind.choices)
    amount = models.PositiveIntegerField()
    level = models.IntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    class Meta:
        """Of a known kind; only a count may be of nothing."""

        constraints = (
            models.CheckConstraint(condition=Q(kind__in=MovementKind.values), name="stock_movement_known"),
            models.CheckConstraint(
                condition=Q(kind="counted") | Q(amount__gt=0),
                name="stock_movement_of_something",
                violation_error_message=_("Say how much."),
            ),
        )
        indexes = (models.Index(fields=("item", "-id"), name="stock_movement_by_item"),)

    @classmethod
    def of(cls, item: StockItem) -> QuerySet["StockMovement"]:
        """Give the movements of one thing."""
        return cls.objects.filter(item=item).select_related("by")


class RoomCheck(UnitModel):
    """One look into a room: what was found, in codes, and when it was put right."""

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "room_id", "defects", "at", "fixed_at"))

    house = models.ForeignKey(House, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    # Codes of the country's list `room_defect`; none where all is well.
    defects = ArrayField(models.CharField(max_length=32), default=list)
    words = BoxText(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField(null=True)
    fixed_by_id = models.UUIDField(null=True)

    class Meta:
        """Only what was found is put right."""

        constraints = (
            models.CheckConstraint(
                condition=Q(fixed_at__isnull=True) | (Q(defects__len__gt=0) & Q(fixed_at__gte=F("at"))),
                name="room_check_fixed_after",
            ),
        )
        indexes = (models.Index(fields=("room", "-id"), name="room_check_by_room"),)

    @classmethod
    def latest(cls, house: House) -> dict[UUID, "RoomCheck"]:
        """Give the newest look into each room of a house, by room, with one query."""
        rows = cls.objects.filter(house=house).select_related("by")
        return {row.room_id: row for row in rows.order_by("room", "-id").distinct("room")}

    @classmethod
    def gate(cls, actor: Actor, check_id: UUID) -> "RoomCheck":
        """Give one look into a room of the actor's units; raises NotHere."""
        actor.require(WRITE)
        found = cls.objects.filter(id=check_id, unit_id__in=actor.unit_ids).first()
        if found is None:
            raise NotHere
        return found
