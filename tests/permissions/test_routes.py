"""Every route, asked for by somebody of every kind: who may come in does, and nobody else."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from panah.accounts import middleware
from panah.accounts.gate import COOKIE, token_text
from panah.accounts.permissions import ROLE_PERMISSIONS, permissions_of
from panah.hotline.actions import rota, situations
from tests.attack.intruder import WHOLE, fingerprints
from tests.database import Owner, taken_back
from tests.hotline.given import an_ended_contact
from tests.permissions.routes import Route, routes
from tests.referrals.making import offered
from tests.world import PEOPLE, Person, World, acting, signed_in

# A page that asks by itself does not move the idle clock, so that nothing at all is written by looking.
QUIET = {"panah-quiet": "1"}
PIECE = {**QUIET, "hx-request": "true"}
PAGES = [route for route in routes() if not route.is_api and not route.streams]
ASKED = [route for route in PAGES if route.gate]
# What is open to the whole hotline system or one's own: its id opens nothing of another unit's.
EVERYBODYS = {"service_id", "unit_id"}
# Where nobody is signed in and no cookie is asked for, a form from elsewhere has nothing to make use of.
NOBODYS = {"referrals/pick-up/<str:link>/"}


def kinds() -> dict[str, frozenset[str]]:
    """People by login, one for each set of rights that roles carry, with those rights."""
    found: dict[frozenset[str], str] = {}
    for login, (_unit, roles) in PEOPLE.items():
        found.setdefault(permissions_of(role.value for role in roles), login)
    return {login: held for held, login in found.items()}


def client_of(person: Person, **options: Any) -> Client:
    """A browser of the person's, to which a broken page is a status like any other."""
    client = signed_in(person)
    client.raise_request_exception = False
    client.handler.enforce_csrf_checks = bool(options.get("enforce_csrf_checks"))
    return client


def status_of(client: Client, person: Person, route: Route) -> int:
    """How a route answers; one that only takes forms gets an empty one, and what that does is taken back."""
    # Signing out and locking are among the forms.
    client.cookies[COOKIE] = token_text(person.token)
    address = route.address()
    with taken_back():
        status = client.get(address, headers=PIECE).status_code
        if status == 405:
            status = client.post(address, headers=PIECE).status_code
    return int(status)


@pytest.fixture
def known(world: World) -> dict[str, UUID]:
    """Something of the hotline's for the ids that its addresses name."""
    contact = an_ended_contact(world.leyla)
    referral = offered(world.leyla, world.nigar)
    with acting(world.leyla) as actor:
        situation = situations.open_new(actor=actor, contact_id=contact.id)
        note = rota.hand_over(actor=actor, words="All quiet")
    return {
        "contact_id": contact.id,
        "situation_id": situation.id,
        "referral_id": referral.id,
        "person_id": referral.person_id,
        "note_id": note.id,
        "member_id": world.kamran.member_id,
        "unit_id": world.leyla.unit_id,
    }


def test_every_view_declares_who_may_come_in() -> None:
    assert not [route.written for route in routes() if route.gate is None]
    assert len(PAGES) > 60


def test_somebody_of_the_tests_stands_for_every_kind_of_role() -> None:
    assert {frozenset(map(str, held)) for held in ROLE_PERMISSIONS.values()} <= set(kinds().values())


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal is its status alone: drawn a thousand times, the same page proves nothing more."""

    def bare(_request: Any, _template: str, _context: Any, *, status: int) -> HttpResponse:
        return HttpResponse(status=status)

    monkeypatch.setattr(middleware, "page", bare)


@pytest.mark.system
@pytest.mark.rule("PRI-01")
@pytest.mark.parametrize("login", kinds())
def test_a_page_opens_for_whom_the_matrix_says(world: World, bare_refusals: None, login: str) -> None:
    person: Person = getattr(world, login)
    held, client, wrong = kinds()[login], client_of(person), {}
    for route in PAGES:
        admitted = not route.gate or bool(set(route.gate) & held)
        status = status_of(client, person, route)
        if status >= 500 or (status == 403) is admitted:
            wrong[route.written] = status
    assert wrong == {}


@pytest.mark.system
@pytest.mark.rule("PRI-01")
def test_who_is_not_signed_in_is_led_to_the_door(world: World) -> None:
    client = Client()
    for route in ASKED:
        answer = client.get(route.address())
        if answer.status_code == 405:
            answer = client.post(route.address())
        assert answer.status_code == 302, route.written
        assert answer["Location"].startswith("/accounts/"), route.written


@pytest.mark.system
@pytest.mark.rule("PRI-01", "CON-01")
def test_what_belongs_to_another_unit_is_not_there(world: World, known: dict[str, UUID]) -> None:
    """The same role at another hotline: every address that names something of this one answers 404."""
    of_unit = [route for route in ASKED if set(route.ids) & known.keys() - EVERYBODYS]
    stranger, own, opened = client_of(world.samira), client_of(world.leyla), 0
    for route in of_unit:
        answer = stranger.get(route.address(known), headers=QUIET).status_code
        assert answer in {403, 404, 405}, (route.written, answer)
        opened += own.get(route.address(known), headers=QUIET).status_code == 200
    assert len(of_unit) > 20
    assert opened >= 6


@pytest.mark.system
@pytest.mark.django_db(transaction=True)
def test_looking_writes_nothing(world: World, known: dict[str, UUID], owner: Owner) -> None:
    """Every page, opened by who may open most of the desk and by who receives: all tables are what they were before."""
    before, opened, reading = fingerprints(owner, WHOLE), set(), []

    def watched(execute: Any, query: Any, params: Any, many: Any, context: Any) -> Any:
        reading.append(str(query) == "SET TRANSACTION READ ONLY")
        return execute(query, params, many, context)

    for person in (world.director, world.nigar):
        client = client_of(person)
        for route in PAGES:
            reading.clear()
            with connection.execute_wrapper(watched):
                status = client.get(route.address(known), headers=QUIET).status_code
            assert status < 500, route.written
            if status == 200:
                opened.add(route.written)
                assert any(reading[:2]) or not route.gate, route.written
    assert len(opened) > 25
    assert fingerprints(owner, WHOLE) == before


@pytest.mark.system
def test_a_form_from_elsewhere_is_turned_away(world: World) -> None:
    """Without the token of the page it came from no form is taken, by whomever it was sent."""
    client = client_of(world.director, enforce_csrf_checks=True)
    for route in PAGES:
        if route.written in NOBODYS:
            continue
        answer = client.post(route.address(), headers=QUIET)
        assert answer.status_code == 403, route.written
        assert "This form was open for too long" in answer.content.decode(), route.written
    assert {route.written for route in PAGES if getattr(route.view, "csrf_exempt", False)} == NOBODYS


def test_programs_are_known_by_a_signature_or_a_token_and_never_by_a_cookie(world: World) -> None:
    """With somebody's cookie alone nothing is taken; what the API expects it tells everybody."""
    client, asked = signed_in(world.leyla), 0
    for route in routes():
        if route.is_api and client.get(route.address()).status_code == 405:
            for body in (b"", b"{}", b"[1"):
                answer = client.post(route.address(), body, content_type="application/json")
                assert answer.status_code in {401, 422}, route.written
                assert set(answer.json()) == {"error", "rule"}
                asked += 1
    assert asked >= 6
