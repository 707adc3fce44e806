"""Declining, asking back, taking back, reporting: each a line of the table, each seen by the right side only."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Duty, Event
from panah.referrals.actions import answering
from panah.referrals.actions.answering import NoAnswer, NoWords
from panah.referrals.actions.moving import MovedOn
from panah.referrals.models import Letter, OutcomeNote, Referral, ReferralStep
from tests.referrals.making import MESSAGE, letters_seen, names_seen, offered
from tests.world import Person as Member
from tests.world import World, acting


def do(by: Member, step: Callable[..., Referral], referral: Referral, **said: Any) -> Referral:
    with acting(by) as actor:
        return step(actor=actor, referral_id=referral.id, **said)


def possible(by: Member, referral: Referral) -> set[str]:
    with acting(by) as actor:
        return {move.step.value for move in Referral.gate(actor, referral.id).possible(actor)}


def test_declined_with_a_reason_it_closes_unopened(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    do(world.nigar, answering.decline, referral, reason="wrong_place", words="Ask the unit in Ganja")
    assert letters_seen(world.leyla, referral) == [MESSAGE, "Ask the unit in Ganja"]
    assert letters_seen(world.nigar, referral) == []
    assert names_seen(world.nigar, referral) is None
    with acting(world.leyla):
        row = Referral.objects.get(id=referral.id)
    assert (row.state, row.close_reason) == ("declined", "wrong_place")
    with acting(world.nigar):
        assert Duty.objects.get(subject_id=referral.id).done_at is not None


@pytest.mark.parametrize("reason", ["", "no time"])
def test_no_decline_without_a_reason_from_the_list(world: World, reason: str) -> None:
    referral = offered(world.leyla, world.nigar)
    with pytest.raises(NoAnswer):
        do(world.nigar, answering.decline, referral, reason=reason)


def test_a_question_goes_back_and_is_answered_while_the_clock_runs(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    do(world.nigar, answering.ask_back, referral, words="Can she speak now?")
    assert possible(world.leyla, referral) == {"answer", "revoke"}
    assert possible(world.nigar, referral) == {"accept", "decline"}
    with acting(world.nigar):
        assert Duty.objects.get(subject_id=referral.id).done_at is None
    do(world.kamran, answering.answer, referral, words="After eight in the evening")
    words = [MESSAGE, "Can she speak now?", "After eight in the evening"]
    assert letters_seen(world.nigar, referral) == letters_seen(world.leyla, referral) == words
    do(world.nigar, answering.accept, referral)
    with acting(world.nigar):
        steps = [step.step for step in ReferralStep.of(referral)]
    assert steps == ["offer", "ask_back", "answer", "accept"]


def test_questions_and_answers_have_words(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    with pytest.raises(NoWords):
        do(world.nigar, answering.ask_back, referral, words=" ")
    do(world.nigar, answering.ask_back, referral, words="When?")
    with pytest.raises(NoWords):
        do(world.leyla, answering.answer, referral, words="")


def test_taken_back_it_closes_at_once_and_the_clock_stops(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    do(world.nigar, answering.accept, referral)
    assert names_seen(world.nigar, referral)
    do(world.leyla, answering.revoke, referral)
    assert names_seen(world.nigar, referral) is None
    assert letters_seen(world.nigar, referral) == []
    assert names_seen(world.leyla, referral)
    second = offered(world.leyla, world.nigar)
    do(world.kamran, answering.revoke, second)
    with acting(world.nigar):
        assert Duty.objects.get(subject_id=second.id).cancelled_at is not None
        assert Referral.objects.get(id=second.id).close_reason == "task_done"


@pytest.mark.rule("REG-04")
def test_the_sender_sees_the_outcomes_code_and_nothing_more(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    do(world.nigar, answering.accept, referral)
    do(world.nigar, answering.report, referral, outcome="sheltered", note="She is in the house by the sea")
    with acting(world.leyla):
        row = Referral.objects.get(id=referral.id)
        assert (row.state, row.outcome) == ("done", "sheltered")
        assert not OutcomeNote.objects.filter(referral_id=referral.id).exists()
        facts = Event.objects.get(subject_id=referral.id, code="referral.outcome_reported").facts
        assert facts == {"reason": "sheltered"}
    assert letters_seen(world.leyla, referral) == [MESSAGE]
    with acting(world.orxan):
        note = OutcomeNote.of(referral)
        assert note is not None
        assert note.words == "She is in the house by the sea"


def test_an_outcome_is_one_of_the_list(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    do(world.nigar, answering.accept, referral)
    with pytest.raises(NoAnswer):
        do(world.nigar, answering.report, referral, outcome="all good")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (answering.decline, {"reason": "no_capacity"}),
        (answering.ask_back, {"words": "When?"}),
        (answering.report, {"outcome": "helped"}),
        (answering.accept, {}),
    ],
)
def test_a_stale_click_gets_a_sentence_and_changes_nothing(
    world: World, step: Callable[..., Referral], said: dict[str, str]
) -> None:
    referral = offered(world.leyla, world.nigar)
    do(world.leyla, answering.revoke, referral)
    with pytest.raises(MovedOn) as refusal:
        do(world.nigar, step, referral, **said)
    assert refusal.value.status == 409
    with translation.override("en"):
        assert "moved on" in str(refusal.value)
    with acting(world.nigar):
        assert Referral.objects.get(id=referral.id).state == "revoked"


@pytest.mark.parametrize("step", [answering.revoke, answering.answer])
def test_the_receiver_takes_none_of_the_senders_steps(world: World, step: Callable[..., Referral]) -> None:
    referral = offered(world.leyla, world.nigar)
    said = {"words": "x"} if step is answering.answer else {}
    with pytest.raises(Forbidden):
        do(world.nigar, step, referral, **said)


@pytest.mark.rule("PRI-01")
@pytest.mark.parametrize("name", ["samira", "sevinc", "tural", "rauf", "aygun", "elxan"])
def test_for_everybody_else_there_is_nothing(world: World, name: str) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(getattr(world, name)) as actor:
        with pytest.raises(NotHere):
            Referral.gate(actor, referral.id)
        assert not Referral.objects.filter(id=referral.id).exists()
        assert not Letter.objects.filter(folder_id=referral.letters_id).exists()
        assert not Event.objects.filter(subject_id=referral.id).exists()


def test_steps_that_are_not_possible_are_not_offered(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    assert possible(world.nigar, referral) == {"accept", "decline", "ask_back"}
    assert possible(world.leyla, referral) == {"revoke"}
    assert possible(world.director, referral) == {"revoke", "overturn"}
    do(world.nigar, answering.accept, referral)
    assert possible(world.nigar, referral) == {"report", "transfer"}
