"""The bed board: what every bed of a house is used for at a moment, by zone and room; who comes and who goes.

A house of fifty beds is shown whole. Of a large one the zones are counted by the database and the beds of one zone are
shown at a time, so that the page stays light; the number of questions is the same for every size.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.country import country
from panah.shelter.models import Bed, BedUse, House, Room, Stay, StayState, UseKind, Zone

# Up to so many beds are shown at once; of a larger house those of one zone, or those that were asked for.
WHOLE, MOST_BEDS, MOST_LISTED = 150, 300, 20
SOON = timedelta(days=3)


class BedState(models.TextChoices):
    """What a bed is at a moment, as the board shows it."""

    FREE = "free", _("Free")
    HELD = "held", _("Held")
    OCCUPIED = "occupied", _("Occupied")
    LEAVING = "leaving", _("Leaving today")
    BLOCKED = "blocked", _("Blocked")
    CLEANING = "cleaning", _("Being cleaned")


# For whom a bed is looked for: sex, and whether a child (SH-14, CH-08).
SUITS: dict[str, tuple[str, bool]] = {
    "woman": ("female", False),
    "man": ("male", False),
    "girl": ("female", True),
    "boy": ("male", True),
}
# The pictures of what beds are good for; of what a country adds, a star.
PICTURES = {
    "ground_floor": "stairs",
    "step_free": "wheelchair",
    "lower_bunk": "stack-2",
    "cot": "baby-carriage",
    "own_bathroom": "bath",
    "quiet": "volume-3",
    "near_staff": "user-heart",
}
_OF_KIND = {
    UseKind.HOLD: BedState.HELD,
    UseKind.STAY: BedState.OCCUPIED,
    UseKind.BLOCK: BedState.BLOCKED,
    UseKind.CLEANING: BedState.CLEANING,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for on the board; empty: everything."""

    zone: UUID | None = None
    state: str = ""
    feature: str = ""
    suits: str = ""

    @property
    def narrows(self) -> bool:
        """Whether single beds are looked for."""
        return bool(self.state or self.feature or self.suits)


@dataclass(frozen=True, slots=True)
class Ring:
    """The days that are left of the agreed time, as a ring of which `share` hundredths are filled."""

    days: int
    share: int
    tone: str

    @classmethod
    def of(cls, stay: Stay, now: datetime) -> "Ring | None":
        """Give the ring of a resident: the days until the last one, which itself counts none; below none it is over."""
        last = last_day(stay)
        if last is None or stay.admitted_at is None or stay.ends_at is None:
            return None
        days = (last - timezone.localdate(now)).days
        if days < 0:
            return cls(days, 100, "danger")
        share = 100 * ((stay.ends_at - now) / max(stay.ends_at - stay.admitted_at, timedelta(days=1)))
        return cls(days, max(0, min(100, round(share))), "accent" if days <= SOON.days else "brand")


def last_day(stay: Stay) -> date | None:
    """Give the last day of the agreed time, which ends when it is over."""
    return timezone.localdate(stay.ends_at - timedelta(seconds=1)) if stay.ends_at else None


@dataclass(frozen=True, slots=True)
class BedSeen:
    """One bed as the board shows it: what it is now, until when, and of a resident the false name alone."""

    bed: Bed
    state: BedState
    use: BedUse | None = None
    stay: Stay | None = None
    ring: Ring | None = None

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Give what the bed is good for, each as a picture and its words."""
        codes = country().codes("bed_feature")
        return [(PICTURES.get(each, "star"), codes[each].label) for each in self.bed.features if each in codes]


@dataclass(slots=True)
class RoomSeen:
    """One bedroom with its beds."""

    room: Room
    beds: list[BedSeen] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Share:
    """How many beds of a zone are in one state, and where their part of the zone's bar begins, in hundredths."""

    state: BedState
    count: int
    start: float
    width: float


@dataclass(slots=True)
class ZoneSeen:
    """One zone: how many of its beds are in which state, and its rooms where its beds are shown."""

    zone: Zone
    counts: Counter[BedState]
    open: bool
    rooms: list[RoomSeen] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many beds stand in it."""
        return self.counts.total()

    @property
    def free(self) -> int:
        """How many of them are free."""
        return self.counts[BedState.FREE]

    @property
    def size(self) -> str:
        """How much room it takes on a wide screen: small zones stand side by side."""
        return "small" if self.rooms and self.total <= 4 else "whole"

    @property
    def shares(self) -> list[Share]:
        """The parts of its bar, in the order of the states."""
        found, start = [], 0.0
        for state in BedState:
            if count := self.counts[state]:
                width = 100 * count / self.total
                found.append(Share(state, count, round(start, 2), round(width, 2)))
                start += width
        return found


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who comes or goes, and the bed that is theirs now, if there is one."""

    stay: Stay
    bed: Bed | None
    ring: Ring | None

    @property
    def last_day(self) -> date | None:
        """The last day of the agreed time, which ends with it."""
        return last_day(self.stay)


@dataclass(frozen=True, slots=True)
class Board:
    """A house at a moment."""

    house: House
    now: datetime
    asked: Asked
    zones: list[ZoneSeen]
    arriving: list[Listed]
    leaving: list[Listed]
    ending: list[Listed]
    more: bool

    @property
    def counts(self) -> list[tuple[BedState, int]]:
        """How many beds of the house are in each state."""
        whole = sum((zone.counts for zone in self.zones), Counter[BedState]())
        return [(state, whole[state]) for state in BedState]

    @property
    def total(self) -> int:
        """How many beds stand in the house."""
        return sum(zone.total for zone in self.zones)

    @property
    def drawn(self) -> list[ZoneSeen]:
        """The zones to draw: all of them, or those with a bed that was looked for."""
        return [zone for zone in self.zones if zone.rooms or not self.asked.narrows]

    @property
    def today(self) -> date:
        """The day it is."""
        return timezone.localdate(self.now)


def board_of(actor: Actor, house: House, asked: Asked) -> Board:
    """Give the board of a house the actor may see; a dozen questions at most, whatever the size of the house."""
    now = timezone.now()
    today = timezone.localdate(now)
    residents = Stay.visible(actor).filter(house=house, state=StayState.RESIDENT)
    leaving = list(residents.filter(leaving_on__lte=today + timedelta(days=1)).order_by("leaving_on")[:MOST_BEDS])
    gone_today = {stay.id for stay in leaving if stay.leaving_on and stay.leaving_on <= today}
    zones = _zones(house, now, gone_today)
    whole = sum(zone.total for zone in zones) <= WHOLE
    for zone in zones:
        zone.open = asked.zone == zone.zone.id or (asked.zone is None and whole)
    beds = _wanted(house, zones, asked, now, gone_today)
    _put(zones, _seen(beds[:MOST_BEDS], now, gone_today))
    arriving = Stay.visible(actor).filter(house=house, state=StayState.ARRIVING).order_by("-id")[:MOST_LISTED]
    ending = residents.filter(ends_at__lt=now + SOON).order_by("ends_at")[:MOST_LISTED]
    coming, going, over = _listed([list(arriving), leaving[:MOST_LISTED], list(ending)], now)
    return Board(house, now, asked, zones, coming, going, over, more=len(beds) > MOST_BEDS)


def _listed(lists: list[list[Stay]], now: datetime) -> list[list[Listed]]:
    """Put beside everybody on the lists the bed that is theirs now; one question for all of them."""
    ids = [stay.id for stays in lists for stay in stays]
    uses = BedUse.at(now).filter(stay_id__in=ids).select_related("bed__room")
    beds = {use.stay_id: use.bed for use in uses}
    return [[Listed(stay, beds.get(stay.id), Ring.of(stay, now)) for stay in stays] for stays in lists]


def _zones(house: House, now: datetime, gone_today: set[UUID]) -> list[ZoneSeen]:
    """Count the beds of every zone by state: three questions, and the rows stay in the database."""
    counts: dict[UUID, Counter[BedState]] = defaultdict(Counter)
    for zone_id, number in Bed.there(house).order_by().values_list("room__zone_id").annotate(Count("id")):
        counts[zone_id][BedState.FREE] = number
    running = BedUse.at(now).filter(unit_id=house.unit_id, bed__house=house).order_by()
    for zone_id, kind, number in running.values_list("bed__room__zone_id", "kind").annotate(Count("id")):
        _move(counts[zone_id], BedState.FREE, _OF_KIND[UseKind(kind)], number)
    if gone_today:
        last = running.filter(stay_id__in=gone_today, kind=UseKind.STAY)
        for zone_id, number in last.values_list("bed__room__zone_id").annotate(Count("id")):
            _move(counts[zone_id], BedState.OCCUPIED, BedState.LEAVING, number)
    return [ZoneSeen(zone, counts[zone.id], open=False) for zone in Zone.of(house)]


def _move(counts: Counter[BedState], source: BedState, target: BedState, number: int) -> None:
    counts[source] -= number
    counts[target] += number


def _wanted(house: House, zones: Iterable[ZoneSeen], asked: Asked, now: datetime, gone_today: set[UUID]) -> list[Bed]:
    """Give the beds that are shown, in the order in which one walks through the house; one more than the most."""
    if asked.narrows:
        opened = [zone.zone for zone in zones if asked.zone in {None, zone.zone.id} and _suits(zone.zone, asked.suits)]
    else:
        opened = [zone.zone for zone in zones if zone.open]
    if not opened:
        return []
    rows = Bed.there(house).filter(room__zone_id__in=[zone.id for zone in opened]).select_related("room")
    if asked.feature:
        rows = rows.filter(features__contains=[asked.feature])
    if asked.state:
        rows = _in_state(rows, asked.state, now, gone_today)
    walked = rows.order_by("room__zone__position", "room__zone_id", "room__position", "room_id", Length("name"), "name")
    return list(walked[: MOST_BEDS + 1])


def _suits(zone: Zone, wanted: str) -> bool:
    if wanted not in SUITS:
        return True
    sex, is_child = SUITS[wanted]
    return zone.takes(sex=sex, is_child=is_child)


def _in_state(rows: QuerySet[Bed], state: str, now: datetime, gone_today: set[UUID]) -> QuerySet[Bed]:
    running = BedUse.at(now).filter(bed=OuterRef("id"))
    if state == BedState.FREE:
        return rows.filter(~Exists(running))
    leaving = Q(stay_id__in=gone_today)
    if state == BedState.LEAVING:
        return rows.filter(Exists(running.filter(leaving, kind=UseKind.STAY)))
    if state == BedState.OCCUPIED:
        return rows.filter(Exists(running.filter(~leaving, kind=UseKind.STAY)))
    kinds = [kind for kind, of_kind in _OF_KIND.items() if of_kind == state]
    return rows.filter(Exists(running.filter(kind__in=kinds)))


def _seen(beds: list[Bed], now: datetime, gone_today: set[UUID]) -> list[BedSeen]:
    uses = {use.bed_id: use for use in BedUse.at(now).filter(bed_id__in=[bed.id for bed in beds])}
    stays = Stay.objects.in_bulk([use.stay_id for use in uses.values() if use.stay_id])
    return [seen_as(bed, uses.get(bed.id), stays, now, gone_today) for bed in beds]


def seen_as(
    bed: Bed, use: BedUse | None, stays: dict[UUID, Stay], now: datetime, gone_today: Collection[UUID]
) -> BedSeen:
    """Give one bed as the board shows it; a stay the actor may not open leaves the bed occupied, by nobody named."""
    if use is None:
        return BedSeen(bed, BedState.FREE)
    state = _OF_KIND[UseKind(use.kind)]
    stay = stays.get(use.stay_id) if use.stay_id else None
    if state == BedState.OCCUPIED and stay is not None and stay.id in gone_today:
        state = BedState.LEAVING
    return BedSeen(bed, state, use, stay, Ring.of(stay, now) if stay else None)


def _put(zones: Iterable[ZoneSeen], beds: Iterable[BedSeen]) -> None:
    """Put the beds into their rooms, and the rooms into their zones, in the order in which they come."""
    by_zone = {zone.zone.id: zone for zone in zones}
    for seen in beds:
        rooms = by_zone[seen.bed.room.zone_id].rooms
        if not rooms or rooms[-1].room.id != seen.bed.room_id:
            rooms.append(RoomSeen(seen.bed.room))
        rooms[-1].beds.append(seen)


def bed_now(actor: Actor, bed: Bed) -> BedSeen:
    """Give one bed as the board shows it now."""
    now = timezone.now()
    use = BedUse.at(now).filter(bed=bed).first()
    stays = Stay.visible(actor).in_bulk([use.stay_id]) if use and use.stay_id else {}
    today = timezone.localdate(now)
    gone = [stay.id for stay in stays.values() if stay.leaving_on and stay.leaving_on <= today]
    return seen_as(bed, use, stays, now, gone)
