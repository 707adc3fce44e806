"""A night at a safe house: a mother and her child come to the door, on a telephone in one hand; then the board."""

import pytest
from playwright.sync_api import Page, expect

from panah.shelter.models import House, Stay, ZoneKind
from tests.browser.conftest import DESK, PHONE, Look, OpenAs
from tests.shelter.making import add_zone, make_house
from tests.world import World, acting

# What a thumb can reach without a second hand: the lowest target of WCAG 2.2, doubled.
THUMB = 44


@pytest.fixture
def house(world: World) -> House:
    """A house with rooms for women, girls and families."""
    with acting(world.sevinc) as actor:
        opened = make_house(actor, name="North house")
        add_zone(actor, opened, ZoneKind.GIRLS, beds=2)
        add_zone(actor, opened, ZoneKind.FAMILY, beds=4)
        return opened


def go_on(page: Page, name: str) -> None:
    """The one large button of a step, under the thumb."""
    button = page.get_by_role("button", name=name)
    box = button.bounding_box()
    assert box
    assert box["height"] >= THUMB
    assert box["width"] > page.viewport_size["width"] * 0.7  # type: ignore[index]
    button.click()


def at_the_door(page: Page, look: Look) -> None:
    """Nobody asks for a name, nor for help with an investigation."""
    look(page, "safe-house-request")
    page.get_by_role("link", name="Nobody knows them yet").click()
    form = page.get_by_role("main")
    form.get_by_role("radio", name="Female").first.check()
    form.get_by_label("Age", exact=True).first.select_option("24_26")
    page.get_by_text("A child comes along").click()
    child = page.locator("details[open]")
    child.get_by_role("radio", name="Female").check()
    child.get_by_role("radio", name="9–13").check()
    look(page, "safe-house-door")
    go_on(page, "Go on")


def agree(page: Page, look: Look) -> None:
    """The mother agrees for both; the child is asked, and stays with her."""
    expect(page.get_by_role("heading", name="Agreement")).to_be_visible()
    look(page, "safe-house-consent")
    go_on(page, "Yes, wants to")
    expect(page.get_by_role("heading", name="The child").first).to_be_visible()
    page.get_by_role("radio", name="Asked: agrees").check()
    page.get_by_label("Why living here serves the child").fill("Her father looks for them.")
    page.get_by_label("Why it is best for the child").fill("She does not let go of her mother's hand.")
    look(page, "safe-house-child")
    go_on(page, "Go on")


def get_a_room(page: Page, look: Look) -> None:
    """Nobody here is a danger to them; the family room is offered first and chosen already."""
    expect(page.get_by_text("No tie found").first).to_be_visible()
    look(page, "safe-house-dangers")
    go_on(page, "Go on")
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    expect(page.locator("label", has=page.get_by_role("radio", checked=True))).to_contain_text("Families")
    look(page, "safe-house-bed")
    go_on(page, "Keep it for them")


def settle(page: Page, look: Look) -> None:
    """Rights, belongings, needs; then they move in."""
    expect(page.get_by_role("heading", name="Rights and rules").first).to_be_visible()
    look(page, "safe-house-rules")
    go_on(page, "Given and explained")
    page.get_by_label("What the person gives into keeping").fill("A passport\nA ring")
    look(page, "safe-house-belongings")
    go_on(page, "Go on")
    page.get_by_role("checkbox", name="Clothes and things to wash with").first.check()
    look(page, "safe-house-needs")
    go_on(page, "Go on")
    look(page, "safe-house-arrive")
    go_on(page, "They move in now")


@pytest.mark.rule("SH-02", "SH-04", "CH-07", "CH-09")
def test_a_mother_and_her_child_move_in_at_night(world: World, open_as: OpenAs, look: Look, house: House) -> None:
    page = open_as(world.sevinc, "/shelter/request/", size=PHONE)
    at_the_door(page, look)
    agree(page, look)
    get_a_room(page, look)
    # What was kept is there on another device, too.
    other = open_as(world.arzu, "/shelter/request/", size=PHONE)
    other.get_by_role("link", name="begun").click()
    expect(other.get_by_role("heading", name="Rights and rules").first).to_be_visible()
    settle(page, look)
    expect(page.get_by_text("Moved in.").first).to_be_visible()
    look(page, "safe-house-stay")
    with acting(world.sevinc) as actor:
        rows = Stay.visible(actor).filter(house=house, state="resident")
        assert sorted(row.is_child for row in rows) == [False, True]


@pytest.mark.rule("SH-14")
def test_in_the_morning_the_board_shows_them(world: World, open_as: OpenAs, look: Look, house: House) -> None:
    page = open_as(world.sevinc, "/shelter/board/", size=DESK)
    night = open_as(world.arzu, "/shelter/request/", size=PHONE)
    at_the_door(night, look)
    agree(night, look)
    get_a_room(night, look)
    expect(page.get_by_text("Held", exact=True).first).to_be_visible()
    settle(night, look)
    # The board follows by itself.
    with acting(world.sevinc) as actor:
        mother = Stay.visible(actor).get(house=house, is_child=False)
    expect(page.get_by_role("main").get_by_text(mother.pseudonym).first).to_be_visible()
    look(page, "safe-house-board")
    page.get_by_role("main").get_by_role("link", name=mother.pseudonym).first.click()
    look(page, "safe-house-stay-desk")
    page.get_by_role("link", name="Leaving", exact=True).click()
    look(page, "safe-house-leaving")
    page.get_by_role("link", name="Overview", exact=True).click()
    page.get_by_role("link", name="Prolong", exact=True).click()
    look(page, "safe-house-prolong")


@pytest.mark.rule("SH-02")
def test_a_refusal_for_silence_says_which_rule_refuses_it(
    world: World, open_as: OpenAs, look: Look, house: House
) -> None:
    page = open_as(world.sevinc, "/shelter/request/", size=PHONE)
    page.get_by_role("link", name="Nobody knows them yet").click()
    page.get_by_role("main").get_by_label("Age", exact=True).first.select_option("24_26")
    go_on(page, "Go on")
    page.get_by_role("link", name="Does not move in").click()
    page.get_by_role("radio", name="Does not want to help the investigation").check()
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("SH-02").first).to_be_visible()
    look(page, "safe-house-turned-away")
    page.get_by_role("radio", name="The person does not want to").check()
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("The bed that was held is free again.")).to_be_visible()
