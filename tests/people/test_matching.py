"""Nobody is registered twice unseen: the unit's own persons are shown, of other units' one word is said."""

import datetime as dt

import pytest
from django.test import Client

from panah.core.errors import Forbidden
from panah.people.actions import identity, matching
from panah.people.actions.identity import Named
from panah.people.actions.matching import Elsewhere, LooksKnown
from panah.people.models import Identity, Person
from panah.vault.index import Known
from tests.database import Owner
from tests.people.making import PHONE, registered
from tests.world import Person as Member
from tests.world import World, acting, signed_in

AYSEL = ("Aysel Məmmədova Əli qızı",)


def alike(by: Member, words: Known) -> list[str]:
    with acting(by) as actor:
        try:
            matching.require_new(actor=actor, words=words)
        except LooksKnown as refusal:
            return [found.pseudonym for found in refusal.alike]
    return []


def asked(by: Member, words: Known) -> Elsewhere:
    with acting(by) as actor:
        return matching.elsewhere(actor=actor, words=words)


def typed(client: Client, person: Person, page: str, **words: str) -> tuple[int, str]:
    answer = client.post(f"/people/{person.id}/{page}/save/", words)
    seen = client.get(f"/people/{person.id}/") if answer.status_code == 302 else answer
    return answer.status_code, " ".join(seen.content.decode().split())


@pytest.mark.rule("PRI-05")
@pytest.mark.parametrize(
    "words",
    [
        Known(names=("Айсель Мамедова",)),
        Known(names=("Aysel Memmedova",), born=1999),
        Known(phones=("050 123 45 67",)),
        Known(names=("Günel Həsənova",), phones=("+994501234567",)),
    ],
)
def test_who_is_known_to_the_unit_is_shown_by_the_false_name(world: World, words: Known) -> None:
    person = registered(world.leyla)
    assert alike(world.kamran, words) == [person.pseudonym]


@pytest.mark.parametrize(
    "words",
    [
        Known(names=("Aysel",)),
        Known(names=("Aysel Həsənova",)),
        Known(names=("Günel Məmmədova",)),
        Known(phones=("050 123 45 68",)),
        Known(),
    ],
)
def test_one_name_in_common_makes_nobody_the_same(world: World, words: Known) -> None:
    registered(world.leyla)
    assert alike(world.kamran, words) == []


@pytest.mark.rule("PRI-01")
def test_another_units_person_is_shown_to_nobody(world: World) -> None:
    registered(world.leyla)
    assert alike(world.samira, Known(names=("Aysel Məmmədova",), phones=(PHONE,))) == []
    with acting(world.gunel) as actor, pytest.raises(Forbidden):
        matching.require_new(actor=actor, words=Known(phones=(PHONE,)))


@pytest.mark.rule("CON-14")
def test_of_another_unit_one_word_is_said(world: World) -> None:
    person = registered(world.leyla, names=AYSEL)
    assert asked(world.samira, Known(names=AYSEL)) is Elsewhere.POSSIBLE
    assert asked(world.samira, Known(phones=(PHONE,))) is Elsewhere.POSSIBLE
    assert asked(world.kamran, Known(phones=(PHONE,))) is Elsewhere.NONE
    with acting(world.leyla) as actor:
        identity.save_identity(actor=actor, person_id=person.id, words=Named(names=("Günel Həsənova",)))
    assert asked(world.samira, Known(names=AYSEL)) is Elsewhere.NONE


@pytest.mark.rule("CON-14")
def test_who_has_asked_too_often_registers_all_the_same(world: World) -> None:
    registered(world.leyla, names=AYSEL)
    for _time in range(30):
        assert asked(world.samira, Known(names=AYSEL)) is Elsewhere.POSSIBLE
    person = registered(world.samira, names=(), phone="")
    status, seen = typed(signed_in(world.samira), person, "identity", names=AYSEL[0])
    assert status == 302
    assert "you have asked too often this hour" in seen
    assert "Another unit may know" not in seen


def test_the_page_shows_who_looks_alike_until_it_is_said_to_be_somebody_else(world: World) -> None:
    known, person = registered(world.leyla), registered(world.leyla, names=(), phone="")
    client = signed_in(world.leyla)
    for page, words in (("identity", {"names": "Айсель Мамедова"}), ("reach", {"phone": PHONE})):
        status, seen = typed(client, person, page, **words)
        assert status == 422
        assert known.pseudonym in seen
        assert f"/people/{known.id}/" in seen
        assert "I have looked: it is somebody else" in seen
        assert next(iter(words.values())) in seen
        assert typed(client, person, page, another="on", **words)[0] == 302
    with acting(world.leyla):
        assert Identity.objects.get(person_id=person.id).names == ["Айсель Мамедова"]


def test_what_is_corrected_beside_the_name_is_not_compared_again(world: World) -> None:
    registered(world.leyla)
    person, client = registered(world.leyla, names=(), phone=""), signed_in(world.leyla)
    assert typed(client, person, "identity", names="Aysel Məmmədova", another="on")[0] == 302
    assert typed(client, person, "identity", names="Aysel Məmmədova", remarks="limps")[0] == 302
    assert typed(client, person, "identity", names="Aysel Məmmədova", birth_date="2001-02-03")[0] == 422


@pytest.mark.rule("CON-14")
def test_the_page_says_that_another_unit_may_know_and_not_which_or_whom(world: World) -> None:
    known = registered(world.leyla, names=AYSEL)
    person = registered(world.samira, names=(), phone="")
    status, seen = typed(signed_in(world.samira), person, "identity", names=AYSEL[0])
    assert status == 302
    assert "Another unit may know this person already" in seen
    assert known.pseudonym not in seen
    assert "Unit hotline " not in seen.replace("Unit hotline2", "")


@pytest.mark.rule("PRI-03")
@pytest.mark.django_db(transaction=True)
def test_both_questions_are_in_the_trail_without_what_was_asked(world: World, owner: Owner) -> None:
    person = registered(world.leyla, names=(), phone="")
    names = {"names": AYSEL[0], "birth_date": dt.date(1994, 5, 1).isoformat()}
    assert typed(signed_in(world.leyla), person, "identity", **names)[0] == 302
    rows = owner.execute("SELECT code, e::text FROM audit_entry e WHERE code IN ('people.compared', 'match.asked')")
    told: dict[str, str] = dict(rows.fetchall())
    assert set(told) == {"people.compared", "match.asked"}
    assert not any(part in line for line in told.values() for part in ("Aysel", "asal", "1994"))
