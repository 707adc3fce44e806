"""The story of the desk with the people in it, in real browsers.

A call rings, is answered, screened, referred with consent, carded, journalled, and accepted by the Department; the
colleague sees it, the shelter does not, the administrator reads no word.
"""

import json
import urllib.request
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.choosing import choose
from tests.browser.conftest import DESK, PHONE, LookAt, OpenAs, Picture
from tests.server import Server
from tests.world import EXCHANGE, World

NUMBER, NAME = "+994125550177", "Səbinə Yelbəyova"
SAID = "The door is locked at night and the papers were taken away."
REMEMBERED = "She will write from another telephone tomorrow."
LETTER = "A woman is kept in a flat and wants to leave. She agrees to meet an officer."


def ring(server: Server, kind: str = "ringing", call: str = "story") -> None:
    """The telephone exchange reports an event of a call."""
    now = datetime.now(UTC)
    event = {"event_id": f"{call}-{kind}", "call_id": call, "kind": kind, "at": now.isoformat(), "number": NUMBER}
    body = json.dumps(event).encode()
    headers = EXCHANGE.headers(body, at=now) | {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{server.url}/api/telephony/events", body, headers)
    urllib.request.urlopen(request, timeout=20).close()


def answer(page: Page) -> None:
    """Take the ringing call with the key that the page names."""
    expect(page.get_by_role("button", name="Answer")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Talk HL-")


def hold_and_return(server: Server, page: Page) -> None:
    """What the exchange does with the line shows on the page of the talk by itself."""
    line = page.locator("#line")
    ring(server, "held")
    expect(line).to_contain_text("On hold")
    ring(server, "answered")
    expect(line).to_have_text("")


def talk(page: Page) -> None:
    """Write down what is said; it is kept on each pause in typing."""
    page.get_by_label("What is said").fill(SAID)
    choose(page, "Motive", "Help for oneself")
    page.get_by_label("Name or alias").fill(NAME)
    expect(page.get_by_text("saved")).to_be_visible()
    page.get_by_role("button", name="Save").last.click()


def screen(page: Page) -> None:
    """Ask the questions of the adult list that tell of coercion, and keep the answers."""
    page.get_by_role("link", name="Forced labour: adult").click()
    for words in ("keep the person's passport", "Is the person locked in", "days too long", "Is the pay very low"):
        question = page.get_by_role("group").filter(has_text=words).last
        question.get_by_role("radio", name="Yes").check()
    expect(page.locator("#result")).to_contain_text("strong")
    expect(page.locator("#result")).to_contain_text("no finding about the person")
    page.get_by_role("button", name="Keep the screening").first.click()


def refer(page: Page) -> None:
    """Hand over to the Department with consent, after a look at what they will see."""
    page.get_by_role("link", name="Hand over to a body").click()
    page.get_by_label("Name, if it was said").fill(NAME)
    page.get_by_label("Age", exact=True).select_option(index=6)
    choose(page, "To whom?", "Unit department")
    page.get_by_label("What do you ask for?").select_option(index=1)
    page.get_by_role("checkbox", name="Identity").check()
    page.get_by_label("Message to the receiver").fill(LETTER)
    page.get_by_role("button", name="Look at what they will see").click()
    expect(page.get_by_role("heading", name="What they will see")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("REF-")


def wrap_up(page: Page) -> None:
    """Card and journal are due at once; with both the operator is free again."""
    choose(page, "Who called", "Potential victim")
    page.get_by_label("What came of it").select_option("referral")
    page.get_by_label("Journal").fill(REMEMBERED)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("is closed. You are free for the next one.")).to_be_visible()


@pytest.fixture
def told(world: World, server: Server, open_as: OpenAs, accessible: LookAt, picture: Picture) -> tuple[Page, str, str]:
    """Leyla's part, from the ring to the closed contact; gives her page, the contact and the referral."""
    page = open_as(world.leyla, "/hotline/")
    expect(page.get_by_text("Nobody is calling")).to_be_visible()
    ring(server)
    answer(page)
    contact = page.url
    hold_and_return(server, page)
    accessible(page)
    talk(page)
    picture(page, "talk")
    screen(page)
    accessible(page)
    page.goto(contact)
    refer(page)
    accessible(page)
    picture(page, "referral")
    referral = page.url
    ring(server, "ended")
    page.goto(contact)
    expect(page.get_by_text("The line is closed")).to_be_visible()
    page.get_by_role("button", name="End of the talk").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wrap-up")
    accessible(page)
    picture(page, "wrap_up")
    wrap_up(page)
    page.goto(contact)
    expect(page.get_by_text("Closed").first).to_be_visible()
    accessible(page)
    return page, contact, referral


@pytest.mark.rule("HL-11")
def test_a_call_becomes_an_accepted_referral(
    world: World, told: tuple[Page, str, str], open_as: OpenAs, accessible: LookAt, picture: Picture
) -> None:
    leyla, contact, referral = told

    officer = open_as(world.nigar, "/referrals/received/")
    officer.get_by_role("link", name="REF-").first.click()
    expect(officer.get_by_text(LETTER)).to_be_visible()
    accessible(officer)
    officer.get_by_role("button", name="Accept").click()
    expect(officer.get_by_text("Accepted").first).to_be_visible()
    picture(officer, "accepted")

    leyla.goto(referral)
    expect(leyla.get_by_text("Accepted").first).to_be_visible()

    colleague = open_as(world.kamran, contact)
    expect(colleague.get_by_role("heading", level=1)).to_contain_text("HL-")
    expect(colleague.get_by_text("Help for oneself").first).to_be_visible()

    for stranger in (world.sevinc, world.samira, world.rauf):
        elsewhere = open_as(stranger, contact)
        expect(elsewhere.get_by_text(SAID)).to_have_count(0)
        expect(elsewhere.get_by_text(NAME)).to_have_count(0)
        answered = elsewhere.goto(referral)
        assert answered
        assert answered.status in (403, 404)
        assert LETTER not in elsewhere.content()


def test_every_operator_sees_a_ringing_call_and_one_has_it(world: World, server: Server, open_as: OpenAs) -> None:
    first, second = open_as(world.leyla, "/hotline/"), open_as(world.kamran, "/hotline/")
    ring(server, call="both")
    for page in (first, second):
        expect(page.get_by_role("button", name="Answer")).to_be_visible()
    first.get_by_role("button", name="Answer").click()
    expect(first.get_by_role("heading", level=1)).to_contain_text("Talk")
    expect(second.get_by_text("Nobody is calling")).to_be_visible()


MAIN_PAGES = {
    "leyla": ("/", "/hotline/", "/hotline/contacts/", "/hotline/contacts/new/", "/hotline/contacts/record/",
              "/hotline/situations/", "/hotline/directory/", "/hotline/rota/", "/hotline/blocked/", "/referrals/sent/"),
    "director": ("/hotline/board/", "/hotline/board/sign-off/", "/hotline/rota/", "/accounts/colleagues/"),
    "nigar": ("/", "/referrals/received/"),
    "aygun": ("/audit/", "/audit/proof/"),
}  # fmt: skip


@pytest.mark.parametrize("who", MAIN_PAGES)
def test_every_main_page_is_for_everyone(
    world: World, open_as: OpenAs, accessible: LookAt, picture: Picture, who: str
) -> None:
    for size, language in ((DESK, "en"), (PHONE, "az")):
        page = open_as(world.people[who], "/", size=size, language=language)
        for path in MAIN_PAGES[who]:
            answered = page.goto(path)
            assert answered
            assert answered.status == 200, path
            accessible(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is wider than {size[0]} px"
            picture(page, f"{who}{path.replace('/', '_')}{size[0]}")
