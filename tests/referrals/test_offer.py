"""Offering a person: with consent that names the recipient and covers the scope, and not otherwise."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from panah.core.country import country
from panah.core.errors import Forbidden, KeyMissing, NotHere
from panah.core.ids import new_id
from panah.duties.models import Duty, Event
from panah.duties.timeline import happened
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis, Person, PersonRole
from panah.referrals.actions.offering import NoMessage, NotAllotted, TooMuch, UnknownAnswer
from panah.referrals.bases import ConsentMissing
from panah.referrals.models import Referral, ReferralStep
from panah.referrals.receivers import NoReceiver
from panah.vault.models import Compartment, Grant
from tests.cases.making import ALL, consent, written
from tests.people.making import registered
from tests.referrals.making import MESSAGE, an_offer, letters_seen, names_seen, offered, opens, sent
from tests.world import World, acting

CASE, IDENTITY = Compartment.CASE, Compartment.IDENTITY


@pytest.mark.rule("HL-11")
def test_with_consent_the_message_arrives_at_once_and_the_person_does_not(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    assert re.fullmatch(rf"REF-{timezone.localtime().year}-\d{{5,}}", referral.number)
    assert letters_seen(world.nigar, referral) == [MESSAGE]
    assert letters_seen(world.kamran, referral) == [MESSAGE]
    assert names_seen(world.nigar, referral) is None
    with acting(world.nigar):
        assert not Person.objects.filter(id=referral.person_id).exists()
        assert Referral.objects.get(id=referral.id).pseudonym == referral.pseudonym


@pytest.mark.rule("CON-06")
def test_without_consent_it_is_refused_with_the_rule_and_what_would_allow_it(world: World) -> None:
    person = registered(world.leyla)
    with pytest.raises(ConsentMissing) as refusal:
        sent(world.leyla, person, world.nigar)
    assert refusal.value.rule == "CON-06"
    with translation.override("en"):
        assert "consent" in str(refusal.value.allow).lower()
    with acting(world.leyla):
        assert not Referral.objects.filter(person_id=person.id).exists()


@pytest.mark.rule("CON-06")
@pytest.mark.parametrize("trouble", ["other recipient", "other person", "narrower", "ended", "withdrawn"])
def test_a_consent_that_does_not_fit_is_no_consent(world: World, trouble: str) -> None:
    person, other = registered(world.leyla), registered(world.leyla)
    if trouble == "other recipient":
        consent(world.leyla, person, world.sevinc)
    elif trouble == "other person":
        consent(world.leyla, other, world.nigar)
    elif trouble == "narrower":
        consent(world.leyla, person, world.nigar, compartments=frozenset({CASE}))
    else:
        past = timezone.now() if trouble == "withdrawn" else None
        until = {"until": timezone.now() + dt.timedelta(days=9)} if past else {}
        with acting(world.leyla):
            written(person, world.nigar.unit_id, withdrawn_at=past, **until)
    with pytest.raises(ConsentMissing):
        sent(world.leyla, person, world.nigar)
    assert not opens(world.nigar, person.folder_id)


@pytest.mark.rule("REG-04")
def test_exactly_the_chosen_folders_are_offered(world: World) -> None:
    person = registered(world.leyla)
    consent(world.leyla, person, world.nigar)
    referral = sent(world.leyla, person, world.nigar, compartments=frozenset({IDENTITY}))
    with acting(world.nigar):
        pending = Grant.objects.filter(pending=True, basis_reference=referral.number)
        offered_folders = [grant.folder_id for grant in pending]
    with acting(world.leyla):
        assert offered_folders == [person.identity.folder_id]


def test_the_rights_end_with_the_consent(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(world.nigar):
        grants = Grant.objects.filter(basis_reference=referral.number)
        ends = {grant.until for grant in grants}
    with acting(world.leyla):
        (until,) = Person.objects.get(id=referral.person_id).consents.values_list("until", flat=True)
    assert ends == {until}


@pytest.mark.rule("NRM-06")
@pytest.mark.parametrize(("urgency", "hours"), [("standard", 24), ("urgent", 24), ("emergency", 1)])
def test_the_department_has_a_day_and_in_an_emergency_an_hour(world: World, urgency: str, hours: int) -> None:
    referral = offered(world.leyla, world.nigar, urgency=urgency)
    with acting(world.nigar):
        duty = Duty.objects.get(subject_id=referral.id)
    spans = (duty.due_at - duty.opened_at, referral.answer_due_at - referral.offered_at)
    assert (duty.rule, duty.role, duty.unit_id) == ("NRM-06", "officer", world.nigar.unit_id)
    assert {round(span.total_seconds() / 3600, 3) for span in spans} == {hours}


def test_the_rulebook_and_the_countrys_settings_say_the_same(world: World) -> None:
    settings = country().settings
    for urgency, span in (("standard", settings.referral_answer), ("emergency", settings.referral_answer_emergency)):
        referral = offered(world.leyla, world.nigar, urgency=urgency)
        assert referral.answer_due_at - referral.offered_at == span


@pytest.mark.parametrize(("to", "rule"), [("sevinc", "NRM-01"), ("tural", "NRM-01"), ("gunel", "CH-03")])
def test_every_receiver_has_a_clock_as_long_as_the_cover_says(world: World, to: str, rule: str) -> None:
    receiver = getattr(world, to)
    referral = offered(world.leyla, receiver, compartments=frozenset({IDENTITY}))
    with acting(receiver):
        duty = Duty.objects.get(subject_id=referral.id)
    assert duty.rule == rule
    assert abs((duty.due_at - referral.answer_due_at).total_seconds()) < 5


@pytest.mark.rule("HL-11")
def test_the_offer_to_the_special_unit_ends_the_operators_duty_and_no_other_does(world: World) -> None:
    person, matter = registered(world.leyla), new_id()
    with acting(world.leyla) as actor:
        happened(
            actor,
            "screening.completed",
            matter=matter,
            folder=person.folder_id,
            unit_id=actor.unit,
            subject_kind="screening",
            subject_id=new_id(),
            facts={"positive": True},
        )
    for to, waits in ((world.sevinc, True), (world.nigar, False)):
        offered(world.leyla, to, person=person, matter_id=matter, compartments=frozenset({IDENTITY}))
        with acting(world.leyla):
            police = Duty.objects.get(matter_id=matter, rule="HL-11", step="police")
            assert (police.done_at is None) is waits


@pytest.mark.rule("DEF-02")
@pytest.mark.rule("DEF-03")
@pytest.mark.parametrize("role", PersonRole)
def test_help_is_offered_to_everyone_before_any_formal_status(world: World, role: PersonRole) -> None:
    someone = registered(world.leyla, Facts(role=role, age_band="adult", age_basis=AgeBasis.DECLARED))
    referral = offered(world.leyla, world.sevinc, person=someone, need="shelter", compartments=frozenset({IDENTITY}))
    assert someone.standing == "potential"
    assert letters_seen(world.sevinc, referral) == [MESSAGE]


def test_a_form_sent_twice_makes_one_referral(world: World) -> None:
    person, token = registered(world.leyla), new_id()
    consent(world.leyla, person, world.nigar)
    first, again = (sent(world.leyla, person, world.nigar, form_token=token) for _time in range(2))
    assert first.id == again.id


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"need": "money"}, UnknownAnswer),
        ({"urgency": "whenever"}, UnknownAnswer),
        ({"message": "  "}, NoMessage),
        ({"receiver_unit_id": new_id()}, NoReceiver),
        ({"compartments": frozenset({Compartment.HOTLINE})}, TooMuch),
        ({"person_id": new_id()}, NotHere),
    ],
)
def test_what_cannot_be_right_is_refused(world: World, changes: dict[str, Any], refusal: type[Exception]) -> None:
    person = registered(world.leyla)
    consent(world.leyla, person, world.nigar)
    with pytest.raises(refusal):
        sent(world.leyla, person, world.nigar, **changes)


@pytest.mark.parametrize("to", ["kamran", "rauf", "aygun", "elxan", "samira"])
def test_it_goes_only_to_units_that_answer(world: World, to: str) -> None:
    person = registered(world.leyla)
    with pytest.raises(NoReceiver):
        sent(world.leyla, person, getattr(world, to))


@pytest.mark.rule("PRI-01")
def test_a_unit_is_not_offered_what_it_may_never_hold(world: World) -> None:
    person = registered(world.leyla)
    consent(world.leyla, person, world.malika)
    with pytest.raises(TooMuch):
        sent(world.leyla, person, world.malika, compartments=ALL)
    referral = sent(world.leyla, person, world.malika, compartments=ALL - {CASE})
    assert referral.compartments == ["contact", "identity"]


def test_who_may_not_send_is_refused(world: World) -> None:
    person = registered(world.leyla)
    for name in ("malika", "gunel", "rauf"):
        with pytest.raises(Forbidden):
            sent(getattr(world, name), person, world.nigar)
    for name in ("samira", "nigar", "sevinc"):
        with pytest.raises((NotHere, KeyMissing)):
            sent(getattr(world, name), person, world.tural)


def test_the_cover_stays_as_it_was_sent(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    changes: list[dict[str, Any]] = [
        {"receiver_unit_id": world.sevinc.unit_id},
        {"compartments": ["health"]},
        {"consent_id": new_id()},
        {"answer_due_at": timezone.now()},
        {"pseudonym": "Tarivo 1234"},
    ]
    for who in (world.leyla, world.nigar):
        for change in changes:
            with acting(who), pytest.raises(IntegrityError), transaction.atomic():
                Referral.objects.filter(id=referral.id).update(**change)


def test_the_timeline_holds_codes_and_no_words(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(world.nigar):
        event = Event.objects.get(subject_id=referral.id)
        assert (event.code, event.unit_id, event.to_unit_id) == (
            "referral.offered", world.leyla.unit_id, world.nigar.unit_id,
        )  # fmt: skip
        told = {"receiver_kind": "special_unit", "urgency": "standard", "need": "protection", "basis": "consent"}
        assert event.facts == told | {"child": False}
        (step,) = ReferralStep.of(referral)
        assert (step.step, step.by_id) == ("offer", world.leyla.member_id)
    assert an_offer(registered(world.leyla), world.nigar).message not in str(event.facts)


@pytest.mark.rule("AC-06")
def test_medical_help_is_asked_of_an_allotted_institution_alone(world: World) -> None:
    person = registered(world.leyla)
    for receiver in (world.nigar, world.farid):
        consent(world.leyla, person, receiver, compartments=frozenset({IDENTITY}))
    with pytest.raises(NotAllotted) as refusal:
        sent(world.leyla, person, world.nigar, need="medical", compartments=frozenset({IDENTITY}))
    assert (refusal.value.rule, refusal.value.status) == ("AC-06", 409)
    referral = sent(world.leyla, person, world.farid, need="medical", compartments=frozenset({IDENTITY}))
    assert referral.receiver_unit_id == world.farid.unit_id
