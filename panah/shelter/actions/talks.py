"""Keeping a room for a talk in confidence (SH-08)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Forbidden, NotHere, Refused, Stale
from panah.core.live import notify
from panah.shelter.models import Room, RoomBooking, RoomKind
from panah.shelter.refusing import saying

FOR_TALKS = (RoomKind.TALKS, RoomKind.CARE)
LONGEST, FURTHEST = timedelta(hours=4), timedelta(days=60)
TOPIC = "talks"


class RoomIsTaken(Refused):
    """Somebody else talks there then."""

    sentence = _("The room is taken at that time.")
    rule = "SH-08"
    allow = _("Another time or another room for talks.")


class ImpossibleTime(BadInput):
    """A talk that ended already, ends before it begins, is too long or too far ahead."""

    sentence = _("A talk ends after it begins, lasts at most four hours, and is kept for the coming 60 days.")


class NotForTalks(BadInput):
    """A room for something else."""

    sentence = _("Talks in confidence have rooms of their own.")
    rule = "SH-08"


class NotYours(Forbidden):
    """Somebody else keeps the room."""

    sentence = _("Who keeps the room gives it up, or who runs the house.")


class CancelledAlready(Stale):
    """It was given up before."""

    sentence = _("This time was given up already.")


def book(*, actor: Actor, room_id: UUID, purpose: str, start: datetime, end: datetime) -> RoomBooking:
    """Keep a room for a talk; of two at the same time the first has it, whoever asks (SH-08).

    Raises NotHere, UnknownCode, NotForTalks, ImpossibleTime, RoomIsTaken.
    """
    actor.require(Permission.HOUSE_WRITE)
    room, now = Room.gate(actor, room_id), timezone.now()
    country().codes("talk_purpose")[purpose]
    if room.kind not in FOR_TALKS:
        raise NotForTalks
    if not timedelta(0) < end - start <= LONGEST or end <= now or start > now + FURTHEST:
        raise ImpossibleTime
    booking = RoomBooking(
        unit_id=room.unit_id, room=room, purpose=purpose, from_at=start, until_at=end, by_id=actor.member
    )
    with saying({"room_booked_once_at_a_time": RoomIsTaken, "place_of_one_unit": NotHere}):
        booking.save(force_insert=True)
        trail.write(actor, "room.booked", kind="room", subject=room.id)
        notify(room.unit_id, TOPIC)
    return booking


def cancel(*, actor: Actor, booking_id: UUID) -> RoomBooking:
    """Give a room up again; raises NotHere, NotYours, CancelledAlready."""
    actor.require(Permission.HOUSE_WRITE)
    booking = RoomBooking.gate(actor, booking_id)
    if booking.by_id != actor.member and not actor.may(Permission.HOUSE_LEAD):
        raise NotYours
    booking.cancelled_at = timezone.now()
    with saying({}):
        if not RoomBooking.objects.filter(id=booking.id, cancelled_at=None).update(cancelled_at=booking.cancelled_at):
            raise CancelledAlready
        trail.write(actor, "room.given_up", kind="room", subject=booking.room_id)
        notify(booking.unit_id, TOPIC)
    return booking
