"""Dangerous acts ask once more that it is the same person."""

import pyotp
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from panah.accounts.factors import keep_first, prove_code
from panah.accounts.gate import COOKIE, token_text
from panah.accounts.sign_in import pending, sign_in
from tests.accounts.deeds import done_by
from tests.world import PASSWORD, World

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DOOR = "/accounts/confirm/"


def browser(token: bytes) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies[COOKIE] = token_text(token)
    return client


@pytest.fixture
def stale(settings: Settings) -> Settings:
    """Whatever was confirmed is too long ago."""
    settings.PANAH_STEP_UP_MINUTES = 0
    return settings


@pytest.mark.rule("PRI-01")
def test_a_dangerous_page_leads_through_the_confirmation(world: World, stale: Settings) -> None:
    client = browser(sign_in("director", PASSWORD))
    wanted = reverse("accounts:invite", args=[world.director.unit_id])
    response = client.get(wanted)
    assert response["Location"].startswith(DOOR)
    assert client.post(wanted, {"login": "new.one"}).status_code == 302
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert f'name="next" value="{wanted}"' in page.content.decode()


def test_a_script_is_told_where_to_confirm(world: World, stale: Settings) -> None:
    client = browser(sign_in("director", PASSWORD))
    wanted = reverse("accounts:invite", args=[world.director.unit_id])
    response = client.get(wanted, headers={"HX-Request": "true"})
    assert (response.status_code, response["Panah-Sign-In"]) == (401, DOOR)


def test_without_a_factor_the_demonstration_takes_the_password(world: World, stale: Settings) -> None:
    client = browser(sign_in("director", PASSWORD))
    wanted = reverse("accounts:invite", args=[world.director.unit_id])
    assert client.post(DOOR, {"password": "not it, surely", "next": wanted}).status_code == 422
    assert client.post(DOOR, {"password": PASSWORD, "next": wanted})["Location"] == wanted
    stale.PANAH_STEP_UP_MINUTES = 15
    assert client.get(wanted).status_code == 200


def test_with_a_factor_the_password_is_not_enough(demanding: None, world: World, stale: Settings) -> None:
    token = sign_in("director", PASSWORD)
    now = timezone.now().timestamp()
    keep_first(token, prove_code(pending(token), SECRET, pyotp.TOTP(SECRET).at(int(now)), ""))
    client = browser(token)
    wanted = reverse("accounts:invite", args=[world.director.unit_id])
    client.post(reverse("accounts:lock"))
    client.post(reverse("accounts:unlock"), {"password": PASSWORD})
    assert client.get(wanted)["Location"].startswith(DOOR)
    assert client.post(DOOR, {"password": PASSWORD, "next": wanted}).status_code == 422
    with time_machine.travel(now + 120, tick=False):
        code = pyotp.TOTP(SECRET).at(int(now + 120))
        assert client.post(DOOR, {"code": code, "next": wanted})["Location"] == wanted
        assert client.post(DOOR, {"code": code, "next": wanted}).status_code == 422
    assert done_by("factor.passed", world.director.member_id)


def test_a_failed_confirmation_is_counted_although_it_fails(demanding: None, world: World, stale: Settings) -> None:
    token = sign_in("director", PASSWORD)
    now = timezone.now().timestamp()
    keep_first(token, prove_code(pending(token), SECRET, pyotp.TOTP(SECRET).at(int(now)), ""))
    stale.PANAH_SIGN_IN_FAILURES = (2, stale.PANAH_SIGN_IN_FAILURES[1])
    client = browser(token)
    for _ in range(2):
        assert "did not fit" in client.post(DOOR, {"code": "000000"}).content.decode()
    assert "Too many failed tries" in client.post(DOOR, {"code": "000000"}).content.decode()


def test_who_confirmed_lately_is_led_on_at_once(world: World) -> None:
    client = browser(sign_in("director", PASSWORD))
    assert client.get(f"{DOOR}?next=/search/")["Location"] == "/search/"
    assert client.get(f"{DOOR}?next=//evil.example/")["Location"] == "/"
