"""The year behind the shelter of the demonstration, its daily order, and the police at its door."""

import datetime as dt
from itertools import cycle, product

from django.utils import timezone

from panah.accounts.models import Member, Unit
from panah.core.actor import Actor
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis
from panah.shelter.actions import beds, complaints, door, guarding, incidents, leaving, shift_notes, stores
from panah.shelter.models import Bed, Guarding, House, MovementKind, Room, Stay, ZoneKind
from panah.web.demo import houses
from panah.web.demo.houses import DAY, HOUR, SHELTER
from panah.web.demo.people import acting

# Rounds of a few weeks that a few beds went through before those who live there now came: with them, about a hundred
# people in a year (SH-17).
BEDS, ROUNDS, EACH, UNTIL = 8, 9, 32, 70
WOMAN = Facts(sex="female", age_band="24_26", age_basis=AgeBasis.DOCUMENT, language="az")
REASONS = ("own_wish", "family", "own_home", "reintegration", "returned", "own_wish", "other_house")


def year() -> None:
    """Let a year have passed: somebody comes, stays for some weeks, leaves, and the bed is made for somebody else."""
    with acting("sevinc") as actor:
        house, why = House.visible(actor).get(name=SHELTER), cycle(REASONS)
        women = Bed.there(house).filter(room__zone__kind=ZoneKind.WOMEN).order_by("id")[:BEDS]
        for number, bed in product(range(ROUNDS, 0, -1), women):
            came = UNTIL + number * EACH
            with houses.ago(came * DAY):
                stay = houses.admitted(actor, house, WOMAN, ZoneKind.WOMEN, bed=bed.id)
            with houses.ago((came - 18 - (number + int(bed.name)) % 11) * DAY):
                leaving.leave(actor=actor, stay_id=stay.id, reason=next(why))
                beds.cleaned(actor=actor, bed_id=bed.id)


def play() -> None:
    """Give the house its guards, and leave what a shift finds in its book and stores."""
    with acting("sevinc") as actor:
        house = House.visible(actor).get(name=SHELTER)
        _book(actor, house)
        _stores(actor, house)
        _help(actor, house)
    with acting("mehriban") as actor:
        _entrust(actor, house)
        for login, topic in (("sevinc", "victim_care"), ("sevinc", "first_aid")):
            _train(actor, login, topic)
        _complaint(actor, house)
    with acting("elnur") as actor:
        _train(actor, "vusal", guarding.AT_THE_DOOR)
    with acting("vusal") as actor:
        _train(actor, "elnur", guarding.AT_THE_DOOR)
        _train(actor, "kenan", guarding.ON_THE_WAY)
        _rota(actor)
    with acting("sevinc") as actor:
        _way_out(actor, house)
        _visitor(actor, house)


def _book(actor: Actor, house: House) -> None:
    now = timezone.now()
    with houses.ago(9 * HOUR):
        shift_notes.hand_over(actor=actor, house_id=house.id, shift="night", words=NIGHT)
        row = incidents.report(
            actor=actor, house_id=house.id, kind="illness", words=FELL, happened_at=timezone.now() - HOUR
        )
        incidents.tell(actor=actor, incident_id=row.id, code="ambulance", words=CAME)
    over = incidents.report(actor=actor, house_id=house.id, kind="quarrel", words=QUARREL, happened_at=now - 26 * HOUR)
    incidents.act(actor=actor, incident_id=over.id, words=TALKED)
    incidents.close(actor=actor, incident_id=over.id)
    rooms = Room.of(house).order_by("zone__position", "position")
    for number, room in enumerate(rooms[:8]):
        stores.check_room(actor=actor, room_id=room.id, defects=["light", "lock"] if number == 3 else [])


def _stores(actor: Actor, house: House) -> None:
    for name, kind, measure, minimum, received, given in THINGS:
        item = stores.keep(actor=actor, house_id=house.id, kind=kind, measure=measure, name=name, minimum=minimum)
        for movement, amount in ((MovementKind.RECEIVED, received), (MovementKind.GIVEN_OUT, given)):
            stores.move(actor=actor, item_id=item.id, kind=movement, amount=amount)


def _residents(house: House) -> list[Stay]:
    return list(Stay.objects.filter(house=house, state="resident").order_by("id")[:60])


def _help(actor: Actor, house: House) -> None:
    for stay, code in zip(_residents(house)[::9], ("wheelchair", "walking", "hearing", "sight"), strict=False):
        door.rename(actor=actor, stay_id=stay.id, name="", help_needed=code)


def _entrust(actor: Actor, house: House) -> None:
    police = Unit.objects.get(code="guard")
    guarding.entrust(actor=actor, house_id=house.id, guard_unit_id=police.id, order_number="118-M", post="Post 7")


def _train(actor: Actor, login: str, topic: str) -> None:
    today, member = timezone.localdate(), Member.objects.get(login=login)
    guarding.record_training(
        actor=actor,
        member_id=member.id,
        topic=topic,
        trained_on=today - 100 * DAY,
        valid_until=today + 265 * DAY,
        certificate="T-2041",
    )


def _complaint(actor: Actor, house: House) -> None:
    complaints.open_box(actor=actor, house_id=house.id)
    complaints.write_down(actor=actor, house_id=house.id, about="food_room", words=COLD)


def _rota(actor: Actor) -> None:
    """Twelve hours each, by turns, since a week ago; the last night of the coming week is still open."""
    place = Guarding.visible(actor)[0]
    start = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0) - 7 * DAY
    guards = cycle(Member.objects.filter(login__in=("vusal", "elnur")).order_by("login"))
    for half in range(2 * 14 - 1):
        begins = start + half * 12 * HOUR
        member = next(guards)
        guarding.add_shift(actor=actor, guarding_id=place.id, member_id=member.id, start=begins, end=begins + 12 * HOUR)


def _way_out(actor: Actor, house: House) -> None:
    stay = _residents(house)[0]
    start = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + DAY
    guarding.ask_escort(actor=actor, stay_id=stay.id, place="court", start=start, end=start + 4 * HOUR, words=BACK_DOOR)
    door.expect(actor=actor, house=house, name="R. Quliyeva", start=start, end=start + dt.timedelta(hours=2))


def _visitor(actor: Actor, house: House) -> None:
    """The plumber came an hour ago and has not gone out."""
    now = timezone.localtime()
    card = door.expect(actor=actor, house=house, name="A. Rzayev", start=now - HOUR, end=now + HOUR)
    door.passed(actor=actor, card_id=card.id, inward=True)


NIGHT = "Sakit gecə. İkinci dəhlizdə isitmə səs salır; usta saat onda gələcək."
FELL = "Bir nəfər pilləkəndə yıxılıb biləyini əzdi."
CAME = "On iki dəqiqəyə gəlib sarıdılar."
QUARREL = "İki nəfər televizora görə mübahisə etdi."
TALKED = "Hər ikisi ilə danışdıq; bundan sonra növbə siyahısı var."
COLD = "Şam yeməyi ikinci mərtəbəyə soyuq çatır."
BACK_DOOR = "Arxa qapıdan; maşın həyətdə gözləyir."
THINGS = (
    ("Uşaq bezi, 3 nömrə", "baby", "pack", 6, 10, 6),
    ("Düyü", "food", "kilogram", 20, 50, 18),
    ("Sabun", "hygiene", "piece", 40, 90, 25),
    ("Sarğı", "first_aid", "pack", 5, 12, 3),
    ("Dəsmal", "clothes", "piece", 30, 60, 34),
    ("Məktəb çantası", "school", "piece", 4, 6, 1),
)
