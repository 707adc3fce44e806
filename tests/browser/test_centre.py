"""Somebody comes to a centre and goes to a shelter; a child is watched over until it leaves care; a girl goes home."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from panah.people.actions import best_interest
from panah.people.models import Person
from tests.browser.choosing import choose
from tests.browser.conftest import Look, OpenAs
from tests.people.making import CHILD, registered
from tests.world import World, acting


def explain_the_rights(page: Page, look: Look) -> None:
    """Nothing has to be known of who comes; the rights are explained first."""
    look(page, "visits-none")
    page.get_by_role("link", name="Somebody came").click()
    page.get_by_label("Age", exact=True).select_option("21_23")
    page.get_by_label("How the age is known").select_option("declared")
    look(page, "visit-new")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Begin with the rights")).to_be_visible()
    expect(page.get_by_role("link", name="A place in a shelter")).to_have_count(0)
    page.get_by_role("checkbox", name="Rights and procedures explained").check()
    page.get_by_role("checkbox", name="Psychological help").check()
    choose(page, "Rights explained in", "Russian")
    look(page, "visit-first")
    page.get_by_role("button", name="Write it down").first.click()
    expect(page.get_by_text("Rights explained in: Russian")).to_be_visible()


def ask_for_a_place(page: Page, look: Look) -> None:
    """One page, one button."""
    look(page, "visit-written")
    page.get_by_role("link", name="A place in a shelter").click()
    page.get_by_label("Message to those who receive it").fill("A bed from tonight; somebody waits for her outside.")
    page.get_by_role("radio", name="The person", exact=True).check()
    page.get_by_role("radio", name="Signed on paper").check()
    look(page, "visit-place")
    page.get_by_role("button", name="The person agrees: ask for the place").click()
    expect(page.get_by_text("The shelter's clock is running")).to_be_visible()


@pytest.mark.rule("AC-01", "AC-02")
def test_from_the_first_visit_to_a_shelter(world: World, open_as: OpenAs, look: Look) -> None:
    page = open_as(world.tural, "/shelter/visits/")
    explain_the_rights(page, look)
    ask_for_a_place(page, look)
    page.goto("/shelter/visits/")
    expect(page.get_by_role("cell", name="Russian")).to_be_visible()
    look(page, "visits")


@pytest.mark.rule("CH-18", "CH-20")
def test_a_child_is_watched_over_until_it_leaves_care(world: World, open_as: OpenAs, look: Look) -> None:
    page = open_as(world.gunel, "/shelter/children/")
    page.get_by_role("link", name="Put a child on the register").click()
    page.get_by_role("checkbox", name="Neglected").check()
    page.get_by_role("radio", name="In state care").check()
    soon = timezone.localdate() + dt.timedelta(days=120)
    page.get_by_label("Month of birth").fill(f"{soon.year - 18}-{soon.month:02}")
    page.get_by_label("Child's name", exact=True).fill("Cavid Əliyev")
    look(page, "child-watch-new")
    page.get_by_role("button", name="Put on the register").click()
    page.get_by_role("radio", name="Needs help").check()
    page.get_by_role("checkbox", name="Back to school").check()
    page.get_by_label("In words").fill("His teacher calls every week.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("His teacher calls every week.")).to_be_visible()
    page.get_by_text("Plan it", exact=True).click()
    for advice in ("Legal advice", "Psychological advice", "Social advice"):
        page.get_by_role("checkbox", name=advice).check()
    look(page, "child-watched")
    page.get_by_label("The plan").fill("A room at his aunt's, and a place at the college.")
    page.get_by_role("button", name="Write the plan down").click()
    expect(page.get_by_text("A room at his aunt's, and a place at the college.")).to_be_visible()
    page.goto("/shelter/children/")
    look(page, "children-watched")


def weighed(world: World, person: Person) -> None:
    with acting(world.sevinc) as actor:
        words = "Her aunt raised her."
        best_interest.write(actor=actor, person_id=person.id, decision="return", opinion="agrees", words=words)


@pytest.mark.rule("CH-16")
def test_a_girl_goes_home_to_her_aunt(world: World, open_as: OpenAs, look: Look) -> None:
    person = registered(world.sevinc, CHILD)
    weighed(world, person)
    page = open_as(world.sevinc, "/shelter/journeys/new/")
    page.get_by_label("Or by the false name").fill(person.pseudonym)
    choose(page, "Goes to", "Georgia")
    page.get_by_role("checkbox", name="Somebody travels along").check()
    look(page, "journey-new")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("A child does not set out before")).to_be_visible()
    expect(page.get_by_text("Sets out", exact=True)).to_have_count(0)
    page.get_by_role("radio", name="Relative", exact=True).check()
    page.get_by_label("Name, and how to reach them").fill("Nino, her aunt, in Tbilisi")
    page.get_by_role("radio", name="Guardianship body there").check()
    look(page, "journey")
    page.get_by_role("button", name="Named and confirmed").click()
    page.get_by_text("Sets out", exact=True).click()
    page.get_by_role("button", name="Yes, sets out").click()
    expect(page.get_by_text("On the way, or settling in").first).to_be_visible()
    look(page, "journey-begun")
