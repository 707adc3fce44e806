"""The supervisor reviews what was shared without consent: upheld it stays, overturned it closes."""

import pytest

from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Duty
from panah.referrals.actions import answering, reviewing
from panah.referrals.actions.answering import NoAnswer
from panah.referrals.actions.reviewing import OwnDeed, Reviewed, review
from panah.referrals.models import Override, Referral
from tests.referrals.making import letters_seen, names_seen, offered, overridden
from tests.world import World, acting


def accepted(world: World) -> Referral:
    referral = overridden(world.leyla, world.nigar)
    with acting(world.nigar) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
    return referral


@pytest.mark.rule("HL-11")
@pytest.mark.parametrize("result", ["justified", "justified_late"])
def test_upheld_it_stays_open_and_the_duty_is_done(world: World, result: str) -> None:
    referral = accepted(world)
    with acting(world.director) as actor:
        review(actor=actor, referral_id=referral.id, result=result, remark="Right, but ask next time")
        assert Duty.objects.get(matter_id=referral.matter_id, step="review").done_by_id == world.director.member_id
        kept = Override.objects.get(referral_id=referral.id)
        assert (kept.result, kept.remark) == (result, "Right, but ask next time")
        assert not Override.to_review(actor).exists()
    assert names_seen(world.nigar, referral)


@pytest.mark.rule("HL-11")
def test_overturned_it_closes_at_once(world: World) -> None:
    referral = accepted(world)
    assert names_seen(world.nigar, referral)
    with acting(world.director) as actor:
        review(actor=actor, referral_id=referral.id, result="not_justified")
    assert names_seen(world.nigar, referral) is None
    assert letters_seen(world.nigar, referral) == []
    with acting(world.nigar):
        row = Referral.objects.get(id=referral.id)
    assert (row.state, row.close_reason) == ("revoked", "not_justified")


def test_overturned_after_the_outcome_it_closes_too(world: World) -> None:
    referral = accepted(world)
    with acting(world.nigar) as actor:
        answering.report(actor=actor, referral_id=referral.id, outcome="helped")
    with acting(world.director) as actor:
        review(actor=actor, referral_id=referral.id, result="not_justified")
    assert names_seen(world.nigar, referral) is None


def test_overturned_after_a_decline_only_the_review_is_kept(world: World) -> None:
    referral = overridden(world.leyla, world.nigar)
    with acting(world.nigar) as actor:
        answering.decline(actor=actor, referral_id=referral.id, reason="conflict")
    with acting(world.director) as actor:
        review(actor=actor, referral_id=referral.id, result="not_justified")
        assert Referral.objects.get(id=referral.id).state == "declined"


@pytest.mark.rule("HL-11")
def test_nobody_reviews_their_own_deed(world: World) -> None:
    referral = overridden(world.director, world.nigar)
    with acting(world.director) as actor, pytest.raises(OwnDeed):
        review(actor=actor, referral_id=referral.id, result="justified")


def test_it_is_reviewed_once_and_by_an_answer_of_the_list(world: World) -> None:
    referral = overridden(world.leyla, world.nigar)
    with acting(world.director) as actor:
        with pytest.raises(NoAnswer):
            review(actor=actor, referral_id=referral.id, result="fine")
        review(actor=actor, referral_id=referral.id, result="justified")
        with pytest.raises(Reviewed):
            review(actor=actor, referral_id=referral.id, result="not_justified")


@pytest.mark.parametrize(
    ("name", "refusal"), [("kamran", Forbidden), ("nigar", Forbidden), ("orxan", NotHere), ("rauf", Forbidden)]
)
def test_only_a_supervisor_of_the_sender_reviews(world: World, name: str, refusal: type[Exception]) -> None:
    referral = overridden(world.leyla, world.nigar)
    with acting(getattr(world, name)) as actor, pytest.raises(refusal):
        review(actor=actor, referral_id=referral.id, result="justified")


def test_what_rests_on_consent_has_no_review(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(world.director) as actor, pytest.raises(NotHere):
        review(actor=actor, referral_id=referral.id, result="justified")


@pytest.mark.rule("CON-06")
def test_a_withdrawn_consent_takes_every_referral_back(world: World) -> None:
    first = offered(world.leyla, world.nigar)
    with acting(world.nigar) as actor:
        answering.accept(actor=actor, referral_id=first.id)
        answering.report(actor=actor, referral_id=first.id, outcome="reached")
    with acting(world.kamran) as actor:
        reviewing.withdraw_consent(actor=actor, consent_id=first.consent_id or first.id)
    assert names_seen(world.nigar, first) is None
    with acting(world.nigar):
        row = Referral.objects.get(id=first.id)
    assert (row.state, row.outcome, row.close_reason) == ("done", "reached", "withdrawn")


@pytest.mark.rule("CON-06")
def test_the_receivers_clock_ends_with_the_consent(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(world.leyla) as actor:
        reviewing.withdraw_consent(actor=actor, consent_id=referral.consent_id or referral.id)
    with acting(world.nigar):
        assert Duty.objects.get(subject_id=referral.id).cancelled_at is not None
        assert Referral.objects.get(id=referral.id).close_reason == "withdrawn"
