"""The door of the exchange: signed, repeatable, and quick to say what is wrong."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from panah.hotline.models import Call
from panah.hotline.telephony import SIGNATURE, DeviceSecret
from tests.world import EXCHANGE, World, acting

ADDRESS = "/api/telephony/events"


def event(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    return {"event_id": "e1", "call_id": "c1", "kind": "ringing", "at": now, "number": "+994125550101", **changes}


def send(body: Any, *, secret: DeviceSecret = EXCHANGE, at: datetime | None = None, **headers: str) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = secret.headers(raw, at=at or datetime.now(UTC)) | headers
    return Client().post(ADDRESS, raw, content_type="application/json", headers=signed)


def test_a_signed_event_rings_at_the_desk(world: World) -> None:
    answer = send(event())
    assert (answer.status_code, answer.json()["state"]) == (200, "ringing")
    with acting(world.leyla) as actor:
        assert len(Call.ringing(actor)) == 1


def test_a_repeated_event_answers_like_the_first(world: World) -> None:
    first, again = send(event()), send(event())
    assert first.json() == again.json()
    with acting(world.leyla) as actor:
        assert len(Call.ringing(actor)) == 1


@pytest.mark.parametrize(
    "how",
    [
        {"at": datetime.now(UTC) - timedelta(hours=1)},
        {SIGNATURE: "AAAA"},
        {SIGNATURE: "no base64 at all"},
        {"Panah-Timestamp": "yesterday"},
    ],
)
def test_a_bad_signature_is_refused_in_a_sentence(world: World, how: dict[str, Any]) -> None:
    answer = send(event(), **how)
    assert answer.status_code == 401
    assert answer.json()["error"]


def test_an_unknown_device_is_refused(world: World) -> None:
    assert send(event(), secret=DeviceSecret(b"another exchange of nobody, 32b.")).status_code == 401


def test_a_changed_body_is_refused(world: World) -> None:
    signed = EXCHANGE.headers(json.dumps(event()).encode(), at=datetime.now(UTC))
    other = json.dumps(event(call_id="c2"))
    assert Client().post(ADDRESS, other, content_type="application/json", headers=signed).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "exploded"},
        {"at": "2026-13-45"},
        {"at": "2026-01-01T00:00:00"},
        {"event_id": ""},
        {"call_id": "x" * 99},
    ],
)
def test_a_body_that_does_not_fit_is_refused_without_repeating_it(world: World, changes: dict[str, Any]) -> None:
    answer = send(event(**changes))
    assert answer.status_code == 422
    assert next(iter(changes)) in answer.json()["error"]
    assert "exploded" not in answer.content.decode()


def test_no_json_at_all_is_refused(world: World) -> None:
    assert send(b"{").status_code == 422


def test_a_number_that_is_none_counts_as_withheld(world: World) -> None:
    assert send(event(number="not a number")).status_code == 200
    with acting(world.leyla) as actor:
        (call,) = Call.ringing(actor)
        assert call.withheld
