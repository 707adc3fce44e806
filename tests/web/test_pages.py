"""The pages of the shell itself, as people of different roles meet them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from panah.core.htmx import FRAGMENT, FULL, SIGNED_OUT, layout_of
from panah.duties.models import Duty
from panah.people.models import Person
from panah.vault import folders, index
from panah.vault.models import Compartment
from tests.world import World, acting, signed_in

PLACES = re.compile(r'class="side-link" href="([^"]+)"')


def text_of(client: Client, path: str = "/", **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_my_day_teaches_when_nothing_is_due(world: World) -> None:
    page = text_of(signed_in(world.leyla))
    assert "<title>My day · Panah</title>" in page
    assert "Nothing is due" in page
    assert "appears here by itself" in page


def test_the_navigation_is_of_the_role(world: World) -> None:
    shown = {name: set(PLACES.findall(text_of(signed_in(getattr(world, name))))) for name in ("leyla", "rauf", "aygun")}
    assert all("/duties/rulebook/" in places for places in shown.values())
    for name, places in shown.items():
        client = signed_in(getattr(world, name))
        assert {client.get(place).status_code for place in places} <= {200}, name
    assert shown["leyla"] != shown["rauf"] != shown["aygun"]


def test_the_page_is_marked_and_the_place_is_current(world: World) -> None:
    page = text_of(signed_in(world.leyla))
    assert 'href="/" aria-current="page"' in page
    assert page.count('aria-current="page"') == 2  # In the navigation and in the bar of the phone.
    assert "Leyla" in page
    assert "Unit hotline" in page


def test_htmx_gets_the_piece_and_a_browser_the_page(world: World) -> None:
    client = signed_in(world.leyla)
    piece = client.get("/", headers={"hx-request": "true"})
    assert b"<html" not in piece.content
    assert b"<h1" in piece.content
    assert "HX-Request" in piece["Vary"]
    for header in ({"hx-boosted": "true"}, {"hx-history-restore-request": "true"}):
        assert b"<html" in client.get("/", headers={"hx-request": "true", **header}).content


def test_the_layout_follows_who_asks(rf: object) -> None:
    request = rf.get("/")  # type: ignore[attr-defined]
    assert layout_of(request) == SIGNED_OUT
    assert FULL != FRAGMENT


def test_a_search_finds_by_another_spelling_and_leaves_no_name_in_the_answer(world: World) -> None:
    with acting(world.leyla) as actor:
        folder = folders.create(actor=actor, compartment=Compartment.CASE)
        person = Person.objects.create(
            folder=folder, pseudonym="Nərgiz-4821", registered_by_unit_id=actor.unit, registered_at=timezone.now()
        )
        index.write(actor=actor, subject_kind="person", subject_id=person.id, names=["Şəhla Quliyeva"])
    for words in ("Shahla Guliyeva", "Nərgiz-4821"):
        page = signed_in(world.leyla).post("/search/", {"words": words}).content.decode()
        assert "Nərgiz-4821" in page
        assert "Quliyeva" not in page
    other = signed_in(world.samira).post("/search/", {"words": "Shahla Guliyeva"}).content.decode()
    assert "Nərgiz-4821" not in other
    assert "Nothing found that your unit can open" in other


def test_a_search_is_posted_so_that_no_name_stands_in_an_address(world: World) -> None:
    page = text_of(signed_in(world.leyla))
    form = re.search(r'<form class="top-search"[^>]*>', page)
    assert form
    assert 'method="post"' in form[0]
    followed = text_of(signed_in(world.leyla), "/search/?words=Aysel")
    assert "Nothing found" not in followed
    assert 'value="Aysel"' not in followed


def test_a_search_for_nothing_says_what_is_missing(world: World) -> None:
    answer = signed_in(world.leyla).post("/search/", {"words": " "})
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()


def test_who_may_not_search_has_no_search_box(world: World) -> None:
    assert "top-search" not in text_of(signed_in(world.aygun))
    assert signed_in(world.aygun).get("/search/").status_code == 403


@pytest.mark.parametrize("person", ["leyla", None])
def test_a_page_that_is_not_there_says_what_to_do(world: World, person: str | None) -> None:
    client = signed_in(getattr(world, person)) if person else Client(headers={"accept-language": "en"})
    answer = client.get("/there/is/no/such/page/")
    assert answer.status_code == 404
    assert "There is nothing here." in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_a_sentence(world: World) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = strict.post("/look/", {"wish": "theme:dark"})
    assert answer.status_code == 403
    assert "Nothing was changed." in answer.content.decode()


def test_the_sign_in_over_a_page_ends_with_who_is_in(world: World) -> None:
    answer = signed_in(world.leyla).get("/back/")
    assert (answer.status_code, answer["Panah-Member"]) == (204, str(world.leyla.member_id))
    late = Client().get("/back/", headers={"hx-request": "true"})
    assert late.status_code == 401
    assert late["Panah-Sign-In"].startswith("/accounts/")


def test_a_fresh_token_opens_the_form(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    token = strict.get("/token/").content.decode()
    assert strict.post("/look/", {"wish": "theme:dark"}, headers={"x-csrftoken": token}).status_code == 302


def test_the_catalogue_is_open_only_where_people_are_invented(world: World, settings: object) -> None:
    client = signed_in(world.leyla)
    settings.PANAH_DEMO = False  # type: ignore[attr-defined]
    assert client.get("/catalogue/").status_code == 404
    settings.PANAH_DEMO = True  # type: ignore[attr-defined]
    page = text_of(client, "/catalogue/")
    assert "Demonstration: invented people" in page
    assert "A countdown." in page


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_shell_is_drawn_in_every_language(world: World, language: str) -> None:
    client = signed_in(world.leyla)
    client.cookies["panah_language"] = language
    assert f'<html lang="{language}"' in text_of(client)


def make_duty(world: World, minutes: int) -> Duty:
    now = timezone.now()
    return Duty(
        unit_id=world.leyla.unit_id,
        rule="HL-08",
        step="card",
        role="operator",
        opened_at=now - timedelta(hours=1),
        alert_at=now + timedelta(minutes=minutes - 5),
        due_at=now + timedelta(minutes=minutes),
    )


def test_what_is_overdue_stands_above_what_is_due(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = [make_duty(world, -10), make_duty(world, 30)]
    monkeypatch.setattr(Duty, "mine", classmethod(lambda _cls, _actor: mine))
    page = text_of(signed_in(world.leyla))
    assert page.index("overdue by 10 min") < page.index("due in 29 min")
    assert "Nothing is due" not in page


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://testserver/hotline/?day=1", "/hotline/?day=1"),
        ("http://elsewhere.test/hotline/", ""),
        # Without its host this would be an address elsewhere.
        ("http://testserver//elsewhere.test/hotline/", ""),
        ("", ""),
    ],
)
def test_what_is_refused_leads_back_to_where_it_was_asked(world: World, page: str, back: str) -> None:
    client, address = signed_in(world.leyla), f"/hotline/calls/{uuid4()}/answer/"
    refused = client.post(address, headers={"referer": page} if page else {}).content.decode()
    assert ("Back to where you were" in refused) is bool(back)
    assert f'href="{back}"' in refused if back else "My day" in refused
