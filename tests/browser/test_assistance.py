"""A prosecutor asks a centre for help: what asks about a person is refused, a room is found; partners' pages beside it.

Elxan is a prosecutor, Tural works in the centre, Malika in an organisation, Vefa coordinates.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.choosing import choose
from tests.browser.conftest import Look, OpenAs
from tests.world import World

NEEDED = "A quiet room on Tuesday at ten"


def ask(page: Page, look: Look) -> None:
    """Information about somebody is refused with the way that is open; then a room is asked for."""
    choose(page, "Who is asked?", "centre")
    page.get_by_label("What help?").select_option("person_information")
    page.get_by_label("What is needed, and by when").fill(NEEDED)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Assistance never carries that")).to_be_visible()
    expect(page.get_by_text("What would allow it")).to_be_visible()
    look(page, "assistance-refused")
    page.get_by_label("What help?").select_option("room")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text(NEEDED)).to_be_visible()


@pytest.mark.rule("NRM-08")
def test_a_prosecutor_asks_and_a_centre_answers(world: World, open_as: OpenAs, look: Look) -> None:
    prosecutor = open_as(world.elxan, "/referrals/assistance/new/")
    look(prosecutor, "assistance-new")
    ask(prosecutor, look)
    centre = open_as(world.tural, "/")
    centre.get_by_role("link", name="Open it").first.click()
    expect(centre.get_by_text(NEEDED)).to_be_visible()
    look(centre, "assistance")
    centre.get_by_role("radio", name="We help").check()
    centre.get_by_label("In words").fill("The small room is yours")
    centre.get_by_role("button", name="Answer", exact=True).click()
    expect(centre.get_by_text("The unit that asked sees it")).to_be_visible()
    prosecutor.reload()
    expect(prosecutor.get_by_text("The small room is yours")).to_be_visible()
    look(open_as(world.elxan, "/referrals/assistance/sent/"), "assistance-sent")
    look(open_as(world.tural, "/referrals/assistance/?show=all"), "assistance-received")


@pytest.mark.rule("NRM-13", "AC-04")
def test_an_organisation_reaches_people_and_a_centre_works_with_it(world: World, open_as: OpenAs, look: Look) -> None:
    page = open_as(world.malika, "/referrals/outreach/")
    page.get_by_label("How many people were reached").fill("6")
    page.get_by_label("Where they were met").select_option("workplace")
    page.get_by_role("checkbox", name="The hotline").check()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("cell", name="Building site, farm or workshop")).to_be_visible()
    look(page, "outreach")
    centre = open_as(world.tural, "/referrals/together/")
    centre.get_by_role("combobox", name="Organisation").select_option(label="Unit ngo")
    centre.get_by_label("What you do together").select_option("legal")
    centre.get_by_role("button", name="Write it down").click()
    expect(centre.get_by_text("In force", exact=True)).to_be_visible()
    look(centre, "cooperation")
    for who, path, name in (
        (world.orxan, "/referrals/partners/", "partners"),
        (world.orxan, f"/referrals/partners/{world.malika.unit_id}/", "partner"),
        (world.vefa, "/referrals/supervision/", "supervision"),
    ):
        look(open_as(who, path), name)
