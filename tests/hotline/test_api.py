"""Finished contacts by JSON: whole or not at all, once for each token, refused with a sentence."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from panah.accounts.gate import COOKIE, token_text
from panah.hotline.models import Contact, JournalEntry, StatCard
from tests.hotline.given import FACTS, WORDS
from tests.world import Person, World, acting

URL = "/api/hotline/contacts"


def a_body(**more: Any) -> dict[str, Any]:
    now = timezone.now()
    times = {"started_at": (now - timedelta(minutes=9)).isoformat(), "ended_at": now.isoformat()}
    return {"token": str(uuid4()), "channel": "phone", "card": dict(FACTS), "journal": WORDS, **times, **more}


def sent(person: Person | None, body: Any) -> Any:
    headers = {"authorization": f"Bearer {token_text(person.token)}"} if person else {}
    words = body if isinstance(body, str) else json.dumps(body)
    headers["accept-language"] = "en"
    return Client(headers=headers).post(URL, words, content_type="application/json")


def test_a_finished_contact_comes_in_whole_and_once(world: World) -> None:
    body = a_body(card={**FACTS, "flags": ["child"], "topic": "counselling"}, caller_number="+994501234567")
    first, again = sent(world.leyla, body), sent(world.leyla, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    with acting(world.leyla) as actor:
        contact = Contact.gate(actor, first.json()["id"])
        assert (contact.number, contact.state, contact.is_child) == (first.json()["number"], "closed", True)
        assert contact.caller_number == "+994501234567"
        assert StatCard.objects.get(contact=contact).topic == "counselling"
        assert JournalEntry.objects.get(contact=contact).words == WORDS


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_the_same_moment_it_is_one_contact(world: World) -> None:
    body, start = a_body(), Barrier(4)

    def send(_turn: int) -> int:
        try:
            start.wait(20)
            return int(sent(world.leyla, body).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as senders:
        answers = sorted(senders.map(send, range(4)), reverse=True)
    assert answers.count(201) == 1
    assert set(answers) <= {200, 201, 409}
    with acting(world.leyla):
        assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "pigeon"},
        {"channel": 7},
        {"card": {**FACTS, "motive": "curiosity"}},
        {"card": {**FACTS, "flags": ["clever"]}},
        {"card": {"motive": "other"}},
        {"card": {**FACTS, "minutes": -1}},
        {"card": {**FACTS, "minutes": 10**12}},
        {"started_at": "2031-01-01T10:00:00+04:00", "ended_at": "2031-01-01T10:05:00+04:00"},
        {"started_at": "1999-01-01T10:00:00+04:00"},
        {"started_at": "0001-01-01T00:00:00Z"},
        {"ended_at": "2024-02-30T10:00:00+04:00"},
        {"ended_at": "2026-01-01T10:00:00"},
        {"journal": ""},
        {"caller_name": "\u200b\u200b"},
        {"caller_number": "call me"},
        {"notes": "x" * 20_001},
        {"token": "one"},
        {"token": None},
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(world: World, wrong: dict[str, Any]) -> None:
    answer = sent(world.leyla, a_body(**wrong))
    assert answer.status_code == 422, answer.content
    assert answer.json()["error"]
    assert "pigeon" not in answer.json()["error"]
    with acting(world.leyla):
        assert not Contact.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"token": '])
def test_what_is_no_contact_at_all_is_refused(world: World, body: str) -> None:
    answer = sent(world.leyla, body)
    assert (answer.status_code, bool(answer.json()["error"])) == (422, True)


def test_five_megabytes_of_notes_get_a_sentence(world: World) -> None:
    answer = sent(world.leyla, a_body(notes="x" * 5_000_000))
    assert answer.status_code == 422
    assert "20,000" in answer.json()["error"]


def test_without_a_token_or_with_a_cookie_alone_nobody_comes_in(world: World) -> None:
    assert sent(None, a_body()).status_code == 401
    client = Client()
    client.cookies[COOKIE] = token_text(world.leyla.token)
    answer = client.post(URL, json.dumps(a_body()), content_type="application/json")
    assert answer.status_code == 401
    with acting(world.leyla):
        assert not Contact.objects.exists()


def test_a_token_that_opens_nothing_is_refused(world: World) -> None:
    for token in ("", "x", token_text(bytes(32))):
        answer = Client(headers={"authorization": f"Bearer {token}"}).post(
            URL, json.dumps(a_body()), content_type="application/json"
        )
        assert answer.status_code == 401


def test_other_roles_record_nothing(world: World) -> None:
    for person in (world.nigar, world.sevinc, world.rauf, world.aygun):
        answer = sent(person, a_body())
        assert (answer.status_code, answer.json()["rule"]) == (403, "PRI-01")


def test_the_description_names_the_door_and_its_lock(world: World) -> None:
    described = Client().get("/api/openapi.json").json()
    assert described["paths"]["/api/hotline/contacts"]["post"]["security"]
    assert {"200", "201", "401", "403", "422"} <= set(described["paths"]["/api/hotline/contacts"]["post"]["responses"])
