"""Who has the room for confidential talks, and when."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.shelter.models.places import House, Room
from panah.shelter.models.ranges import only, period
from panah.vault.models import UnitModel

MOST_SHOWN = 200


class RoomBooking(UnitModel):
    """A room kept for a talk in confidence (SH-08). It says who keeps it and what for, never with whom they talk."""

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "room_id", "purpose", "from_at", "until_at"))

    room = models.ForeignKey(Room, models.PROTECT, related_name="bookings")
    # A code of the country's list `talk_purpose`.
    purpose = models.CharField(max_length=32)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    by_id = models.UUIDField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        """Nobody walks in on a talk."""

        constraints = (
            ExclusionConstraint(
                name="room_booked_once_at_a_time",
                expressions=[(only("room_id"), "&&"), (period("from_at", "until_at"), "&&")],
                condition=Q(cancelled_at__isnull=True),
                violation_error_message=_("The room is taken at that time."),
            ),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="room_booking_ends_after"),
        )
        indexes = (models.Index(fields=("room", "from_at"), name="room_booking_by_room"),)

    @classmethod
    def between(cls, house: House, start: datetime, end: datetime) -> list["RoomBooking"]:
        """List the bookings of a house's rooms that touch a time, in order; at most MOST_SHOWN."""
        rows = cls.objects.filter(unit_id=house.unit_id, room__zone__house=house, cancelled_at=None)
        rows = rows.filter(from_at__lt=end, until_at__gt=start)
        return list(rows.select_related("room").order_by("from_at", "id")[:MOST_SHOWN])

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["RoomBooking"]:
        """Give the bookings of the actor's units."""
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def gate(cls, actor: Actor, booking_id: UUID) -> "RoomBooking":
        """Give one booking of the actor's units; raises NotHere."""
        found = cls.visible(actor).select_related("room__zone").filter(id=booking_id).first()
        if found is None:
            raise NotHere
        return found
