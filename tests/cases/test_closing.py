"""The end of a case: proposed by one, closed by another, never over what is still open, and opened again."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from panah.cases.actions import closing, safety
from panah.cases.actions.cases import AlreadyOpen
from panah.cases.models import Case, CaseMove, CaseState, CaseStep, NotAssigned
from panah.core.errors import Forbidden, Stale
from panah.duties.timeline import happened
from panah.people.models import Person
from tests.cases.filing import again, closed, noted, opened, protected, registered
from tests.world import Person as Member
from tests.world import World, acting, signed_in

pytestmark = pytest.mark.django_db


def proposed(by: Member, case: Case, **changes: Any) -> CaseMove:
    with acting(by) as actor:
        return closing.propose(
            actor=actor, case_id=case.id, **({"reason": "returned", "words": "She flew home"} | changes)
        )


def presumed(by: Member, person: Person) -> None:
    """What opens the duty to tell the person what protection there is."""
    with acting(by) as actor:
        happened(
            actor,
            "victim.presumed",
            matter=person.id,
            folder=person.folder_id,
            unit_id=actor.unit,
            subject_kind="person",
            subject_id=person.id,
            facts={"unit_kind": "special_unit", "child": False},
        )


def test_one_proposes_and_another_closes(world: World) -> None:
    case = opened(world.nigar)
    proposed(world.nigar, case)
    assert again(world.nigar, case).is_closing
    with acting(world.orxan) as actor:
        closing.close(actor=actor, case_id=case.id, words="Agreed")
    now = again(world.orxan, case)
    assert (now.state, now.close_reason, now.closed_at is not None) == (CaseState.CLOSED, "returned", True)
    with acting(world.orxan):
        steps = [(move.step, move.by_id, str(move.words)) for move in CaseMove.of(case)]
    assert steps == [("close", world.orxan.member_id, "Agreed"), ("propose", world.nigar.member_id, "She flew home")]


def test_nobody_approves_their_own_proposal(world: World) -> None:
    case = opened(world.orxan)
    proposed(world.orxan, case)
    with acting(world.orxan) as actor, pytest.raises(closing.OwnProposal):
        closing.close(actor=actor, case_id=case.id)
    closed_by_another = "Somebody else who leads your unit decides"
    assert closed_by_another in signed_in(world.orxan).get(f"/cases/{case.id}/").content.decode()
    with acting(world.zaur) as actor:
        closing.close(actor=actor, case_id=case.id)


def test_nor_does_the_database_let_them(world: World) -> None:
    case = opened(world.orxan)
    move = proposed(world.orxan, case)
    row = CaseMove(folder_id=case.folder_id, case=case, step="close", reason="returned", by_id=move.by_id)
    row.proposed_by_id, row.at = move.by_id, timezone.now()
    with acting(world.orxan), pytest.raises(DatabaseError, match="case_closed_by_another"), transaction.atomic():
        row.save(force_insert=True)


def test_a_worker_does_not_close(world: World) -> None:
    case = opened(world.nigar)
    proposed(world.nigar, case)
    with acting(world.nigar) as actor, pytest.raises(Forbidden):
        closing.close(actor=actor, case_id=case.id)


def test_a_case_nobody_proposed_to_close_is_not_closed(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.orxan) as actor, pytest.raises(closing.NotProposed):
        closing.close(actor=actor, case_id=case.id)


def test_a_proposal_is_made_once_and_for_a_reason(world: World) -> None:
    case = opened(world.nigar)
    with pytest.raises(closing.NoReason):
        proposed(world.nigar, case, reason="")
    proposed(world.nigar, case)
    with pytest.raises(Stale):
        proposed(world.nigar, case)


def test_a_lead_lets_it_go_on(world: World) -> None:
    case = opened(world.nigar)
    proposed(world.nigar, case)
    with acting(world.orxan) as actor:
        closing.send_back(actor=actor, case_id=case.id, words="Wait for the passport")
    assert again(world.nigar, case).state == CaseState.OPEN
    proposed(world.nigar, case)


@pytest.mark.rule("SAF-03")
def test_it_is_refused_over_a_safety_measure_and_says_which(world: World) -> None:
    case = opened(world.nigar)
    measure = protected(world.nigar, case, kind="guarding")
    with pytest.raises(closing.MeasureGoesOn) as refusal:
        proposed(world.nigar, case)
    assert refusal.value.rule == "SAF-03"
    answer = signed_in(world.nigar).post(f"/cases/{case.id}/propose/", {"reason": "returned"}).content.decode()
    assert "A safety measure goes on: Guarding of person or home." in answer
    with acting(world.orxan) as actor:
        safety.review(
            actor=actor, case_id=case.id, measure_id=measure.id, finding="eliminated", words="He is in prison"
        )
    proposed(world.nigar, case)


@pytest.mark.rule("SAF-03")
def test_a_measure_that_begins_after_the_proposal_forbids_the_closure(world: World) -> None:
    case = opened(world.nigar)
    proposed(world.nigar, case)
    protected(world.nigar, case)
    with acting(world.orxan) as actor, pytest.raises(closing.MeasureGoesOn):
        closing.close(actor=actor, case_id=case.id)


@pytest.mark.rule("SAF-03")
def test_the_database_closes_no_case_over_a_measure(world: World) -> None:
    case = opened(world.nigar)
    protected(world.nigar, case)
    with acting(world.orxan), pytest.raises(DatabaseError, match="safety measure"), transaction.atomic():
        Case.objects.filter(id=case.id).update(state="closed", closed_at=timezone.now(), close_reason="returned")


def test_it_is_refused_over_an_open_duty_and_says_which(world: World) -> None:
    person = registered(world.nigar)
    case = opened(world.nigar, person)
    presumed(world.nigar, person)
    with acting(world.nigar):
        duty = closing.open_duties(case)[0]
    with pytest.raises(closing.DutyOpen) as refusal:
        proposed(world.nigar, case)
    assert refusal.value.rule == duty.rule
    answer = signed_in(world.nigar).post(f"/cases/{case.id}/propose/", {"reason": "returned"})
    assert (answer.status_code, f"Still to be done: {duty.title}" in answer.content.decode()) == (409, True)


def test_a_duty_of_another_unit_about_the_person_does_not_hold_it_up(world: World) -> None:
    person = registered(world.nigar)
    case = opened(world.nigar, person)
    with acting(world.nigar) as actor:
        happened(
            actor,
            "referral.offered",
            matter=person.id,
            folder=person.folder_id,
            unit_id=actor.unit,
            subject_kind="referral",
            subject_id=case.id,
            to_unit=world.sevinc.unit_id,
            facts={"receiver_kind": "shelter", "urgency": "standard", "child": False},
        )
        assert closing.open_duties(case) == []
    proposed(world.nigar, case)


def test_a_closed_case_opens_again_for_a_reason(world: World) -> None:
    case = opened(world.nigar)
    closed(case, world.nigar, world.orxan)
    with acting(world.orxan) as actor:
        with pytest.raises(closing.NoReason):
            closing.reopen(actor=actor, case_id=case.id, reason="bored")
        closing.reopen(actor=actor, case_id=case.id, reason="person_came_back", words="She rang")
        assert CaseMove.of(case)[0].step == CaseStep.REOPEN
    now = again(world.orxan, case)
    assert (now.state, now.closed_at, now.close_reason) == (CaseState.OPEN, None, "")
    noted(world.orxan, now)


def test_who_is_not_assigned_states_a_purpose_before_reopening(world: World) -> None:
    case = opened(world.nigar)
    closed(case, world.nigar, world.orxan)
    with acting(world.nigar) as actor, pytest.raises(NotAssigned):
        closing.reopen(actor=actor, case_id=case.id, reason="person_came_back")


def test_an_open_case_is_not_opened_again(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.nigar) as actor, pytest.raises(Stale):
        closing.reopen(actor=actor, case_id=case.id, reason="person_came_back")


def test_an_old_case_stays_closed_where_a_new_one_is_open(world: World) -> None:
    person = registered(world.nigar)
    old = opened(world.nigar, person)
    closed(old, world.nigar, world.orxan)
    new = opened(world.nigar, person)
    with acting(world.orxan) as actor, pytest.raises(AlreadyOpen) as refusal:
        closing.reopen(actor=actor, case_id=old.id, reason="new_facts")
    assert refusal.value.case == new


def test_the_pages_take_all_steps(world: World) -> None:
    case, worker, lead = opened(world.nigar), signed_in(world.nigar), signed_in(world.orxan)
    there = f"/cases/{case.id}/"
    assert worker.post(f"{there}propose/", {"reason": "returned", "words": ""}).status_code == 302
    assert case.number in lead.get("/").content.decode()
    assert lead.post(f"{there}send-back/", {"words": "Not yet"}).status_code == 302
    assert worker.post(f"{there}propose/", {"reason": "returned", "words": ""}).status_code == 302
    assert lead.post(f"{there}close/", {"words": ""}).status_code == 302
    assert "Returned home safely" in lead.get(there).content.decode()
    assert lead.post(f"{there}reopen/", {"reason": "new_facts", "words": ""}).status_code == 302
    assert worker.post(f"{there}propose/", {"reason": ""}).status_code == 422
