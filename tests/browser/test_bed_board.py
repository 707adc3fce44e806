"""The bed board: walked with the arrow keys, changing by itself, on a desk and on a phone."""

import re

from playwright.sync_api import expect

from panah.shelter.actions import beds, places
from panah.shelter.models import Bed, House, ZoneKind
from tests.browser.conftest import PHONE, LookAt, OpenAs, Picture
from tests.shelter.making import add_zone, make_house, moved_in
from tests.world import World, acting


def in_use(world: World) -> House:
    """A house with women in three of four beds, and two beds for girls."""
    with acting(world.sevinc) as actor:
        house = make_house(actor, beds=4, name="Nar")
        add_zone(actor, house, ZoneKind.GIRLS, beds=2)
        for bed in Bed.objects.filter(house=house, room__zone__kind=ZoneKind.WOMEN).order_by("name")[:3]:
            moved_in(actor, house, bed)
    return house


def test_the_board_is_walked_with_the_keys(world: World, open_as: OpenAs, accessible: LookAt, picture: Picture) -> None:
    in_use(world)
    page = open_as(world.sevinc, "/shelter/board/")
    accessible(page)
    picture(page, "bed-board")
    seen = page.locator("[data-bed]")
    expect(seen).to_have_count(6)
    assert page.locator("[data-bed][tabindex='0']").count() == 1
    seen.first.focus()
    page.keyboard.press("ArrowRight")
    expect(seen.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(seen.nth(3)).to_be_focused()
    page.keyboard.press("Home")
    expect(seen.first).to_be_focused()
    page.keyboard.press("End")
    expect(seen.last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/shelter/beds/"))
    accessible(page)


def test_what_a_colleague_does_shows_at_once_and_the_keyboard_stays(world: World, open_as: OpenAs) -> None:
    house = in_use(world)
    with acting(world.sevinc):
        free = Bed.objects.get(house=house, name="4")
    page = open_as(world.sevinc, "/shelter/board/")
    bed = page.locator(f"#bed-{free.id}")
    bed.focus()
    expect(bed).to_contain_text("Free")
    with acting(world.arzu) as actor:
        beds.block(actor=actor, bed_id=free.id, reason="repair")
    expect(bed).to_contain_text("Blocked")
    expect(bed).to_be_focused()
    with acting(world.arzu) as actor:
        beds.unblock(actor=actor, bed_id=free.id)
        places.retire_bed(actor=actor, bed_id=free.id)
    expect(bed).to_have_count(0)


def test_on_a_phone_a_bed_is_looked_for_and_blocked_with_one_hand(
    world: World, open_as: OpenAs, accessible: LookAt, picture: Picture
) -> None:
    in_use(world)
    page = open_as(world.sevinc, "/shelter/board/", size=PHONE)
    accessible(page)
    picture(page, "bed-board-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.get_by_label("A bed for").select_option("girl")
    expect(page.locator("[data-bed]")).to_have_count(2)
    page.locator("[data-bed]").first.click()
    page.get_by_text("Repair", exact=True).click()
    page.get_by_role("button", name="Nobody sleeps here meanwhile").click()
    expect(page.get_by_text("The bed is blocked.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Open it again").click()
    expect(page.get_by_text("The bed is free.")).to_be_visible()


def test_the_pages_of_a_house_are_fit_for_everybody(world: World, open_as: OpenAs, accessible: LookAt) -> None:
    house = in_use(world)
    page = open_as(world.arzu, f"/shelter/houses/{house.id}/")
    for place in ("", "conditions/", "control/", "talks/", "address/"):
        page.goto(f"/shelter/houses/{house.id}/{place}")
        accessible(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    for place in ("", "conditions/", "control/", "talks/"):
        page.goto(f"/shelter/houses/{house.id}/{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], place
