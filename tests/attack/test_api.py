"""The API under requests nobody would write by hand: never a broken answer, never one it did not announce."""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from panah.accounts.gate import token_text
from panah.core.ids import new_id
from tests.hotline.given import FACTS
from tests.world import EXCHANGE, WORLD, World

DESCRIPTION = "/api/openapi.json"
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
Answer = Iterable[bytes]


def plausible(body: bytes) -> bytes:
    """The same message with times of today and codes of the country's lists, so that it is looked at to the end."""
    try:
        said = json.loads(body)
    except ValueError:
        return body
    now = datetime.now(UTC)
    likely = {
        "at": now.isoformat(),
        "started_at": (now - timedelta(minutes=9)).isoformat(),
        "ended_at": (now - timedelta(minutes=2)).isoformat(),
        "channel": "phone",
        "direction": "incoming",
        "end_reason": "finished",
        "card": FACTS,
        "subject": "victim",
        "words": "Three women who are never alone outside.",
        "urgency": "standard",
        "region": "baku",
        **{name: [] for name in ("acts", "means", "purposes")},
    }
    if isinstance(said, dict):
        said |= {name: value for name, value in likely.items() if name in said}
    return json.dumps(said).encode()


def known_to_all(environ: dict[str, Any], start_response: Callable[..., Any]) -> Answer:
    """Panah, asked by an exchange that signs whatever it sends and by programs with tokens of those who may."""
    sender = WORLD.ramin if environ["PATH_INFO"].endswith("/signals") else WORLD.leyla
    body = plausible(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    environ |= {"CONTENT_LENGTH": str(len(body))}
    signed = EXCHANGE.headers(body, at=datetime.now(UTC)) | {"Authorization": f"Bearer {token_text(sender.token)}"}
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed.items()}
    return WSGIHandler()(environ | {"wsgi.input": io.BytesIO(body)}, start_response)


def unknown_to_all(environ: dict[str, Any], start_response: Callable[..., Any]) -> Answer:
    """Panah, asked by somebody with neither signature nor token."""
    return WSGIHandler()(environ, start_response)


def statuses_of(operation: Any, mode: GenerationMode) -> set[int]:
    """How an operation answers to requests made up by its own description, or against it; each answer is checked."""
    seen: set[int] = set()

    @settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(mode))
    def asked(case: Any) -> None:
        seen.add(case.call_and_validate(checks=CHECKS).status_code)

    asked()
    return seen


@pytest.fixture
def in_the_tests_transaction() -> Iterator[None]:
    """Django would close the connection after each request, and with it what the test is to take back."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.system
@pytest.mark.usefixtures("in_the_tests_transaction")
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("door", [known_to_all, unknown_to_all])
def test_the_api_answers_as_it_says(world: World, door: Any, mode: GenerationMode) -> None:
    described: Any = schemathesis.openapi.from_wsgi(DESCRIPTION, door).get_all_operations()
    operations = [found.ok() for found in described]
    assert len(operations) >= 2
    for operation in operations:
        seen = statuses_of(operation, mode)
        assert seen, operation.label
        taken = bool(seen & {200, 201})
        assert taken or door is unknown_to_all or mode is GenerationMode.NEGATIVE, operation.label
        assert not (taken and door is unknown_to_all), operation.label


def test_every_operation_of_the_api_is_described(world: World) -> None:
    described = Client().get(DESCRIPTION).json()["paths"]
    assert {"/api/telephony/events", "/api/hotline/contacts"} <= described.keys()
    for path, operations in described.items():
        for operation in operations.values():
            assert {"200", "401", "422"} <= operation["responses"].keys(), path


ODD = (
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "\u202e",
    "\u200b",
    "\ufeff",
    "\x1b[2J",
    "'; --",
    "%s %(x)s {} \\",
    "9" * 40,
)


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_sign_is_taken_or_refused_in_a_sentence(world: World, odd: str) -> None:
    """What no keyboard has: signs that PostgreSQL or UTF-8 do not know, or that would turn a line around."""
    client, now = Client(headers={"authorization": f"Bearer {token_text(world.leyla.token)}"}), datetime.now(UTC)
    event = {"event_id": odd, "call_id": odd, "kind": "ringing", "at": now.isoformat(), "line": odd[:32], "number": odd}
    contact: dict[str, Any] = {
        "token": str(new_id()),
        "channel": "phone",
        "started_at": (now - timedelta(minutes=9)).isoformat(),
        "ended_at": (now - timedelta(minutes=2)).isoformat(),
        "card": FACTS,
        "journal": f"words {odd}",
    }
    requests = [("/api/telephony/events", event), ("/api/hotline/contacts", contact)]
    requests += [("/api/hotline/contacts", contact | {"token": str(new_id()), name: odd}) for name in FREE]
    requests += [("/api/hotline/contacts", contact | {"card": FACTS | {name: odd}}) for name in ("motive", "country")]
    for path, said in requests:
        body = json.dumps(said).encode()
        answer = client.post(path, body, content_type="application/json", headers=EXCHANGE.headers(body, at=now))
        assert answer.status_code in {200, 201, 422}, (path, said)
        assert answer.status_code < 400 or answer.json()["error"]


FREE = ("notes", "caller_name", "caller_number", "channel", "end_reason", "token")
