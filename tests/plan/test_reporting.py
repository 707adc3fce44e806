"""A round of reporting: who is asked, what is handed in, who answers, and what everybody sees of it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from panah.core.actor import Actor
from panah.core.errors import Forbidden
from panah.duties.models import Duty
from panah.plan.actions import reporting, rounds
from panah.plan.actions.reporting import (
    NothingSaid,
    NotToAnswer,
    NotWithYou,
    NotYours,
    ReasonMissing,
    Said,
)
from panah.plan.models import Plan, Report, Slot, SlotState
from tests.plan.reporting import FIRST_HALF, first_round, live_plan
from tests.world import Person, World, acting

DONE = Said(done="Two seminars were held", progress=40)


@pytest.fixture
def slots(world: World) -> dict[str, Slot]:
    with acting(world.vefa) as actor:
        first_round(actor)
    rows = Slot.objects.select_related("measure", "participant")
    return {f"{row.measure.code} {row.participant.code}": row for row in rows}


def state(slot: Slot) -> str:
    return Slot.objects.get(id=slot.id).state


def handed_in(by: Person, slot: Slot, said: Said = DONE) -> None:
    with acting(by) as actor:
        reporting.hand_in(actor=actor, slot_id=slot.id, said=said)


@pytest.mark.rule("NAP-01")
def test_who_carries_out_is_asked_and_who_is_recommended_is_not(world: World, slots: dict[str, Slot]) -> None:
    assert sorted(slots) == ["1.a MIA", "1.a MOE", "1.b MOE", "1.b MOH", "1.c MUNI"]
    with acting(world.tarana) as actor:
        duties = list(Duty.mine(actor))
    assert [(duty.rule, duty.step) for duty in duties] == [("NAP-01", "progress")]
    assert timezone.localdate(duties[0].due_at - timedelta(seconds=1)) == slots["1.a MOE"].due_on
    with acting(world.vefa) as actor:
        assert [duty.step for duty in Duty.mine(actor) if duty.rule == "NAP-01"] == ["progress_office"]


@pytest.mark.rule("NAP-01")
def test_the_duty_ends_with_the_last_report_of_the_body(world: World, slots: dict[str, Slot]) -> None:
    handed_in(world.tarana, slots["1.a MOE"])
    with acting(world.tarana) as actor:
        assert len(Duty.mine(actor)) == 1
    handed_in(world.tarana, slots["1.b MOE"])
    with acting(world.tarana) as actor:
        assert len(Duty.mine(actor)) == 0
    with acting(world.habil) as actor:
        assert len(Duty.mine(actor)) == 1


def test_a_draft_is_kept_and_says_nothing_to_the_office(world: World, slots: dict[str, Slot]) -> None:
    slot = slots["1.a MOE"]
    for words in ("First", "First and second"):
        with acting(world.tarana) as actor:
            reporting.save(actor=actor, slot_id=slot.id, said=Said(done=words))
    report = Report.objects.all()
    with acting(world.tarana):
        assert [(row.number, row.done) for row in report.all()] == [(1, "First and second")]
    assert state(slot) == SlotState.DRAFT


def test_an_empty_report_is_not_handed_in(world: World, slots: dict[str, Slot]) -> None:
    with pytest.raises(NothingSaid):
        handed_in(world.tarana, slots["1.a MOE"], Said(done="  "))
    assert state(slots["1.a MOE"]) == SlotState.DUE


@pytest.mark.rule("NAP-01")
def test_given_back_written_anew_approved_locked_unlocked(world: World, slots: dict[str, Slot]) -> None:
    slot = slots["1.b MOH"]
    handed_in(world.habil, slot)
    with pytest.raises(NotWithYou):
        handed_in(world.habil, slot)
    with acting(world.vefa) as office:
        with pytest.raises(ReasonMissing):
            reporting.give_back(actor=office, slot_id=slot.id, why=" ")
        reporting.give_back(actor=office, slot_id=slot.id, why="How many came?")
    handed_in(world.habil, slot, Said(done="Two seminars, 31 people", progress=60))
    with acting(world.vefa) as office:
        reporting.approve(actor=office, slot_id=slot.id)
        with pytest.raises(NotToAnswer):
            reporting.approve(actor=office, slot_id=slot.id)
        reporting.lock(actor=office, slot_id=slot.id)
        reporting.unlock(actor=office, slot_id=slot.id, why="A figure was wrong")
    with acting(world.habil):
        said = [(row.number, row.done, row.answer, row.answer_words) for row in Report.of(slot)]
    assert said == [
        (2, "Two seminars, 31 people", "returned", "A figure was wrong"),
        (1, "Two seminars were held", "returned", "How many came?"),
    ]
    assert state(slot) == SlotState.RETURNED


@pytest.mark.rule("NAP-01")
def test_everybody_sees_who_is_late_and_nobody_else_what_is_said(world: World, slots: dict[str, Slot]) -> None:
    handed_in(world.tarana, slots["1.a MOE"])
    after = slots["1.a MOE"].due_on + timedelta(days=1)
    for person in (world.polad, world.leyla, world.vefa):
        with acting(person) as actor:
            late = {f"{row.measure.code} {row.participant.code}" for row in Slot.late(actor, after)}
        assert late == set(slots) - {"1.a MOE"}
    for person, seen in ((world.tarana, 1), (world.vefa, 1), (world.polad, 0), (world.leyla, 0)):
        with acting(person):
            assert Report.objects.count() == seen


def test_another_body_cannot_report(world: World, slots: dict[str, Slot]) -> None:
    with pytest.raises(NotYours):
        handed_in(world.polad, slots["1.a MOE"])
    with pytest.raises(Forbidden):
        handed_in(world.leyla, slots["1.a MOE"])


def test_the_office_reports_for_who_has_no_focal_point(world: World, slots: dict[str, Slot]) -> None:
    handed_in(world.vefa, slots["1.c MUNI"])
    assert state(slots["1.c MUNI"]) == SlotState.SUBMITTED


@pytest.mark.parametrize("wanted", [SlotState.APPROVED, SlotState.LOCKED])
def test_the_database_lets_no_body_approve_itself(world: World, slots: dict[str, Slot], wanted: SlotState) -> None:
    slot = slots["1.a MOE"]
    handed_in(world.tarana, slot)
    with acting(world.tarana), pytest.raises(DatabaseError, match="coordinator"), transaction.atomic():
        Slot.objects.filter(id=slot.id).update(state=wanted)


def test_the_database_keeps_what_was_handed_in(world: World, slots: dict[str, Slot]) -> None:
    handed_in(world.tarana, slots["1.a MOE"])
    with acting(world.tarana), pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        Report.objects.update(done="Something else")


def test_no_body_writes_into_the_share_of_another(world: World, slots: dict[str, Slot]) -> None:
    with acting(world.polad):
        with pytest.raises(DatabaseError), transaction.atomic():
            Report.objects.create(
                unit_id=world.tarana.unit_id,
                slot=slots["1.a MOE"],
                number=1,
                saved_at=timezone.now(),
                by_id=world.polad.member_id,
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            Slot.objects.filter(id=slots["1.a MOE"].id).update(state=SlotState.DRAFT)


def test_a_period_is_reported_on_when_it_is_over() -> None:
    plan = Plan(begins_on=date(2020, 7, 22), ends_on=date(2021, 3, 31))
    over = [(each.begins_on, each.ends_on) for each in rounds.periods(plan, date(2030, 1, 1))]
    assert over == [
        (date(2020, 7, 22), date(2020, 12, 31)),
        (date(2021, 1, 1), date(2021, 3, 31)),
    ]
    assert list(rounds.periods(plan, date(2020, 12, 31))) == []


def test_a_round_is_opened_once(world: World) -> None:
    with acting(world.vefa) as actor:
        plan = live_plan()
        assert rounds.open_round(actor, plan, FIRST_HALF)
        with pytest.raises(DatabaseError), transaction.atomic():
            rounds.open_round(actor, plan, FIRST_HALF)


def test_only_the_office_opens_a_round(world: World) -> None:
    with acting(world.vefa):
        plan = live_plan()
    with acting(world.tarana) as actor, pytest.raises(DatabaseError), transaction.atomic():
        rounds.open_round(actor, plan, FIRST_HALF)
    assert isinstance(actor, Actor)
