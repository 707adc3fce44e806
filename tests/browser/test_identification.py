"""The way of one person in four windows: presumed, given time, known by a code, asked if she wishes, identified."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from panah.cases.models import Case
from panah.cases.states import DecisionStep
from tests.browser.choosing import choose
from tests.browser.conftest import Look, OpenAs
from tests.cases.deciding import asked, case_from_hotline, certified, granted, screened, took
from tests.world import World


@pytest.fixture
def case(world: World) -> Case:
    """Nigar's case about somebody whom the hotline let the Department know of."""
    return case_from_hotline(world)


def take_step(page: Page, name: str, *, basis: str = "own_words", reasons: str = "") -> None:
    """Take a step from the tab of decisions."""
    page.get_by_role("link", name=name).first.click()
    page.get_by_label(re.compile("^What it rests on")).select_option(basis)
    if reasons:
        page.get_by_label("Reasons").fill(reasons)
    page.get_by_role("button", name="Take this step").click()
    expect(page.get_by_role("heading", name="Steps so far")).to_be_visible()


def check_code(page: Page, code: str) -> None:
    """Type a code and ask."""
    page.get_by_label("Code on the certificate").fill(code)
    page.get_by_role("button", name="Check it").click()


def ask_for_interview(page: Page, wish: str = "") -> None:
    """Fill in the request of an interview and send it."""
    page.get_by_label("The person's own wish to speak").fill(wish)
    page.get_by_label("When").fill(f"{timezone.localtime() + dt.timedelta(hours=1):%Y-%m-%dT%H:%M}")
    page.get_by_label("Kind of place").select_option("neutral")
    page.get_by_label("Legal representation").select_option("not_needed")
    choose(page, "Language", "Azerbaijani")
    page.get_by_role("button", name="Ask for it").click()


def saved(page: Page, press: Callable[[], None]) -> bytes:
    """What a button gives as a file."""
    with page.expect_download() as download:
        press()
    return download.value.path().read_bytes()


@pytest.mark.rule("RR-01", "RR-03", "RR-05", "DEF-02")
def test_from_presumed_to_identified(world: World, open_as: OpenAs, case: Case, look: Look) -> None:
    nigar = open_as(world.nigar, f"/cases/{case.id}/decisions/")
    take_step(nigar, "Presume a victim")
    nigar.get_by_role("button", name="Open the reflection period").click()
    expect(nigar.get_by_text("No expulsion while it runs")).to_be_visible()
    nigar.get_by_text("Certificate with a code").click()
    look(nigar, "decisions")
    press = nigar.get_by_role("button", name="Draw the certificate").click
    assert saved(nigar, press).startswith(b"%PDF")

    # The paper says the code to whoever holds it; here it is drawn once more to be known.
    ramin = open_as(world.ramin, "/cases/check/")
    check_code(ramin, certified(world.nigar, case))
    expect(ramin.get_by_role("status")).to_contain_text("Protected until")
    look(ramin, "verify")
    assert case.pseudonym not in ramin.content()

    nigar.goto(f"/cases/{case.id}/interviews/")
    ask_for_interview(nigar)
    expect(nigar.get_by_text("only on the person's own wish")).to_be_visible()
    expect(nigar.get_by_role("link", name="Refused by rule RR-05")).to_be_visible()
    look(nigar, "interview-refused")
    # What was typed is still there: only the wish was missing.
    nigar.get_by_label("The person's own wish to speak").fill("I want to tell it now")
    nigar.get_by_role("button", name="Ask for it").click()
    expect(nigar.get_by_text("the person's own", exact=True)).to_be_visible()

    nigar.goto(f"/cases/{case.id}/decisions/")
    take_step(nigar, "Propose that the person is a victim", reasons="She told it twice")
    orxan = open_as(world.orxan, f"/cases/{case.id}/decisions/")
    take_step(orxan, "Decide: a victim", reasons="The papers say the same")
    expect(orxan.get_by_text("Identified victim").first).to_be_visible()
    letter = orxan.get_by_role("link", name="Letter", exact=True).first
    assert saved(orxan, letter.click).startswith(b"%PDF")


@pytest.mark.rule("RR-04")
def test_not_a_victim_ends_the_period(world: World, open_as: OpenAs, case: Case, look: Look) -> None:
    granted(world.nigar, case)
    code = certified(world.nigar, case)
    took(world.nigar, case, DecisionStep.PROPOSE_OTHER)
    ramin = open_as(world.ramin, "/cases/check/")
    check_code(ramin, code)
    expect(ramin.get_by_role("status")).to_contain_text("Protected until")

    orxan = open_as(world.orxan, f"/cases/{case.id}/decisions/")
    take_step(orxan, "Decide: not a victim", basis="evidence", reasons="She came to study")
    expect(orxan.get_by_text("has none")).to_be_visible()
    look(orxan, "not-a-victim")

    check_code(ramin, code)
    expect(ramin.get_by_role("status")).to_contain_text("No protection runs under this code")
    leyla = open_as(world.leyla, "/cases/news/")
    expect(leyla.get_by_text(case.pseudonym)).to_be_visible()
    assert "study" not in leyla.content()
    leyla.get_by_role("button", name="We know").click()
    expect(leyla.get_by_role("button", name="We know")).to_have_count(0)


def test_the_pages_are_open_to_everyone(world: World, open_as: OpenAs, case: Case, look: Look) -> None:
    screening = screened(world.nigar, case, {"gain.money_taken": "yes", "place.locked": "yes"})
    granted(world.nigar, case)
    interview = asked(world.nigar, case, wish="I want to")
    took(world.nigar, case, DecisionStep.PRESUME)
    pages = [
        (world.nigar, f"/cases/{case.id}/decisions/", "decisions"),
        (world.nigar, f"/cases/{case.id}/decide/propose_other/", "decide"),
        (world.nigar, f"/cases/{case.id}/interviews/", "interviews"),
        (world.nigar, f"/cases/{case.id}/interviews/{interview.id}/", "interview"),
        (world.nigar, f"/cases/{case.id}/screening/az-officer-adult/", "officers-questions"),
        (world.nigar, f"/cases/{case.id}/screenings/{screening.id}/", "officers-result"),
        (world.ramin, "/cases/check/", "check"),
        (world.orxan, "/cases/funnel/", "funnel"),
        (world.leyla, "/cases/news/", "news"),
    ]
    for who, path, name in pages:
        page = open_as(who, path)
        look(page, f"c-{name}")
        assert not re.search(r"Məmmədova", page.content())
