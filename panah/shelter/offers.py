"""Which beds fit those who arrive: by zone, sex and age, by what a bed is good for, a family in one room."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import ngettext

from panah.core.actor import Actor
from panah.core.country import country
from panah.shelter.models import Bed, BedUse, Stay, UseKind, ZoneKind

# So many beds are looked through, and so many places offered at once.
MOST_BEDS, FEW, MANY = 2000, 12, 200


@dataclass(frozen=True, slots=True)
class Party:
    """Those who sleep in one room: somebody alone, or a parent with the children that live with them."""

    stays: tuple[Stay, ...]

    @property
    def is_family(self) -> bool:
        """Whether there are several."""
        return len(self.stays) > 1

    @property
    def names(self) -> str:
        """The false names."""
        return ", ".join(stay.pseudonym for stay in self.stays)


@dataclass(frozen=True, slots=True)
class Offer:
    """One bed, or as many of one room as a family needs."""

    beds: tuple[Bed, ...]
    rank: int

    @property
    def value(self) -> str:
        """What a form sends."""
        return ",".join(str(bed.id) for bed in self.beds)

    @property
    def label(self) -> str:
        """Zone, room and beds in words; below it what they are good for."""
        codes = country().codes("bed_feature")
        good = dict.fromkeys(each for bed in self.beds for each in bed.features if each in codes)
        place = in_words(*self.beds)
        return "\n".join([place, ", ".join(codes[each].label for each in good)]) if good else place


def in_words(*beds: Bed) -> str:
    """Say where beds of one room stand; their rooms and zones must be at hand."""
    room = beds[0].room
    words = ngettext("%(zone)s, room %(room)s, bed %(beds)s", "%(zone)s, room %(room)s, beds %(beds)s", len(beds))
    return words % {"zone": room.zone, "room": room, "beds": ", ".join(map(str, beds))}


def parties_of(group: Sequence[Stay]) -> list[Party]:
    """Say who sleeps with whom: a child with a note on its company sleeps where its parent does (CH-09)."""
    beside = {stay.id for stay in group if stay.company_note_id}
    grouped: dict[UUID, list[Stay]] = defaultdict(list)
    for stay in group:
        head = stay.with_stay_id if stay.id in beside and stay.with_stay_id else stay.id
        grouped[head].append(stay)
    return [Party(tuple(sorted(stays, key=lambda each: each.is_child))) for stays in grouped.values()]


def free_beds(actor: Actor, house_id: UUID) -> list[Bed]:
    """List the beds of a house that nothing is using now, in the order they stand; at most MOST_BEDS."""
    used = BedUse.at(timezone.now()).filter(bed=OuterRef("pk"))
    rows = Bed.objects.filter(house_id=house_id, unit_id__in=actor.unit_ids, retired_at=None).exclude(Exists(used))
    rows = rows.select_related("room__zone").order_by(
        "room__zone__position", "room__zone__name", "room__position", "room__name", "name"
    )
    return list(rows[:MOST_BEDS])


def not_ready(house_id: UUID) -> dict[UseKind, int]:
    """Count the beds of a house that nobody sleeps in and nobody can get: those being cleaned, and those blocked."""
    uses = BedUse.at(timezone.now()).filter(bed__house_id=house_id, stay=None).order_by()
    return {UseKind(kind): number for kind, number in uses.values_list("kind").annotate(Count("id"))}


def offers(beds: Sequence[Bed], party: Party, *, feature: str = "", most: int = FEW) -> list[Offer]:
    """Offer places for a party out of free beds, the best first; what the database would refuse is not offered."""
    sleepers = _sleepers({bed.room_id for bed in beds})
    by_room: dict[UUID, list[Bed]] = defaultdict(list)
    for bed in beds:
        by_room[bed.room_id].append(bed)
    found: list[Offer] = []
    for room_id, there in by_room.items():
        zone = there[0].room.zone
        if len(there) < len(party.stays) or not _may_sleep(party, sleepers.get(room_id, ())):
            continue
        if not all(_zone_fits(zone.kind, stay) for stay in party.stays):
            continue
        found += _of_room(there, party, zone.kind, feature)
    found.sort(key=lambda offer: offer.rank)
    return found[:most]


def _of_room(beds: list[Bed], party: Party, zone: str, feature: str) -> Iterable[Offer]:
    """A family gets beds of a room as they stand; somebody alone may choose."""
    rank = _rank(zone, party)
    good = [bed for bed in beds if not feature or feature in bed.features]
    if party.is_family:
        first = (good + [bed for bed in beds if bed not in good])[: len(party.stays)]
        return [Offer(tuple(first), rank)] if good else []
    return [Offer((bed,), rank) for bed in good]


def _rank(zone: str, party: Party) -> int:
    """A family is best in a family room, somebody alone among their like; isolation is for who needs it."""
    if zone == ZoneKind.ISOLATION:
        return 2
    return int((zone == ZoneKind.FAMILY) != party.is_family)


def _zone_fits(zone: str, stay: Stay) -> bool:
    """Say what the database says of a zone and somebody (`zone_takes`)."""
    known = {"female": ("women", "girls"), "male": ("men", "boys")}
    own = known.get(stay.sex, ("women", "girls", "men", "boys"))
    if zone in ("women", "men"):
        return stay.company_note_id is not None or (not stay.is_child and zone in own)
    if zone in ("girls", "boys"):
        return stay.is_child and zone in own
    return stay.is_child if zone == ZoneKind.CHILDREN else True


def _may_sleep(party: Party, there: Sequence[tuple[UUID, bool]]) -> bool:
    """Say whether a party may sleep beside those in a room: children and adults only as one family (CH-08)."""
    own = {stay.id for stay in party.stays} | {stay.with_stay_id for stay in party.stays if stay.company_note_id}
    strangers = [is_child for stay_id, is_child in there if stay_id not in own]
    kinds = {stay.is_child for stay in party.stays}
    return not strangers or (len(kinds) == 1 and set(strangers) <= kinds)


def _sleepers(rooms: set[UUID]) -> dict[UUID, list[tuple[UUID, bool]]]:
    uses = BedUse.at(timezone.now()).filter(bed__room_id__in=rooms, stay__isnull=False)
    found: dict[UUID, list[tuple[UUID, bool]]] = defaultdict(list)
    for room_id, stay_id, is_child in uses.values_list("bed__room_id", "stay_id", "stay__is_child")[:MOST_BEDS]:
        found[room_id].append((stay_id, is_child))
    return found
