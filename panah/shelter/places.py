"""Houses as their pages show them: counted, with their rooms and beds, and who coordinates them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import Length

from panah.accounts.models import Member
from panah.accounts.permissions import Role
from panah.core.actor import Actor
from panah.shelter.models import Bed, ConditionCheck, House, Room, Zone

# A page of a house lists so many beds one by one; a larger house is set up zone by zone all the same, but counted.
MOST_BEDS, MOST_ROOMS, MOST_NAMED = 500, 1000, 20


@dataclass(frozen=True, slots=True)
class Summary:
    """A house in a list: for how many beds it is opened, and how many stand in it."""

    house: House
    beds: int


@dataclass(slots=True)
class RoomSet:
    """A room with the beds that stand in it."""

    room: Room
    beds: list[Bed] = field(default_factory=list)


@dataclass(slots=True)
class ZoneSet:
    """A zone with its rooms."""

    zone: Zone
    rooms: list[RoomSet] = field(default_factory=list)


def summaries(houses: Sequence[House]) -> list[Summary]:
    """Count the beds of some houses, with one question."""
    rows = Bed.objects.filter(house__in=houses, retired_at=None).order_by().values_list("house_id")
    counts = dict(rows.annotate(Count("id")))
    return [Summary(house, counts.get(house.id, 0)) for house in houses]


def beds_in(house: House) -> int:
    """Count the beds that stand in a house."""
    return Bed.there(house).count()


def zones_of(house: House) -> list[ZoneSet]:
    """Give the zones of a house with their rooms and beds, with three questions."""
    beds: dict[UUID, list[Bed]] = defaultdict(list)
    for bed in Bed.there(house).order_by(Length("name"), "name", "id")[:MOST_BEDS]:
        beds[bed.room_id].append(bed)
    sets = {zone.id: ZoneSet(zone) for zone in Zone.of(house)}
    for room in Room.of(house)[:MOST_ROOMS]:
        sets[room.zone_id].rooms.append(RoomSet(room, beds[room.id]))
    return list(sets.values())


def coordinators_of(house: House) -> list[str]:
    """Name the coordinators of a house by their aliases; a shelter without one lacks what it must have (SH-18)."""
    lead = Role.SHELTER_COORDINATOR if house.kind == "shelter" else Role.CENTRE_STAFF
    running = {
        "appointments__unit_id": house.unit_id, "appointments__role": lead, "appointments__ended_at": None
    }  # fmt: skip
    members = Member.objects.filter(disabled_at=None, **running)
    return list(members.distinct().order_by("alias").values_list("alias", flat=True)[:MOST_NAMED])


def house_of_zone(actor: Actor, zone_id: UUID) -> House:
    """Give the house of a zone of the actor's units; raises NotHere."""
    return Zone.gate(actor, zone_id).house


def house_of_room(actor: Actor, room_id: UUID) -> House:
    """Give the house of a room of the actor's units; raises NotHere."""
    return Room.gate(actor, room_id).zone.house


def lacking(checks: dict[str, ConditionCheck], conditions: Sequence[str]) -> list[str]:
    """Give the conditions that nobody has looked at, or that were not met when they were last (SH-09)."""
    return [each for each in conditions if each not in checks or not checks[each].met]
