"""Opening a house and setting it up: zones, rooms, beds, and how many beds it was opened for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Forbidden, NotHere, Refused, Stale
from panah.core.live import notify
from panah.shelter.models import Address, Bed, House, HouseKind, Room, RoomKind, Zone, ZoneKind
from panah.shelter.refusing import saying
from panah.vault import folders
from panah.vault.models import Compartment

MOST_BEDS_AT_ONCE, LONGEST_NAME = 200, 60
# The groups of the country's regions whose names would tell where a shelter stands.
HIDDEN_REGIONS = ("capital", "region")
TOPIC = "beds"


class NoHouses(Forbidden):
    """Houses belong to shelters and assistance centres."""

    sentence = _("Only a shelter or an assistance centre opens a house.")
    rule = "SH-20"


class TellsWhere(BadInput):
    """A name that says where the house stands."""

    sentence = _(
        "The name says where the house stands. Its address is written in its own sealed folder and nowhere else."
    )
    rule = "CON-13"


class NameTaken(BadInput):
    """The same name beside it."""

    sentence = _("There is one with this name already.")


class Unfitting(BadInput):
    """A number, a code or a place that cannot be."""

    sentence = _("One of the answers is not on the list, or the number is not possible. Nothing was lost.")


class HouseIsFull(Refused):
    """More beds than the house was opened for."""

    sentence = _("The house was opened for fewer beds than that.")
    rule = "SH-14"
    allow = _("A decision that opens the house for more, written down with its papers.")


class BedIsUsed(Refused):
    """Somebody sleeps in the bed, or it is kept for something."""

    sentence = _("The bed is used, held or being cleaned.")
    rule = "SH-14"
    allow = _("An empty bed: whoever sleeps there moves to another one first.")


class BedIsGone(Stale):
    """The bed was taken away before."""

    sentence = _("This bed is not in the house any more.")


class HouseIsUsed(Refused):
    """Somebody lives in the house or is about to."""

    sentence = _("Somebody lives in this house or is on the way to it. It is closed when the last one has left.")


class HouseIsClosed(Stale):
    """The house was closed before."""

    sentence = _("This house is closed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHouse:
    """What is said of a house when it is opened; of a shelter no region."""

    name: str
    capacity: int
    region: str = "unknown"
    opened_on: date | None = None


REFUSALS: dict[str, type[Refused]] = {
    "house_name_once": NameTaken,
    "zone_name_once": NameTaken,
    "room_name_once": NameTaken,
    "bed_name_once": NameTaken,
    "beds_fit_house": HouseIsFull,
    "bed_is_empty": BedIsUsed,
    "place_of_one_unit": NotHere,
    "house_is_empty": HouseIsUsed,
}


def open_house(*, actor: Actor, said: NewHouse) -> House:
    """Open a house of the actor's unit, with an empty address in a whereabouts folder of its own (CON-13, SH-20).

    Its kind is that of the unit. Raises NoHouses, TellsWhere, NameTaken, Unfitting.
    """
    actor.require(Permission.PLACE_EDIT)
    unit = Unit.by_id([actor.unit]).get(actor.unit)
    if unit is None or unit.kind not in HouseKind.values:
        raise NoHouses
    kind = HouseKind(unit.kind)
    region = said.region if kind == HouseKind.CENTRE else "unknown"
    if said.capacity < 1 or region not in country().codes("region"):
        raise Unfitting
    house = House(
        unit_id=actor.unit,
        kind=kind,
        name=_name(said.name, hidden=kind == HouseKind.SHELTER),
        region=region,
        capacity=said.capacity,
        opened_on=said.opened_on,
    )
    with saying(REFUSALS):
        house.save(force_insert=True)
        folder = folders.create(actor=actor, compartment=Compartment.LOCATION)
        Address(folder=folder, house=house).save(force_insert=True)
        trail.write(actor, "house.opened", kind="house", subject=house.id)
        notify(actor.unit, TOPIC)
    return house


def set_capacity(*, actor: Actor, house_id: UUID, capacity: int) -> House:
    """Say for how many beds a house is opened (SH-14); never fewer than stand in it. Raises NotHere, HouseIsFull."""
    actor.require(Permission.PLACE_EDIT)
    house = House.gate(actor, house_id)
    if capacity < 1:
        raise Unfitting
    house.capacity = capacity
    with saying(REFUSALS):
        house.save(update_fields=["capacity"])
        trail.write(actor, "house.capacity_set", kind="house", subject=house.id)
        notify(house.unit_id, TOPIC)
    return house


def close_house(*, actor: Actor, house_id: UUID) -> House:
    """Close a house in which nobody lives; nobody comes to it then. Raises NotHere, HouseIsUsed, HouseIsClosed."""
    actor.require(Permission.PLACE_EDIT)
    house, today = House.gate(actor, house_id), timezone.localdate()
    with saying(REFUSALS):
        if not House.objects.filter(id=house.id, closed_on=None).update(closed_on=today):
            raise HouseIsClosed
        trail.write(actor, "house.closed", kind="house", subject=house.id)
        notify(house.unit_id, TOPIC)
    house.closed_on = today
    return house


def add_zone(*, actor: Actor, house_id: UUID, kind: str, name: str) -> Zone:
    """Set a part of a house aside for some; raises NotHere, NameTaken, TellsWhere, Unfitting."""
    actor.require(Permission.PLACE_EDIT)
    house = House.gate(actor, house_id)
    if kind not in ZoneKind.values:
        raise Unfitting
    zone = Zone(
        unit_id=house.unit_id,
        house=house,
        kind=kind,
        name=_name(name or str(ZoneKind(kind).label), hidden=house.kind == HouseKind.SHELTER),
        position=len(Zone.of(house)),
    )
    with saying(REFUSALS):
        zone.save(force_insert=True)
        _told(actor, "zone.added", "zone", zone.id, house)
    return zone


def add_room(*, actor: Actor, zone_id: UUID, kind: str, name: str) -> Room:
    """Add a room to a zone; raises NotHere, NameTaken, TellsWhere, Unfitting."""
    actor.require(Permission.PLACE_EDIT)
    zone = Zone.gate(actor, zone_id)
    if kind not in RoomKind.values:
        raise Unfitting
    room = Room(
        unit_id=zone.unit_id,
        zone=zone,
        kind=kind,
        name=_name(name, hidden=zone.house.kind == HouseKind.SHELTER),
        position=zone.rooms.count(),
    )
    with saying(REFUSALS):
        room.save(force_insert=True)
        _told(actor, "room.added", "room", room.id, zone.house)
    return room


def add_beds(*, actor: Actor, room_id: UUID, count: int, features: Iterable[str] = ()) -> list[Bed]:
    """Put beds into a bedroom, numbered on; never more than the house was opened for (SH-14).

    Raises NotHere, HouseIsFull, Unfitting.
    """
    actor.require(Permission.PLACE_EDIT)
    room = Room.gate(actor, room_id)
    if not 1 <= count <= MOST_BEDS_AT_ONCE or not room.is_bedroom:
        raise Unfitting
    house, known = room.zone.house, _features(features)
    first = room.beds.count() + 1
    beds = [
        Bed(unit_id=room.unit_id, house=house, room=room, name=str(number), features=known)
        for number in range(first, first + count)
    ]
    with saying(REFUSALS):
        Bed.objects.bulk_create(beds)
        _told(actor, "beds.added", "room", room.id, house)
    return beds


def describe_bed(*, actor: Actor, bed_id: UUID, features: Iterable[str]) -> Bed:
    """Say what a bed is good for; raises NotHere, Unfitting."""
    actor.require(Permission.PLACE_EDIT)
    bed = Bed.gate(actor, bed_id)
    bed.features = _features(features)
    with transaction.atomic():
        bed.save(update_fields=["features"])
        _told(actor, "bed.described", "bed", bed.id, bed.house)
    return bed


def retire_bed(*, actor: Actor, bed_id: UUID) -> Bed:
    """Take an empty bed out of the house; it stays for the record. Raises NotHere, BedIsUsed, BedIsGone (SH-14)."""
    actor.require(Permission.PLACE_EDIT)
    bed = Bed.gate(actor, bed_id)
    with saying(REFUSALS):
        bed.retired_at = timezone.now()
        if not Bed.objects.filter(id=bed.id, retired_at=None).update(retired_at=bed.retired_at):
            raise BedIsGone
        _told(actor, "bed.retired", "bed", bed.id, bed.house)
    return bed


def _told(actor: Actor, code: str, kind: str, subject: UUID, house: House) -> None:
    trail.write(actor, code, kind=kind, subject=subject)
    notify(house.unit_id, TOPIC)


def _features(given: Iterable[str]) -> list[str]:
    codes = country().codes("bed_feature")
    wanted = set(given)
    if not all(each in codes for each in wanted):
        raise Unfitting
    return [code.id for code in codes if code.id in wanted]


def _name(given: str, *, hidden: bool) -> str:
    """Give a name fit to be shown; that of a hidden house, and of a part of it, names no region of the country."""
    name = " ".join(given.split())
    if not name or len(name) > LONGEST_NAME:
        raise Unfitting
    if hidden and any(word.casefold() in name.casefold() for word in _region_words()):
        raise TellsWhere
    return name


def _region_words() -> Iterable[str]:
    """Give what the country's regions are called in every language; of a double name both halves."""
    for code in country().codes("region"):
        if code.group in HIDDEN_REGIONS:
            yield from (part for words in code.text.words.values() for part in words.split("-") if len(part) > 3)
