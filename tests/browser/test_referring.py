"""A referral in two windows: written with consent, looked at, sent, accepted, and its outcome reported."""

import pytest
from playwright.sync_api import Browser, Page, expect

from panah.accounts.gate import COOKIE, token_text
from panah.hotline.actions import contacts
from tests.browser.choosing import choose
from tests.browser.conftest import Look, OpenAs
from tests.people.making import registered
from tests.referrals.making import MESSAGE, offered, overridden
from tests.server import Server
from tests.world import World, acting


@pytest.fixture
def begun(world: World) -> str:
    """The page of a new referral from a contact of Leyla's."""
    with acting(world.leyla) as actor:
        contact = contacts.start(actor=actor, channel="phone")
    return f"/hotline/contacts/{contact.id}/refer/"


def fill_in(page: Page) -> None:
    """An adult who agrees, for the Department."""
    page.get_by_label("Name, if it was said").fill("Aysel Məmmədova")
    page.get_by_label("Age", exact=True).select_option("21_23")
    choose(page, "To whom?", "department")
    page.get_by_label("What do you ask for?").select_option("protection")
    page.get_by_role("radio", name="Emergency: now").check()
    for name in ("Identity", "Ways to reach the person"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_label("What was said or signed").fill("Yes, tell them")
    page.get_by_label("Message to the receiver").fill(MESSAGE)


def look_and_send(page: Page, look: Look) -> None:
    """See what will leave the house, and send it with the key the page names."""
    page.get_by_role("button", name="Look at what they will see").click()
    expect(page.get_by_role("heading", name="What they will see")).to_be_visible()
    expect(page.get_by_text(MESSAGE)).to_be_visible()
    look(page, "refer-review")
    page.keyboard.press("s")
    expect(page.get_by_text("The receiver's clock is running")).to_be_visible()


def read_and_accept(page: Page, look: Look) -> None:
    """Find it in the inbox, read the message, accept with the key."""
    look(page, "referral-inbox")
    page.get_by_role("link", name="REF-").click()
    expect(page.get_by_text(MESSAGE)).to_be_visible()
    look(page, "referral-receiver")
    page.keyboard.press("a")
    expect(page.get_by_text("What was offered is open to your unit now")).to_be_visible()


def open_who_it_is(page: Page, look: Look) -> None:
    """Open the identity, saying what for."""
    page.get_by_role("link", name="The person").click()
    look(page, "person-receiver")
    page.get_by_role("link", name="Open, saying what for").first.click()
    look(page, "person-ask")
    page.get_by_label("What do you open it for?").select_option("referral")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("Aysel Məmmədova")).to_be_visible()
    look(page, "identity")


def report(page: Page) -> None:
    """Report the outcome, with a note for one's own unit."""
    page.keyboard.press("o")
    page.get_by_label("Outcome").select_option("sheltered")
    page.get_by_label("Note for your own unit").fill("The house by the sea")
    page.get_by_role("button", name="Report the outcome").click()
    expect(page.get_by_text("The sender sees the outcome now")).to_be_visible()


@pytest.mark.rule("HL-11")
def test_from_the_contact_to_the_outcome(world: World, open_as: OpenAs, begun: str, look: Look) -> None:
    leyla = open_as(world.leyla, begun)
    look(leyla, "refer")
    fill_in(leyla)
    look_and_send(leyla, look)
    look(leyla, "referral-sender")

    nigar = open_as(world.nigar, "/referrals/received/")
    read_and_accept(nigar, look)
    referral = nigar.url
    open_who_it_is(nigar, look)
    nigar.goto(referral)
    report(nigar)

    # The sender's open page shows the outcome by itself, and nothing more.
    expect(leyla.get_by_text("Placed in safety").first).to_be_visible()
    assert "by the sea" not in leyla.content()


def test_what_is_typed_survives_a_reload(world: World, open_as: OpenAs, begun: str) -> None:
    page = open_as(world.leyla, begun)
    with page.expect_response(lambda answer: "/draft/" in answer.url):
        page.get_by_label("Message to the receiver").fill("half a sentence")
    page.reload()
    expect(page.get_by_label("Message to the receiver")).to_have_value("half a sentence")


def test_it_all_works_without_scripts(world: World, begun: str, browser: Browser, server: Server) -> None:
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


def test_the_other_pages_are_open_to_everyone(world: World, open_as: OpenAs, look: Look, begun: str) -> None:
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
    windows = {who: open_as(who) for who in {who for who, *_ in pages}}
    for who, path, name in pages:
        windows[who].goto(path)
        look(windows[who], name)
