"""Codes from an app: registering, showing, replaying, guessing."""

import re

import pyotp
import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from panah.accounts import factors
from panah.accounts.actions import own
from panah.accounts.actions.own import LastFactor
from panah.accounts.entering import FactorPending, entered
from panah.accounts.factors import AlreadyEnrolled, UsedCode, WrongFactor, keep_first, prove_code, show_code
from panah.accounts.gate import COOKIE, token_text
from panah.accounts.models import SecondFactor
from panah.accounts.sign_in import TooManyTries, pending, sign_in
from panah.accounts.views import enrolling
from panah.core.errors import NotHere
from panah.vault import crypto
from tests.accounts.deeds import deeds, done_by
from tests.world import PASSWORD, World, acting

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OTHER = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(timezone.now(), counter_offset=steps)


def enrolled(secret: str = SECRET) -> bytes:
    """Sign Leyla in for the first time and register an app; gives the token of that session."""
    token = sign_in("leyla", PASSWORD)
    keep_first(token, prove_code(pending(token), secret, code(secret), "telephone"))
    return token


def later(steps: int) -> time_machine.travel:
    """So many steps on, counted from the middle of the running one, where no test stands on an edge."""
    now = timezone.now().timestamp()
    return time_machine.travel(now - now % 30 + 15 + 30 * steps, tick=False)


def browser(token: bytes) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies[COOKIE] = token_text(token)
    return client


@pytest.fixture(autouse=True)
def _clock() -> object:
    with later(0):
        yield


# ── The first factor ───────────────────────────────────────────────────────────────────────────────────────


def test_a_password_alone_enters_nothing(demanding: None, world: World) -> None:
    token = sign_in("leyla", PASSWORD)
    with pytest.raises(FactorPending), entered(token):
        pass
    response = browser(token).get(reverse("accounts:sessions"))
    assert response["Location"].startswith(reverse("accounts:factor"))


def test_without_a_factor_the_door_registers_one_and_then_opens(demanding: None, world: World) -> None:
    client = Client(headers={"accept-language": "en"})
    door = client.post(reverse("accounts:sign_in"), {"login": "leyla", "password": PASSWORD, "next": "/search/"})
    assert door["Location"] == f"{reverse('accounts:factor')}?next=%2Fsearch%2F"
    page = client.get(door["Location"]).content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]
    signed = re.search(r'name="secret" value="([^"]+)"', page)[1]  # type: ignore[index]
    assert "data:image/svg+xml" in page
    sent = {"code": code(secret), "label": "work phone", "secret": signed, "next": "/search/"}
    assert client.post(reverse("accounts:factor"), sent)["Location"] == "/search/"
    assert client.get(reverse("accounts:sessions")).status_code == 200
    assert done_by("factor.added", world.leyla.member_id)


def test_a_wrong_first_code_shows_the_same_picture_again(demanding: None, world: World) -> None:
    client = browser(sign_in("leyla", PASSWORD))
    page = client.get(reverse("accounts:factor")).content.decode()
    signed = re.search(r'name="secret" value="([^"]+)"', page)[1]  # type: ignore[index]
    letters = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[0]  # type: ignore[index]
    again = client.post(reverse("accounts:factor"), {"code": "000000", "secret": signed})
    assert again.status_code == 422
    assert letters in again.content.decode()


def test_a_secret_that_the_page_did_not_make_is_not_taken(demanding: None, world: World) -> None:
    token = sign_in("leyla", PASSWORD)
    forged = signing.dumps(SECRET, salt=f"{enrolling.SALT}:another session")
    for secret in (SECRET, forged):
        assert browser(token).post(reverse("accounts:factor"), {"code": code(), "secret": secret}).status_code == 422
    assert factors.registered(token) == []


def test_the_door_registers_a_first_factor_only(demanding: None, world: World) -> None:
    """Who learns the password must not be able to add a factor of their own beside the member's."""
    enrolled()
    thief = sign_in("leyla", PASSWORD)
    with pytest.raises(AlreadyEnrolled):
        keep_first(thief, prove_code(pending(thief), OTHER, code(OTHER), "mine"))
    signed = signing.dumps(OTHER, salt=f"{enrolling.SALT}:{pending(thief).session_id}")
    response = browser(thief).post(reverse("accounts:factor"), {"code": code(OTHER), "secret": signed})
    assert response.status_code == 422
    with pytest.raises(FactorPending), entered(thief):
        pass


def test_the_secret_is_sealed_to_the_member_alone(as_owner: None, demanding: None, world: World) -> None:
    enrolled()
    kept = SecondFactor.objects.get(member_id=world.leyla.member_id)
    assert SECRET.encode() not in bytes(kept.sealed_secret)
    stranger = crypto.pair_from_private(pending(world.kamran.token).private_key)
    with pytest.raises(crypto.CannotOpen):
        crypto.unbox(stranger, bytes(kept.sealed_secret), factors.factor_place(kept.id))


# ── Showing it ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_fresh_code_enters_even_with_a_clock_half_a_minute_off(demanding: None, world: World, steps: int) -> None:
    enrolled()
    with later(5):
        token = sign_in("leyla", PASSWORD)
        show_code(token, pending(token), code(steps=steps))
        with entered(token) as inside:
            assert inside.actor.member_id == world.leyla.member_id
        assert done_by("factor.passed", world.leyla.member_id)


@pytest.mark.parametrize("steps", [-2, 2, 100])
def test_an_old_or_a_future_code_does_not(demanding: None, world: World, steps: int) -> None:
    enrolled()
    with later(5):
        token = sign_in("leyla", PASSWORD)
        with pytest.raises(WrongFactor):
            show_code(token, pending(token), code(steps=steps))


def test_a_code_enters_once(demanding: None, world: World) -> None:
    """Whoever reads it over a shoulder is too late, in another session too."""
    enrolled()
    with later(5):
        seen = code()
        first, second = sign_in("leyla", PASSWORD), sign_in("leyla", PASSWORD)
        show_code(first, pending(first), seen)
        for token in (second, first):
            with pytest.raises(UsedCode):
                show_code(token, pending(token), seen)
        with pytest.raises(UsedCode):
            show_code(second, pending(second), code(steps=-1))
        show_code(second, pending(second), code(steps=1))


def test_the_code_of_the_registration_is_used_up_too(demanding: None, world: World) -> None:
    enrolled()
    token = sign_in("leyla", PASSWORD)
    with pytest.raises(UsedCode):
        show_code(token, pending(token), code())


def test_a_colleagues_code_does_not_fit(demanding: None, world: World) -> None:
    enrolled()
    with later(5):
        token = sign_in("leyla", PASSWORD)
        with pytest.raises(WrongFactor):
            show_code(token, pending(token), code(OTHER))


def test_guessing_codes_is_throttled_across_sessions(demanding: None, world: World, settings: Settings) -> None:
    enrolled()
    settings.PANAH_SIGN_IN_FAILURES = (3, settings.PANAH_SIGN_IN_FAILURES[1])
    with later(5):
        for _ in range(3):
            token = sign_in("leyla", PASSWORD)
            with pytest.raises(WrongFactor):
                show_code(token, pending(token), "000000")
        token = sign_in("leyla", PASSWORD)
        with pytest.raises(TooManyTries):
            show_code(token, pending(token), code())
    assert deeds("factor.throttled")[0]["subject"] == world.leyla.member_id


def test_the_page_says_what_is_wrong_and_counts_the_try(demanding: None, world: World) -> None:
    enrolled()
    with later(5):
        client = browser(sign_in("leyla", PASSWORD))
        assert "The code has six digits" in client.post(reverse("accounts:factor"), {"code": "12"}).content.decode()
        assert "did not fit" in client.post(reverse("accounts:factor"), {"code": "000000"}).content.decode()
        spaced = f"{code()[:3]} {code()[3:]}"
        assert client.post(reverse("accounts:factor"), {"code": spaced}).status_code == 302


# ── Further ones ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_further_factor_is_added_and_the_first_one_removed(demanding: None, world: World) -> None:
    token = enrolled()
    session = pending(token)
    with entered(token) as inside:
        own.add_factor(actor=inside.actor, new=prove_code(session, OTHER, code(OTHER), "spare"))
        first, second = (SecondFactor.own(inside.actor).get(label=label) for label in ("telephone", "spare"))
        own.remove_factor(actor=inside.actor, factor_id=first.id)
        assert list(SecondFactor.own(inside.actor)) == [second]
        with pytest.raises(LastFactor):
            own.remove_factor(actor=inside.actor, factor_id=second.id)
    assert done_by("factor.removed", world.leyla.member_id)
    with later(5):
        again = sign_in("leyla", PASSWORD)
        with pytest.raises(WrongFactor):
            show_code(again, pending(again), code(SECRET))
        show_code(again, pending(again), code(OTHER))


def test_nobody_removes_a_colleagues_factor(demanding: None, world: World) -> None:
    with entered(enrolled()) as inside:
        theirs = SecondFactor.own(inside.actor).get().id
    with acting(world.kamran) as actor:
        assert not SecondFactor.objects.filter(id=theirs).exists()
        with pytest.raises(NotHere):
            own.remove_factor(actor=actor, factor_id=theirs)


def test_the_page_of_factors_lists_them_without_their_secrets(demanding: None, world: World) -> None:
    page = browser(enrolled()).get(reverse("accounts:factors")).content.decode()
    assert "telephone" in page
    assert SECRET not in page
    assert "Yes, remove it" not in page
