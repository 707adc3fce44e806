"""The house and its places: zones for whom they are kept, rooms, beds."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.models import UnitModel

MOST_ZONES = 500


class HouseKind(models.TextChoices):
    """The two kinds of specialised institution the law knows."""

    SHELTER = "shelter", _("Shelter")
    CENTRE = "assistance_centre", _("Assistance centre")


class House(UnitModel):
    """One specialised institution of a unit. Its address lies in a folder of its own and nowhere else (CON-13)."""

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "kind", "region", "capacity", "opened_on", "closed_on"))

    kind = models.CharField(max_length=24, choices=HouseKind.choices)
    name = models.CharField(max_length=60)
    # Of a centre; where a shelter stands is nobody's business and stays "unknown" here.
    region = models.CharField(max_length=32, default="unknown")
    capacity = models.PositiveIntegerField()
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        """A unit calls each of its houses by another name; a shelter names no region."""

        constraints = (
            models.UniqueConstraint(fields=("unit_id", "name"), name="house_name_once"),
            models.CheckConstraint(condition=Q(kind__in=HouseKind.values), name="house_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="shelter") | Q(region="unknown"),
                name="house_of_shelter_without_region",
                violation_error_message=_("Where a shelter stands is written in its address folder alone."),
            ),
        )

    def __str__(self) -> str:
        """Give the name."""
        return self.name

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["House"]:
        """Give the houses of the actor's units; a unit has few."""
        return cls.objects.filter(unit_id__in=actor.unit_ids).order_by("name")

    @classmethod
    def gate(cls, actor: Actor, house_id: UUID) -> "House":
        """Give one house of the actor's units; raises NotHere."""
        found = cls.visible(actor).filter(id=house_id).first()
        if found is None:
            raise NotHere
        return found


class ZoneKind(models.TextChoices):
    """For whom a part of a house is kept (SH-14, CH-08)."""

    WOMEN = "women", _("Women")
    MEN = "men", _("Men")
    GIRLS = "girls", _("Girls")
    BOYS = "boys", _("Boys")
    FAMILY = "family", _("Families")
    ISOLATION = "isolation", _("Isolation")
    CHILDREN = "children", _("Children")


class Zone(UnitModel):
    """A part of a house kept for some."""

    house = models.ForeignKey(House, models.PROTECT, related_name="zones")
    kind = models.CharField(max_length=16, choices=ZoneKind.choices)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """Of a known kind, with a name of its own in the house."""

        constraints = (
            models.CheckConstraint(condition=Q(kind__in=ZoneKind.values), name="zone_kind_known"),
            models.UniqueConstraint(fields=("house", "name"), name="zone_name_once"),
        )

    def __str__(self) -> str:
        """Give the name."""
        return self.name

    @classmethod
    def of(cls, house: House) -> list["Zone"]:
        """List the zones of a house in their order; a house has few."""
        return list(cls.objects.filter(house=house).order_by("position", "id")[:MOST_ZONES])

    @classmethod
    def gate(cls, actor: Actor, zone_id: UUID) -> "Zone":
        """Give one zone of the actor's units; raises NotHere."""
        found = cls.objects.filter(unit_id__in=actor.unit_ids, id=zone_id).select_related("house").first()
        if found is None:
            raise NotHere
        return found

    def takes(self, *, sex: str, is_child: bool) -> bool:
        """Say whether somebody of this sex and age belongs here as a rule."""
        alone = {
            ZoneKind.WOMEN: ("female", False),
            ZoneKind.MEN: ("male", False),
            ZoneKind.GIRLS: ("female", True),
            ZoneKind.BOYS: ("male", True),
        }
        if self.kind in alone:
            return alone[ZoneKind(self.kind)] == (sex, is_child)
        return is_child if self.kind == ZoneKind.CHILDREN else True


class RoomKind(models.TextChoices):
    """What a room is for."""

    BEDROOM = "bedroom", _("Bedroom")
    TALKS = "talks", _("Confidential talks")
    CARE = "care", _("Medical and psychological help")
    COMMON = "common", _("Common room")


class Room(UnitModel):
    """A room of a zone."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="rooms")
    kind = models.CharField(max_length=16, choices=RoomKind.choices, default=RoomKind.BEDROOM)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """Of a known kind, with a name of its own in the zone."""

        constraints = (
            models.CheckConstraint(condition=Q(kind__in=RoomKind.values), name="room_kind_known"),
            models.UniqueConstraint(fields=("zone", "name"), name="room_name_once"),
        )

    def __str__(self) -> str:
        """Give the name."""
        return self.name

    @classmethod
    def of(cls, house: House) -> QuerySet["Room"]:
        """Give the rooms of a house in the order in which one walks through them."""
        return cls.objects.filter(zone__house=house).order_by("zone__position", "zone_id", "position", "id")

    @classmethod
    def gate(cls, actor: Actor, room_id: UUID) -> "Room":
        """Give one room of the actor's units; raises NotHere."""
        found = cls.objects.filter(unit_id__in=actor.unit_ids, id=room_id).select_related("zone__house").first()
        if found is None:
            raise NotHere
        return found

    @property
    def is_bedroom(self) -> bool:
        """Whether beds stand in it."""
        return self.kind == RoomKind.BEDROOM


class Bed(UnitModel):
    """One bed of a room; a bed no longer there is retired and stays for the record."""

    access: ClassVar[Access] = Access(stats=("id", "house_id", "room_id", "unit_id", "retired_at"))

    # Stands here so that the board and the count of places need no way through rooms and zones.
    house = models.ForeignKey(House, models.PROTECT, related_name="beds")
    room = models.ForeignKey(Room, models.PROTECT, related_name="beds")
    name = models.CharField(max_length=20)
    # What it is good for: codes of the country's list `bed_feature`.
    features = ArrayField(models.CharField(max_length=32), default=list)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """With a name of its own in the room."""

        constraints = (
            models.UniqueConstraint(
                fields=("room", "name"), condition=Q(retired_at__isnull=True), name="bed_name_once"
            ),
        )
        indexes = (models.Index(fields=("house",), condition=Q(retired_at__isnull=True), name="bed_there"),)

    def __str__(self) -> str:
        """Give the name."""
        return self.name

    @classmethod
    def there(cls, house: House) -> QuerySet["Bed"]:
        """Give the beds that stand in a house today."""
        return cls.objects.filter(house=house, retired_at=None)

    @classmethod
    def gate(cls, actor: Actor, bed_id: UUID) -> "Bed":
        """Give one bed of the actor's units; raises NotHere."""
        rows = cls.objects.filter(unit_id__in=actor.unit_ids, id=bed_id)
        found = rows.select_related("house", "room__zone").first()
        if found is None:
            raise NotHere
        return found
