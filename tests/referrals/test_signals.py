"""Signals: sealed to the special unit, never read again by the sender, answered by a code; by page and by JSON."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from panah.accounts.gate import token_text
from panah.cases.models import Case
from panah.core.errors import Forbidden, NotHere
from panah.core.ids import new_id
from panah.duties.models import Duty, Event
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis, Person
from panah.referrals.actions import signalling
from panah.referrals.actions.signalling import MovedOn, NamesSomebody, NoCondition, NoWords, Told, UnknownAnswer
from panah.referrals.models import Signal, SignalReceipt
from panah.vault.fields import SEALED
from tests.world import Person as Member
from tests.world import World, acting, signed_in

WORDS = "Four girls behind a locked door, above the shop; one asked for help"


def a_signal(**changes: Any) -> Told:
    usual: dict[str, Any] = {"subject": "victim", "words": WORDS, "form_token": new_id()}
    return Told(**(usual | changes))


def sent(by: Member, **changes: Any) -> SignalReceipt:
    with acting(by) as actor:
        receipt, fresh = signalling.send(actor=actor, told=a_signal(**changes))
        assert fresh
    return receipt


def receipt_of(by: Member, receipt: SignalReceipt) -> SignalReceipt:
    with acting(by):
        return SignalReceipt.objects.get(id=receipt.id)


@pytest.mark.rule("NRM-05", "NRM-06")
@pytest.mark.parametrize("name", ["malika", "ramin", "lale", "farid"])
def test_who_sends_sees_number_day_and_state_and_never_the_words_again(world: World, name: str) -> None:
    by = getattr(world, name)
    receipt = sent(by)
    with acting(by) as actor:
        assert [row.number for row in SignalReceipt.of(actor)] == [receipt.number]
        assert not Signal.objects.filter(id=receipt.id).exists()
        with pytest.raises(Forbidden):
            Signal.gate(actor, receipt.id)
    page = signed_in(by).get("/referrals/signals/sent/").content.decode()
    assert receipt.number in page
    assert "locked door" not in page
    with acting(world.nigar) as actor:
        signal = Signal.gate(actor, receipt.id)
        assert (signal.words, signal.sender_unit_id) == (WORDS, by.unit_id)


def test_nobody_else_reads_or_sees_a_signal(world: World) -> None:
    receipt = sent(world.malika)
    for name in ("sevinc", "leyla", "vefa", "rauf", "aygun", "tural"):
        with acting(getattr(world, name)):
            assert not Signal.objects.filter(id=receipt.id).exists()
            assert not SignalReceipt.objects.filter(id=receipt.id).exists()


def test_the_words_are_sealed_to_the_special_unit_alone(world: World) -> None:
    receipt = sent(world.malika)
    with acting(world.nigar):
        signal = Signal.objects.get(id=receipt.id)
        assert signal.words == WORDS
    with acting(world.sevinc):
        assert signal.__class__._meta.get_field("words").open_for(signal, bytes(signal.__dict__["words"])) is None
        assert SEALED == "🔒"


@pytest.mark.rule("NRM-06")
@pytest.mark.parametrize(("urgency", "hours"), [("standard", 24), ("emergency", 1)])
def test_the_special_unit_has_a_day_and_in_an_emergency_an_hour(world: World, urgency: str, hours: int) -> None:
    receipt = sent(world.malika, urgency=urgency)
    with acting(world.nigar) as actor:
        duty = Duty.objects.get(subject_id=receipt.id)
        assert (duty.rule, duty.role, duty.unit_id) == ("NRM-06", "officer", world.nigar.unit_id)
        assert round((duty.due_at - duty.opened_at).total_seconds() / 3600, 3) == hours
        assert abs((duty.due_at - receipt.answer_due_at).total_seconds()) < 5
        signalling.take(actor=actor, signal_id=receipt.id)
    with acting(world.nigar):
        assert Duty.objects.get(id=duty.id).done_at
    assert receipt_of(world.malika, receipt).state == "taken"


@pytest.mark.rule("NRM-07")
def test_a_planned_crime_is_taken_up_at_once(world: World) -> None:
    receipt = sent(world.ramin, subject="planned_crime", urgency="urgent")
    with acting(world.nigar) as actor:
        duty = Duty.objects.get(subject_id=receipt.id)
        assert (duty.rule, duty.step) == ("NRM-07", "planned_crime")
        signalling.take(actor=actor, signal_id=receipt.id)
        assert Duty.objects.get(id=duty.id).done_at
        signalling.close(actor=actor, signal_id=receipt.id, outcome="prevented", note="They were at the airport")
    told = receipt_of(world.ramin, receipt)
    assert (told.state, told.outcome) == ("closed", "prevented")
    assert "airport" not in signed_in(world.ramin).get("/referrals/signals/sent/").content.decode()


def test_a_case_is_opened_from_it_and_the_sender_learns_that_there_is_one(world: World) -> None:
    receipt = sent(world.lale)
    facts = Facts(sex="female", age_band="21_23", age_basis=AgeBasis.DECLARED)
    with acting(world.nigar) as actor:
        case = signalling.open_case(actor=actor, signal_id=receipt.id, facts=facts, names=("Nuray Hüseynli",))
        assert (case.source, case.source_id) == ("signal", receipt.id)
        assert Person.gate(actor, case.person_id).sex == "female"
        assert Signal.gate(actor, receipt.id).case_id == case.id
        with pytest.raises(MovedOn):
            signalling.open_case(actor=actor, signal_id=receipt.id, facts=facts)
    told = receipt_of(world.lale, receipt)
    assert (told.state, told.outcome) == ("closed", "case_opened")
    with acting(world.lale):
        assert not Case.objects.exists()
        assert {event.code for event in Event.timeline(receipt.id)} == {"notification.sent"}


@pytest.mark.rule("CON-06", "CON-07")
@pytest.mark.parametrize(("name", "rule"), [("sevinc", "CON-06"), ("malika", "CON-06"), ("tural", "CON-07")])
def test_who_keeps_people_anonymous_names_nobody_without_consent(world: World, name: str, rule: str) -> None:
    by = getattr(world, name)
    with acting(by) as actor, pytest.raises(NamesSomebody) as refusal:
        signalling.send(actor=actor, told=a_signal(names_somebody=True))
    assert refusal.value.rule == rule
    assert "referral" in str(refusal.value.allow) or "yönləndirmə" in str(refusal.value.allow)
    sent(by)
    for allowed in ({"consent_way": "oral"}, {"subject": "trafficker"}):
        assert sent(by, names_somebody=True, **allowed).state == "sent"
    page = signed_in(by).get("/referrals/signals/new/").content.decode()
    assert "Your unit keeps people anonymous" in page
    assert (
        "Your unit keeps people anonymous" not in signed_in(world.ramin).get("/referrals/signals/new/").content.decode()
    )


@pytest.mark.rule("CON-06")
def test_the_database_holds_to_it_too(world: World) -> None:
    usual = {
        "unit_id": world.nigar.unit_id,
        "sender_unit_id": world.sevinc.unit_id,
        "sender_is_gated": True,
        "sent_by_id": world.sevinc.member_id,
        "subject": "victim",
        "urgency": "standard",
        "words": "Her name is",
        "sent_at": timezone.now(),
        "answer_due_at": timezone.now(),
    }
    with acting(world.sevinc), transaction.atomic(), pytest.raises(IntegrityError), transaction.atomic():
        Signal(number="SIG-1", names_somebody=True, **usual).save(force_insert=True)
    # Nobody speaks in another unit's name, not even the unit that is told.
    for who in (world.tural, world.nigar):
        with acting(who), pytest.raises(DatabaseError), transaction.atomic():
            Signal(number="SIG-2", **usual).save(force_insert=True)
    with acting(world.leyla), pytest.raises(DatabaseError), transaction.atomic():
        Signal(number="SIG-3", **(usual | {"sender_unit_id": world.leyla.unit_id})).save(force_insert=True)


def test_what_was_told_stays_as_it_was(world: World) -> None:
    receipt = sent(world.malika)
    with acting(world.nigar), pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.filter(id=receipt.id).update(subject="trafficker")
    with acting(world.malika), pytest.raises(DatabaseError), transaction.atomic():
        SignalReceipt.objects.filter(id=receipt.id).update(outcome="prevented")


@pytest.mark.rule("NRM-10")
def test_a_hand_over_to_the_police_is_recorded_with_moment_and_condition(world: World) -> None:
    moment = timezone.now()
    had = "A bag and no passport"
    receipt = sent(world.ramin, handed_over_at=moment, condition="injured", belongings=had)
    with acting(world.nigar) as actor:
        signal = Signal.gate(actor, receipt.id)
        assert (signal.handed_over_at, signal.condition, signal.belongings) == (
            moment,
            "injured",
            "A bag and no passport",
        )
        assert signal.sent_by_id == world.ramin.member_id
    page = signed_in(world.nigar).get(f"/referrals/signals/{receipt.id}/").content.decode()
    assert "Hand-over to the police" in page
    for half in ({"handed_over_at": moment}, {"condition": "injured"}):
        with acting(world.ramin) as actor, pytest.raises(NoCondition):
            signalling.send(actor=actor, told=a_signal(**half))
    # It is not the consent-based way into a shelter: who keeps people anonymous cannot use it to go round consent.
    with acting(world.tural) as actor, pytest.raises(NamesSomebody):
        signalling.send(actor=actor, told=a_signal(handed_over_at=moment, condition="unharmed"))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"subject": "gossip"}, UnknownAnswer),
        ({"urgency": "whenever"}, UnknownAnswer),
        ({"acts": ["flying"]}, UnknownAnswer),
        ({"region": "moon"}, UnknownAnswer),
        ({"words": "  "}, NoWords),
    ],
)
def test_what_cannot_be_right_is_refused(world: World, changes: dict[str, Any], refusal: type[Exception]) -> None:
    with acting(world.malika) as actor, pytest.raises(refusal):
        signalling.send(actor=actor, told=a_signal(**changes))


def test_who_has_no_part_in_it_is_refused(world: World) -> None:
    receipt = sent(world.malika)
    for who in (world.leyla, world.nigar, world.vefa):
        with acting(who) as actor, pytest.raises(Forbidden):
            signalling.send(actor=actor, told=a_signal())
    with acting(world.sevinc) as actor, pytest.raises(Forbidden):
        signalling.take(actor=actor, signal_id=receipt.id)
    with acting(world.nigar) as actor, pytest.raises(NotHere):
        signalling.take(actor=actor, signal_id=new_id())


def by_json(person: Member | None, **changes: Any) -> Any:
    body = {"token": str(uuid4()), "subject": "victim", "words": WORDS} | changes
    headers = {"authorization": f"Bearer {token_text(person.token)}"} if person else {}
    headers["accept-language"] = "en"
    return Client(headers=headers).post("/api/referrals/signals", json.dumps(body), content_type="application/json")


def test_by_json_it_comes_in_once_and_gives_no_word_back(world: World) -> None:
    token = str(uuid4())
    first, again = by_json(world.lale, token=token), by_json(world.lale, token=token)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert set(first.json()) == {"id", "number", "state", "outcome"}
    with acting(world.nigar) as actor:
        signalling.close(actor=actor, signal_id=first.json()["id"], outcome="known")
    assert by_json(world.lale, token=token).json()["outcome"] == "known"


def test_by_json_refusals_have_sentence_and_rule(world: World) -> None:
    assert by_json(None).status_code == 401
    assert by_json(world.nigar).status_code == 403
    assert by_json(world.lale, subject="gossip").status_code == 422
    refused = by_json(world.sevinc, names_somebody=True)
    assert (refused.status_code, refused.json()["rule"]) == (409, "CON-06")


def test_the_pages_of_the_special_unit_take_open_and_close(world: World) -> None:
    client, first, second = signed_in(world.nigar), sent(world.malika), sent(world.ramin)
    inbox = client.get("/referrals/signals/").content.decode()
    assert first.number in inbox
    assert "locked door" not in inbox
    assert client.post(f"/referrals/signals/{first.id}/take/").status_code == 302
    opened = client.post(f"/referrals/signals/{first.id}/case/", {"age_band": "21_23", "age_basis": "declared"})
    with acting(world.nigar):
        assert opened["Location"] == f"/cases/{Signal.objects.get(id=first.id).case_id}/"
    assert client.post(f"/referrals/signals/{second.id}/close/", {}).status_code == 422
    assert client.post(f"/referrals/signals/{second.id}/close/", {"outcome": "case_opened"}).status_code == 422
    assert client.post(f"/referrals/signals/{second.id}/close/", {"outcome": "not_confirmed"}).status_code == 302
    everything = client.get("/referrals/signals/?show=all").content.decode()
    assert first.number in everything
    assert second.number not in client.get("/referrals/signals/").content.decode()


def test_a_refused_signal_comes_back_with_the_rule_and_what_was_typed(world: World) -> None:
    form = {
        "subject": "victim",
        "words": WORDS,
        "urgency": "standard",
        "names_somebody": "on",
        "form_token": str(new_id()),
    }
    answer = signed_in(world.tural).post("/referrals/signals/new/", form)
    assert answer.status_code == 409
    assert "CON-07" in answer.content.decode()
    assert "locked door" in answer.content.decode()
