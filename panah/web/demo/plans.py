"""The action plans of the demonstration: those of the sources, and an invented one that is reported on."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from panah.core.actor import Actor
from panah.plan.actions import budgets, reporting, rounds, writing
from panah.plan.actions.budgets import Wish
from panah.plan.actions.reporting import Said
from panah.plan.country_plans import load
from panah.plan.models import Indicator, Measure, Participant, Plan, PlanState, Slot
from panah.web.demo.present import acting

OLD = "AZ-NAP-2009-2013"
# Measure: an indicator's name, its target, and the figure where the system counts it itself.
INDICATORS = {
    "3.c": ("Talks and messages at the hotline", 9_000, "calls_taken"),
    "3.d": ("Trainings for operators", 4, ""),
    "4.c": ("People who lived in a shelter", 60, "persons_sheltered"),
    "11.f": ("Seminars in the regions", 20, ""),
}
# Who reports, what they say in turn, and how far they say it has come.
SAID = (
    ("Two seminars were held with materials in three languages.", 60, "The hall was free in the evenings only."),
    ("The draft rules went round to all bodies; eight answered.", 40, ""),
    ("The work goes on as planned.", 75, ""),
    ("Nothing was done in this period: the staff changed twice.", 10, "Two positions are empty."),
)
REPORTING = ("polad", "tarana", "habil", "lamiye")


def make_plans() -> None:
    """Load the plans of the sources, bring an invented one into force, and play two rounds of reporting on it."""
    load()
    with acting("vefa") as office:
        plan = _live(office)
        first, second = list(rounds.periods(plan, timezone.localdate()))[-2:]
        rounds.open_round(office, plan, first, _morning(first.ends_on + dt.timedelta(days=1)))
        rounds.open_round(office, plan, second)
    for login in REPORTING:
        with acting(login) as actor:
            _report(actor, plan, first.begins_on)
            _propose(actor)
    with acting("vefa") as office:
        _answer(office, plan)


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
    for code, (name, target, figure) in INDICATORS.items():
        measure = Measure.objects.get(plan=plan, code=code)
        said = dict.fromkeys(("az", "en", "ru"), name)
        Indicator.objects.create(measure=measure, code="1", name=said, target=Decimal(target), figure=figure)
    writing.set_state(actor=office, plan=plan, state=PlanState.IN_FORCE, reason="Demonstration")
    return plan


def _morning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(8)))


def _report(actor: Actor, plan: Plan, begins_on: dt.date) -> None:
    """Hand in three of four reports of the first round, and begin one of the second."""
    mine = Slot.objects.filter(plan=plan, unit_id=actor.unit).order_by("measure__position", "id")
    for place, slot in enumerate(mine.filter(round__begins_on=begins_on)):
        if place % 4 != 3:
            done, progress, obstacles = SAID[place % len(SAID)]
            said = Said(done=done, progress=progress, obstacles=obstacles, evidence="Order 12")
            reporting.hand_in(actor=actor, slot_id=slot.id, said=said)
    later = mine.exclude(round__begins_on=begins_on).first()
    if later is not None:
        reporting.save(actor=actor, slot_id=later.id, said=Said(done="A seminar is being prepared."))


def _propose(actor: Actor) -> None:
    who = Participant.objects.filter(unit_id=actor.unit).order_by("code").first()
    if who is not None:
        wish = Wish(year=timezone.localdate().year + 1, amount=Decimal(25_000), funding="state_budget")
        budgets.propose(actor=actor, participant_id=who.id, wish=wish)


def _answer(office: Actor, plan: Plan) -> None:
    """Approve most of what was handed in, give some back, leave some waiting."""
    for place, slot in enumerate(_submitted(plan)):
        if place % 9 == 4:
            reporting.give_back(actor=office, slot_id=slot.id, why="How many people took part?")
        elif place % 9 != 8:
            reporting.approve(actor=office, slot_id=slot.id)


def _submitted(plan: Plan) -> Iterable[Slot]:
    return list(Slot.objects.filter(plan=plan, state="submitted").order_by("id"))
