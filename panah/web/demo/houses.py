"""A shelter of fifty beds in use, and an assistance centre: set up and lived in by the same actions as a real one."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from panah.core.actor import Actor
from panah.core.country import country
from panah.people.actions.registering import Facts, register
from panah.people.models import AgeBasis
from panah.shelter import fitness
from panah.shelter.actions import address, admitting, beds, leaving, moving, places, prolonging, talks, upkeep
from panah.shelter.actions.admitting import Weighed
from panah.shelter.actions.leaving import Plan
from panah.shelter.actions.places import NewHouse
from panah.shelter.actions.prolonging import Asking
from panah.shelter.actions.stays import Said, first_days
from panah.shelter.actions.upkeep import Found, Looked, Paper
from panah.shelter.models import Bed, BedUse, House, RoomKind, Stay, ZoneKind
from panah.web.demo.people import acting

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
# Zones of the shelter: for whom, how many rooms, how many beds in each, and what the first room's are good for.
ZONES: tuple[tuple[ZoneKind, int, int, tuple[str, ...]], ...] = (
    (ZoneKind.WOMEN, 4, 4, ("ground_floor", "step_free")),
    (ZoneKind.FAMILY, 3, 4, ("cot", "own_bathroom")),
    (ZoneKind.GIRLS, 2, 4, ("near_staff",)),
    (ZoneKind.BOYS, 2, 3, ("near_staff",)),
    (ZoneKind.MEN, 1, 4, ("lower_bunk",)),
    (ZoneKind.CHILDREN, 1, 2, ("near_staff",)),
    (ZoneKind.ISOLATION, 2, 1, ("own_bathroom", "quiet")),
)


@dataclass(frozen=True, slots=True)
class Living:
    """Somebody who lives here: in which zone, since how many days, whether prolonged, what they speak and need."""

    zone: ZoneKind
    days: int
    prolonged: bool = False
    language: str = "az"
    needs: tuple[str, ...] = ()
    leaves_in: int | None = None


W, F, G, B, M = ZoneKind.WOMEN, ZoneKind.FAMILY, ZoneKind.GIRLS, ZoneKind.BOYS, ZoneKind.MEN
# Thirty days is what an adult agrees to first and sixty a child, so each is somewhere on the way; one time is over.
RESIDENTS: tuple[Living, ...] = (
    Living(W, 2), Living(W, 5, language="uz", needs=("interpreter",)), Living(W, 9), Living(W, 12, needs=("medicine",)),
    Living(W, 17), Living(W, 21, language="ru"), Living(W, 26, leaves_in=0), Living(W, 28), Living(W, 32),
    Living(W, 44, prolonged=True), Living(W, 51, prolonged=True, needs=("diet",)),
    Living(W, 58, prolonged=True, leaves_in=1),
    Living(G, 4, needs=("school",)), Living(G, 23), Living(G, 40), Living(G, 57), Living(G, 66, prolonged=True),
    Living(B, 11, needs=("school",)), Living(B, 31), Living(B, 48),
    Living(M, 7, language="ru"), Living(M, 19),
    Living(ZoneKind.ISOLATION, 1, needs=("medicine",)),
)  # fmt: skip
# A mother who lives here, and her children beside her: since how many days, and how old they are.
# One of the family rooms is free: somebody may come tonight.
FAMILIES: tuple[tuple[int, tuple[str, ...]], ...] = ((3, ("0_8", "0_8", "9_13")), (15, ("0_8", "9_13")))


def found() -> None:
    """Open the shelter and the centre."""
    with acting("tural") as actor:
        _centre(actor)
    with acting("mehriban") as actor:
        _upkeep(actor, _shelter(actor))


def play() -> None:
    """Let people live in the shelter today."""
    with acting("sevinc") as actor:
        house = House.visible(actor).get(name=SHELTER)
        for living in RESIDENTS:
            _move_in(actor, house, living)
        for place, (days, ages) in enumerate(FAMILIES):
            _family(actor, house, place, days, ages)
        _today(actor, house)


@contextmanager
def ago(span: dt.timedelta) -> Iterator[None]:
    """Let the steps of the block have been taken a while ago: the past of the demonstration is played, not written."""
    today, timezone.now = timezone.now, lambda: today() - span
    try:
        yield
    finally:
        timezone.now = today


def _shelter(actor: Actor) -> House:
    said = NewHouse(name=SHELTER, capacity=country().settings.shelter_beds, opened_on=dt.date(2006, 10, 1))
    house = places.open_house(actor=actor, said=said)
    for kind, rooms, each, features in ZONES:
        zone = places.add_zone(actor=actor, house_id=house.id, kind=kind, name="")
        for number in range(1, rooms + 1):
            room = places.add_room(actor=actor, zone_id=zone.id, kind=RoomKind.BEDROOM, name=str(number))
            places.add_beds(actor=actor, room_id=room.id, count=each, features=features if number == 1 else ())
        if kind == ZoneKind.FAMILY:
            for name, purpose in ROOMS:
                places.add_room(actor=actor, zone_id=zone.id, kind=purpose, name=name)
    address.write_address(actor=actor, house_id=house.id, words=STREET, way_in=WAY_IN)
    return house


def _centre(actor: Actor) -> None:
    said = NewHouse(name=CENTRE, capacity=1, region="baku", opened_on=dt.date(2009, 11, 2))
    house = places.open_house(actor=actor, said=said)
    address.write_address(actor=actor, house_id=house.id, words=STREET, way_in="")


def _upkeep(actor: Actor, house: House) -> None:
    """Six conditions were looked at and met, one was not; papers, and two inspections of which one is still open."""
    today = timezone.localdate()
    for number, code in enumerate(country().codes("house_condition").offered):
        day = today - dt.timedelta(days=20 + 15 * number)
        looked = Looked(
            condition=code.id,
            met=code.id != "interpreter",
            evidence=EVIDENCE,
            checked_on=day,
            again_on=day + country().settings.house_check_every,
        )
        upkeep.check_condition(actor=actor, house_id=house.id, looked=looked)
    for kind, body, named, years in PAPERS:
        issued = today - dt.timedelta(days=300)
        until = issued + dt.timedelta(days=365 * years) if years else None
        paper = Paper(kind=kind, body=body, number=named, issued_on=issued, valid_until=until)
        upkeep.add_licence(actor=actor, house_id=house.id, paper=paper)
    clean = Found(body="health", inspected_on=today - dt.timedelta(days=90), result="fit")
    stairs = Found(
        body="fire_service",
        inspected_on=today - dt.timedelta(days=12),
        result="to_put_right",
        words=STAIRS,
        put_right_until=today + dt.timedelta(days=18),
    )
    for found in (clean, stairs):
        upkeep.note_inspection(actor=actor, house_id=house.id, found=found)


def _move_in(actor: Actor, house: House, living: Living) -> Stay:
    sex = "male" if living.zone in {B, M} else "female"
    child = living.zone in {G, B}
    with ago(living.days * DAY + 5 * HOUR):
        facts = Facts(
            sex=sex, age_band="14_17" if child else "27_29", age_basis=AgeBasis.DOCUMENT, language=living.language
        )
        stay = admitted(actor, house, facts, living.zone, needs=living.needs)
    if living.prolonged:
        first = first_days(is_child=child)
        with ago((living.days - first + 2) * DAY):
            _prolong(actor, stay)
    if living.leaves_in is not None:
        day = timezone.localdate() + living.leaves_in * DAY
        leaving.plan(actor=actor, stay_id=stay.id, planned=Plan(plan=AFTERWARDS, leaving_on=day))
    return stay


def admitted(
    actor: Actor,
    house: House,
    facts: Facts,
    zone: ZoneKind,
    *,
    needs: tuple[str, ...] = (),
    mother: Stay | None = None,
    place: int | None = None,
    bed: UUID | None = None,
) -> Stay:
    """Take every step of an admission, into the first free bed of a zone, or of one of its rooms."""
    person = register(actor=actor, facts=facts)
    with_stay = mother.id if mother else None
    stay = admitting.open_stay(actor=actor, person_id=person.id, house_id=house.id, with_stay=with_stay)
    if fitness.found(house):
        admitting.answer_house(actor=actor, stay_id=stay.id, reason=ALL_THE_SAME)
    admitting.agree(actor=actor, stay_id=stay.id, said=_said(facts))
    if stay.is_child:
        opinion = "not_asked" if facts.age_band == "0_8" else "agrees"
        weighed = Weighed(opinion=opinion, words=SERVES, company_words=TOGETHER if mother else "")
        admitting.weigh(actor=actor, stay_id=stay.id, weighed=weighed)
    admitting.answer_dangers(actor=actor, stay_id=stay.id)
    moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=bed or _free(house, zone, place))
    admitting.give_rules(actor=actor, stay_id=stay.id, language=facts.language)
    admitting.take_belongings(actor=actor, stay_id=stay.id, things=() if stay.is_child else THINGS)
    admitting.note_needs(actor=actor, stay_id=stay.id, needs=needs)
    return admitting.admit(actor=actor, stay_id=stay.id)


def _said(facts: Facts) -> Said:
    return Said(language=facts.language, given_how="written", given_by="guardian" if facts.is_child else "person")


def _prolong(actor: Actor, stay: Stay) -> None:
    child = stay.is_child
    prolonging.prolong(
        actor=actor,
        stay_id=stay.id,
        asking=Asking(by="guardianship", reason="guardian", letter=LETTER)
        if child
        else Asking(by="victim", reason="wish"),
        days=country().settings.prolongation_days,
        said=Said(language=stay.language, given_how="written", given_by="guardian" if child else "person"),
        opinion="agrees" if child else "",
        words=SERVES if child else "",
    )


def _family(actor: Actor, house: House, place: int, days: int, ages: tuple[str, ...]) -> None:
    with ago(days * DAY + 20 * HOUR):
        grown_up = Facts(sex="female", age_band="27_29", age_basis=AgeBasis.DOCUMENT, language="az")
        mother = admitted(actor, house, grown_up, F, place=place)
        for age in ages:
            facts = Facts(sex="female", age_band=age, age_basis=AgeBasis.DOCUMENT, language="az")
            needs = ("baby",) if age == "0_8" else ("school",)
            admitted(actor, house, facts, F, needs=needs, mother=mother, place=place)


def _free(house: House, zone: ZoneKind, place: int | None = None) -> UUID:
    """Give the first bed of a zone, or of its so manieth room, that nothing is written about for now or later."""
    later = Q(until_at=None) | Q(until_at__gt=timezone.now())
    rows = Bed.there(house).filter(room__zone__kind=zone).exclude(uses__in=BedUse.objects.filter(later))
    if place is not None:
        rows = rows.filter(room__position=place)
    return rows.order_by("room__position", "id").values_list("id", flat=True)[0]


def _today(actor: Actor, house: House) -> None:
    """What a shift finds: two expected, one with a bed held; beds blocked and being cleaned; rooms kept for talks."""
    for held in (True, False):
        facts = Facts(sex="female", age_band="24_26", age_basis=AgeBasis.DECLARED, language="az" if held else "tr")
        person = register(actor=actor, facts=facts)
        stay = admitting.open_stay(actor=actor, person_id=person.id, house_id=house.id)
        if held:
            moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=_free(house, W))
    beds.block(actor=actor, bed_id=_free(house, B), reason="repair")
    beds.block(actor=actor, bed_id=_free(house, F), reason="illness", until=timezone.now() + 3 * DAY)
    for zone in (W, G):
        beds.begin_cleaning(actor=actor, bed_id=_free(house, zone))
    room = house.zones.get(kind=F).rooms.filter(kind=RoomKind.TALKS)[0]
    tomorrow = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + DAY
    for place, purpose in enumerate(("psychologist", "lawyer", "interview")):
        start = tomorrow + 2 * place * HOUR
        talks.book(actor=actor, room_id=room.id, purpose=purpose, start=start, end=start + HOUR)


SHELTER, CENTRE = "Nar", "Yardım"
ROOMS = (("Söhbət otağı 1", RoomKind.TALKS), ("Söhbət otağı 2", RoomKind.TALKS), ("Həkim otağı", RoomKind.CARE))
STREET = "Uydurma küçə 1, uydurma şəhər"
WAY_IN = "Əvvəl məhəllənin ətrafına dolanın. İki dəfə zəng vurun və paltar gətirdiyinizi deyin."
EVIDENCE = "Əlaqələndirici və bir əməkdaş baxıb; siyahı otaqdadır."
PAPERS = (
    ("founding", "cabinet", "203-S", 0),
    ("licence", "labour", "L-0152", 3),
    ("fire_safety", "fire_service", "Y-4417", 1),
)
ALL_THE_SAME = "Tərcüməçi təyin olunanadək telefonla kömək edirlər; başqa çatışmazlıq yoxdur, boş müəssisə də yoxdur."
STAIRS = "İşıq kəsiləndə arxa pilləkənin lampası öz-özünə yanmır."
AFTERWARDS = "Xalasının yanına köçür; bazar ertəsi tikiş kursuna başlayır. Hər cümə zəngləşirik."
LETTER = "Qəyyumluq orqanının məktubu; telefonla oxunub, sonra göndərilib."
SERVES = "Burada təhlükəsizdir, gecəni rahat yatır, məktəbə buradan davam edir."
TOGETHER = "Ana uşağa yaxşı baxır, ayrılıq hər ikisini qorxudar."
THINGS = ("Nömrəsiz telefon", "Üzük")
