"""The shell in a real browser: keys, look, lock, and an ended session in the middle of typing."""

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from tests.browser.choosing import search_field
from tests.browser.conftest import DESK, PHONE, LookAt, OpenAs
from tests.database import as_owner
from tests.world import PASSWORD, Person, World

NARROW = (320, 640)
# Another window is in use; the page's own ear is older than this one, and has heard it when this one does.
TOUCHED_ELSEWHERE = """() => new Promise((heard) => {
  new BroadcastChannel("panah").addEventListener("message", heard);
  new BroadcastChannel("panah").postMessage("touched");
})"""


def end_sessions_of(person: Person) -> None:
    with as_owner(connection.settings_dict["NAME"]) as owner:
        owner.execute("UPDATE accounts_session SET ended_at = now() WHERE member_id = %s", [person.member_id])


def sign_in_over_the_page(page: Page, person: Person) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Login").fill(person.login)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("size", [DESK, PHONE, NARROW])
@pytest.mark.parametrize("look", ["Light", "Dark", "High contrast", "Large text"])
def test_my_day_is_open_to_everybody(
    world: World, open_as: OpenAs, accessible: LookAt, size: tuple[int, int], look: str
) -> None:
    page = open_as(world.leyla, "/", size=size)
    page.locator("summary[title='Look of the screen']").click()
    with page.expect_response("**/look/"):
        page.get_by_role("button", name=look).click()
    page.keyboard.press("Escape")
    page.reload()
    expect(page.get_by_role("heading", name="My day", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)


def test_the_look_changes_at_once_and_stays(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla)
    page.locator("summary[title='Look of the screen']").click()
    dark = page.get_by_role("button", name="Dark")
    with page.expect_response("**/look/"):
        dark.click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(dark).to_have_attribute("aria-pressed", "true")
    contrast = page.get_by_role("button", name="High contrast")
    for shown in ("more", "normal", "more"):
        with page.expect_response("**/look/"):
            contrast.click()
        expect(page.locator("html")).to_have_attribute("data-contrast", shown)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-contrast", "more")


def test_a_key_does_what_the_list_of_keys_says(world: World, open_as: OpenAs, accessible: LookAt) -> None:
    page = open_as(world.leyla)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog")
    expect(keys).to_contain_text("Lock the screen")
    accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("a?b/c")
    expect(page.get_by_role("searchbox")).to_have_value("a?b/c")


def test_single_letters_can_be_switched_off(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla)
    page.locator("summary[title='Look of the screen']").click()
    keys = page.get_by_role("button", name="Single-letter keys")
    expect(keys).to_have_attribute("aria-pressed", "true")
    keys.click()
    expect(keys).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_menu_of_a_phone_opens_and_closes(world: World, open_as: OpenAs, accessible: LookAt) -> None:
    page = open_as(world.leyla, size=PHONE)
    menu = page.get_by_role("navigation", name="Main")
    expect(menu).to_be_hidden()
    page.get_by_role("link", name="Menu", exact=True).click()
    expect(menu).to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_a_locked_screen_covers_the_page_and_keeps_what_was_typed(
    world: World, open_as: OpenAs, accessible: LookAt
) -> None:
    page = open_as(world.leyla, "/search/")
    page.get_by_label("Look for").fill("Aysel")
    page.keyboard.press("Alt+l")
    cover = page.get_by_role("dialog")
    expect(cover.get_by_role("heading", name="Locked")).to_be_visible()
    accessible(page)
    cover.get_by_label("Password").fill("not the password")
    cover.locator("form button").first.click()
    expect(cover.get_by_role("alert")).to_contain_text("not your password")
    cover.get_by_label("Password").fill(PASSWORD)
    cover.locator("form button").first.click()
    expect(cover).to_be_hidden()
    expect(page.get_by_label("Look for")).to_have_value("Aysel")


def test_a_session_that_ended_while_typing_is_renewed_over_the_page(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla, "/search/")
    page.clock.install()
    page.reload()
    page.get_by_label("Look for").fill("Nərgiz")
    end_sessions_of(world.leyla)
    page.clock.fast_forward("06:00")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    sign_in_over_the_page(page, world.leyla)
    expect(page.get_by_text("Nothing found that your unit can open")).to_be_visible()
    expect(page.get_by_label("Look for")).to_have_value("Nərgiz")


def test_somebody_else_at_the_same_screen_sees_their_own_start(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla, "/search/")
    page.clock.install()
    page.reload()
    page.get_by_label("Look for").fill("Nərgiz")
    end_sessions_of(world.leyla)
    page.clock.fast_forward("06:00")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    sign_in_over_the_page(page, world.nigar)
    expect(page.get_by_role("heading", name="My day", level=1)).to_be_visible()
    assert "Nərgiz" not in page.content()


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_stranger_is_told_kindly_that_there_is_nothing(
    open_as: OpenAs, accessible: LookAt, size: tuple[int, int]
) -> None:
    page = open_as(None, "/there/is/no/such/page/", size=size)
    expect(page.get_by_role("heading", name="There is nothing here.")).to_be_visible()
    accessible(page)


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_every_component_is_open_to_everybody(
    world: World, open_as: OpenAs, accessible: LookAt, size: tuple[int, int]
) -> None:
    page = open_as(world.leyla, "/catalogue/", size=size)
    expect(page.get_by_role("heading", name="Components", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)


def test_a_long_list_is_searched_by_typing(world: World, open_as: OpenAs, accessible: LookAt) -> None:
    page = open_as(world.leyla, "/catalogue/")
    box = search_field(page, "A long list")
    box.fill("turk")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_text(["Türkiye"])
    accessible(page)
    box.press("Enter")
    expect(box).to_have_value("Türkiye")
    assert page.evaluate("document.getElementById('id_country').value") == "TUR"
    box.fill("")
    box.press("Tab")
    assert page.evaluate("document.getElementById('id_country').value") == ""


def test_a_question_is_taken_back_without_harm(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla, "/catalogue/")
    page.get_by_text("Close the contact").click()
    expect(page.get_by_role("button", name="Yes, close it")).to_be_visible()
    page.get_by_role("button", name="Go back").first.click()
    expect(page.get_by_role("button", name="Yes, close it")).to_be_hidden()
    expect(page.get_by_text("Close the contact")).to_be_focused()


def test_all_windows_of_a_person_lock_and_open_together(world: World, open_as: OpenAs) -> None:
    first = open_as(world.leyla, "/search/")
    second = first.context.new_page()
    second.goto("/")
    first.keyboard.press("Alt+l")
    for window in (first, second):
        expect(window.get_by_role("heading", name="Locked")).to_be_visible()
    second.get_by_label("Password").fill(PASSWORD)
    second.get_by_role("button", name="Confirm").click()
    for window in (first, second):
        expect(window.get_by_role("dialog")).to_be_hidden()


def test_an_idle_screen_locks_itself_but_not_while_another_window_is_in_use(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla)
    page.clock.install()
    page.reload()
    seconds = int(page.locator("body").get_attribute("data-lock-seconds") or 0)
    page.clock.run_for((seconds - 60) * 1000)
    page.evaluate(TOUCHED_ELSEWHERE)
    page.clock.run_for(120 * 1000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.clock.run_for(seconds * 1000)
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
