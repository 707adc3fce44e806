"""The Rulebook for everybody, the trail and its proof for the auditor: searched, narrow and wide, looked at by axe."""

import pytest
from playwright.sync_api import expect

from panah.audit import trail
from panah.core.ids import new_id
from tests.browser.conftest import DESK, PHONE, LookAt, OpenAs, Picture
from tests.world import World, acting


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_rulebook(
    world: World, open_as: OpenAs, accessible: LookAt, picture: Picture, size: tuple[int, int]
) -> None:
    page = open_as(world.leyla, "/duties/rulebook/", size=size)
    expect(page.get_by_role("heading", name="HL-08")).to_be_visible()
    accessible(page)
    picture(page, f"rulebook-{size[0]}")
    page.get_by_label("Look for").last.fill("private journal")
    page.get_by_label("Kind").select_option("D")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="rule")).to_contain_text("1 rule")
    expect(page.get_by_role("heading", name="HL-09")).to_be_visible()
    expect(page.get_by_role("heading", name="HL-08")).to_have_count(0)
    page.get_by_role("link", name="Show all").click()
    expect(page.get_by_role("heading", name="HL-08")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_trail_and_its_proof(
    world: World, open_as: OpenAs, accessible: LookAt, picture: Picture, size: tuple[int, int]
) -> None:
    for person in (world.leyla, world.nigar):
        with acting(person) as actor:
            trail.write(actor, "contact.viewed", kind="contact", subject=new_id(), purpose="quality")
            trail.write(actor, "card.completed", kind="contact", subject=new_id())
    page = open_as(world.aygun, "/audit/", size=size)
    expect(page.get_by_text("card.completed").first).to_be_visible()
    accessible(page)
    picture(page, f"trail-{size[0]}")
    page.get_by_label("What was done").fill("contact.")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("card.completed")).to_have_count(0)
    page.get_by_role("main").get_by_role("link", name="Proof").click()
    expect(page.get_by_text("Not proven yet")).to_be_visible()
    accessible(page)
    picture(page, f"proof-{size[0]}")
