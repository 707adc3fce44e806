"""The look of the screen is chosen once, kept in a cookie, and drawn by the server."""

import pytest
from django.test import Client, RequestFactory

from panah.web import look


def browser(cookie: str = "") -> Client:
    client = Client(headers={"accept-language": "en"})
    if cookie:
        client.cookies[look.COOKIE] = cookie
    return client


@pytest.mark.parametrize(
    ("cookie", "attributes"),
    [
        ("", 'data-bs-theme="light" data-contrast="normal" data-text="normal" data-keys="on"'),
        ("theme=dark", 'data-bs-theme="dark" data-contrast="normal" data-text="normal" data-keys="on"'),
        ("contrast=more&text=large&keys=off", 'data-bs-theme="light" data-contrast="more" data-text="large"'),
        ('theme="><script>&text=huge', 'data-bs-theme="light" data-contrast="normal" data-text="normal"'),
    ],
)
def test_the_page_wears_the_look_from_its_first_byte(cookie: str, attributes: str) -> None:
    request = RequestFactory().get("/", headers={"cookie": f"{look.COOKIE}={cookie}"})
    assert look.read(request) is not None
    page = browser(cookie).get("/no-such-page/").content.decode()
    assert attributes in page[:400]


def test_a_wish_is_kept_and_the_way_back_is_ones_own() -> None:
    client = browser("text=large")
    answer = client.post("/look/", {"wish": "theme:dark", "next": "/rulebook/"})
    assert (answer.status_code, answer["Location"]) == (302, "/rulebook/")
    assert str(look.read(RequestFactory().get("/", headers={"cookie": cookie_of(answer)}))) == (
        "theme=dark&contrast=normal&text=large&keys=on"
    )
    away = client.post("/look/", {"wish": "theme:dark", "next": "https://elsewhere.example/"})
    assert away["Location"] == "/"


def cookie_of(answer: object) -> str:
    morsel = answer.cookies[look.COOKIE]  # type: ignore[attr-defined]
    assert morsel["httponly"]
    return f"{look.COOKIE}={morsel.coded_value}"


def test_an_unknown_wish_changes_nothing() -> None:
    answer = browser("theme=dark").post("/look/", {"wish": "theme:pink"}, headers={"panah-quiet": "1"})
    assert answer.status_code == 204
    assert "theme=dark" in answer.cookies[look.COOKIE].value


def test_a_look_is_not_changed_by_following_a_link() -> None:
    answer = browser().get("/look/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "it only takes what a page sends" in answer.content.decode()


def test_the_language_is_kept_in_a_cookie() -> None:
    answer = browser().post("/language/", {"language": "ru", "next": "/"})
    assert answer.status_code == 302
    assert answer.cookies["panah_language"].value == "ru"
