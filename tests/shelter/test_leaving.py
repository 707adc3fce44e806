"""Leaving: whenever the person decides to, with nothing that has to come first."""

import datetime as dt

import pytest
from django.utils import timezone

from panah.duties.models import Duty
from panah.shelter.actions import leaving
from panah.shelter.actions.admitting import NotAGround
from panah.shelter.actions.leaving import DayPassed, GivenBack, Plan
from panah.shelter.actions.stays import NotResident
from panah.shelter.models import Bed, BedUse, Belongings, FollowUp, Leaving, Stay, StayState
from tests.shelter.making import make_house, moved_in
from tests.world import Person as Member
from tests.world import World, acting


def resident(by: Member) -> Stay:
    with acting(by) as actor:
        house = make_house(actor)
        return moved_in(actor, house, Bed.objects.filter(house=house)[0])


@pytest.mark.rule("SH-10")
def test_a_resident_goes_whenever_they_want(world: World) -> None:
    stay = resident(world.sevinc)
    with acting(world.sevinc) as actor:
        left = leaving.leave(actor=actor, stay_id=stay.id, reason="own_wish")
        assert left.state == StayState.LEFT
        assert not Duty.objects.filter(matter_id=stay.id, done_at=None, cancelled_at=None).exists()
        (use,) = BedUse.at(timezone.now()).filter(bed__house=stay.house)
        assert (use.kind, use.stay_id) == ("cleaning", None)
        with pytest.raises(NotResident):
            leaving.leave(actor=actor, stay_id=stay.id, reason="own_wish")


@pytest.mark.rule("SH-02")
@pytest.mark.parametrize("reason", ["no_cooperation", "behaviour"])
def test_no_stay_ends_for_silence(world: World, reason: str) -> None:
    stay = resident(world.sevinc)
    with acting(world.sevinc) as actor, pytest.raises(NotAGround):
        leaving.leave(actor=actor, stay_id=stay.id, reason=reason)


def test_the_plan_and_what_was_said_are_sealed_with_the_whereabouts(world: World) -> None:
    stay = resident(world.sevinc)
    day = timezone.localdate() + dt.timedelta(days=3)
    planned = Plan(plan="A room with her aunt.", address_after="Quiet Street 5", leaving_on=day)
    with acting(world.sevinc) as actor:
        leaving.plan(actor=actor, stay_id=stay.id, planned=planned)
        leaving.say(actor=actor, stay_id=stay.id, feedback_code="good", feedback="I slept well.")
        row = Leaving.objects.get(stay=stay)
        assert row.folder_id == stay.folder_id
        assert (row.plan, row.address_after, row.feedback) == (
            "A room with her aunt.",
            "Quiet Street 5",
            "I slept well.",
        )
        stay.refresh_from_db()
        assert stay.leaving_on == day


def test_a_visit_afterwards_is_a_duty_for_its_day(world: World) -> None:
    stay = resident(world.sevinc)
    today = timezone.localdate()
    with acting(world.sevinc) as actor:
        leaving.leave(actor=actor, stay_id=stay.id, reason="own_home")
        first = leaving.plan_visit(actor=actor, stay_id=stay.id, visit_on=today + dt.timedelta(days=14))
        second = leaving.plan_visit(actor=actor, stay_id=stay.id, visit_on=today + dt.timedelta(days=60))
        for day in (first.visit_on, today - dt.timedelta(days=1)):
            with pytest.raises(DayPassed):
                leaving.plan_visit(actor=actor, stay_id=stay.id, visit_on=day)
        due = Duty.objects.filter(matter_id=stay.id, rule="REH-01").order_by("due_at")
        assert [timezone.localdate(each.due_at) - dt.timedelta(days=1) for each in due] == [
            first.visit_on, second.visit_on]  # fmt: skip
        leaving.report_visit(actor=actor, follow_up_id=first.id, result="well", words="She has work.")
        leaving.report_visit(actor=actor, follow_up_id=second.id, result="not_wanted")
        assert [(each.done_at is not None, each.cancelled_at is not None) for each in due.all()] == [
            (True, False), (False, True)]  # fmt: skip
        assert [each.result for each in FollowUp.of(stay)] == ["well", "not_wanted"]


def test_belongings_are_given_back_once(world: World) -> None:
    stay = resident(world.sevinc)
    with acting(world.sevinc) as actor:
        (row,) = Belongings.of(stay)
        leaving.give_back(actor=actor, stay_id=stay.id, belongings_id=row.id)
        with pytest.raises(GivenBack):
            leaving.give_back(actor=actor, stay_id=stay.id, belongings_id=row.id)


def test_a_family_leaves_together(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        both = [moved_in(actor, house, bed) for bed in Bed.objects.filter(house=house)[:2]]
        leaving.leave_together(actor=actor, stay_ids=[stay.id for stay in both], reason="returned")
        assert not Stay.visible(actor).filter(state=StayState.RESIDENT).exists()
