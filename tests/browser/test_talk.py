"""A whole talk without a mouse: guide, notes, flag, service, questions, card and journal; and nothing typed is lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from panah.hotline.actions import directory
from panah.hotline.models import Contact, Screening, StatCard
from tests.browser.conftest import LookAt, OpenAs
from tests.world import World, acting

WORDS = "She whispers. Her passport was taken by the owner."


@pytest.fixture
def services(world: World) -> None:
    """The directory as the country starts with it."""
    with acting(world.director):
        directory.load_services()


def arrive(page: Page, heading: str) -> None:
    """Wait for the page with this heading and for its scripts, without which no key is heard."""
    expect(page.get_by_role("heading", name=re.compile(heading))).to_be_visible()
    page.wait_for_load_state()


def begin(page: Page) -> None:
    """Begin a contact by hand, from the list, by keys."""
    page.keyboard.press("n")
    page.get_by_label("Phone call").check()
    page.wait_for_load_state()
    page.keyboard.press("Alt+s")
    arrive(page, "Talk HL-")


def note(page: Page, words: str) -> None:
    """Type into the notes and wait until the server has them."""
    page.get_by_label("What is said").fill(words)
    expect(page.locator("#talk [data-draft-status]")).to_have_attribute("data-state", "saved")


def answer_and_flag(page: Page) -> None:
    """Go on in the guide and raise a flag out of the middle of a note; the note stays."""
    page.keyboard.press("Alt+1")
    expect(page.get_by_role("heading", name="Safe to talk?")).to_be_visible()
    page.keyboard.press("Alt+c")
    expect(page.get_by_role("button", name="A child is concerned", pressed=True)).to_be_visible()
    expect(page.get_by_label("What is said")).to_have_value(WORDS)


def tell_of_a_psychologist(page: Page) -> None:
    """Three keystrokes find a service, one more notes that the caller was told of it."""
    page.keyboard.press("Alt+f")
    page.keyboard.type("psi")
    expect(page.locator("#services .service").first).to_contain_text(re.compile("psycholog", re.IGNORECASE))
    page.keyboard.press("Alt+g")
    expect(page.locator("#given")).to_contain_text("Told in this talk")


def ask_four_questions(page: Page, accessible: LookAt) -> None:
    """Answer by y and n; what it adds up to is said meanwhile."""
    page.keyboard.press("Alt+q")
    expect(page.locator("[data-question]").first).to_be_visible()
    page.wait_for_load_state()
    for key in "yyyn":
        page.keyboard.press(key)
    expect(page.locator("#result").get_by_text("heard", exact=True).first).to_be_visible()
    expect(page.locator("[data-question] input:checked")).to_have_count(4)
    accessible(page)
    page.keyboard.press("Alt+s")
    arrive(page, "Result of the questions")
    page.keyboard.press("b")
    arrive(page, "Talk HL-")


def end_and_wrap_up(page: Page, accessible: LookAt) -> None:
    """End the talk and complete card and journal, which are filled in with what is known."""
    page.keyboard.press("Alt+e")
    arrive(page, "Wrap-up of HL-")
    expect(page.get_by_label("Journal")).to_have_value(WORDS)
    accessible(page)
    for field, word in (("Who called", "presumed"), ("Why", "unpaid")):
        page.get_by_label(field).fill(word)
        page.keyboard.press("Enter")
    page.get_by_label("What came of it").select_option("advice")
    page.keyboard.press("Alt+s")
    expect(page.get_by_text("is closed. You are free for the next one.")).to_be_visible()


@pytest.mark.rule("HL-05")
@pytest.mark.rule("HL-07")
@pytest.mark.rule("HL-08")
@pytest.mark.rule("HL-09")
def test_a_talk_by_keys_alone(
    world: World, services: None, open_as: OpenAs, accessible: LookAt, picture: Callable[[Page, str], None]
) -> None:
    page = open_as(world.leyla, "/hotline/contacts/")
    begin(page)
    note(page, WORDS)
    answer_and_flag(page)
    tell_of_a_psychologist(page)
    picture(page, "talk")
    accessible(page)

    # A reload, as after a crash, brings everything back.
    page.reload()
    expect(page.get_by_label("What is said")).to_have_value(WORDS)
    expect(page.get_by_role("heading", name="Safe to talk?")).to_be_visible()

    ask_four_questions(page, accessible)
    end_and_wrap_up(page, accessible)
    with acting(world.leyla) as actor:
        contact = Contact.visible(actor).get()
        card = StatCard.objects.get(contact=contact)
        assert (contact.state, contact.notes, contact.is_child) == ("closed", WORDS, True)
        assert (card.motive, card.advice_count, card.screened) == ("unpaid_work", 1, True)
        assert len(Screening.objects.get().answers) == 4


@pytest.mark.rule("NRM-04")
def test_danger_by_one_key_in_the_middle_of_a_note(
    world: World, services: None, open_as: OpenAs, accessible: LookAt
) -> None:
    page = open_as(world.leyla, "/hotline/contacts/")
    begin(page)
    page.get_by_label("What is said").fill(WORDS)
    page.keyboard.press("Alt+d")
    arrive(page, "Somebody is in danger now")
    expect(page.get_by_label("What is said")).to_have_value(WORDS)
    expect(page.locator("#danger .clock").first).to_contain_text("due in")
    page.keyboard.press("1")
    expect(page.locator(".protocol-done")).to_have_count(1)
    accessible(page)


def test_the_keys_of_the_page_are_listed(world: World, open_as: OpenAs) -> None:
    page = open_as(world.leyla, "/hotline/contacts/")
    begin(page)
    page.keyboard.press("?")
    listed = page.get_by_role("dialog", name="Keys of this page")
    for words in (
        "In danger now",
        "End of the talk",
        "Begins to talk",
        "A child is concerned",
        "find a service",
        "Save",
    ):
        expect(listed).to_contain_text(words)


def test_everything_works_without_script(world: World, services: None, open_as: OpenAs) -> None:
    """The pages are forms and links first; scripts only make them quicker."""
    page = open_as(world.leyla, "/hotline/contacts/")
    page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/hotline/contacts/new/")
    page.get_by_label("Phone call").check()
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("What is said").fill(WORDS)
    page.get_by_role("button", name="Begins to talk").click()
    expect(page.get_by_role("heading", name="Safe to talk?")).to_be_visible()
    expect(page.get_by_label("What is said")).to_have_value(WORDS)
    page.get_by_role("button", name="End of the talk").click()
    page.get_by_label("Who called").select_option("unknown")
    page.get_by_label("Why").select_option("other")
    page.get_by_label("What came of it").select_option("none")
    page.get_by_role("button", name="Done: card and journal").click()
    expect(page.get_by_text("is closed. You are free for the next one.")).to_be_visible()
