"""Notices on the page of who receives them; a child that comes by referral; and asking who else may know a person."""

from uuid import UUID

import pytest
from django.test import Client

from panah.people.models import Identity, Notice, Person
from panah.people.states import NoticeSubject
from panah.referrals.actions import answering, duplicates
from panah.referrals.actions.duplicates import AskedAlready
from panah.referrals.bases import ConsentMissing
from tests.cases.making import consent
from tests.people.making import ADULT, CHILD, NAMES, registered
from tests.referrals.making import overridden
from tests.world import Person as Member
from tests.world import World, acting, signed_in

LIST = "/referrals/notices/"


def html(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def of(by: Member, person_id: UUID) -> Notice:
    with acting(by) as actor:
        return Notice.received(actor).get(person_id=person_id)


@pytest.mark.rule("CH-03")
def test_the_recipient_reads_confirms_and_records_and_the_sender_sees_the_code(world: World) -> None:
    person, gunel, sevinc = registered(world.sevinc, CHILD), signed_in(world.gunel), signed_in(world.sevinc)
    listed = html(gunel, LIST)
    assert person.pseudonym in listed
    assert "Unit shelter" in listed
    address = f"{LIST}{of(world.gunel, person.id).id}/"
    seen = html(gunel, address)
    for shown in ("14–17", "Female", "Look after the rights of the child", "Confirm receipt"):
        assert shown in seen
    assert "Record what was done" not in seen
    assert gunel.post(f"{address}respond/", {"response": "child_visited"}).status_code == 409
    assert gunel.post(f"{address}receive/").status_code == 302
    assert gunel.post(f"{address}receive/").status_code == 409
    assert gunel.post(f"{address}respond/", {"response": "exempt"}).status_code == 422
    typed = {"response": "representative", "words": "Her aunt will come on Monday"}
    assert gunel.post(f"{address}respond/", typed).status_code == 302
    assert "Her aunt will come" in html(gunel, address)
    assert person.pseudonym not in html(gunel, LIST)
    assert person.pseudonym in html(gunel, f"{LIST}?show=all")
    sender = html(sevinc, f"/people/{person.id}/child/")
    assert "Responded" in sender
    assert "A representative will stand up for the child" in sender
    assert "aunt" not in sender


@pytest.mark.rule("PRI-01")
def test_nobody_else_finds_a_notice(world: World) -> None:
    address = f"{LIST}{of(world.gunel, registered(world.sevinc, CHILD).id).id}/"
    assert html(signed_in(world.fidan), address, 404)
    assert html(signed_in(world.sevinc), address, 403)
    assert signed_in(world.fidan).post(f"{address}receive/").status_code == 404
    assert signed_in(world.gunel).post(f"{address}burn/").status_code == 404


@pytest.mark.rule("CH-01", "AC-03")
@pytest.mark.parametrize("by", ["sevinc", "tural"])
def test_a_child_that_comes_by_referral_is_told_of_like_one_at_the_door(world: World, by: str) -> None:
    worker: Member = getattr(world, by)
    child = registered(world.leyla, CHILD)
    referral = overridden(world.leyla, worker, person=child, compartments=frozenset({"identity"}))
    with acting(worker) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
        assert Notice.sent_about(actor, child.id, NoticeSubject.CHILD).count() == 3
    assert of(world.gunel, child.id).from_unit_id == worker.unit_id
    with acting(world.leyla) as actor:
        assert not Notice.objects.filter(person_id=child.id).exists()


def known_twice(world: World) -> Person:
    """Somebody the hotline and another hotline both know; the second one asks."""
    registered(world.leyla, ADULT, names=("Aysel Məmmədova Əli qızı",))
    return registered(world.samira, ADULT, names=("Aysel Məmmədova Əli qızı",), phone="")


@pytest.mark.rule("CON-14")
def test_the_page_says_possible_and_offers_to_ask_and_says_neither_whose_nor_who(world: World) -> None:
    person, client = known_twice(world), signed_in(world.samira)
    address = f"/referrals/elsewhere/{person.id}/"
    assert "bring the units together" not in html(client, address)
    answer = client.post(address).content.decode()
    assert "Another unit may know this person already" in answer
    assert "bring the units together" in answer
    assert "Unit hotline<" not in answer
    assert html(signed_in(world.leyla), address, 404)


@pytest.mark.rule("CON-06", "CON-14")
def test_even_the_request_needs_the_persons_consent_and_tells_the_false_name_only(world: World) -> None:
    person = known_twice(world)
    with acting(world.samira) as actor, pytest.raises(ConsentMissing):
        duplicates.request(actor=actor, person_id=person.id)
    consent(world.samira, person, world.nigar)
    client = signed_in(world.samira)
    assert client.post(f"/referrals/elsewhere/{person.id}/request/").status_code == 302
    with acting(world.samira) as actor, pytest.raises(AskedAlready):
        duplicates.request(actor=actor, person_id=person.id)
    notice, nigar = of(world.nigar, person.id), signed_in(world.nigar)
    seen = html(nigar, f"{LIST}{notice.id}/")
    assert person.pseudonym in seen
    assert not any(part in seen for part in NAMES)
    with acting(world.nigar):
        assert not Identity.objects.filter(person=person).exists()
    nigar.post(f"{LIST}{notice.id}/receive/")
    assert nigar.post(f"{LIST}{notice.id}/respond/", {"response": "nothing_found"}).status_code == 302
    assert "Nothing to bring together" in html(client, f"/referrals/elsewhere/{person.id}/")
