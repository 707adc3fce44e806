"""On a slow line somebody is quicker than the scripts of the page: what was done before they came counts as well."""

from playwright.sync_api import Page, Route, expect

from panah.hotline.actions import contacts
from tests.browser.conftest import OpenAs, hold
from tests.world import World, acting

WORDS = "She whispers. Her passport was taken by the owner."


def begun(world: World) -> str:
    """The page of a talk of Leyla's."""
    with acting(world.leyla) as actor:
        return f"/hotline/contacts/{contacts.start(actor=actor, channel='phone').id}/"


def without(page: Page, script: str, address: str) -> list[Route]:
    """Go to a page, one script of which is still on its way."""
    held = hold(page, f"**/{script}")
    with page.expect_request(f"**/{script}"):
        page.goto(address, wait_until="commit")
    return held


def test_what_was_typed_before_is_kept(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla, "/search/")
    held = without(page, "draft.js", begun(world))
    page.get_by_label("What is said").fill(WORDS)
    held.pop().continue_()
    expect(page.locator("#talk [data-draft-status]")).to_have_attribute("data-state", "saved")
    page.unroute_all()
    page.reload()
    expect(page.get_by_label("What is said")).to_have_value(WORDS)


def test_what_was_answered_before_adds_up(world: World, open_as: OpenAs) -> None:
    talk = begun(world)
    page = open_as(world.leyla, talk)
    questions = page.get_by_role("link", name="Forced labour: adult").get_attribute("href")
    assert questions
    held = without(page, "questions.js", questions)
    expect(page.get_by_text("Nothing was answered with yes yet.")).to_be_visible()
    page.get_by_role("radio", name="Yes").first.check()
    held.pop().continue_()
    expect(page.get_by_text("Nothing was answered with yes yet.")).to_have_count(0)
