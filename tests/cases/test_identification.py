"""From potential to presumed to identified or to no victim: by whom, in which order, and what follows."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from panah.cases.actions.identification import (
    Grounds,
    ReasonsMissing,
    SecondPerson,
    StepGone,
    TooLate,
    UnknownBasis,
)
from panah.cases.models import Case, Decision, Reflection, ServiceNotice
from panah.cases.states import DecisionStep
from panah.core.errors import Forbidden, NotHere, Stale
from panah.duties.models import Duty, Event
from panah.people.actions import standing
from panah.people.actions.best_interest import BestInterestMissing
from panah.people.models import Person, Standing, StandingRecord
from tests.attack.intruder import login
from tests.cases.deciding import CHILD, WHY, case_from_hotline, case_of, found, granted, let_in, screened, took, weighed
from tests.world import World, acting

PRESUME, PROPOSE, PROPOSE_OTHER = DecisionStep.PRESUME, DecisionStep.PROPOSE_VICTIM, DecisionStep.PROPOSE_OTHER
IDENTIFY, REJECT, SEND_BACK = DecisionStep.IDENTIFY, DecisionStep.REJECT, DecisionStep.SEND_BACK
APPEAL, UPHOLD, REVISE = DecisionStep.APPEAL, DecisionStep.UPHOLD, DecisionStep.REVISE


@pytest.fixture
def case(world: World) -> Case:
    return case_of(world.nigar)


@pytest.fixture(autouse=True)
def recorded_status(world: World) -> Iterator[None]:
    """The database is asked before the test ends what it would ask when a transaction does (`panah_stands`)."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def standing_of(world: World, case: Case) -> str:
    with acting(world.nigar, reading=True) as actor:
        person = Person.gate(actor, case.person_id)
        assert StandingRecord.history(person)[-1].standing == person.standing
        return person.standing


def open_rules(world: World, case: Case) -> set[tuple[str, str]]:
    with acting(world.nigar, reading=True):
        rows = Duty.objects.filter(matter_id=case.person_id)
        return {(row.rule, row.step) for row in rows if row.is_open}


@pytest.mark.rule("DEF-02")
def test_an_officer_presumes_at_once_and_the_duties_to_protect_begin(world: World, case: Case) -> None:
    screening = screened(world.nigar, case, {"gain.money_taken": "yes", "papers.held_by_other": "yes"})
    decision = took(world.nigar, case, PRESUME, reasons="", basis="screening", screening_id=screening.id)
    assert standing_of(world, case) == "presumed"
    kept = (decision.before, decision.after, decision.unit_id, decision.by_id, decision.set_id, decision.set_version)
    assert kept == (
        "potential",
        "presumed",
        world.nigar.unit_id,
        world.nigar.member_id,
        "az-officer-adult",
        1,
    )
    assert {("RR-01", "open"), ("NRM-11", "safe_place"), ("SAF-02", "inform")} <= open_rules(world, case)


@pytest.mark.rule("DEF-02")
def test_a_finding_is_decided_by_a_second_person(world: World, case: Case) -> None:
    took(world.orxan, case, PROPOSE)
    assert standing_of(world, case) == "potential"
    with pytest.raises(SecondPerson):
        took(world.orxan, case, IDENTIFY)
    with pytest.raises(Forbidden):
        took(world.nigar, case, IDENTIFY)
    took(world.zaur, case, IDENTIFY)
    assert standing_of(world, case) == "identified"
    assert ("DEF-02", "decide") not in open_rules(world, case)


@pytest.mark.rule("DEF-02")
def test_the_database_wants_a_second_person_too(world: World, case: Case) -> None:
    proposal = took(world.orxan, case, PROPOSE)
    row: dict[str, Any] = {
        "folder_id": proposal.folder_id,
        "person_id": case.person_id,
        "step": IDENTIFY,
        "before": "potential",
        "after": "identified",
        "basis": "own_words",
        "unit_id": world.orxan.unit_id,
        "by_id": world.orxan.member_id,
        "at": proposal.at,
        "about_id": proposal.id,
    }
    lies: list[dict[str, Any]] = [
        {"about_by_id": world.orxan.member_id},
        {"about_by_id": world.nigar.member_id},
        {"about_by_id": None},
    ]
    with acting(world.orxan):
        for lie in lies:
            with pytest.raises(IntegrityError), transaction.atomic():
                Decision(**row, **lie).save(force_insert=True)


@pytest.mark.rule("DEF-02")
def test_a_status_never_changes_without_its_record(world: World, case: Case) -> None:
    refused = pytest.raises(IntegrityError, match="a status changes with its record")
    with acting(world.nigar), refused, transaction.atomic():
        Person.objects.filter(id=case.person_id).update(standing="identified")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS panah_stands IMMEDIATE")


def test_a_decision_is_never_changed(world: World, case: Case) -> None:
    decision = took(world.nigar, case, PRESUME)
    for change in ("UPDATE cases_decision SET basis = 'court'", "DELETE FROM cases_decision"):
        with acting(world.orxan), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{change} WHERE id = %s", [decision.id])


def test_a_proposal_is_sent_back_and_made_anew(world: World, case: Case) -> None:
    took(world.nigar, case, PROPOSE)
    with pytest.raises(StepGone):
        took(world.nigar, case, PROPOSE_OTHER)
    with pytest.raises(StepGone):
        took(world.orxan, case, REJECT)
    took(world.orxan, case, SEND_BACK)
    with pytest.raises(StepGone):
        took(world.orxan, case, IDENTIFY)
    found(world, case)
    assert standing_of(world, case) == "identified"


def test_what_it_rests_on_is_said(world: World, case: Case) -> None:
    with pytest.raises(UnknownBasis):
        took(world.nigar, case, PRESUME, basis="tea leaves")
    with pytest.raises(ReasonsMissing):
        took(world.nigar, case, PROPOSE, reasons="  ")
    other = case_of(world.nigar)
    strange = screened(world.nigar, other, {})
    with pytest.raises(NotHere):
        took(world.nigar, case, PRESUME, screening_id=strange.id)


@pytest.mark.rule("PRI-01")
def test_who_is_not_of_the_department_decides_nothing(world: World) -> None:
    case = case_from_hotline(world)
    for stranger in (world.sevinc, world.leyla, world.tural, world.malika, world.vefa):
        with pytest.raises(Forbidden):
            took(stranger, case, PRESUME)


@pytest.mark.rule("RR-04")
def test_not_a_victim_ends_the_period_and_tells_who_helps(world: World) -> None:
    case = case_from_hotline(world)
    with acting(world.leyla) as actor:
        person = Person.gate(actor, case.person_id)
    let_in(world.leyla, person, world.sevinc.unit_id)
    took(world.nigar, case, PRESUME)
    granted(world.nigar, case)
    decision = found(world, case, PROPOSE_OTHER)
    with acting(world.nigar, reading=True) as actor:
        (period,) = Reflection.of(Person.gate(actor, case.person_id))
        assert (period.close_reason, period.decision_id) == ("not_a_victim", decision.id)
        assert Decision.one(person, decision.id).reasons == WHY
        assert list(ServiceNotice.visible(actor)) == []
    for helper in (world.sevinc, world.leyla):
        with acting(helper, reading=True) as actor:
            (told,) = ServiceNotice.visible(actor)
            assert (told.person_id, told.step, told.unit_id) == (case.person_id, "reject", helper.unit_id)
    assert not {rule for rule, _step in open_rules(world, case)} & {"RR-01", "RR-04"}


@pytest.mark.rule("PRI-02")
def test_who_decides_does_not_learn_who_helps(world: World) -> None:
    """Not from the notices, and not from what telling gives back."""
    case = case_from_hotline(world)
    found(world, case, PROPOSE_OTHER)
    with acting(world.orxan), connection.cursor() as cursor:
        assert ServiceNotice.objects.count() == 0
        cursor.execute("SELECT panah_tell_services(%s)", [Decision.objects.get(step=REJECT).id])
        assert cursor.fetchone() == ("",)


@pytest.mark.rule("PRI-02")
@pytest.mark.django_db(transaction=True)
def test_nobody_hears_who_helps_either(world: World) -> None:
    case = case_from_hotline(world)
    with login("panah_web", autocommit=True) as listening:
        found(world, case, PROPOSE_OTHER)
        listening.execute("LISTEN panah_live")
        with acting(world.orxan), connection.cursor() as cursor:
            cursor.execute("SELECT panah_tell_services(%s)", [Decision.objects.get(step=REJECT).id])
        (told,) = listening.notifies(timeout=30, stop_after=1)
    assert json.loads(told.payload) == {"unit": None, "topic": "news"}


@pytest.mark.rule("DEF-02")
def test_an_appeal_and_its_revision_restore_the_status(world: World, case: Case) -> None:
    took(world.nigar, case, PRESUME)
    finding = found(world, case, PROPOSE_OTHER)
    took(world.nigar, case, APPEAL, basis="appeal")
    assert ("DEF-02", "appeal") in open_rules(world, case)
    with pytest.raises(SecondPerson):
        took(world.orxan, case, REVISE, basis="new_facts")
    revision = took(world.zaur, case, REVISE, basis="new_facts")
    assert (revision.about_id, standing_of(world, case)) == (finding.id, "presumed")
    now_open = open_rules(world, case)
    assert ("DEF-02", "appeal") not in now_open
    # What a presumption starts, starts anew: the person has a right to a period again.
    assert ("RR-01", "open") in now_open
    granted(world.nigar, case)


def test_an_appeal_that_changes_nothing_is_answered_too(world: World, case: Case) -> None:
    found(world, case, PROPOSE_OTHER)
    with pytest.raises(StepGone):
        took(world.zaur, case, UPHOLD)
    took(world.nigar, case, APPEAL)
    with pytest.raises(StepGone):
        took(world.nigar, case, APPEAL)
    took(world.zaur, case, UPHOLD)
    assert standing_of(world, case) == "not_a_victim"
    assert ("DEF-02", "appeal") not in open_rules(world, case)


def test_an_appeal_has_its_time_and_new_facts_have_none(world: World, case: Case) -> None:
    finding = found(world, case, PROPOSE_OTHER)
    assert finding.appeal_until is not None
    assert (finding.appeal_until - finding.at).days == 30
    late = found_long_ago(world)
    with pytest.raises(TooLate):
        took(world.nigar, late, APPEAL)
    took(world.zaur, late, REVISE, basis="new_facts")
    assert standing_of(world, late) == "potential"


def found_long_ago(world: World) -> Case:
    """A case whose finding is older than the time to appeal."""
    case = case_of(world.nigar)
    proposal = took(world.nigar, case, PROPOSE_OTHER)
    with acting(world.orxan) as actor:
        person = Person.gate(actor, case.person_id)
        Decision(
            folder_id=person.folder_id,
            person=person,
            step=REJECT,
            before="potential",
            after="not_a_victim",
            basis="evidence",
            unit_id=actor.unit,
            by_id=actor.member,
            at=proposal.at,
            about=proposal,
            about_by_id=proposal.by_id,
            appeal_until=proposal.at,
        ).save(force_insert=True)
        standing.stand(actor=actor, person=person, standing=Standing.NOT_A_VICTIM)
    return case


@pytest.mark.rule("CH-13")
def test_a_finding_about_a_child_says_first_why_it_serves_the_child(world: World) -> None:
    case = case_of(world.nigar, CHILD)
    took(world.nigar, case, PRESUME)
    took(world.nigar, case, PROPOSE)
    with pytest.raises(BestInterestMissing):
        took(world.orxan, case, IDENTIFY)
    assert standing_of(world, case) == "presumed"
    weighed(world.nigar, case)
    took(world.orxan, case, IDENTIFY)
    assert standing_of(world, case) == "identified"


def test_two_at_once_are_one(world: World, case: Case) -> None:
    with acting(world.nigar) as actor:
        person = Person.gate(actor, case.person_id)
        stale = Person.gate(actor, case.person_id)
        standing.stand(actor=actor, person=person, standing=Standing.PRESUMED)
        with pytest.raises(Stale):
            standing.stand(actor=actor, person=stale, standing=Standing.PRESUMED)


def test_facts_of_the_timeline_are_codes(world: World, case: Case) -> None:
    took(world.nigar, case, PRESUME)
    found(world, case, PROPOSE_OTHER)
    with acting(world.nigar, reading=True):
        told = {event.code: event.facts for event in Event.timeline(case.person_id)}
    assert told["identification.proposed"]["proposed"] == "reject"
    assert WHY not in str(told)
    assert Grounds(basis="court").reasons == ""
