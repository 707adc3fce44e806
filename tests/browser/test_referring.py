"""A referral from the contact to the outcome, in two windows: written with consent, looked at, sent, accepted, reported."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from panah.hotline.actions import contacts
from tests.browser.conftest import PHONE, LookAt, OpenAs
from tests.people.making import registered
from tests.referrals.making import MESSAGE, offered, overridden
from tests.world import World, acting

Picture = Callable[[Page, str], None]


@pytest.fixture
def begun(world: World) -> str:
    """The page of a new referral from a contact of Leyla's."""
    with acting(world.leyla) as actor:
        contact = contacts.start(actor=actor, channel="phone")
    return f"/hotline/contacts/{contact.id}/refer/"


def choose(page: Page, label: str, typed: str) -> None:
    """Search a long list by typing and take the first."""
    page.get_by_role("combobox", name=label).fill(typed)
    page.get_by_role("listbox").get_by_role("option").first.click()


def fill_in(page: Page) -> None:
    """An adult who agrees, for the Department."""
    page.get_by_label("Name, if it was said").fill("Aysel Məmmədova")
    page.get_by_label("Age", exact=True).select_option("21_23")
    choose(page, "To whom?", "department")
    page.get_by_label("What do you ask for?").select_option("protection")
    page.get_by_text("Emergency: now").click()
    for name in ("The real name", "Telephone, address"):
        page.get_by_text(name).click()
    page.get_by_label("What was said or signed").fill("Yes, tell them")
    page.get_by_label("Message to the receiver").fill(MESSAGE)


@pytest.mark.rule("HL-11")
def test_from_the_contact_to_the_outcome(
    world: World, open_as: OpenAs, begun: str, accessible: LookAt, picture: Picture
) -> None:
    # Given an operator who writes a referral while the caller agrees
    leyla = open_as(world.leyla, begun)
    accessible(leyla)
    picture(leyla, "refer")
    fill_in(leyla)
    picture(leyla, "refer-filled")
    leyla.get_by_role("button", name="Look at what they will see").click()

    # When she sees what will leave the house, and sends it
    expect(leyla.get_by_role("heading", name="What they will see")).to_be_visible()
    expect(leyla.get_by_text(MESSAGE)).to_be_visible()
    accessible(leyla)
    picture(leyla, "refer-review")
    leyla.keyboard.press("s")
    expect(leyla.get_by_text("The receiver's clock is running")).to_be_visible()
    accessible(leyla)
    picture(leyla, "referral-sender")

    # Then the officer finds it with its clock, reads the message and accepts
    nigar = open_as(world.nigar, "/referrals/received/")
    accessible(nigar)
    picture(nigar, "referral-inbox")
    nigar.get_by_role("link", name="REF-").click()
    expect(nigar.get_by_text(MESSAGE)).to_be_visible()
    accessible(nigar)
    picture(nigar, "referral-receiver")
    nigar.keyboard.press("a")
    expect(nigar.get_by_text("What was offered is open to your unit now")).to_be_visible()

    # And opens who it is, saying what for
    nigar.get_by_role("link", name="The person").click()
    accessible(nigar)
    picture(nigar, "person-receiver")
    nigar.get_by_role("link", name="Open, saying what for").first.click()
    accessible(nigar)
    nigar.get_by_label("What do you open it for?").select_option("referral")
    nigar.get_by_role("button", name="Open").click()
    expect(nigar.get_by_text("Aysel Məmmədova")).to_be_visible()
    accessible(nigar)
    picture(nigar, "identity")

    # And the sender sees the outcome by itself, and nothing more
    nigar.go_back()
    nigar.go_back()
    nigar.go_back()
    nigar.keyboard.press("o")
    nigar.get_by_label("Outcome").select_option("sheltered")
    nigar.get_by_label("Note for your own unit").fill("The house by the sea")
    nigar.get_by_role("button", name="Report the outcome").click()
    expect(leyla.get_by_text("Placed in safety").first).to_be_visible()
    assert "by the sea" not in leyla.content()


def test_what_is_typed_survives_a_reload(world: World, open_as: OpenAs, begun: str) -> None:
    page = open_as(world.leyla, begun)
    with page.expect_response(lambda answer: "/draft/" in answer.url):
        page.get_by_label("Message to the receiver").fill("half a sentence")
    page.reload()
    expect(page.get_by_label("Message to the receiver")).to_have_value("half a sentence")


def test_it_all_works_without_scripts(world: World, open_as: OpenAs, begun: str, browser: Any, server: Any) -> None:
    from panah.accounts.gate import COOKIE, token_text  # The window is made by hand, without scripts.

    window = browser.new_context(base_url=server.url, java_script_enabled=False, locale="en")
    window.add_cookies([{"name": COOKIE, "value": token_text(world.leyla.token), "url": server.url}])
    window.add_cookies([{"name": "panah_language", "value": "en", "url": server.url}])
    page = window.new_page()
    page.goto(begun)
    page.get_by_label("To whom?").select_option(label="Unit department")
    page.get_by_label("What do you ask for?").select_option("protection")
    page.get_by_label("Age", exact=True).select_option("21_23")
    page.get_by_label("Message to the receiver").fill(MESSAGE)
    page.get_by_role("button", name="Look at what they will see").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The receiver's clock is running")).to_be_visible()
    window.close()


def test_the_other_pages_are_open_to_everyone(
    world: World, open_as: OpenAs, accessible: LookAt, picture: Picture, begun: str
) -> None:
    referral, danger = offered(world.leyla, world.nigar), overridden(world.leyla, world.nigar)
    child = registered(world.leyla)
    pages = [
        (world.leyla, "/referrals/sent/", "referral-outbox"),
        (world.leyla, f"/referrals/consents/{referral.person_id}/", "consents"),
        (world.leyla, f"/people/{child.id}/", "person"),
        (world.leyla, f"/people/{child.id}/reach/", "person-ask"),
        (world.director, "/referrals/reviews/", "referral-reviews"),
        (world.director, f"/referrals/{danger.id}/review/", "referral-review"),
        (world.nigar, "/referrals/received/", "inbox"),
        (world.nigar, f"/referrals/{referral.id}/", "referral"),
        (world.leyla, begun, "refer"),
    ]
    for who, path, name in pages:
        for size in ((1440, 900), PHONE):
            page = open_as(who, path, size=size)
            accessible(page)
            picture(page, f"{name}-{size[0]}")
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not wide, f"{name} is wider than the screen at {size[0]}"
