"""Registering a person directly, and the pages about family, role, child and proceedings."""

import pytest
from django.test import Client

from panah.people.models import Identity, Notice, Person
from panah.people.states import NoticeSubject
from tests.people.making import ADULT, CHILD, NAMES, PHONE, registered
from tests.world import World, acting, signed_in

NEW = {"role": "victim", "age_basis": "presumed"}


def html(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def newest(client: Client, **typed: str) -> str:
    answer = client.post("/people/new/", {**NEW, **typed})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


@pytest.mark.rule("CH-01", "CH-04")
def test_a_girl_of_unknown_age_is_registered_and_her_protection_bodies_are_told(world: World) -> None:
    client = signed_in(world.sevinc)
    address = newest(client, sex="female", names=NAMES[0], phone=PHONE, citizenship="UKR", language="ru")
    seen = html(client, address)
    assert "Protected as a child" in seen
    assert NAMES[0] not in seen
    child = html(client, f"{address}child/")
    for body in ("Unit guardianship", "Unit commission", "Unit committee"):
        assert body in child
    with acting(world.sevinc) as actor:
        person = Person.visible(actor).latest("registered_at")
        row = Identity.objects.get(person=person)
        assert (row.names, row.citizenships, row.languages) == ([NAMES[0]], ["UKR"], ["ru"])


def test_nothing_is_mandatory_and_the_list_shows_false_names_only(world: World) -> None:
    client = signed_in(world.tural)
    newest(client)
    with acting(world.tural) as actor:
        person = Person.visible(actor).latest("registered_at")
    seen = html(client, "/people/")
    assert person.pseudonym in seen
    assert "Register a person" in seen
    assert person.pseudonym not in html(signed_in(world.sevinc), "/people/")


@pytest.mark.rule("PRI-05")
def test_who_looks_like_somebody_the_unit_knows_is_shown_first(world: World) -> None:
    known, client = registered(world.sevinc), signed_in(world.sevinc)
    with acting(world.sevinc) as actor:
        before = Person.visible(actor).count()
    answer = client.post("/people/new/", {**NEW, "names": "Айсель Мамедова"})
    assert answer.status_code == 422
    assert known.pseudonym in answer.content.decode()
    with acting(world.sevinc) as actor:
        assert Person.visible(actor).count() == before
    newest(client, names="Айсель Мамедова", another="on")


def test_a_wrong_number_comes_back_with_what_was_typed(world: World) -> None:
    answer = signed_in(world.sevinc).post("/people/new/", {**NEW, "names": "Kept Name", "phone": "call me"})
    assert answer.status_code == 422
    assert "Kept Name" in answer.content.decode()


def test_a_photograph_and_further_documents_have_their_place(world: World) -> None:
    person, client = registered(world.sevinc, names=(), phone=""), signed_in(world.sevinc)
    typed = {
        "names": "Olena Shevchenko", "document_kind": "passport", "document_number": "FB123456",
        "document_country": "UKR", "document_until": "2030-01-31", "document_kind_2": "identity_card",
        "document_number_2": "AZE1234567", "citizenship_1": "UKR", "citizenship_2": "AZE", "languages": ["ru", "az"],
        "remarks": "",
    }  # fmt: skip
    assert client.post(f"/people/{person.id}/identity/save/", typed).status_code == 302
    opened = client.post(f"/people/{person.id}/identity/", {"purpose": "protection"}).content.decode()
    for shown in ("FB123456", "AZE1234567", "2030-01-31", "Ukraine", "Azerbaijan", "Russian"):
        assert shown in opened
    with acting(world.sevinc):
        row = Identity.objects.get(person=person)
        assert row.documents[0] == ["passport", "FB123456", "UKR", "2030-01-31"]
        assert row.papers[1] == ["identity_card", "AZE1234567", "", ""]


def test_several_telephones_stand_on_a_line_each_and_each_finds_the_person(world: World) -> None:
    person, client = registered(world.sevinc, names=(), phone=""), signed_in(world.sevinc)
    assert client.post(f"/people/{person.id}/reach/save/", {"phone": f"{PHONE}\n+994 55 222 33 44"}).status_code == 302
    found = client.post("/search/", {"words": "055 222 33 44"}).content.decode()
    assert person.pseudonym in found


def test_family_is_linked_shown_with_its_suspicion_and_ended(world: World) -> None:
    child, mother = registered(world.nigar, CHILD), registered(world.nigar, ADULT, names=(), phone="")
    client = signed_in(world.nigar)
    address = f"/people/{child.id}/link/"
    assert client.post(address, {"pseudonym": "Nobody 1234", "kind": "parent"}).status_code == 422
    said = {"pseudonym": mother.pseudonym, "kind": "parent", "suspicion": "person_said"}
    assert client.post(address, said).status_code == 302
    seen = html(client, f"/people/{child.id}/")
    assert "Mother or father" in seen
    assert "Suspected of having trafficked this person" in seen
    assert "Son or daughter" in html(client, f"/people/{mother.id}/")
    end = seen.split('action="/people/links/')[1].split('"')[0]
    assert client.post(f"/people/links/{end}").status_code == 302
    assert "Mother or father" not in html(client, f"/people/{child.id}/")


@pytest.mark.rule("DEF-03")
def test_the_role_is_changed_on_the_page_and_its_history_shown(world: World) -> None:
    person, client = registered(world.tural, ADULT), signed_in(world.tural)
    assert client.post(f"/people/{person.id}/role/", {"role": "accused"}).status_code == 422
    assert client.post(f"/people/{person.id}/role/", {"role": "witness"}).status_code == 302
    assert "Witness: " in html(client, f"/people/{person.id}/")
    with acting(world.tural):
        assert Person.objects.get(id=person.id).role == "witness"


@pytest.mark.rule("CH-07", "CH-12", "CH-13")
def test_the_childs_page_refuses_with_the_rule_and_takes_what_fits(world: World) -> None:
    person, client = registered(world.sevinc, CHILD), signed_in(world.sevinc)
    address = f"/people/{person.id}/child/"
    note = {"decision": "guardian", "opinion": "not_asked", "words": "Kind people"}
    foster = {"kind": "foster", "name": "Family Həsənli", "contact": "", "since": "2026-01-05"}
    for step, typed, rule in (("best_interest", note, "CH-07"), ("guardian", foster, "CH-13")):
        answer = client.post(f"{address}{step}/", typed)
        assert answer.status_code == 422
        assert rule in answer.content.decode()
    assert client.post(f"{address}guardian/", {**foster, "since": "2999-01-01"}).status_code == 422
    assert client.post(f"{address}best_interest/", {**note, "opinion": "agrees"}).status_code == 302
    assert client.post(f"{address}guardian/", foster).status_code == 302
    assert client.post(f"{address}need/", {"without_papers": "on"}).status_code == 302
    assert "Request identity papers" in html(client, address)
    assert client.post(f"{address}begun/", {"kind": "papers", "words": ""}).status_code == 302
    seen = html(client, address)
    assert "Request identity papers" not in seen
    for shown in ("Family Həsənli", "Kind people", "used for the decision", "Identity papers asked for"):
        assert shown in seen
    assert client.post(f"{address}haircut/").status_code == 404
    assert html(client, f"/people/{registered(world.sevinc, ADULT).id}/child/", 404)
    assert signed_in(world.tural).get(address).status_code == 404


@pytest.mark.rule("DEF-05", "NP-01")
def test_the_page_of_proceedings_is_for_the_special_unit(world: World) -> None:
    person, client = registered(world.nigar, ADULT), signed_in(world.nigar)
    address = f"/people/{person.id}/proceedings/"
    standing = {"status": "injured", "decided_by": "court", "decided_on": "2026-01-20", "criminal_case": "17-2026"}
    assert client.post(f"{address}standing/", standing).status_code == 302
    assert client.post(f"{address}standing/", {**standing, "decided_on": "2999-01-01"}).status_code == 422
    act = {"act": "documents", "basis": "indicators", "words": "He held her passport"}
    assert client.post(f"{address}coercion/", act).status_code == 302
    seen = html(client, address)
    for shown in ("Injured party", "17-2026", "Unit prosecution", "false papers"):
        assert shown in seen
    assert "held her passport" not in seen
    note = "/people/coercion/" + seen.split("/people/coercion/")[1].split('"')[0]
    accusing = client.post(note, {"purpose": "investigation"})
    assert accusing.status_code == 409
    assert "NP-01" in accusing.content.decode()
    assert "held her passport" not in accusing.content.decode()
    assert client.post(note, {"purpose": ""}).status_code == 422
    assert "held her passport" in client.post(note, {"purpose": "person_asked"}).content.decode()
    assert signed_in(world.sevinc).get(address).status_code == 403
    with acting(world.nigar) as actor:
        assert Notice.sent_about(actor, person.id, NoticeSubject.COERCION).count() == 1
