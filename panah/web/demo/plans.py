"""The action plans of the demonstration: those of the sources, and an invented one that is reported on."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from panah.accounts.models import Appointment, Member
from panah.core.actor import Actor
from panah.plan.actions import awareness, budgets, enclosures, reporting, rounds, trainings, writing
from panah.plan.actions.awareness import Found, Printed, Told
from panah.plan.actions.budgets import Wish
from panah.plan.actions.reporting import Said
from panah.plan.actions.trainings import Occasion, Outline, Result
from panah.plan.breakdown import kept
from panah.plan.country_plans import load
from panah.plan.models import Indicator, Measure, Participant, Plan, PlanState, Slot
from panah.web.demo.people import acting

OLD = "AZ-NAP-2009-2013"
# Measure: an indicator's name, its target, the figure where the system counts it itself, and by what it is broken down.
INDICATORS: dict[str, tuple[str, int, str, list[str]]] = {
    "3.c": ("Qaynar xəttə müraciətlər", 9_000, "calls_taken", ["region"]),
    "3.d": ("Operatorlar üçün təlimlər", 4, "", []),
    "4.c": ("Sığınacaqda yaşamış şəxslər", 60, "persons_sheltered", ["sex", "age"]),
    "11.f": ("Bölgələrdə seminarlara gələnlər", 400, "", ["sex"]),
}
# What is said in turn, how far it has come, and what stood in the way.
SAID = (
    ("Üç dildə materiallarla iki seminar keçirildi.", 60, "Zal yalnız axşamlar boş idi."),
    ("Qaydaların layihəsi bütün qurumlara göndərildi; səkkizi cavab verdi.", 40, ""),
    ("İş plan üzrə davam edir.", 75, ""),
    ("Bu dövrdə heç nə edilmədi: əməkdaşlar iki dəfə dəyişdi.", 10, "İki vəzifə boşdur."),
)
# Of so many reports of a round that is over, one is late and one waits for the office.
ONE_IN, LATE_AT, WAITING_AT = 25, 12, 20
# Why somebody is late, as far as they say so.
WHY_LATE = (
    "İki rayondan məlumat hələ gəlməyib; gələn həftə gözlənilir.",
    "Cavabdeh əməkdaş dəyişib, yenisi işə başlayır.",
    "Büdcə dəyişikliyi təsdiq olunmayıb, podratçı seçilə bilmir.",
)
ASKED_AGAIN = "Neçə nəfər iştirak etdi?"
REPORTING = ("polad", "tarana", "habil", "mehin")


def make_plans() -> None:
    """Load the plans of the sources, bring an invented one into force, and play two rounds of reporting on it."""
    load()
    with acting("vefa") as office:
        plan = _live(office)
        first, second = list(rounds.periods(plan, timezone.localdate()))[-2:]
        rounds.open_round(office, plan, first, _morning(first.ends_on + dt.timedelta(days=1)))
        rounds.open_round(office, plan, second)
    asked = list(_asked(plan, first.begins_on))
    for login in REPORTING:
        with acting(login) as actor:
            _report(actor, asked, files=True)
            _begin(actor, plan, second.begins_on)
            _propose(actor)
    with acting("vefa") as office:
        # Nobody plays those who report for the other bodies.
        for unit_id in {slot.unit_id for _place, slot in asked} - _played():
            _report(replace(office, unit_id=unit_id, unit_ids=(unit_id,)), asked)
        _report(office, asked)
        _answer(office, asked)
        _train(office, plan)
        _draft(office, plan)
    with acting("tarana") as ministry:
        _tell(ministry, plan)


def _draft(office: Actor, plan: Plan) -> None:
    """The plan after it is being written: a draft to try the pages of writing on."""
    first = plan.ends_on.year + 1
    years = f"{first}–{first + 4}"
    title = {
        "az": f"Milli Fəaliyyət Planının layihəsi ({years}, nümunə)",
        "en": f"Draft of a National Action Plan ({years}, invented)",
        "ru": f"Проект Национального плана действий ({years}, вымышленный)",
    }
    ends = dt.date(first + 4, 12, 31)
    code = f"AZ-NAP-{first}-{first + 4}"
    writing.renew(actor=office, plan=plan, code=code, title=title, begins_on=dt.date(first, 1, 1), ends_on=ends)


def _live(office: Actor) -> Plan:
    year = timezone.localdate().year - 1
    title = {
        "az": f"Milli Fəaliyyət Planı ({year}–{year + 4}, nümunə)",
        "en": f"National Action Plan ({year}–{year + 4}, invented)",
        "ru": f"Национальный план действий ({year}–{year + 4}, вымышленный)",
    }
    plan = writing.renew(
        actor=office,
        plan=Plan.objects.get(code=OLD),
        code=f"DEMO-{year}-{year + 4}",
        title=title,
        begins_on=dt.date(year, 1, 1),
        ends_on=dt.date(year + 4, 12, 31),
    )
    for code, (name, target, figure, by) in INDICATORS.items():
        measure = Measure.objects.get(plan=plan, code=code)
        said = dict.fromkeys(("az", "en", "ru"), name)
        Indicator.objects.create(measure=measure, code="1", name=said, target=Decimal(target), figure=figure, by=by)
    writing.set_state(actor=office, plan=plan, state=PlanState.IN_FORCE, reason="Demonstration")
    return plan


def _morning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(8)))


def _asked(plan: Plan, begins_on: dt.date) -> Iterator[tuple[int, Slot]]:
    """Number the reports of a round in the order of the plan."""
    order = ("measure__heading__position", "measure__position", "participant__code")
    return enumerate(Slot.objects.filter(plan=plan, round__begins_on=begins_on).order_by(*order))


def _played() -> set[UUID]:
    return set(Appointment.objects.values_list("unit_id", flat=True))


def _report(actor: Actor, asked: Sequence[tuple[int, Slot]], *, files: bool = False) -> None:
    """Hand in a unit's reports of a round that is over. Of those that are late some were begun, and say why."""
    for number, (place, slot) in enumerate(each for each in asked if each[1].unit_id == actor.unit):
        turn = place // ONE_IN
        if place % ONE_IN != LATE_AT or turn % 3 == 2:
            _hand_in(actor, slot, number, file=files and number == 0)
        elif turn % 3 == 1:
            why = WHY_LATE[turn // 3 % len(WHY_LATE)]
            reporting.save(actor=actor, slot_id=slot.id, said=Said(obstacles=why))


def _hand_in(actor: Actor, slot: Slot, number: int, *, file: bool) -> None:
    done, progress, obstacles = SAID[number % len(SAID)]
    said = Said(done=done, progress=progress, obstacles=obstacles, evidence="12 nömrəli əmr", figures=_figures(slot))
    if file:
        content = io.BytesIO(b"Opening, three talks, questions, a test.")
        enclosures.add_evidence(actor=actor, slot_id=slot.id, name="Seminarın proqramı", content=content)
    reporting.hand_in(actor=actor, slot_id=slot.id, said=said)


def _begin(actor: Actor, plan: Plan, begins_on: dt.date) -> None:
    """Begin a report of the round that is running."""
    mine = Slot.objects.filter(plan=plan, unit_id=actor.unit, round__begins_on=begins_on)
    later = mine.order_by("measure__position", "id").first()
    if later is not None:
        reporting.save(actor=actor, slot_id=later.id, said=Said(done="Seminar hazırlanır."))


def _figures(slot: Slot) -> dict[str, Any]:
    """What is reported on the indicators that the system does not count itself."""
    parts = {"sex": {"female": Decimal(31), "male": Decimal(17)}}
    typed = Indicator.objects.filter(measure_id=slot.measure_id, figure="")
    return {str(each.id): kept(Decimal(48 if each.by else 2), parts if each.by else {}) for each in typed}


def _propose(actor: Actor) -> None:
    who = Participant.objects.filter(unit_id=actor.unit).order_by("code").first()
    if who is not None:
        wish = Wish(year=timezone.localdate().year + 1, amount=Decimal(25_000), funding="state_budget")
        budgets.propose(actor=actor, participant_id=who.id, wish=wish)


def _answer(office: Actor, asked: Sequence[tuple[int, Slot]]) -> None:
    """Approve most of what was handed in, give some back, leave some waiting."""
    handed_in = set(Slot.objects.filter(plan_id=asked[0][1].plan_id, state="submitted").values_list("id", flat=True))
    for place, slot in asked:
        if slot.id in handed_in and place % ONE_IN == LATE_AT:
            reporting.give_back(actor=office, slot_id=slot.id, why=ASKED_AGAIN)
        elif slot.id in handed_in and place % ONE_IN != WAITING_AT:
            reporting.approve(actor=office, slot_id=slot.id)


def _train(office: Actor, plan: Plan) -> None:
    """One course: held last year and last month, and to be held again."""
    title = {
        "az": "Qurbanın tanınması və yönləndirilməsi",
        "en": "Recognising a victim and referring them",
        "ru": "Выявление и направление жертвы",
    }
    outline = Outline(
        title=title,
        topics=["identification", "referral"],
        audiences=["operator", "schools"],
        lasts_days=730,
        measure_id=Measure.objects.get(plan=plan, code="3.d").id,
    )
    course, today = trainings.offer(actor=office, outline=outline), timezone.localdate()
    for day in (today - dt.timedelta(days=330), today - dt.timedelta(days=35), today + dt.timedelta(days=20)):
        occasion = Occasion(begins_on=day, ends_on=day + dt.timedelta(days=1), region="baku", language="az")
        session = trainings.plan(actor=office, course_id=course.id, occasion=occasion)
        who = (office.member, Member.objects.get(login="tarana").id)
        for member_id in who:
            trainings.enrol(actor=office, training_id=session.id, member_id=member_id)
        if day < today:
            results = dict.fromkeys(who, Result(came=True, before=55, after=90))
            trainings.hold(actor=office, training_id=session.id, results=results, women=14, men=9)


def _tell(ministry: Actor, plan: Plan) -> None:
    """A campaign in schools, its leaflet, a carrier that was looked at, and a study of a region."""
    today, measure = timezone.localdate(), Measure.objects.get(plan=plan, code="11.f")
    told = Told(
        title="Məktəblərdə açıq dərslər",
        channels=["seminar", "print"],
        audiences=["young", "parents"],
        topics=["trafficking", "hotline"],
        languages=["az", "ru"],
        begins_on=today - dt.timedelta(days=60),
        ends_on=today + dt.timedelta(days=30),
        reached=3_200,
        measure_id=measure.id,
    )
    awareness.campaign(actor=ministry, told=told)
    leaflet = Printed(name="152", kind="leaflet", language="az", stock=6_000)
    printed = awareness.material(actor=ministry, printed=leaflet)
    for place, pieces in (("school", 2_500), ("border", 900)):
        awareness.give_out(actor=ministry, material_id=printed.id, place=place, region="", pieces=pieces)
    carrier = awareness.carrier(actor=ministry, name="Xəzər Bərə (nümunə)", kind="sea", routes="Bakı – Aktau")
    steps = {"informs_passengers": True, "shows_material": True, "trains_staff": False}
    awareness.look_at(actor=ministry, carrier_id=carrier.id, steps=steps)
    found = Found(
        title="Cənub kəndlərində risklər",
        region="lankaran_astara",
        begun_on=today - dt.timedelta(days=200),
        finished_on=today - dt.timedelta(days=20),
        causes=["no_work", "no_schooling"],
        proposals="Məktəb avtobusları və iş yarmarkaları",
        measure_id=measure.id,
    )
    awareness.study(actor=ministry, found=found)
