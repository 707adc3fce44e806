"""Interviews: by the person's own wish while they reflect, in the shelter for the investigation, and by the rules."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from panah.cases.actions import interviews
from panah.cases.actions.interviews import (
    AlreadyWritten,
    InsideTheShelter,
    LawyerNeeded,
    NotAgreed,
    OwnWishNeeded,
    UnknownAnswer,
    rules_for,
)
from panah.cases.models import Case, Interview, InterviewRecord
from panah.core.errors import Forbidden
from panah.core.ids import new_id
from panah.duties.models import Event
from tests.cases.deciding import CHILD, asked, case_of, course, granted
from tests.world import Person as Member
from tests.world import World, acting


@pytest.fixture
def case(world: World) -> Case:
    return case_of(world.nigar)


def written(by: Member, case: Case, interview: Interview, **changes: object) -> InterviewRecord:
    with acting(by) as actor:
        return interviews.record(actor=actor, case_id=case.id, interview_id=interview.id, course=course(**changes))


@pytest.mark.rule("RR-05")
def test_while_the_person_reflects_only_their_own_wish_opens_the_way(world: World, case: Case) -> None:
    assert asked(world.nigar, case).own_wish is False
    granted(world.nigar, case)
    with pytest.raises(OwnWishNeeded) as refusal:
        asked(world.nigar, case)
    assert refusal.value.rule == "RR-05"
    with pytest.raises(OwnWishNeeded):
        asked(world.nigar, case, wish="   ")
    interview = asked(world.nigar, case, wish="I want to tell it now")
    assert interview.own_wish
    with acting(world.nigar, reading=True):
        assert Interview.one(case, interview.id).wish == "I want to tell it now"


@pytest.mark.rule("RR-05")
def test_the_database_refuses_it_too(world: World, case: Case) -> None:
    interview = asked(world.nigar, case)
    granted(world.nigar, case)
    interview.id, interview.asked_at = new_id(), timezone.now()
    refused = pytest.raises(IntegrityError, match="only by the own wish")
    with acting(world.nigar), refused, transaction.atomic():
        interview.save(force_insert=True)


@pytest.mark.rule("RR-05")
def test_one_asked_for_before_waits_for_the_wish_as_well(world: World, case: Case) -> None:
    interview = asked(world.nigar, case)
    granted(world.nigar, case)
    with pytest.raises(OwnWishNeeded):
        written(world.nigar, case, interview)
    assert written(world.nigar, case, interview, outcome="not_held", consented=False).outcome == "not_held"


@pytest.mark.rule("POL-03")
def test_the_investigation_asks_inside_the_shelter(world: World, case: Case) -> None:
    with pytest.raises(InsideTheShelter):
        asked(world.nigar, case, purpose="investigation", place_kind="unit")
    interview = asked(world.nigar, case, purpose="investigation", place_kind="shelter", legal="declined")
    assert (interview.place_kind, interview.legal) == ("shelter", "declined")


@pytest.mark.rule("POL-03")
def test_a_child_has_a_lawyer_there(world: World) -> None:
    case = case_of(world.nigar, CHILD)
    with pytest.raises(LawyerNeeded):
        asked(world.nigar, case, purpose="investigation", place_kind="shelter", legal="declined")
    interview = asked(world.nigar, case, purpose="investigation", place_kind="shelter", legal="present")
    with pytest.raises(LawyerNeeded):
        written(world.nigar, case, interview, legal="not_needed")
    assert written(world.nigar, case, interview, legal="present").legal == "present"


@pytest.mark.rule("POL-03")
def test_who_was_there_and_the_consent_are_kept_and_the_words_sealed(world: World, case: Case) -> None:
    interview = asked(world.nigar, case, interpreter="Fidan R.")
    with pytest.raises(NotAgreed):
        written(world.nigar, case, interview, consented=False)
    record = written(world.nigar, case, interview)
    assert (record.consented, record.kept) == (True, ["safe_place", "free_to_stop"])
    with acting(world.nigar, reading=True):
        again = Interview.one(case, interview.id)
        assert (again.interpreter, again.held.present, again.held.notes) == (  # type: ignore[union-attr]
            "Fidan R.",
            "The interpreter and I",
            "She spoke of the house",
        )
        facts = str([event.facts for event in Event.timeline(case.id)])
        with connection.cursor() as cursor:
            cursor.execute("SELECT notes, present FROM cases_interviewrecord")
            raw = b"".join(map(bytes, cursor.fetchone()))
    for word in ("Fidan", "interpreter", "house"):
        assert word not in facts
        assert word.encode() not in raw
    with pytest.raises(AlreadyWritten):
        written(world.nigar, case, interview)


def test_nobody_is_interviewed_without_consent_says_the_database_too(world: World, case: Case) -> None:
    interview = asked(world.nigar, case)
    record = written(world.nigar, case, interview)
    other = asked(world.nigar, case)
    record.id, record.interview, record.consented = new_id(), other, False
    with acting(world.nigar), pytest.raises(IntegrityError), transaction.atomic():
        record.save(force_insert=True)


def test_answers_are_codes_of_the_country(world: World, case: Case) -> None:
    with pytest.raises(UnknownAnswer):
        asked(world.nigar, case, place_kind="my car")
    interview = asked(world.nigar, case)
    with pytest.raises(UnknownAnswer):
        written(world.nigar, case, interview, kept=("child_short",))
    with pytest.raises(UnknownAnswer):
        written(world.nigar, case, interview, began_at=interview.planned_at)


def test_a_form_sent_twice_asks_once(world: World, case: Case) -> None:
    token = new_id()
    assert asked(world.nigar, case, form_token=token).id == asked(world.nigar, case, form_token=token).id


def test_a_child_has_rules_of_its_own(world: World) -> None:
    adult, child = ({code.id for code in rules_for(is_child=is_child)} for is_child in (False, True))
    assert adult < child
    assert {"child_trained", "child_trusted", "child_short"} == child - adult


@pytest.mark.rule("PRI-01")
def test_who_is_not_of_the_department_asks_nobody(world: World, case: Case) -> None:
    for stranger in (world.leyla, world.sevinc, world.tural, world.elxan):
        with pytest.raises(Forbidden):
            asked(stranger, case)
