"""A page that is open asks again by itself when something of its unit changed."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from panah.core.live import notify
from tests.browser.conftest import OpenAs, hold, settle
from tests.referrals.making import offered
from tests.world import PASSWORD, World


def by_itself(request: Request) -> bool:
    return request.headers.get("panah-quiet") == "1" and request.headers.get("hx-request") == "true"


def test_my_day_asks_again_when_a_duty_of_the_unit_changed(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla)
    with page.expect_response(lambda answer: by_itself(answer.request)):
        notify(world.units["hotline"], "duties")
    settle(page)
    expect(page.get_by_role("heading", name="My day", level=1)).to_have_count(1)
    asked: list[Request] = []

    def remember(request: Request) -> None:
        if by_itself(request):
            asked.append(request)

    page.on("request", remember)
    notify(world.units["hotline"], "rota")
    notify(world.units["shelter"], "duties")
    page.wait_for_timeout(500)
    assert not asked


def answer_held(page: Page, world: World) -> list[Route]:
    """The answer of My day, held back on its way, and one more change announced meanwhile."""
    held = hold(page, lambda url: urlsplit(url).path == "/")
    with page.expect_request(by_itself):
        notify(world.units["hotline"], "duties")
    notify(world.units["hotline"], "duties")
    return held


def test_what_changes_while_an_answer_is_on_its_way_is_asked_for_once_more(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla)
    held = answer_held(page, world)
    page.wait_for_timeout(300)
    with page.expect_request(by_itself):
        held.pop().continue_()


def test_a_covered_screen_asks_for_nothing_until_somebody_is_back(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla)
    held = answer_held(page, world)
    asked: list[Request] = []
    page.keyboard.press("Alt+l")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    page.on("request", lambda request: asked.append(request) if by_itself(request) else None)
    with page.expect_response(lambda answer: answer.status == HTTPStatus.UNAUTHORIZED):
        held.pop().continue_()
    page.wait_for_timeout(500)
    assert not asked
    page.unroute_all()
    with page.expect_request(by_itself):
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()


def goes_by(page: Page, seconds: int, until: Callable[[], bool]) -> None:
    """Let time go by in the page; how many tries of its come to an end meanwhile depends on how busy the machine is."""
    for _again in range(20):
        page.clock.run_for(seconds * 1000)
        page.wait_for_timeout(200)
        if until():
            return


def test_a_server_that_went_away_is_said_calmly_and_forgotten_when_it_is_back(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla)
    page.clock.install()
    page.route("**/live/", lambda route: route.fulfill(status=204))
    page.reload()
    lost = page.get_by_text("The connection is lost.")
    goes_by(page, 6, until=lost.is_visible)
    expect(lost).to_be_visible()
    page.unroute("**/live/")
    goes_by(page, 31, until=lost.is_hidden)
    expect(lost).to_be_hidden()


def test_a_page_whose_scripts_are_slow_asks_all_the_same(world: World, open_as: OpenAs) -> None:
    referral = offered(world.leyla, world.nigar)
    # Another window of the unit is heard already: whoever comes next is told at once to ask for everything.
    open_as(world.nigar)
    page = open_as(world.nigar, "/search/")
    held = hold(page, "**/draft.js")
    page.goto(f"/referrals/{referral.id}/", wait_until="commit")
    expect(page.get_by_role("heading", level=1)).to_contain_text("REF-")
    page.wait_for_timeout(500)
    with page.expect_request(by_itself):
        held.pop().continue_()


@pytest.fixture
def inbox(world: World, open_as: OpenAs) -> Page:
    """A list that shows by itself what comes, with one thing in it."""
    offered(world.leyla, world.nigar)
    return open_as(world.nigar, "/referrals/received/")


def press(page: Page, place: Locator, world: World) -> None:
    """Press, while an answer is on its way, and let it come; what the page does with an answer it does at once."""
    held = hold(page, "**/referrals/received/")
    page.evaluate("""document.addEventListener("htmx:afterRequest", () => (document.body.dataset.answered = "yes"))""")
    with page.expect_request(by_itself):
        notify(world.units["department"], "referrals")
    place.hover()
    page.mouse.down()
    held.pop().continue_()
    expect(page.locator("body")).to_have_attribute("data-answered", "yes")


def test_what_is_pressed_is_not_taken_from_under_the_finger(world: World, inbox: Page) -> None:
    press(inbox, inbox.get_by_role("link", name="REF-"), world)
    inbox.mouse.up()
    expect(inbox.get_by_role("heading", level=1)).to_contain_text("REF-")


def test_what_came_while_something_was_pressed_is_asked_for_again(world: World, inbox: Page) -> None:
    press(inbox, inbox.get_by_role("heading", level=1), world)
    with inbox.expect_request(by_itself):
        inbox.mouse.up()
