"""From a contact to a referral on one page: the person, the consent, the offer; or the refusal of consent."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from panah.cases.models import Consent
from panah.core.ids import new_id
from panah.duties.models import Event
from panah.hotline.actions import contacts, drafts, referring
from panah.hotline.models import Contact, SituationPerson
from panah.hotline.states import DraftForm
from panah.people.models import Person
from panah.referrals.actions.sending import Wish
from panah.referrals.models import Letter, Override, Referral
from panah.vault import keyring
from tests.cases.making import consent
from tests.people.making import registered
from tests.world import Person as Member
from tests.world import World, acting, signed_in

MESSAGE = "She asks to be fetched tonight; he keeps her passport"


def begun(by: Member) -> Contact:
    with acting(by) as actor:
        return contacts.start(actor=actor, channel="phone")


def address(contact: Contact, page: str = "") -> str:
    return f"/hotline/contacts/{contact.id}/refer/{page}"


def typed(world: World, **changes: Any) -> dict[str, Any]:
    """Somebody new, an adult who agrees, for the Department; change what the test is about."""
    until = timezone.localdate() + dt.timedelta(days=20)
    usual: dict[str, Any] = {
        "who": "new", "names": "Aysel Məmmədova", "phone": "+994 50 123 45 67", "role": "victim", "sex": "female",
        "age_band": "21_23", "age_basis": "declared", "citizenship": "AZE", "language": "az",
        "receiver": str(world.nigar.unit_id), "need": "protection", "urgency": "emergency",
        "compartments": ["case", "identity", "contact"], "basis": "now", "given_by": "person", "given_how": "oral",
        "purpose": "protection", "consent_language": "az", "until": until.isoformat(), "evidence": "Yes, she said",
        "message": MESSAGE, "form_token": str(new_id()), "step": "send",
    }  # fmt: skip
    return usual | changes


def counted(by: Member) -> tuple[int, int, int]:
    with acting(by):
        return Person.objects.count(), Consent.objects.count(), Referral.objects.count()


def sent(client: Client, contact: Contact, form: dict[str, Any], status: int = 302) -> str:
    answer = client.post(address(contact), form)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


@pytest.mark.rule("HL-11")
def test_one_page_registers_records_and_refers(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    assert client.get(address(contact)).status_code == 200
    sent(client, contact, typed(world))
    with acting(world.kamran) as actor:
        (referral,) = Referral.of_matter(actor, contact.id)
        person = Person.objects.get(id=referral.person_id)
        (row,) = Consent.objects.filter(person=person)
        assert (row.recipient_unit_id, row.compartments, row.matter_id) == (
            world.nigar.unit_id, ["case", "contact", "identity"], contact.id,
        )  # fmt: skip
        situation = Contact.objects.get(id=contact.id).situation
        assert SituationPerson.objects.get(person=person).situation == situation
    with acting(world.nigar) as actor:
        (letter,) = Letter.of(Referral.received(actor).get()).values()
        assert letter.words == MESSAGE
        assert not Contact.objects.filter(id=contact.id).exists()


def test_the_review_shows_what_they_will_see_and_sends_nothing(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    before = counted(world.leyla)
    seen = sent(client, contact, typed(world, step="review"), 200)
    assert MESSAGE in seen
    assert "Unit department" in seen
    assert "The real name, date of birth and documents." in seen
    assert counted(world.leyla) == before
    sent(client, contact, _hidden(seen) | {"step": "send"})
    assert [after - first for after, first in zip(counted(world.leyla), before, strict=True)] == [1, 1, 1]


def _hidden(seen: str) -> dict[str, list[str]]:
    """What the review page would send on."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', seen):
        fields.setdefault(name, []).append(html.unescape(value))
    return fields


@pytest.mark.rule("CON-06")
def test_without_consent_the_page_says_which_rule_refuses_and_what_would_allow_it(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    before = counted(world.leyla)
    for step in ("review", "send"):
        seen = sent(client, contact, typed(world, basis="given", step=step), 409)
        assert "Refused by rule CON-06" in seen
        assert "What would allow it:" in seen
        assert MESSAGE in seen
        assert "Aysel" in seen
    assert counted(world.leyla) == before


def test_somebody_of_the_situation_is_referred_again_on_the_consent_recorded(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    sent(client, contact, typed(world))
    with acting(world.leyla):
        someone = Person.objects.get()
    assert someone.pseudonym in client.get(address(contact)).content.decode()
    again = typed(world, who=str(someone.id), basis="given", need="legal")
    sent(client, contact, again)
    assert counted(world.leyla) == (1, 1, 2)


def test_somebody_registered_earlier_is_named_by_the_false_name(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    someone = registered(world.leyla)
    consent(world.leyla, someone, world.nigar)
    sent(client, contact, typed(world, who="named", pseudonym=someone.pseudonym.lower(), basis="given"))
    assert counted(world.leyla) == (1, 1, 1)
    for pseudonym, sentence in (("Nobody 1234", "No person your unit can see"), ("", "Write the false name")):
        assert sentence in sent(client, contact, typed(world, who="named", pseudonym=pseudonym, basis="given"), 422)


@pytest.mark.rule("HL-11")
def test_in_danger_the_law_stands_in_with_a_reason(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    danger = typed(world, basis="law", legal_basis="danger_to_life", reason="He has a knife")
    assert "Refused by rule HL-11" in sent(client, contact, danger | {"reason": ""}, 409)
    assert "your supervisor reviews this" in sent(client, contact, danger | {"step": "review"}, 200)
    sent(client, contact, danger)
    with acting(world.director) as actor:
        assert [row.reason for row in Override.to_review(actor)] == ["He has a knife"]
        assert not Consent.objects.exists()


def test_a_child_is_reported_without_consent_and_without_review(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    notice = typed(
        world, age_band="14_17", receiver=str(world.gunel.unit_id), compartments=["identity"], basis="law",
        legal_basis="child_notification", need="child_protection",
    )  # fmt: skip
    assert "your supervisor reviews this" not in sent(client, contact, notice | {"step": "review"}, 200)
    sent(client, contact, notice)
    with acting(world.leyla):
        assert Referral.objects.get().is_child
        assert not Override.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"receiver": ""}, "This field is required"),
        ({"receiver": str(new_id())}, "Select a valid choice"),
        ({"need": "money"}, "Select a valid choice"),
        ({"message": ""}, "This field is required"),
        ({"message": "a" * 4_001}, "at most 4000 characters"),
        ({"until": ""}, "A consent has an end"),
        ({"until": "2026-02-31"}, "Enter a valid date"),
        ({"until": "2020-01-01"}, "ends in the future"),
        ({"phone": "call me"}, "cannot be a telephone number"),
        ({"names": "\u200b\u200d"}, "no letters that can be read"),
        ({"age_band": "14_17"}, "consent needs a grown-up"),
        ({"basis": "law"}, "Choose the basis in law"),
    ],
)
def test_what_cannot_be_right_comes_back_with_everything_typed(
    world: World, changes: dict[str, str], sentence: str
) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    answer = client.post(address(contact), typed(world, **changes))
    assert answer.status_code in (409, 422)
    assert sentence in answer.content.decode()
    assert "Yes, she said" in answer.content.decode()
    assert counted(world.leyla) == (0, 0, 0)


def test_a_message_of_five_megabytes_has_a_sentence(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    answer = client.post(address(contact), typed(world, message="a" * 5_000_000))
    assert answer.status_code == 422
    assert "20,000 characters" in answer.content.decode()


def test_a_recipient_is_given_no_more_than_it_may_hold(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    seen = sent(client, contact, typed(world, receiver=str(world.farid.unit_id)), 422)
    assert "This recipient may be given: Identity, Ways to reach the person." in seen


@pytest.mark.rule("PRI-05")
def test_somebody_new_who_looks_like_somebody_known_is_looked_at_first(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    known = registered(world.leyla)
    for step in ("review", "send"):
        seen = sent(client, contact, typed(world, names="Айсель Мамедова", phone="", step=step), 422)
        assert known.pseudonym in seen
        assert "I have looked: it is somebody else" in seen
        assert MESSAGE in seen
    assert counted(world.leyla) == (1, 0, 0)
    seen = sent(client, contact, typed(world, another="on", step="review"), 200)
    sent(client, contact, _hidden(seen) | {"step": "send"})
    assert counted(world.leyla) == (2, 1, 1)


@pytest.mark.rule("CON-14")
def test_the_review_says_whether_another_unit_may_know_and_counts_the_question(world: World) -> None:
    known = registered(world.samira)
    contact, client = begun(world.leyla), signed_in(world.leyla)
    for _time in range(30):
        seen = sent(client, contact, typed(world, step="review"), 200)
        assert "Another unit may know this person already" in seen
        assert known.pseudonym not in seen
    assert "you have asked too often" in sent(client, contact, typed(world, step="review"), 200)


def test_sent_twice_it_is_sent_once(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    form = typed(world)
    for _time in range(2):
        sent(client, contact, form)
    assert counted(world.leyla) == (1, 1, 1)


def test_what_is_typed_is_kept_and_brought_back(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    half = {"message": "half a", "compartments": ["identity"], "who": "new", "names": "Aysel"}
    assert client.post(f"/hotline/contacts/{contact.id}/draft/referral/", half).status_code == 204
    seen = client.get(address(contact)).content.decode()
    assert "half a" in seen
    assert 'value="identity"' in seen
    assert seen.count("checked") == 4
    sent(client, contact, typed(world))
    with acting(world.leyla) as actor:
        assert drafts.read(actor, contact, DraftForm.REFERRAL).words == {}


def test_going_back_to_change_keeps_everything(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    seen = sent(client, contact, typed(world, step="edit"), 200)
    assert MESSAGE in seen
    assert counted(world.leyla) == (0, 0, 0)


@pytest.mark.rule("HL-11")
def test_a_refusal_of_consent_is_written_down_and_shares_nothing(world: World) -> None:
    contact, client = begun(world.leyla), signed_in(world.leyla)
    assert client.post(address(contact, "refused/"), {"receiver": str(world.nigar.unit_id)}).status_code == 302
    with acting(world.leyla):
        assert Event.objects.get(code="consent.refused").matter_id == contact.id
    assert counted(world.leyla) == (0, 0, 0)
    for wrong in ("", "x", str(new_id())):
        assert client.post(address(contact, "refused/"), {"receiver": wrong}).status_code == 422


@pytest.mark.parametrize(("name", "status"), [("samira", 404), ("nigar", 403), ("rauf", 403)])
def test_nobody_else_refers_from_this_contact(world: World, name: str, status: int) -> None:
    contact, client = begun(world.leyla), signed_in(getattr(world, name))
    assert client.get(address(contact)).status_code == status
    assert client.post(address(contact), typed(world)).status_code == status
    assert client.post(address(contact, "refused/"), {"receiver": "x"}).status_code in (status, 422)


def test_what_was_rehearsed_leaves_no_key_that_opens_anything(world: World) -> None:
    contact = begun(world.leyla)
    someone = registered(world.leyla)
    with acting(world.leyla) as actor:
        whom = referring.Someone(person_id=someone.id)
        wish = Wish(
            receiver_unit_id=world.nigar.unit_id,
            compartments=frozenset(),
            need="protection",
            urgency="standard",
            message=MESSAGE,
            legal_basis="danger_to_life",
            basis_reason="He has a knife",
            form_token=new_id(),
        )
        referral = referring.rehearse(actor=actor, contact_id=contact.id, someone=whom, wish=wish)
    with acting(world.leyla):
        assert not Referral.objects.filter(id=referral.id).exists()
        assert keyring.needed().folder_key(referral.letters_id) is None
