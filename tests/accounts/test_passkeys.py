"""Passkeys, with a security key in software that signs as a real one does."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from panah.accounts.entering import FactorPending, entered, token_digest
from panah.accounts.factors import (
    NewFactor,
    Party,
    WrongFactor,
    ask_for_new_passkey,
    ask_for_passkey,
    keep_first,
    prove_passkey,
    show_passkey,
)
from panah.accounts.gate import COOKIE, token_text
from panah.accounts.models import Session
from panah.accounts.sign_in import pending, sign_in
from tests.accounts.authenticator import HOST, ORIGIN, Authenticator, b64
from tests.accounts.deeds import done_by
from tests.world import PASSWORD, World

HERE = Party(HOST, ORIGIN)


def proven(token: bytes, key: Authenticator) -> NewFactor:
    options = json.loads(ask_for_new_passkey(token, pending(token), HERE))
    return prove_passkey(token, key.make(options), HERE)


def enrolled(key: Authenticator) -> None:
    token = sign_in("leyla", PASSWORD)
    keep_first(token, proven(token, key))


def asked(token: bytes) -> dict[str, Any]:
    options: dict[str, Any] = json.loads(ask_for_passkey(token, HERE))
    return options


@pytest.fixture
def key(demanding: None, world: World) -> Authenticator:
    made = Authenticator()
    enrolled(made)
    return made


def test_the_registered_key_enters(key: Authenticator, world: World) -> None:
    token = sign_in("leyla", PASSWORD)
    show_passkey(token, key.sign(asked(token)), HERE)
    with entered(token) as inside:
        assert inside.actor.member_id == world.leyla.member_id
    assert done_by("factor.passed", world.leyla.member_id)


def test_a_key_without_a_counter_enters_as_well(demanding: None, world: World) -> None:
    synced = Authenticator(counts=False)
    enrolled(synced)
    for _ in range(2):
        token = sign_in("leyla", PASSWORD)
        show_passkey(token, synced.sign(asked(token)), HERE)
        with entered(token):
            pass


def test_the_browser_learns_alias_and_login_but_no_name(demanding: None, world: World) -> None:
    token = sign_in("leyla", PASSWORD)
    options = json.loads(ask_for_new_passkey(token, pending(token), HERE))
    assert options["user"]["name"] == "leyla"
    assert options["user"]["displayName"] == "Leyla"
    assert options["rp"]["id"] == HOST


def test_another_key_does_not_fit(key: Authenticator) -> None:
    token = sign_in("leyla", PASSWORD)
    stranger = Authenticator()
    posing = Authenticator(credential_id=key.credential_id)
    for wrong in (stranger, posing):
        with pytest.raises(WrongFactor):
            show_passkey(token, wrong.sign(asked(token)), HERE)
    with pytest.raises(FactorPending), entered(token):
        pass


@pytest.mark.parametrize("elsewhere", [{"origin": "https://evil.example"}, {"host": "evil.example"}])
def test_an_answer_given_to_another_site_does_not_fit(key: Authenticator, elsewhere: dict[str, str]) -> None:
    """The key itself signs for whichever site asks; a look-alike page gets nothing of use."""
    fooled = Authenticator(credential_id=key.credential_id, key=key.key, counter=5, **elsewhere)  # type: ignore[arg-type]
    token = sign_in("leyla", PASSWORD)
    with pytest.raises(WrongFactor):
        show_passkey(token, fooled.sign(asked(token)), HERE)


def test_an_answer_is_good_once(demanding: None, world: World) -> None:
    synced = Authenticator(counts=False)
    enrolled(synced)
    token = sign_in("leyla", PASSWORD)
    answer = synced.sign(asked(token))
    show_passkey(token, answer, HERE)
    with pytest.raises(WrongFactor):
        show_passkey(token, answer, HERE)
    other = sign_in("leyla", PASSWORD)
    asked(other)
    with pytest.raises(WrongFactor):
        show_passkey(other, answer, HERE)


def test_an_answer_nobody_asked_for_does_not_fit(key: Authenticator) -> None:
    token = sign_in("leyla", PASSWORD)
    with pytest.raises(WrongFactor):
        show_passkey(token, key.sign({"challenge": "AAAA"}), HERE)


def test_an_answer_after_five_minutes_is_too_late(as_owner: None, key: Authenticator) -> None:
    token = sign_in("leyla", PASSWORD)
    answer = key.sign(asked(token))
    late = timezone.now() - dt.timedelta(minutes=5, seconds=1)
    Session.objects.filter(token_digest=token_digest(token)).update(challenged_at=late)
    with pytest.raises(WrongFactor):
        show_passkey(token, answer, HERE)


def test_a_copied_key_is_noticed_by_its_counter(key: Authenticator) -> None:
    copy = Authenticator(credential_id=key.credential_id, key=key.key, counter=0)
    token = sign_in("leyla", PASSWORD)
    with pytest.raises(WrongFactor):
        show_passkey(token, copy.sign(asked(token)), HERE)


def test_a_key_that_nobody_touched_does_not_fit(key: Authenticator) -> None:
    token = sign_in("leyla", PASSWORD)
    with pytest.raises(WrongFactor):
        show_passkey(token, key.sign(asked(token), flags=0), HERE)


def test_a_challenge_for_signing_in_registers_nothing(demanding: None, world: World) -> None:
    token = sign_in("leyla", PASSWORD)
    made = Authenticator(origin="https://evil.example")
    options = json.loads(ask_for_new_passkey(token, pending(token), HERE))
    with pytest.raises(WrongFactor):
        prove_passkey(token, made.make(options), HERE)


# What stands where the answer should be, in every shape JSON has.
PARTS = ["clientDataJSON", "authenticatorData", "signature", "attestationObject", "userHandle"]
SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=40).map(b64),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(PARTS), inner),
    max_leaves=8,
)


@trying(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=SHAPES)
def test_rubbish_is_refused_with_a_sentence(key: Authenticator, shape: object) -> None:
    named = b64(key.credential_id)
    whole = {"id": named, "rawId": named, "type": "public-key", "response": shape}
    for answer in (json.dumps(whole), json.dumps(shape), str(shape)):
        # Taken back each time, because so many failed tries would soon be throttled.
        with transaction.atomic():
            token = sign_in("leyla", PASSWORD)
            asked(token)
            with pytest.raises(WrongFactor):
                show_passkey(token, answer, HERE)
            ask_for_new_passkey(token, pending(token), HERE)
            with pytest.raises(WrongFactor):
                prove_passkey(token, answer, HERE)
            transaction.set_rollback(True)


# ── The pages ──────────────────────────────────────────────────────────────────────────────────────────────


def challenge(client: Client, what: str) -> dict[str, Any]:
    response = client.post(reverse("accounts:challenge"), {"for": what})
    options: dict[str, Any] = response.json()
    return options


def browser(token: bytes) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies[COOKIE] = token_text(token)
    return client


def test_registering_and_entering_through_the_pages(demanding: None, world: World) -> None:
    made = Authenticator()
    client = browser(sign_in("leyla", PASSWORD))
    answer = made.make(challenge(client, "add"))
    response = client.post(reverse("accounts:factor"), {"answer": answer, "next": "/search/"})
    assert response["Location"] == "/search/"
    again = browser(sign_in("leyla", PASSWORD))
    assert "data-passkey=" in again.get(reverse("accounts:factor")).content.decode()
    wrong = again.post(reverse("accounts:factor"), {"answer": made.sign({"challenge": "AAAA"})})
    assert wrong.status_code == 422
    assert "signature" not in wrong.content.decode()
    answer = made.sign(challenge(again, "show"))
    assert again.post(reverse("accounts:factor"), {"answer": answer}).status_code == 302
    assert again.get(reverse("accounts:sessions")).status_code == 200


def test_at_the_door_no_challenge_for_a_further_passkey_is_given(key: Authenticator) -> None:
    response = browser(sign_in("leyla", PASSWORD)).post(reverse("accounts:challenge"), {"for": "add"})
    assert response.status_code == 409


def test_a_browser_without_script_is_told_so(key: Authenticator) -> None:
    response = browser(sign_in("leyla", PASSWORD)).post(reverse("accounts:factor"), {"answer": ""})
    assert "Passkeys need JavaScript" in response.content.decode()
