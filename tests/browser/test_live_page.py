"""A page that is open asks again by itself when something of its unit changed."""

from http import HTTPStatus
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, Route, expect

from panah.core.live import notify
from tests.browser.conftest import OpenAs
from tests.world import PASSWORD, World


def by_itself(request: Request) -> bool:
    return request.headers.get("panah-quiet") == "1" and request.headers.get("hx-request") == "true"


def test_my_day_asks_again_when_a_duty_of_the_unit_changed(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla)
    with page.expect_request(by_itself):
        page.reload()
    expect(page.get_by_role("heading", name="My day", level=1)).to_be_visible()
    with page.expect_request(by_itself):
        notify(world.units["hotline"], "duties")
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
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with page.expect_response(lambda answer: by_itself(answer.request)):
        page.reload()
    page.wait_for_timeout(300)
    page.route(lambda url: urlsplit(url).path == "/", hold)
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


def test_a_server_that_went_away_is_said_calmly_and_forgotten_when_it_is_back(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla)
    page.clock.install()
    page.route("**/live/", lambda route: route.fulfill(status=204))
    page.reload()
    lost = page.get_by_text("The connection is lost.")
    for _again in range(50):
        # How many tries fail meanwhile depends on how busy the machine is.
        page.clock.run_for(6000)
        page.wait_for_timeout(200)
        if lost.is_visible():
            break
    expect(lost).to_be_visible()
    page.unroute("**/live/")
    page.clock.run_for(31000)
    expect(lost).to_be_hidden()
