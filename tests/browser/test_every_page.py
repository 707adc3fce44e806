"""Every page there is, once, in a language, a look and a width that change from page to page.

Pages are found by the table of routes in a country where everything was done once. A new page is visited by itself; one
that nothing leads to and no row of the story opens has to be named here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle

import pytest
from playwright.sync_api import Page

from tests.attack.secrets_said import Said
from tests.attack.telling import tell
from tests.browser.addresses import Finder, Found
from tests.browser.conftest import DESK, PHONE, LookAt, OpenAs
from tests.database import Owner
from tests.plan.playing import play
from tests.server import Server
from tests.web.test_translations import catalogue, forms
from tests.world import World

NARROW = (320, 640)
# Language, width and look: every two of them meet somewhere, and each look meets both languages that are translated.
WAYS = (
    ("az", DESK, "theme=light"),
    ("ru", PHONE, "theme=dark"),
    ("en", DESK, "theme=dark"),
    ("az", PHONE, "theme=dark&contrast=more"),
    ("ru", DESK, "theme=light&contrast=more"),
    ("en", NARROW, "theme=light&text=large"),
    ("ru", NARROW, "theme=light"),
    ("az", NARROW, "theme=light"),
    ("en", PHONE, "theme=light"),
    ("ru", DESK, "theme=dark&text=large"),
    ("az", DESK, "theme=dark"),
)
# The rooms, in parts that take about as long.
PARTS = {"houses": ("shelter", "plan"), "desk": ()}
# What the story does not come by: the tests of their own rooms walk there.
ELSEWHERE = {
    "accounts/colleagues/<uuid:member_id>/admit/<uuid:unit_id>/",
    "cases/<uuid:case_id>/screenings/<uuid:screening_id>/",
    "cases/disclosures/<uuid:disclosure_id>/paper/",
    "cases/orders/<uuid:order_id>/lift/",
    "cases/returns/<uuid:consent_id>/",
    "hotline/contacts/<uuid:contact_id>/screened/<uuid:screening_id>/",
    "hotline/directory/<uuid:service_id>/",
    "people/coercion/<uuid:act_id>/",
    "plan/bring-in/<uuid:import_id>/",
    "plan/edit/<str:table>/<uuid:row_id>/",
    "plan/group/<uuid:paper_id>/",
    "plan/trainings/gaps/<uuid:gap_id>/",
    "shelter/alarms/<uuid:duress_id>/",
    "shelter/complaints/sheet/",
    "shelter/door/faces/<uuid:card_id>/",
    "shelter/rights/<str:language>.pdf",
    "shelter/stays/<uuid:stay_id>/admission/<str:step>/",
    "shelter/stores/<uuid:item_id>/",
}

# Everything a person reads on the page: its texts that are seen, and the words for those who hear it.
WORDS = """() => {
  const names = ["aria-label", "placeholder", "title", "alt", "data-label"];
  const named = [...document.querySelectorAll(names.map((name) => `[${name}]`).join(","))]
    .flatMap((one) => names.map((name) => one.getAttribute(name)));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (!parentElement.closest("script, style, template, [lang] [lang]")) texts.push(data);
  }
  return [...new Set([...texts, ...named].filter(Boolean).map((words) => words.trim().replace(/\\s+/g, " ")))];
}"""
SHAPE = """() => ({
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  headings: [...document.querySelectorAll("h1")].map((one) => one.innerText.trim()),
  title: document.title.split("·")[0].trim(),
  language: document.documentElement.lang,
})"""


# What the people of the story call things by, in English; and the page for those who build pages speaks it.
TYPED = {"Your rights", "Heading", "Families", "Women"}
FOR_BUILDERS = "catalogue/"


@cache
def untranslated(language: str) -> frozenset[str]:
    """The English sentences that read otherwise in this language, and are nobody's name."""
    # A sentence with a context, such as the name of a month, may read the same in both.
    messages = [message for message in catalogue(language) if message.id and not message.context]
    said = {words for message in messages for words in forms(message.string)}
    return frozenset({words for message in messages for words in forms(message.id)} - said - TYPED)


def part_of(found: Found) -> str:
    """Which part of the work a page belongs to."""
    room = found.route.written.split("/")[0]
    return next((part for part, rooms in PARTS.items() if room in rooms), "desk")


@dataclass
class Tour:
    """Goes from page to page in one window of each person, and writes down what is wrong."""

    open_as: OpenAs
    server: Server
    world: World
    accessible: LookAt
    windows: dict[str, Page] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def visit(self, found: Found, language: str, size: tuple[int, int], look: str) -> None:
        """Open one page in one way and look at it."""
        page = self._window(found.login)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        chosen = {"panah_language": language, "panah_look": look}
        page.context.add_cookies([{"name": n, "value": v, "url": self.server.url} for n, v in chosen.items()])
        answer = page.goto(found.address)
        assert answer
        # Drawn as tall as it is, so that no bar that keeps to an edge lies over what is looked at.
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size[0], "height": max(size[1], tall)})
        faults = [f"status {answer.status}"] if answer.status != 200 else list(self._faults(page, language, found))
        way = f"{language} {size[0]} {look}"
        self.wrong += [f"{found.route.written} ({found.login}, {way}): {fault}" for fault in faults]

    def _window(self, login: str) -> Page:
        if login not in self.windows:
            self.windows[login] = self.open_as(getattr(self.world, login))
        return self.windows[login]

    def _faults(self, page: Page, language: str, found: Found) -> Iterator[str]:
        shape = page.evaluate(SHAPE)
        if shape["wide"] > 0:
            yield f"{shape['wide']} pixels wider than the screen"
        if len(shape["headings"]) != 1 or not all(shape["headings"]):
            yield f"headings {shape['headings']}"
        if not shape["title"] or shape["language"] != language:
            yield f"title {shape['title']!r} in {shape['language']!r}"
        if language != "en" and found.route.written != FOR_BUILDERS:
            left = untranslated(language) & set(page.evaluate(WORDS))
            if left:
                yield f"not translated: {sorted(left)}"
        try:
            self.accessible(page)
        except AssertionError as trouble:
            yield str(trouble)


@pytest.fixture
def pages(world: World, owner: Owner) -> list[Found]:
    """A country in which everything was done once, and every page of it that somebody may open."""
    tell(world, Said())
    play(world)
    found, missing = Finder(world, owner, ELSEWHERE).find()
    assert missing == set()
    return found


@pytest.mark.parametrize("part", PARTS)
def test_every_page_can_be_looked_at(
    pages: list[Found], part: str, world: World, server: Server, open_as: OpenAs, accessible: LookAt
) -> None:
    tour = Tour(open_as, server, world, accessible)
    mine = [found for found in pages if part_of(found) == part]
    for found, way in zip(mine, cycle(WAYS), strict=False):
        tour.visit(found, *way)
    assert len(mine) > 20
    assert tour.wrong == []
