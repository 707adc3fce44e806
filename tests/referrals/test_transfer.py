"""Handing somebody on: on the person's consent to the third unit, seen by the first sender, ended with the first."""

import datetime as dt

import pytest

from config.env import DatabaseRole
from panah.core.country import country
from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Duty
from panah.people.models import Identity
from panah.referrals import tasks
from panah.referrals.actions import answering, reviewing, sending
from panah.referrals.actions.moving import MovedOn
from panah.referrals.bases import ConsentMissing
from panah.referrals.models import Referral, ReferralStep
from tests.referrals.making import letters_seen, offered
from tests.referrals.test_sending import a_wish, accepted_by
from tests.roles import connected_as
from tests.world import Person as Member
from tests.world import World, acting, signed_in


def handed_on(world: World, to: Member, first: Referral | None = None) -> tuple[Referral, Referral]:
    """The hotline's referral to the Department, accepted, and what the Department made of it for another unit."""
    first = first or offered(world.leyla, world.nigar)
    accepted_by(world.nigar, first)
    with acting(world.nigar) as actor:
        return first, sending.hand_on(actor=actor, referral_id=first.id, wish=a_wish(to))


def state(by: Member, referral: Referral) -> str:
    with acting(by):
        return Referral.objects.get(id=referral.id).state


def test_the_first_sender_sees_that_somebody_was_handed_on_and_what_became_of_them(world: World) -> None:
    first, second = handed_on(world, world.sevinc)
    assert state(world.leyla, first) == "transferred"
    accepted_by(world.sevinc, second)
    with acting(world.sevinc) as actor:
        answering.report(actor=actor, referral_id=second.id, outcome="sheltered")
    seen = signed_in(world.leyla).get(f"/referrals/{first.id}/").content.decode()
    assert "Handed on to" in seen
    assert "Placed in safety" in seen
    # The cover, and nothing that was written to the third.
    assert letters_seen(world.leyla, second) == []
    assert signed_in(world.leyla).get(f"/referrals/{second.id}/").status_code == 404


def test_without_consent_that_names_the_third_nobody_is_handed_on(world: World) -> None:
    first = offered(world.leyla, world.nigar)
    accepted_by(world.nigar, first)
    with acting(world.nigar) as actor, pytest.raises(ConsentMissing):
        sending.hand_on(actor=actor, referral_id=first.id, wish=a_wish(world.sevinc, agreement=None))
    assert state(world.leyla, first) == "accepted"


def test_only_who_accepted_hands_on_and_only_once(world: World) -> None:
    first = offered(world.leyla, world.nigar)
    with acting(world.nigar) as actor, pytest.raises(MovedOn):
        sending.hand_on(actor=actor, referral_id=first.id, wish=a_wish(world.sevinc))
    for who, refusal in ((world.leyla, Forbidden), (world.sevinc, NotHere)):
        with acting(who) as actor, pytest.raises(refusal):
            sending.hand_on(actor=actor, referral_id=first.id, wish=a_wish(world.tural))
    handed_on(world, world.sevinc, first)
    with acting(world.nigar) as actor, pytest.raises(MovedOn):
        sending.hand_on(actor=actor, referral_id=first.id, wish=a_wish(world.tural))


@pytest.mark.rule("CON-06")
@pytest.mark.parametrize("how", ["withdrawn", "taken back"])
def test_what_followed_ends_with_what_it_followed_from(world: World, how: str) -> None:
    first, second = handed_on(world, world.sevinc)
    accepted_by(world.sevinc, second)
    with acting(world.leyla) as actor:
        if how == "withdrawn":
            assert first.consent_id
            reviewing.withdraw_consent(actor=actor, consent_id=first.consent_id)
        else:
            answering.revoke(actor=actor, referral_id=first.id)
    for who in (world.nigar, world.sevinc):
        with acting(who):
            assert not Identity.objects.filter(person_id=first.person_id).exists()
    assert state(world.sevinc, second) == "revoked"
    with acting(world.sevinc) as actor:
        assert [row.id for row in Referral.closed_since(actor, first.offered_at - dt.timedelta(hours=1))] == [second.id]
        assert [step.step for step in ReferralStep.of(second)][-1] == "revoke"


def test_who_handed_on_can_end_it_without_touching_the_first(world: World) -> None:
    first, second = handed_on(world, world.sevinc)
    accepted_by(world.sevinc, second)
    with acting(world.nigar) as actor:
        assert second.consent_id
        reviewing.withdraw_consent(actor=actor, consent_id=second.consent_id)
    with acting(world.sevinc):
        assert not Identity.objects.filter(person_id=first.person_id).exists()
    with acting(world.nigar):
        assert Identity.objects.filter(person_id=first.person_id).exists()


@pytest.mark.django_db(transaction=True)
def test_the_third_is_freed_of_the_duty_to_answer_what_was_taken_back_from_afar(world: World) -> None:
    first, second = handed_on(world, world.sevinc)
    with acting(world.leyla) as actor:
        answering.revoke(actor=actor, referral_id=first.id)

    def waits() -> bool:
        with acting(world.sevinc):
            return Duty.objects.get(subject_id=second.id, rule="NRM-01").is_open

    assert waits()
    with connected_as(DatabaseRole.WORKER):
        assert tasks.end_pointless_duties() == 1
    assert not waits()


@pytest.mark.django_db(transaction=True)
def test_an_offer_nobody_answers_closes_and_its_sender_is_told(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    late = referral.answer_due_at + country().settings.referral_expires
    with connected_as(DatabaseRole.WORKER):
        assert tasks.close_unanswered(late - dt.timedelta(minutes=1)) == 0
        assert tasks.close_unanswered(late + dt.timedelta(minutes=1)) == 1
    assert state(world.leyla, referral) == "expired"
    assert letters_seen(world.nigar, referral) == []
    with acting(world.nigar) as actor:
        assert not Duty.objects.get(subject_id=referral.id).is_open
        with pytest.raises(MovedOn):
            answering.accept(actor=actor, referral_id=referral.id)
    with acting(world.leyla) as actor:
        (told,) = Referral.unanswered_since(actor, referral.offered_at)
        assert (told.id, told.close_reason) == (referral.id, "unanswered")
        assert ReferralStep.of(referral)[-1].by_id is None
