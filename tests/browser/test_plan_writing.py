"""A plan is written on its pages: from nothing to a measure with an indicator; also with a phone, also without scripts.

Vefa coordinates.
"""

import pytest
from playwright.sync_api import Browser, Page, expect

from panah.accounts.gate import COOKIE, token_text
from panah.plan.models import Measure, Plan
from tests.browser.conftest import PHONE, Look, OpenAs
from tests.plan.test_editing import draft
from tests.server import Server
from tests.world import World


def begin(page: Page) -> None:
    """A new draft, given a heading."""
    page.get_by_role("link", name="A new plan").click()
    page.get_by_label("Short name").fill("AZ-NAP-2031")
    page.get_by_label("Title (az)").fill("Yeni plan")
    page.get_by_label("From").fill("2031-01-01")
    page.get_by_label("Until").fill("2035-12-31")
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_role("link", name="A new heading").click()
    page.get_by_label("Number").fill("1")
    page.get_by_label("Name (az)").fill("Qanunlar")
    page.get_by_role("button", name="Record").click()


@pytest.mark.rule("NAP-01")
def test_a_plan_is_written_on_its_pages(world: World, open_as: OpenAs, look: Look) -> None:
    page = open_as(world.vefa, "/plan/", size=PHONE)
    begin(page)
    page.get_by_role("link", name="A new measure").click()
    page.get_by_label("Number").fill("1.a")
    page.get_by_label("What is to be done (az)").fill("Qanunu dəyişmək")
    page.get_by_label("A month", exact=True).check()
    page.get_by_label("From the year").select_option("2032")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("This must be filled in.")).to_be_visible()
    expect(page.get_by_label("What is to be done (az)")).to_have_value("Qanunu dəyişmək")
    look(page, "plan-write-refused")
    page.get_by_label("Month", exact=True).first.select_option(label="March")
    page.get_by_role("group", name="Carries out").get_by_label("Ministry of Justice").check()
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("March 2032")).to_be_visible()
    look(page, "plan-write")
    page.get_by_role("link", name="Qanunu dəyişmək").click()
    page.get_by_role("link", name="A new indicator").click()
    look(page, "plan-write-indicator")
    page.get_by_label("Number").fill("i1")
    page.get_by_label("What is counted (az)").fill("Qanunlar")
    page.get_by_label("Target").fill("3")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("link", name="i1. Qanunlar")).to_be_visible()
    look(page, "plan-write-measure")
    assert Measure.objects.get(plan__code="AZ-NAP-2031").indicators.count() == 1


def test_a_plan_is_put_in_order_without_scripts(world: World, browser: Browser, server: Server) -> None:
    plan: Plan = draft(world)
    window = browser.new_context(base_url=server.url, java_script_enabled=False)
    window.add_cookies([{"name": COOKIE, "value": token_text(world.vefa.token), "url": server.url}])
    window.add_cookies([{"name": "panah_language", "value": "en", "url": server.url}])
    page = window.new_page()
    page.goto(f"/plan/{plan.id}/edit/")
    first, second = list(plan.measures.order_by("heading__position", "position").values_list("code", flat=True))[:2]
    page.get_by_role("button", name=f"Put {first} down").click()
    expect(page.locator(".write-code").first).to_have_text(second)
    page.locator(".write-words a").first.click()
    page.get_by_text("Take it out of the plan").click()
    page.get_by_role("button", name="Yes, take it out").click()
    expect(page.get_by_text("Taken out. The history of the plan keeps what it said.")).to_be_visible()
    assert not plan.measures.filter(code=second).exists()
    window.close()


def test_what_was_folded_in_the_navigation_stays_folded(world: World, open_as: OpenAs, look: Look) -> None:
    page = open_as(world.vefa, "/plan/desk/")
    menu = page.get_by_role("navigation", name="Main")
    folded, own = menu.get_by_role("link", name="Campaigns"), menu.get_by_role("link", name="Commission")
    expect(folded).to_be_hidden()
    menu.locator("summary", has_text="Trainings and awareness").press("Enter")
    expect(folded).to_be_visible()
    menu.locator("summary", has_text="Handing over").click()
    expect(own).to_be_hidden()
    page.goto("/plan/")
    expect(folded).to_be_visible()
    expect(own).to_be_hidden()
    expect(menu.get_by_role("link", name="Plans", exact=True)).to_have_attribute("aria-current", "page")
    look(page, "navigation")
