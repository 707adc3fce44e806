"""What residents get is offered, wanted, free and on record; what somebody has not been offered is seen."""

import datetime as dt
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from panah.core.country import country
from panah.core.errors import Forbidden, NotHere
from panah.duties.models import OPEN, Duty
from panah.shelter.actions import health, helping, learning, presence
from panah.shelter.actions.helping import Help, Settled
from panah.shelter.actions.living import AgainstTheWill, NotThatTime
from panah.shelter.actions.stays import UnknownAnswer
from panah.shelter.missing import lacking, lacking_for
from panah.shelter.models import (
    Absence,
    Diet,
    SafetyCard,
    ServiceRecord,
    ServiceState,
    SessionNote,
    Stay,
)
from tests.people.making import CHILD
from tests.shelter.living import moved_in
from tests.world import World, acting

EXPECTED = {"food", "clothes", "first_aid", "psychological", "social", "legal", "security", "physical_care"}


@pytest.fixture
def stay(world: World) -> Stay:
    """A woman who has just moved in."""
    return moved_in(world.sevinc)


def given(world: World, stay: Stay, service: str) -> ServiceRecord:
    with acting(world.sevinc) as actor:
        return helping.record(actor=actor, stay_id=stay.id, help=Help(service=service), agreed=True)


def seen_tomorrow(world: World) -> list[tuple[UUID, set[str]]]:
    """What the page of the day will say is missing, a day and an hour from now."""
    with acting(world.sevinc) as actor, time_machine.travel(timezone.now() + dt.timedelta(hours=25), tick=False):
        return [(each.stay.id, set(each.services)) for each in lacking(actor)]


@pytest.mark.rule("SH-06")
def test_what_somebody_was_not_offered_from_the_first_day_is_seen(world: World, stay: Stay) -> None:
    assert seen_tomorrow(world) == [(stay.id, EXPECTED)]
    with acting(world.sevinc) as actor:
        assert lacking(actor) == []
    for service in EXPECTED - {"legal"}:
        given(world, stay, service)
    assert seen_tomorrow(world) == [(stay.id, {"legal"})]
    with acting(world.sevinc) as actor:
        helping.record(actor=actor, stay_id=stay.id, help=Help(service="legal"), agreed=False)
        assert lacking_for(stay) == ()
    assert seen_tomorrow(world) == []


@pytest.mark.rule("SH-06")
def test_only_a_plan_is_no_help(world: World, stay: Stay) -> None:
    tomorrow = timezone.now() + dt.timedelta(days=1)
    with acting(world.sevinc) as actor:
        row = helping.plan(actor=actor, stay_id=stay.id, help=Help(service="legal", at=tomorrow))
        assert "legal" in lacking_for(stay)
        helping.settle(actor=actor, stay_id=stay.id, record_id=row.id, state=ServiceState.MISSED)
        assert "legal" in lacking_for(stay)


@pytest.mark.rule("SH-16", "SAF-04")
def test_the_catalogue_has_what_the_sources_promise_and_all_of_it_can_be_recorded(world: World, stay: Stay) -> None:
    catalogue = country().codes("shelter_service")
    promised = {"accommodation", "food", "clothes", "psychological", "physical_care", "vocational", "capacity_building"}
    assert promised | {"first_aid", "medicine", "medical", "social", "legal"} <= set(catalogue.ids)
    for code in catalogue:
        assert given(world, stay, code.id).state == ServiceState.GIVEN
    with acting(world.sevinc) as actor, pytest.raises(UnknownAnswer):
        helping.record(actor=actor, stay_id=stay.id, help=Help(service="wishes"), agreed=True)


@pytest.mark.rule("SAF-04")
def test_nobody_outside_the_house_sees_a_word_of_it(world: World, stay: Stay) -> None:
    row = given(world, stay, "psychological")
    for stranger in (world.nigar, world.tural, world.vusal, world.malika, world.farid, world.gunel, world.leyla):
        with acting(stranger):
            assert not ServiceRecord.objects.filter(id=row.id).exists(), stranger.login
            assert not Stay.objects.filter(id=stay.id).exists(), stranger.login
    with acting(world.nigar) as actor, pytest.raises(Forbidden):
        helping.record(actor=actor, stay_id=stay.id, help=Help(service="legal"), agreed=True)


def test_nothing_is_done_against_the_will(world: World, stay: Stay) -> None:
    with acting(world.sevinc) as actor:
        row = helping.record(actor=actor, stay_id=stay.id, help=Help(service="psychological", minutes=50), agreed=False)
        assert (row.state, row.agreed, row.minutes) == (ServiceState.DECLINED, False, None)
        with pytest.raises(AgainstTheWill):
            health.enter(actor=actor, stay_id=stay.id, kind="examination", words="Looked at", agreed=False)
        with pytest.raises(IntegrityError, match="settled already"), transaction.atomic():
            ServiceRecord.objects.filter(id=row.id).update(state=ServiceState.GIVEN, agreed=True)
        row.id, row.state = stay.id, ServiceState.GIVEN
        with pytest.raises(IntegrityError, match="service_by_will"), transaction.atomic():
            row.save(force_insert=True)


def test_what_was_planned_is_settled_once(world: World, stay: Stay) -> None:
    with acting(world.sevinc) as actor:
        with pytest.raises(NotThatTime):
            helping.plan(actor=actor, stay_id=stay.id, help=Help(service="legal"))
        soon = timezone.now() + dt.timedelta(hours=1)
        row = helping.plan(actor=actor, stay_id=stay.id, help=Help(service="legal", at=soon))
        state = ServiceState.GIVEN
        done = helping.settle(actor=actor, stay_id=stay.id, record_id=row.id, state=state, minutes=40, note="Papers")
        assert (done.state, done.minutes, done.agreed) == (ServiceState.GIVEN, 40, True)
        with pytest.raises(Settled):
            helping.settle(actor=actor, stay_id=stay.id, record_id=row.id, state=ServiceState.MISSED)
        assert [each.words for each in SessionNote.of([done])] == ["Papers"]


def test_what_was_said_in_a_session_is_read_by_who_wrote_it(world: World, stay: Stay) -> None:
    with acting(world.sevinc) as actor:
        row = helping.record(
            actor=actor, stay_id=stay.id, help=Help(service="psychological", note="She cannot sleep"), agreed=True
        )
        assert [note.words for note in SessionNote.of([row])] == ["She cannot sleep"]
    with acting(world.arzu):
        assert SessionNote.of([row]) == []
        assert SessionNote.objects.count() == 0


@pytest.mark.rule("SH-06", "SH-07")
def test_a_diet_replaces_the_one_before_and_ends_the_duty(world: World) -> None:
    stay = moved_in(world.sevinc, needs=("diet", "medicine", "interpreter"))
    with acting(world.sevinc) as actor:
        waiting = {duty.rule for duty in Duty.objects.filter(matter_id=stay.id, done_at=None)}
        assert {"SH-06", "SH-07"} <= waiting
        helping.feed(actor=actor, stay_id=stay.id, codes=["no_pork", "diabetic"])
        helping.feed(actor=actor, stay_id=stay.id, codes=["halal"], words="No nuts")
        now = Diet.now(stay)
        assert now
        assert (now.codes, now.words, Diet.objects.count()) == (["halal"], "No nuts", 2)
        helping.arrange_interpreter(actor=actor, stay_id=stay.id)
        open_now = set(Duty.objects.filter(matter_id=stay.id, done_at=None).values_list("rule", "step"))
        assert {rule for rule, _step in open_now} & {"SH-06", "SH-07"} == {"SH-06"}
        assert ("SH-06", "medicine") in open_now
        with pytest.raises(UnknownAnswer):
            helping.feed(actor=actor, stay_id=stay.id, codes=[])


@pytest.mark.rule("SH-10")
def test_whoever_lives_here_goes_and_comes_back(world: World, stay: Stay) -> None:
    later = timezone.now() + dt.timedelta(hours=3)
    with acting(world.sevinc) as actor:
        presence.go_out(actor=actor, stay_id=stay.id, expected_at=later, words="With a friend")
        assert [row.stay for row in Absence.running(actor)] == [stay]
        with pytest.raises(presence.OutAlready):
            presence.go_out(actor=actor, stay_id=stay.id)
        presence.come_back(actor=actor, stay_id=stay.id)
        assert list(Absence.running(actor)) == []
        with pytest.raises(presence.BackAlready):
            presence.come_back(actor=actor, stay_id=stay.id)
        presence.go_out(actor=actor, stay_id=stay.id)
        assert len(Absence.of(stay)) == 2
    # Nothing in the table could say that somebody may not go, or until when they have to be back.
    words = ("allow", "permit", "forbid", "curfew", "detain", "must", "deny")
    assert not [f.name for f in Absence._meta.get_fields() for word in words if word in f.name]


def test_another_units_resident_is_not_there(world: World, stay: Stay) -> None:
    with acting(world.tural) as actor, pytest.raises((NotHere, Forbidden)):
        learning.finish(actor=actor, stay_id=stay.id, enrolment_id=stay.id, result="completed")


@pytest.mark.rule("SH-06")
def test_what_is_ticked_on_the_way_in_is_a_duty_until_it_was_offered(world: World) -> None:
    stay = moved_in(world.sevinc, needs=("doctor", "clothes", "baby"))

    def owed() -> set[str]:
        with acting(world.arzu):
            return set(Duty.objects.filter(OPEN, matter_id=stay.id, rule="SH-06").values_list("step", flat=True))

    assert owed() == {"doctor", "clothes", "baby"}
    given(world, stay, "clothes")
    assert owed() == {"doctor", "baby"}
    with acting(world.sevinc) as actor:
        health.enter(actor=actor, stay_id=stay.id, kind="examination", words="Looked at", agreed=True)
        helping.record(actor=actor, stay_id=stay.id, help=Help(service="hygiene"), agreed=False)
    assert owed() == set()


def test_who_walks_badly_and_who_is_a_baby_stands_so_on_the_list_for_a_hurry(world: World) -> None:
    slow, baby = moved_in(world.sevinc, needs=("walking",)), moved_in(world.sevinc, CHILD, needs=("baby",))
    mother = moved_in(world.sevinc, needs=("baby",))
    with acting(world.sevinc):
        helped = dict(SafetyCard.objects.values_list("stay_id", "help"))
    assert [helped[each.id] for each in (slow, baby, mother)] == ["walking", "infant", ""]
