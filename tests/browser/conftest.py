"""A real browser for each person of the story, already signed in, and axe to look at every page."""

import os
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect, sync_playwright

from config import env
from panah.accounts.gate import COOKIE, token_text
from scripts.browser import installed
from tests.server import Server
from tests.world import Person

DESK, PHONE = (1440, 900), (390, 844)
LONGEST_WAIT = 15_000  # Milliseconds; a busy machine is not a broken page.
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

OpenAs = Callable[..., Page]
LookAt = Callable[[Page], None]
Picture = Callable[[Page, str], None]
Look = Callable[..., None]
# What sticks out of the screen, so that a failure says what to look at.
TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const wide = (each) => each.getBoundingClientRect().right > root.clientWidth;
  const named = (each) => `${each.tagName} ${each.className}`;
  return ["the page", ...[...document.querySelectorAll("main *")].filter(wide).map(named).slice(0, 5)];
}"""
# The live parts of a page ask once as soon as it hears the server; what they replace is clicked or read after that.
SETTLED = """async (patience) => {
  const busy = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added";
  const settled = () => {
    const answers = performance.getEntriesByType("resource").filter((one) => one.initiatorType === "xmlhttprequest");
    const came = new Set(answers.map((one) => one.name));
    const parts = [...document.querySelectorAll("[data-live-topic][hx-get]")];
    const asked = parts.map((part) => new URL(part.getAttribute("hx-get"), location).href);
    return !document.querySelector(busy) && asked.every((address) => came.has(address));
  };
  const end = performance.now() + patience;
  while (!settled()) {
    if (performance.now() > end) throw new Error("the live parts of the page did not come");
    await new Promise((again) => setTimeout(again, 20));
  }
}"""


def settle(page: Page) -> None:
    """Wait until the page's scripts have run and its live parts have come for the first time."""
    page.wait_for_load_state()
    page.evaluate(SETTLED, LONGEST_WAIT)


def hold(page: Page, address: str | Callable[[str], bool]) -> list[Route]:
    """Keep requests for this address waiting on their way, each until it is let go with `continue_()`."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(address, keep)
    return held


@pytest.fixture(autouse=True)
def database(transactional_db: None) -> None:
    """What a browser test writes is committed, for the server is another process."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    # Playwright keeps a loop in this thread, which Django takes for asynchronous code; the tests are not.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    expect.set_options(timeout=LONGEST_WAIT)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed(), args=arguments)
        yield chromium
        chromium.close()


REFUSED = re.compile(r"the server responded with a status of 4|Response Status Error Code 4")


class Complaints:
    """What the browser complained about: errors of scripts, files that are missing, breaches of the page's policy."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def listen(self, page: Page) -> None:
        """Write down everything this page complains about."""
        page.on("pageerror", lambda error: self.said.append(f"{urlsplit(page.url).path}: {error}"))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium and htmx report every answer of 400 and more; a refusal with its sentence is a part of some stories.
        if message.type == "error" and not REFUSED.search(message.text):
            self.said.append(message.text)


@pytest.fixture
def complaints() -> Complaints:
    """Ask this for what went wrong unseen; it must be empty at the end of every test."""
    return Complaints()


@pytest.fixture
def open_as(browser: Browser, server: Server, complaints: Complaints) -> Iterator[OpenAs]:
    """`open_as(world.leyla, "/hotline/")`: a window of her own, signed in; without a person, a stranger's window."""
    windows: list[BrowserContext] = []

    def opened(
        person: Person | None = None, path: str = "/", *, size: tuple[int, int] = DESK, language: str = "en"
    ) -> Page:
        window = browser.new_context(
            base_url=server.url,
            locale=language,
            timezone_id="Asia/Baku",
            viewport={"width": size[0], "height": size[1]},
            reduced_motion="reduce",
        )
        windows.append(window)
        window.set_default_timeout(LONGEST_WAIT)
        window.add_cookies([{"name": "panah_language", "value": language, "url": server.url}])
        if person:
            window.add_cookies([{"name": COOKIE, "value": token_text(person.token), "url": server.url}])
        page = window.new_page()
        complaints.listen(page)
        page.goto(path)
        settle(page)
        return page

    yield opened
    for window in windows:
        window.close()
    assert not complaints.said


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's source."""
    return (env.VAR.read() / "axe.min.js").read_text("utf-8")


@pytest.fixture
def accessible(axe: str) -> LookAt:
    """`accessible(page)` fails with what axe finds against WCAG 2.2 AA."""

    def look(page: Page) -> None:
        settle(page)
        page.evaluate(axe)
        # What is in order need not be described node by node.
        wanted = {"runOnly": WCAG, "resultTypes": ["violations"]}
        found = page.evaluate("wanted => axe.run(document, wanted)", wanted)["violations"]
        told = [f"{v['id']}: {v['help']}: {[node['target'] for node in v['nodes']][:5]}" for v in found]
        assert not told, f"{urlsplit(page.url).path}: {told}"

    return look


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Picture:
    """`picture(page, "desk")` keeps a screenshot under var/pictures, for people to look at."""

    def take(page: Page, name: str) -> None:
        folder = env.VAR.read() / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        # Hiding the caret would put a style into the page, which its policy refuses.
        page.screenshot(path=folder / f"{name}.png", full_page=True, caret="initial")

    return take


@pytest.fixture
def look(accessible: LookAt, picture: Picture) -> Look:
    """`look(page, "stay")`: on a phone and on a desk axe finds nothing and nothing is wider than the screen.

    With a name both pictures are kept. The page stays as wide as it was.
    """

    def at(page: Page, name: str = "") -> None:
        own = page.viewport_size
        for width, height in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("window.scrollTo(0, 0)")
            accessible(page)
            if name:
                picture(page, f"{name}-{width}")
            assert page.evaluate(TOO_WIDE) == [], f"wider than the screen at {width}"
        if own:
            page.set_viewport_size(own)

    return at


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if "/tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
