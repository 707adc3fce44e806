"""The pages of a person: by the false name, part by part, with locks where there is no key."""

from uuid import UUID

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from panah.people.models import AgeBasis, Identity, Person
from tests.people.making import NAMES, PHONE, registered
from tests.referrals.making import offered
from tests.world import World, acting, signed_in


def url(person: Person | UUID, page: str = "") -> str:
    return f"/people/{person if isinstance(person, UUID) else person.id}/{page}"


def html(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.rule("CON-05")
def test_the_page_shows_the_false_name_and_never_the_real_one(world: World) -> None:
    person = registered(world.leyla)
    seen = html(signed_in(world.kamran), url(person))
    assert person.pseudonym in seen
    assert "Potential victim" in seen
    assert not any(part in seen for part in ("Aysel", "Məmmədova", PHONE, "1234567"))
    assert seen.count("Who can see this") == 3
    assert "Unit hotline" in seen


@pytest.mark.rule("PRI-01")
def test_another_unit_finds_no_page(world: World) -> None:
    person = registered(world.leyla)
    for name in ("samira", "nigar", "sevinc"):
        client = signed_in(getattr(world, name))
        for page in ("", "identity/", "reach/"):
            assert client.get(url(person, page)).status_code == 404
    for name in ("rauf", "aygun"):
        assert signed_in(getattr(world, name)).get(url(person)).status_code == 403


def test_who_was_let_into_a_part_sees_locks_on_the_others(world: World) -> None:
    referral = offered(world.leyla, world.sevinc, compartments=frozenset({"identity"}))
    client = signed_in(world.sevinc)
    html(client, url(referral.person_id), 404)
    assert client.post(f"/referrals/{referral.id}/accept/").status_code == 302
    seen = html(client, url(referral.person_id))
    assert seen.count("Sealed") == 2
    assert "Open, saying what for" in seen
    html(client, url(referral.person_id, "reach/"), 404)


def test_the_identity_opens_for_a_purpose_and_not_by_itself(world: World) -> None:
    person, client = registered(world.leyla), signed_in(world.leyla)
    asked = html(client, url(person, "identity/"))
    assert NAMES[0] not in asked
    assert "What do you open it for?" in asked
    without = client.post(url(person, "identity/"), {"purpose": ""})
    assert without.status_code == 422
    assert "the purpose is recorded" in without.content.decode()
    opened = client.post(url(person, "identity/"), {"purpose": "call_back"})
    assert NAMES[0] in opened.content.decode()
    assert opened.headers["Cache-Control"] == "no-store"


@pytest.mark.rule("PRI-01")
def test_after_a_while_what_is_sealed_asks_for_the_second_factor_again(world: World, settings: LazySettings) -> None:
    person, client = registered(world.leyla), signed_in(world.leyla)
    settings.PANAH_STEP_UP_MINUTES = -1
    answers = [
        client.post(url(person, page), typed)
        for part, words in (("identity", {"names": "X"}), ("reach", {"address": "X"}))
        for page, typed in ((f"{part}/", {"purpose": "call_back"}), (f"{part}/save/", words))
    ]
    for answer in [*answers, client.get(url(person, "identity/")), client.get(url(person, "reach/"))]:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("accounts:step_up"))
    assert client.get(url(person)).status_code == 200


def test_an_identity_is_written_down_and_corrected(world: World) -> None:
    person, client = registered(world.leyla, names=(), phone=""), signed_in(world.leyla)
    assert "Seal it" in html(client, url(person, "identity/"))
    typed = {"names": "Aysel Məmmədova\nАйсель", "birth_date": "2003-05-17", "document_kind": "passport",
             "document_number": "C01234567", "remarks": ""}  # fmt: skip
    assert client.post(url(person, "identity/save/"), typed).status_code == 302
    with acting(world.leyla):
        row = Identity.objects.get(person_id=person.id)
        assert (row.names, row.birth_date) == (["Aysel Məmmədova", "Айсель"], "2003-05-17")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"birth_date": "2003-02-31"}, "Enter a valid date"),
        ({"birth_date": "2999-01-01"}, "cannot be a date of birth"),
        ({"names": "\u200b"}, "no letters that can be read"),
        ({"document_kind": "passport", "document_number": "?"}, "cannot be the number of a document"),
    ],
)
def test_what_cannot_be_right_comes_back_with_what_was_typed(
    world: World, typed: dict[str, str], sentence: str
) -> None:
    person, client = registered(world.leyla, names=(), phone=""), signed_in(world.leyla)
    answer = client.post(url(person, "identity/save/"), {"remarks": "kept words", **typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "kept words" in answer.content.decode()


def test_the_ways_to_reach_open_for_a_purpose_and_are_written(world: World) -> None:
    person, client = registered(world.leyla), signed_in(world.leyla)
    for closed in (client.get(url(person, "reach/")), client.post(url(person, "reach/"), {"purpose": ""})):
        assert "What do you open it for?" in closed.content.decode()
        assert PHONE not in closed.content.decode()
    assert PHONE in client.post(url(person, "reach/"), {"purpose": "call_back"}).content.decode()
    wrong = client.post(url(person, "reach/save/"), {"phone": "call me", "safe_times": "at night"})
    assert wrong.status_code == 422
    assert "at night" in wrong.content.decode()
    right = client.post(url(person, "reach/save/"), {"phone": "+994 50 765 43 21", "must_not_hear": "her husband"})
    assert right.status_code == 302
    assert "her husband" in client.post(url(person, "reach/"), {"purpose": "call_back"}).content.decode()


@pytest.mark.rule("CH-04")
def test_the_age_is_corrected_on_a_document_only(world: World) -> None:
    person, client = registered(world.leyla), signed_in(world.leyla)
    for band, basis, status, child in (
        ("child", AgeBasis.ESTIMATED, 302, True),
        ("21_23", AgeBasis.DECLARED, 409, True),
        ("21_23", AgeBasis.DOCUMENT, 302, False),
    ):
        answer = client.post(url(person, "age/"), {"age_band": band, "age_basis": basis})
        assert answer.status_code == status
        with acting(world.leyla):
            assert Person.objects.get(id=person.id).is_child is child
    assert client.post(url(person, "age/"), {"age_band": "x"}).status_code == 422


def test_no_address_or_title_holds_a_name(world: World) -> None:
    person = registered(world.leyla)
    answer = signed_in(world.leyla).post(url(person, "identity/"), {"purpose": "call_back"})
    head = answer.content.decode().split("</head>")[0]
    assert "Aysel" not in head
    assert signed_in(world.leyla).get(url(person, "identity/") + "?purpose=call_back").status_code == 200
