"""Sending the person of a case to another unit: on consent, by the way every referral takes, and never the file."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from panah.cases.actions import looking
from panah.cases.models import Case, CaseSource
from panah.cases.models.cases import NotAssigned
from panah.cases.states import DecisionStep
from panah.core.errors import Forbidden, NotHere
from panah.core.ids import new_id
from panah.duties.models import Duty, Event
from panah.people.models import Identity, Person
from panah.referrals.actions import answering, reviewing, sending
from panah.referrals.actions.sending import Wish
from panah.referrals.bases import BasisUnfit, ConsentMissing
from panah.referrals.models import Referral
from panah.vault.models import Compartment, Grant
from tests.cases.deciding import took
from tests.cases.filing import opened
from tests.cases.making import agreement, consent
from tests.people.making import CHILD, registered
from tests.referrals.making import MESSAGE, offered, opens, sent
from tests.world import Person as Member
from tests.world import World, acting, signed_in

IDENTITY, CONTACT = Compartment.IDENTITY, Compartment.CONTACT


def a_wish(to: Member, **changes: Any) -> Wish:
    """A wish for a place in safety, on consent given now; change what the test is about."""
    chosen = changes.pop("compartments", frozenset({IDENTITY, CONTACT}))
    usual: dict[str, Any] = {
        "receiver_unit_id": to.unit_id,
        "compartments": chosen,
        "need": "shelter",
        "urgency": "urgent",
        "message": MESSAGE,
        "agreement": agreement(to.unit_id, compartments=chosen or frozenset({Compartment.CASE})),
        "form_token": new_id(),
    }
    return Wish(**(usual | changes))


def sent_from(by: Member, case: Case, to: Member, **changes: Any) -> Referral:
    with acting(by) as actor:
        return sending.from_case(actor=actor, case_id=case.id, wish=a_wish(to, **changes))


def accepted_by(by: Member, referral: Referral) -> None:
    with acting(by) as actor:
        answering.accept(actor=actor, referral_id=referral.id)


@pytest.mark.rule("NRM-01")
def test_from_detection_to_safety_and_on_every_step_is_on_consent_and_on_record(world: World) -> None:
    """The hotline finds somebody, the Department opens a case, the shelter takes them in and says what became of it."""
    first = offered(world.leyla, world.nigar)
    accepted_by(world.nigar, first)
    with acting(world.nigar):
        person = Person.objects.get(id=first.person_id)
    case = opened(world.nigar, person, CaseSource.REFERRAL)
    second = sent_from(world.nigar, case, world.sevinc)
    accepted_by(world.sevinc, second)
    with acting(world.sevinc) as actor:
        assert Identity.objects.get(person_id=person.id).names == ["Aysel Məmmədova"]
        assert not Person.objects.filter(id=person.id).exists()
        assert not Case.objects.filter(id=case.id).exists()
        answering.report(actor=actor, referral_id=second.id, outcome="sheltered")
    with acting(world.nigar):
        codes = list(Event.timeline(person.id).values_list("code", flat=True))
    story = ["consent.given", "referral.offered", "referral.accepted", "referral.outcome_reported"]
    assert [code for code in codes if code in story] == story


@pytest.mark.rule("NRM-11")
def test_the_duty_to_find_a_safe_place_ends_when_the_shelter_is_asked(world: World) -> None:
    case = opened(world.nigar, registered(world.nigar), CaseSource.FOUND)
    took(world.nigar, case, DecisionStep.PRESUME)

    def waits() -> bool:
        with acting(world.nigar):
            return Duty.objects.get(rule="NRM-11", matter_id=case.person_id).is_open

    assert waits()
    sent_from(world.nigar, case, world.tural, need="social")
    assert waits()
    sent_from(world.nigar, case, world.sevinc)
    assert not waits()


@pytest.mark.rule("CON-06")
@pytest.mark.rule("CON-07")
@pytest.mark.parametrize(("name", "rule"), [("sevinc", "CON-06"), ("tural", "CON-07")])
def test_shelter_and_centre_tell_the_police_nothing_without_consent(world: World, name: str, rule: str) -> None:
    by = getattr(world, name)
    case = opened(by, registered(by))
    with pytest.raises(ConsentMissing) as refusal:
        sent_from(by, case, world.nigar, agreement=None)
    assert refusal.value.rule == rule
    duty_of_others = {"agreement": None, "legal_basis": "duty_of_state_body", "basis_reason": "They want to know"}
    with pytest.raises(BasisUnfit):
        sent_from(by, case, world.nigar, **duty_of_others)
    with acting(by):
        assert not Referral.objects.filter(person_id=case.person_id).exists()
    referral = sent_from(by, case, world.nigar)
    accepted_by(world.nigar, referral)
    with acting(world.nigar):
        assert Identity.objects.filter(person_id=case.person_id).exists()


def test_the_file_of_the_case_never_goes_along(world: World) -> None:
    case = opened(world.sevinc, registered(world.sevinc))
    referral = sent_from(world.sevinc, case, world.nigar)
    accepted_by(world.nigar, referral)
    assert not opens(world.nigar, case.folder_id)
    with acting(world.nigar):
        assert not Case.objects.filter(id=case.id).exists()


def test_nobody_passes_on_for_longer_than_they_hold(world: World) -> None:
    person = registered(world.leyla)
    soon = timezone.now() + dt.timedelta(days=5)
    consent(world.leyla, person, world.nigar, until=soon)
    accepted_by(world.nigar, sent(world.leyla, person, world.nigar))
    case = opened(world.nigar, person, CaseSource.REFERRAL)
    referral = sent_from(world.nigar, case, world.sevinc)
    with acting(world.sevinc):
        ends = set(Grant.objects.filter(basis_reference=referral.number).exclude(pending=False).values_list("until"))
    assert ends == {(soon,)}


def test_withdrawn_it_closes_and_the_recipient_is_told(world: World) -> None:
    case = opened(world.nigar, registered(world.nigar))
    referral = sent_from(world.nigar, case, world.sevinc)
    accepted_by(world.sevinc, referral)
    with acting(world.nigar) as actor:
        assert referral.consent_id
        reviewing.withdraw_consent(actor=actor, consent_id=referral.consent_id)
    with acting(world.sevinc) as actor:
        assert not Identity.objects.filter(person_id=case.person_id).exists()
        told = Referral.closed_since(actor, timezone.now() - dt.timedelta(minutes=1))
        assert [(row.id, row.close_reason) for row in told] == [(referral.id, "withdrawn")]


def test_only_the_unit_of_the_case_sends_from_it(world: World) -> None:
    case = opened(world.nigar, registered(world.nigar))
    with pytest.raises(NotHere):
        sent_from(world.sevinc, case, world.tural)
    with pytest.raises(Forbidden):
        sent_from(world.malika, case, world.tural)


def test_a_form_sent_twice_records_one_consent_and_makes_one_referral(world: World) -> None:
    case = opened(world.nigar, registered(world.nigar))
    token = new_id()
    first, again = (sent_from(world.nigar, case, world.sevinc, form_token=token) for _time in range(2))
    assert first.id == again.id
    with acting(world.nigar):
        assert Event.timeline(case.person_id).filter(code="consent.given").count() == 1


def test_a_child_is_told_of_without_consent_and_never_consents_alone(world: World) -> None:
    case = opened(world.nigar, registered(world.nigar, CHILD))
    notice = {"agreement": None, "legal_basis": "child_notification", "need": "child_protection"}
    referral = sent_from(world.nigar, case, world.gunel, **notice)
    assert (referral.legal_basis, referral.is_child) == ("child_notification", True)


def typed(to: Member, **changes: Any) -> dict[str, Any]:
    usual = {
        "receiver": str(to.unit_id),
        "need": "shelter",
        "urgency": "standard",
        "compartments": ["identity"],
        "basis": "now",
        "given_by": "person",
        "given_how": "oral",
        "purpose": "shelter",
        "consent_language": "az",
        "until": (timezone.localdate() + dt.timedelta(days=20)).isoformat(),
        "message": MESSAGE,
        "form_token": str(new_id()),
    }
    return usual | changes


def test_the_page_from_the_case_shows_what_they_will_see_and_then_sends(world: World) -> None:
    case = opened(world.nigar, registered(world.nigar))
    client, form = signed_in(world.nigar), typed(world.sevinc)
    address = f"/referrals/new/{case.id}/"
    assert case.pseudonym in client.get(address).content.decode()
    looked = client.post(address, form | {"step": "review"}).content.decode()
    assert "Nothing has been sent yet" in looked
    with acting(world.nigar):
        assert not Referral.objects.filter(person_id=case.person_id).exists()
    gone = client.post(address, form | {"step": "send"})
    with acting(world.nigar):
        referral = Referral.objects.get(person_id=case.person_id)
    assert gone["Location"] == f"/referrals/{referral.id}/"


def test_refused_it_comes_back_with_the_rule_and_with_what_was_typed(world: World) -> None:
    case = opened(world.tural, registered(world.tural))
    form = typed(world.nigar, basis="given", step="send", message="Words that must not be lost")
    answer = signed_in(world.tural).post(f"/referrals/new/{case.id}/", form)
    assert answer.status_code == 409
    assert "CON-07" in answer.content.decode()
    assert "Words that must not be lost" in answer.content.decode()


def test_that_somebody_does_not_agree_is_written_down_and_nothing_is_shared(world: World) -> None:
    case = opened(world.nigar, registered(world.nigar))
    client = signed_in(world.nigar)
    client.post(f"/referrals/new/{case.id}/refused/", {"receiver": str(world.sevinc.unit_id)})
    with acting(world.nigar):
        assert Event.timeline(case.person_id).filter(code="consent.refused").count() == 1
        assert not Referral.objects.filter(person_id=case.person_id).exists()
    assert client.post(f"/referrals/new/{case.id}/refused/", {"receiver": "x"}).status_code == 422


@pytest.mark.rule("PRI-01")
def test_who_is_not_assigned_says_first_what_for(world: World) -> None:
    case = opened(world.nigar)
    with pytest.raises(NotAssigned):
        sent_from(world.murad, case, world.sevinc)
    client = signed_in(world.murad)
    pages = [reverse(name, args=(case.id,)) for name in ("referrals:new", "referrals:outside_new")]
    assert [client.get(page).status_code for page in pages] == [422, 422]
    with acting(world.murad) as actor:
        looking.look(actor=actor, case_id=case.id, purpose="referral")
    assert [client.get(page).status_code for page in pages] == [200, 200]
