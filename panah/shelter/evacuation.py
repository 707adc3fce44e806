"""Who is in a house now, by zone, room and bed: the list that is taken along when it is left in a hurry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.shelter.models import Absence, BedUse, DoorCard, House, SafetyCard, Stay, StayState, UseKind
from panah.vault import folders

MOST, MOST_COMING = 6000, 50
# Somebody whose admission began this long ago at most may be sitting in the office.
LATELY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Resident:
    """One line of the list."""

    name: str
    zone: str
    room: str
    bed: str
    is_child: bool
    help: str
    out_since: datetime | None
    back_by: datetime | None

    @property
    def is_out(self) -> bool:
        """Whether nobody has to look for them in the house."""
        return self.out_since is not None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who came in and has not gone out: as the door calls them, and since when."""

    name: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody on the way in, who may be in the house without a bed of their own yet."""

    name: str
    is_child: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class Zone:
    """The people of one zone who are in the house, by room and bed."""

    name: str
    people: list[Resident]


@dataclass(frozen=True, slots=True)
class Roll:
    """The list of one house at one moment."""

    house: House
    at: datetime
    zones: list[Zone]
    out: list[Resident]
    visitors: list[Visitor]
    coming: list[Coming]

    @property
    def inside(self) -> int:
        """How many are in the house, visitors too."""
        return sum(len(zone.people) for zone in self.zones) + len(self.visitors)

    @property
    def need_help(self) -> int:
        """How many of them need help on the way out."""
        return sum(bool(person.help) for zone in self.zones for person in zone.people)

    @property
    def children(self) -> int:
        """How many of them are children."""
        return sum(person.is_child for zone in self.zones for person in zone.people)


def roll_of(actor: Actor, house: House) -> Roll:
    """List who is in a house, visitors too, and who is out: a handful of questions, however many live there.

    What the door wrote of visitors is opened here for the list alone, and kept nowhere.
    """
    actor.require(Permission.EVACUATION)
    now = timezone.now()
    people = sorted(_residents(actor, house, now), key=lambda each: each[0])
    inside = [person for _place, person in people if not person.is_out]
    zones = [
        Zone(name, [each for each in inside if each.zone == name]) for name in dict.fromkeys(p.zone for p in inside)
    ]
    out = [person for _place, person in people if person.is_out]
    return Roll(house, now, zones, out, _visitors(house), _coming(actor, house, now))


def _coming(actor: Actor, house: House, now: datetime) -> list[Coming]:
    rows = Stay.visible(actor).filter(house=house, state=StayState.ARRIVING, opened_at__gt=now - LATELY)
    return [Coming(row.pseudonym, row.is_child, row.opened_at) for row in rows.order_by("id")[:MOST_COMING]]


def _visitors(house: House) -> list[Visitor]:
    cards = DoorCard.inside(house)
    folders.preload(cards)
    return [Visitor(str(card.name), card.in_at) for card in cards]


def _residents(actor: Actor, house: House, now: datetime) -> Iterator[tuple[tuple[int, str, int, str, str], Resident]]:
    stays = Stay.visible(actor).filter(house=house, state=StayState.RESIDENT)
    rows = list(stays.only("id", "pseudonym", "is_child")[:MOST])
    slept = BedUse.at(now).filter(kind=UseKind.STAY, bed__house=house).select_related("bed__room__zone")
    beds = {use.stay_id: use.bed for use in slept[:MOST]}
    helped: dict[UUID, str] = dict(SafetyCard.objects.filter(stay__in=stays).values_list("stay_id", "help")[:MOST])
    out = {row.stay_id: row for row in Absence.running(actor).filter(stay__in=stays)[:MOST]}
    for stay in rows:
        bed, away = beds.get(stay.id), out.get(stay.id)
        room = bed.room if bed else None
        place = (room.zone.position, room.zone.name, room.position, room.name, bed.name) if room and bed else LAST
        yield (
            place,
            Resident(
                name=stay.pseudonym,
                zone=room.zone.name if room else "–",
                room=room.name if room else "–",
                bed=bed.name if bed else "–",
                is_child=stay.is_child,
                help=helped.get(stay.id, ""),
                out_since=away.out_at if away else None,
                back_by=away.expected_at if away else None,
            ),
        )


# Who has no bed stands behind all others, and is looked for all the same.
LAST = (32_767, "", 0, "", "")
