"""The days of those who live in the shelter of the demonstration: help, meals, medicine, school, family."""

import datetime as dt

from django.utils import timezone

from panah.core.actor import Actor
from panah.core.country import country
from panah.shelter.actions import family, guarding, health, helping, learning, presence, specialists
from panah.shelter.actions.family import Someone
from panah.shelter.actions.health import Prescribed
from panah.shelter.actions.helping import Help
from panah.shelter.actions.learning import Place
from panah.shelter.missing import LEARNT
from panah.shelter.models import Stay, StayState
from panah.web.demo.people import acting

HOUR = dt.timedelta(hours=1)


def play() -> None:
    """Let everybody be offered what they are, nearly; and let a few days be seen more closely."""
    with acting("sevinc") as actor:
        stays = list(Stay.visible(actor).filter(state=StayState.RESIDENT).order_by("admitted_at")[:100])
        for number, stay in enumerate(stays):
            _offered(actor, stay, number)
        women = [stay for stay in stays if not stay.is_child]
        children = [stay for stay in stays if stay.is_child]
        _learning(actor, women, children)
        _medicine(actor, _first(women, "medicine"))
        _meals(actor, _first(stays, "diet"))
        for stay in women[:3]:
            until = timezone.now() + 3 * HOUR if stay != women[2] else None
            presence.go_out(actor=actor, stay_id=stay.id, expected_at=until)
    with acting("mehriban") as actor:
        _family(actor, children[-1], women[0])
        _specialist(actor, [women[0], women[3]])


def _first(stays: list[Stay], need: str) -> list[Stay]:
    """Put who said on the way in that they need something before the others."""
    return sorted(stays, key=lambda stay: need not in stay.needs)


def _offered(actor: Actor, stay: Stay, number: int) -> None:
    """What everybody is offered from the first day; of every eighth resident somebody forgot the lawyer."""
    since = stay.admitted_at or timezone.now()
    for place, service in enumerate(country().settings.service_expected):
        if service == "legal" and number % 8 == 5:
            continue
        at = min(since + (place + 1) * HOUR, timezone.now())
        talk = helping.is_session(service)
        given = Help(service=service, at=at, minutes=40 if talk else None, note=TALKED if talk else "")
        helping.record(actor=actor, stay_id=stay.id, help=given, agreed=number % 9 != 4 or not talk)
    if "baby" in stay.needs:
        helping.record(actor=actor, stay_id=stay.id, help=Help(service="hygiene"), agreed=True)
    if "interpreter" in stay.needs and number % 4:
        helping.arrange_interpreter(actor=actor, stay_id=stay.id)
    if not stay.is_child and (timezone.now() - since).days > 1:
        for service in LEARNT:
            offer = Help(service=service, at=min(since + dt.timedelta(days=1), timezone.now()))
            helping.record(actor=actor, stay_id=stay.id, help=offer, agreed=number % 3 == 0)
    if number % 6 == 0:
        at = timezone.localtime().replace(hour=23, minute=0) - (number % 4) * HOUR
        if at > timezone.now():
            helping.plan(actor=actor, stay_id=stay.id, help=Help(service="psychological", at=at))


def _learning(actor: Actor, women: list[Stay], children: list[Stay]) -> None:
    today = timezone.localdate()
    for number, stay in enumerate(children[:-2]):
        code = ("school", "house_lessons", "play_and_learn")[number % 3]
        outside = code == "school"
        where, level = (SCHOOL, "7") if outside else (TEACHER, "")
        place = Place(code=code, provider=where, level=level, language="az", since=today)
        learning.enrol(actor=actor, stay_id=stay.id, place=place, agreed=True)
    for stay, code in zip(women, ("sewing", "cooking", "job_search", "recovery"), strict=False):
        place = Place(code=code, provider=TEACHER, since=today)
        learning.enrol(actor=actor, stay_id=stay.id, place=place, agreed=True)
    play_group = Place(code="play_therapy", provider=TEACHER, since=today)
    learning.enrol(actor=actor, stay_id=children[0].id, place=play_group, agreed=True)


def _medicine(actor: Actor, women: list[Stay]) -> None:
    today, now = timezone.localdate(), timezone.localtime()
    soon = now.time().replace(second=0, microsecond=0)
    for stay, (name, dose, times) in zip(women, MEDICINES, strict=False):
        plan = Prescribed(name=name, dose=dose, times=(soon, *times), since=today, prescribed_by=DOCTOR)
        health.prescribe(actor=actor, stay_id=stay.id, medicine=plan, agreed=True)
        health.enter(actor=actor, stay_id=stay.id, kind="examination", words=EXAMINED, agreed=True)


def _meals(actor: Actor, stays: list[Stay]) -> None:
    diets = (["no_pork"], ["halal"], ["no_pork", "diabetic"], ["vegetarian"])
    for number, stay in enumerate(stays[::3]):
        helping.feed(actor=actor, stay_id=stay.id, codes=diets[number % len(diets)])


def _family(actor: Actor, child: Stay, woman: Stay) -> None:
    """A grandmother who comes today, a sister to be decided about, and an uncle who is kept away."""
    at = timezone.now() + HOUR
    grandmother = Someone(name="Sənəm", relation="other_relative", ways=("call", "visit"), reach="+994 12 555 01 23")
    row = family.propose(actor=actor, stay_id=child.id, someone=grandmother, wished=True)
    family.approve(
        actor=actor, stay_id=child.id, acquaintance_id=row.id, ways=["call", "visit"], opinion="agrees", words=MISSES
    )
    family.expect(actor=actor, stay_id=child.id, acquaintance_id=row.id, way="visit", at=at)
    uncle = Someone(name="Kərim", relation="other_relative", ways=("call",))
    family.propose(actor=actor, stay_id=child.id, someone=uncle, wished=False, suspected=True)
    sister = Someone(name="Lalə", relation="sibling", ways=("call", "video"))
    family.propose(actor=actor, stay_id=woman.id, someone=sister, wished=True)


def _specialist(actor: Actor, stays: list[Stay]) -> None:
    """Lamiyə of a partner was trained and works with two of them."""
    today = timezone.localdate()
    lamiya = next(each for each in specialists.specialists_of(actor) if each.login == "lamiya")
    guarding.record_training(
        actor=actor,
        member_id=lamiya.id,
        topic="victim_care",
        trained_on=today - dt.timedelta(days=200),
        valid_until=today + dt.timedelta(days=500),
    )
    for stay in stays:
        specialists.assign(actor=actor, stay_id=stay.id, member_id=lamiya.id)


SCHOOL, TEACHER, DOCTOR = "Rayon məktəbi", "Evə gələn müəllim", "Dr. Rəhimova"
TALKED = "İşıq yanmadan keçən ilk gecədən danışdı. Növbəti dəfə bacısından söhbət edəcəyik."
EXAMINED = "Xəstəxanalıq heç nə yoxdur. Dəmir və vitaminlər; bir aydan sonra yenidən."
MISSES = "İki yaşından nənəsi ilə yaşayıb və hər axşam onu soruşur."
MEDICINES = (
    ("Dəmir", "bir həb", (dt.time(20, 0),)),
    ("D vitamini", "dörd damcı", ()),
    ("İbuprofen", "200 mq, ağrıyanda", (dt.time(14, 0), dt.time(21, 0))),
)
