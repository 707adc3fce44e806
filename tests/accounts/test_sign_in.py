"""Signing in: who may, who may not, and what either leaves behind."""

from threading import BoundedSemaphore
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from panah.accounts import demonstration
from panah.accounts import sign_in as signing
from panah.accounts.actions import people
from panah.accounts.gate import COOKIE
from panah.accounts.models import Appointment, Member, Session
from panah.accounts.sign_in import DoorCrowded, TooManyTries, WrongPassword, sign_in
from panah.vault import crypto
from tests.accounts.deeds import deeds, done_by
from tests.world import PASSWORD, World, acting, signed_in

WRONG = "not the password at all"
FIT = "Login and password do not fit together."


def send(login: str, password: str, next_page: str = "") -> tuple[Client, Any]:
    client = Client(headers={"accept-language": "en", "user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
    return client, client.post(reverse("accounts:sign_in"), {"login": login, "password": password, "next": next_page})


def test_the_right_password_opens_a_session_and_leads_on(world: World) -> None:
    client, response = send("Leyla ", PASSWORD, "/search/?page=2")
    assert (response.status_code, response["Location"]) == (302, "/search/?page=2")
    assert client.get(reverse("accounts:sessions")).status_code == 200
    assert done_by("session.opened", world.leyla.member_id)


def test_the_cookie_is_for_this_site_alone(world: World, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client, _ = send("leyla", PASSWORD)
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Strict"
    assert cookie["expires"] == cookie["max-age"] == ""


def test_the_session_knows_the_browser_in_two_words(world: World) -> None:
    send("leyla", PASSWORD)
    with acting(world.leyla) as actor:
        assert "Firefox, Linux" in Session.running(actor).values_list("agent", flat=True)


@pytest.mark.parametrize(
    ("login", "password"), [("leyla", WRONG), ("nobody.at.all", PASSWORD), ("leyla", PASSWORD + " ")]
)
def test_one_sentence_for_whatever_does_not_fit(world: World, login: str, password: str) -> None:
    client, response = send(login, password)
    assert response.status_code == 422
    assert FIT in response.content.decode()
    assert COOKIE not in client.cookies
    assert password not in response.content.decode()


def test_a_failure_is_in_the_trail_but_never_what_was_typed(world: World) -> None:
    send("leyla", WRONG)
    assert deeds("session.refused")[0]["subject"] == world.leyla.member_id
    send("my-password-typed-as-login", WRONG)
    entry = deeds("session.refused")[0]
    assert entry["subject"] is None
    assert "my-password" not in repr(entry)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "evil", "/\\evil.example"]
)
def test_signing_in_leads_nowhere_else(world: World, elsewhere: str) -> None:
    _, response = send("leyla", PASSWORD, elsewhere)
    assert response["Location"] == "/"


def test_after_too_many_failures_even_the_right_password_waits(world: World, settings: Settings) -> None:
    settings.PANAH_SIGN_IN_FAILURES = (3, settings.PANAH_SIGN_IN_FAILURES[1])
    for _ in range(3):
        with pytest.raises(WrongPassword):
            sign_in("leyla", WRONG)
    with pytest.raises(TooManyTries):
        sign_in("leyla", PASSWORD)
    _, response = send("leyla", PASSWORD)
    assert response.status_code == 422
    assert "Too many failed tries" in response.content.decode()
    assert deeds("session.throttled")[0]["subject"] == world.leyla.member_id
    assert sign_in("kamran", PASSWORD)


def test_an_unknown_login_is_throttled_the_same_way(world: World, settings: Settings) -> None:
    settings.PANAH_SIGN_IN_FAILURES = (1, settings.PANAH_SIGN_IN_FAILURES[1])
    with pytest.raises(WrongPassword):
        sign_in("nobody.at.all", WRONG)
    with pytest.raises(TooManyTries):
        sign_in("nobody.at.all", WRONG)


def test_who_crowds_the_door_takes_no_page_from_those_at_work(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many hashes run at once, and whoever comes then is told so before anything is stretched."""
    real, told = crypto.stretch, []

    def while_another_tries(*words: Any, **costs: Any) -> Any:
        with pytest.raises(DoorCrowded) as refused:
            sign_in("kamran", PASSWORD)
        told.append(str(refused.value))
        return real(*words, **costs)

    monkeypatch.setattr(signing, "_AT_THE_DOOR", BoundedSemaphore(1))
    monkeypatch.setattr(crypto, "stretch", while_another_tries)
    with pytest.raises(WrongPassword):
        sign_in("leyla", WRONG)
    assert sign_in("leyla", PASSWORD)
    assert len(told) == 2


def test_signing_in_again_ends_the_session_the_browser_held(world: World) -> None:
    client, _ = send("leyla", PASSWORD)
    with acting(world.leyla) as actor:
        before = set(Session.running(actor).values_list("id", flat=True))
    client.post(reverse("accounts:sign_in"), {"login": "leyla", "password": PASSWORD})
    with acting(world.leyla) as actor:
        after = set(Session.running(actor).values_list("id", flat=True))
    assert len(after) == len(before)
    assert after != before


def test_a_dismissed_member_is_not_told_more_than_a_stranger(world: World) -> None:
    with acting(world.vefa) as actor:
        running = Appointment.running(actor, [world.leyla.unit_id]).filter(member_id=world.leyla.member_id)
        people.dismiss(
            actor=actor, member_id=world.leyla.member_id, appointment_ids=[one.id for one in running], order_number="9"
        )
    _, response = send("leyla", PASSWORD)
    assert response.status_code == 422
    assert FIT in response.content.decode()


def test_the_page_is_kept_by_no_cache(world: World) -> None:
    response = Client().get(reverse("accounts:sign_in"))
    assert response["Cache-Control"] == "no-store"


def test_the_page_for_the_dialog_is_a_fragment(world: World) -> None:
    response = Client().get(reverse("accounts:sign_in") + "?next=/back/", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "<html" not in page
    assert 'name="next" value="/back/"' in page


# ── The demonstration ──────────────────────────────────────────────────────────────────────────────────────


def offered(world: World) -> str:
    Member.objects.filter(id=world.leyla.member_id).update(in_demo=True)
    return Client(headers={"accept-language": "en"}).get(reverse("accounts:sign_in")).content.decode()


def test_the_demonstration_offers_its_people(as_owner: None, world: World) -> None:
    page = offered(world)
    assert 'value="leyla"' in page
    assert "Hotline operator" in page
    assert 'value="kamran"' not in page


def test_nobody_is_offered_elsewhere(as_owner: None, world: World, settings: Settings) -> None:
    settings.PANAH_DEMO = False
    assert 'value="leyla"' not in offered(world)
    assert demonstration.password_told() == ""


def test_one_click_opens_only_who_has_the_demonstrations_password(world: World) -> None:
    client = Client()
    assert client.post(reverse("accounts:sign_in"), {"as": "leyla"}).status_code == 422
    assert COOKIE not in client.cookies


def test_one_click_does_nothing_outside_the_demonstration(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demonstration, "PASSWORD", PASSWORD)
    assert Client().post(reverse("accounts:sign_in"), {"as": "leyla"}).status_code == 302
    settings.PANAH_DEMO = False
    assert Client().post(reverse("accounts:sign_in"), {"as": "leyla"}).status_code == 422


def test_signing_out_ends_the_session_and_takes_the_cookie(world: World) -> None:
    client, _ = send("leyla", PASSWORD)
    token = client.cookies[COOKIE].value
    response = client.post(reverse("accounts:sign_out"))
    assert response["Location"].startswith(reverse("accounts:sign_in"))
    assert client.cookies[COOKIE].value == ""
    client.cookies[COOKIE] = token
    assert client.get(reverse("accounts:sessions")).status_code == 302
    assert done_by("session.ended", world.leyla.member_id)


def test_signing_out_without_a_session_is_no_error(world: World) -> None:
    assert Client().post(reverse("accounts:sign_out")).status_code == 302
    assert signed_in(world.leyla).get(reverse("accounts:sign_out")).status_code == 405
