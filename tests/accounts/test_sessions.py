"""A session: how it locks, ends, is listed and revoked, and why its row alone opens nothing."""

import datetime as dt
import os

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from panah.accounts.actions import own
from panah.accounts.entering import Locked, entered, open_session_key, presented, session_key, token_digest
from panah.accounts.gate import COOKIE, token_text
from panah.accounts.models import Session
from panah.accounts.sign_in import TooManyTries, WrongPassword, lock, pending, sign_in, unlock
from panah.core.errors import NotHere, NotSignedIn
from panah.vault import crypto
from tests.accounts.deeds import done_by
from tests.database import AtTheDesk, Owner
from tests.world import PASSWORD, Person, World, acting

NOW = dt.timedelta(0)


def browser(token: bytes) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies[COOKIE] = token_text(token)
    return client


def row_of(token: bytes) -> Session:
    return Session.objects.get(token_digest=token_digest(token))


# ── Locking ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_idle_screen_locks_and_the_password_opens_it(world: World, settings: Settings) -> None:
    token = sign_in("leyla", PASSWORD)
    idle, settings.PANAH_IDLE = settings.PANAH_IDLE, NOW
    response = browser(token).get(reverse("accounts:sessions"))
    assert response["Location"] == f"{reverse('accounts:unlock')}?next=%2Faccounts%2Fme%2Fsessions%2F"
    settings.PANAH_IDLE = idle
    assert browser(token).get(reverse("accounts:sessions")).status_code == 200


def test_locking_by_hand_covers_the_screen_until_the_password_is_shown(world: World) -> None:
    client = browser(sign_in("leyla", PASSWORD))
    here = f"http://testserver{reverse('accounts:password')}?a=1"
    response = client.post(reverse("accounts:lock"), headers={"Referer": here})
    assert response["Location"] == f"{reverse('accounts:unlock')}?next=%2Faccounts%2Fme%2Fpassword%2F%3Fa%3D1"
    assert client.get(reverse("accounts:sessions")).status_code == 302
    page = client.get(response["Location"])
    assert page.status_code == 200
    back = client.post(reverse("accounts:unlock"), {"password": PASSWORD, "next": "/accounts/me/password/?a=1"})
    assert back["Location"] == "/accounts/me/password/?a=1"
    assert client.get(reverse("accounts:sessions")).status_code == 200
    assert done_by("session.unlocked", world.leyla.member_id)


def test_a_foreign_referer_is_no_way_back(world: World) -> None:
    client = browser(sign_in("leyla", PASSWORD))
    response = client.post(reverse("accounts:lock"), headers={"Referer": "https://evil.example//evil.example/x"})
    assert response["Location"] == f"{reverse('accounts:unlock')}?next=%2F"


def test_a_wrong_password_leaves_the_screen_locked(world: World) -> None:
    token = sign_in("leyla", PASSWORD)
    lock(token)
    response = browser(token).post(reverse("accounts:unlock"), {"password": "no such password"})
    assert response.status_code == 422
    with pytest.raises(Locked), entered(token):
        pass


def test_a_colleagues_password_does_not_unlock(world: World) -> None:
    """Everybody has the same password in the tests; so the password is changed first."""
    token = sign_in("leyla", PASSWORD)
    new = "quite another set of words"
    with entered(token) as inside:
        own.change_password(actor=inside.actor, old=PASSWORD, new=new)
    lock(token)
    assert browser(token).post(reverse("accounts:unlock"), {"password": PASSWORD}).status_code == 422
    unlock(token, new)
    with entered(token) as inside:
        assert inside.actor.member_id == world.leyla.member_id


def test_guessing_at_the_lock_is_throttled_like_signing_in(world: World, settings: Settings) -> None:
    settings.PANAH_SIGN_IN_FAILURES = (2, settings.PANAH_SIGN_IN_FAILURES[1])
    token = sign_in("leyla", PASSWORD)
    lock(token)
    for _ in range(2):
        refused = browser(token).post(reverse("accounts:unlock"), {"password": "guess, guess, guess"})
        assert "This is not your password." in refused.content.decode()
    response = browser(token).post(reverse("accounts:unlock"), {"password": PASSWORD})
    assert "Too many failed tries" in response.content.decode()


def test_who_fails_to_sign_in_keeps_nobody_from_their_locked_desk(world: World, settings: Settings) -> None:
    settings.PANAH_SIGN_IN_FAILURES = (2, settings.PANAH_SIGN_IN_FAILURES[1])
    token = sign_in("leyla", PASSWORD)
    lock(token)
    for _ in range(2):
        with pytest.raises(WrongPassword):
            sign_in("leyla", "guess, guess, guess")
    with pytest.raises(TooManyTries):
        sign_in("leyla", PASSWORD)
    unlock(token, PASSWORD)
    with entered(token) as inside:
        assert inside.actor.member_id == world.leyla.member_id


def test_an_open_screen_needs_no_unlocking(world: World) -> None:
    response = browser(world.leyla.token).get(reverse("accounts:unlock") + "?next=/search/")
    assert response["Location"] == "/search/"


def test_a_locked_page_tells_the_script_where_to_unlock(world: World) -> None:
    token = sign_in("leyla", PASSWORD)
    lock(token)
    response = browser(token).get(reverse("accounts:sessions"), headers={"HX-Request": "true"})
    assert (response.status_code, response["Panah-Sign-In"]) == (401, reverse("accounts:unlock"))


# ── Ending ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_session_ends_after_twelve_hours_even_in_use(as_owner: None, world: World) -> None:
    token = sign_in("leyla", PASSWORD)
    Session.objects.filter(id=row_of(token).id).update(created_at=timezone.now() - dt.timedelta(hours=12, seconds=1))
    with pytest.raises(NotSignedIn), entered(token):
        pass
    with pytest.raises(NotSignedIn):
        unlock(token, PASSWORD)


def test_an_expired_session_leads_to_the_sign_in_page_and_back(world: World) -> None:
    response = browser(os.urandom(32)).get("/accounts/me/sessions/?x=1")
    assert response["Location"] == f"{reverse('accounts:sign_in')}?next=%2Faccounts%2Fme%2Fsessions%2F%3Fx%3D1"


@pytest.mark.parametrize("cookie", ["", "x", "%%%", "A" * 44, "é" * 20, "A" * 10_000])
def test_a_cookie_that_is_no_token_is_no_session(world: World, cookie: str) -> None:
    client = Client()
    client.cookies[COOKIE] = cookie
    assert client.get(reverse("accounts:sessions"))["Location"].startswith(reverse("accounts:sign_in"))


def test_a_stolen_row_opens_nothing(as_owner: None, world: World) -> None:
    """Whoever reads the whole database still lacks the token, which only the cookie holds."""
    row = row_of(sign_in("leyla", PASSWORD))
    sealed, digest = bytes(row.sealed_private_key), bytes(row.token_digest)
    for guess in (digest, row.id.bytes * 2, sealed[:32], sealed[-32:], world.leyla.token):
        with pytest.raises(NotSignedIn):
            open_session_key(guess, row.id, sealed)
        if guess != world.leyla.token:
            with pytest.raises(NotSignedIn):
                pending(guess)
        with pytest.raises(crypto.CannotOpen):
            crypto.unseal(guess, sealed, b"accounts_session:" + row.id.bytes)


def test_what_the_database_is_shown_opens_no_key(as_owner: None, world: World) -> None:
    """Whoever watches the statements sees what enters, never what opens the private key."""
    token = sign_in("leyla", PASSWORD)
    row = row_of(token)
    with pytest.raises(NotSignedIn):
        open_session_key(presented(token), row.id, bytes(row.sealed_private_key))
    assert open_session_key(token, row.id, bytes(row.sealed_private_key))


def test_a_key_moved_into_another_row_opens_nothing(as_owner: None, world: World) -> None:
    """With write access to the table one cannot make a session of one's own carry a colleague's key."""
    mine, theirs = sign_in("leyla", PASSWORD), sign_in("kamran", PASSWORD)
    Session.objects.filter(id=row_of(mine).id).update(sealed_private_key=row_of(theirs).sealed_private_key)
    with pytest.raises(NotSignedIn), entered(mine):
        pass


def test_an_ended_session_keeps_no_key(as_owner: None, world: World) -> None:
    token = sign_in("leyla", PASSWORD)
    row_id = row_of(token).id
    browser(token).post(reverse("accounts:sign_out"))
    assert bytes(Session.objects.get(id=row_id).sealed_private_key) == b""


def test_the_private_key_is_sealed_under_the_token(world: World) -> None:
    token = sign_in("leyla", PASSWORD)
    session = pending(token)
    assert session.private_key == pending(world.leyla.token).private_key
    assert session_key(token) != session_key(world.leyla.token)


# ── The list ───────────────────────────────────────────────────────────────────────────────────────────────


def running(person: Person) -> set[object]:
    with acting(person) as actor:
        return set(Session.running(actor).values_list("id", flat=True))


def test_a_member_ends_another_of_the_own_sessions(world: World) -> None:
    other = sign_in("leyla", PASSWORD)
    with entered(other) as inside:
        other_id = inside.actor.session_id
    assert other_id is not None
    page = browser(world.leyla.token).get(reverse("accounts:sessions")).content.decode()
    assert str(other_id) in page
    browser(world.leyla.token).post(reverse("accounts:end_session", args=[other_id]))
    with pytest.raises(NotSignedIn), entered(other):
        pass
    assert other_id not in running(world.leyla)
    assert done_by("session.revoked", world.leyla.member_id)


def test_nobody_ends_or_sees_a_colleagues_session(world: World) -> None:
    theirs = running(world.kamran)
    with acting(world.leyla) as actor:
        assert not set(Session.objects.values_list("id", flat=True)) & theirs
        with pytest.raises(NotHere):
            own.end_session(actor=actor, session_id=next(iter(theirs)))  # type: ignore[arg-type]
    assert (
        browser(world.leyla.token).post(reverse("accounts:end_session", args=[next(iter(theirs))])).status_code == 404
    )
    assert running(world.kamran) == theirs


def test_ending_all_others_keeps_this_one(world: World) -> None:
    others = [sign_in("leyla", PASSWORD) for _ in range(2)]
    with entered(others[0]) as inside:
        assert own.end_other_sessions(actor=inside.actor) >= 2
        this = inside.actor.session_id
    assert running(Person("leyla", world.leyla.member_id, world.leyla.unit_id, others[0])) == {this}
    with pytest.raises(NotSignedIn), entered(others[1]):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_run_of_the_tests_that_takes_an_hour_locks_nobody_out(world: World, owner: Owner) -> None:
    wanted = reverse("accounts:invite", args=[world.director.unit_id])
    before = timezone.now() - dt.timedelta(hours=1)
    moments = "UPDATE accounts_session SET last_seen_at = %s, passed_at = %s, stepped_up_at = %s"
    owner.execute(moments, [before] * 3)
    assert browser(world.director.token).get(wanted)["Location"].startswith(reverse("accounts:unlock"))
    AtTheDesk(owner, often=0).pytest_runtest_setup()
    assert browser(world.director.token).get(wanted).status_code == 200
