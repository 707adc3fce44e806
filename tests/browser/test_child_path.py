"""The child path: a shelter registers a girl of unknown age, the bodies are told, one answers, the shelter sees it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from panah.people.actions import best_interest
from panah.people.models import Notice, Person
from tests.browser.conftest import Look, OpenAs
from tests.people.making import ADULT, CHILD, registered
from tests.world import World, acting

GIRL = "Aysel Məmmədova"
NOTE = "Her grandmother lives in Ganja"


def register_a_girl(page: Page, look: Look) -> None:
    """Nobody knows how old she is, and nobody looks after her."""
    page.get_by_role("link", name="Register a person").click()
    page.get_by_label("Sex").select_option("female")
    page.get_by_label("A child whom nobody cares for").check()
    page.get_by_label("Names").fill(GIRL)
    look(page, "child-register")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("Registered under a false name")).to_be_visible()
    expect(page.get_by_text("Protected as a child", exact=True)).to_be_visible()
    assert GIRL not in page.content()


def see_who_was_told(page: Page, look: Look) -> None:
    """All three bodies at once, without a word of consent; and what is still to be done."""
    page.get_by_role("link", name="For the child").click()
    for body in ("Unit guardianship", "Unit commission", "Unit committee"):
        expect(page.get_by_role("row", name=body).get_by_text("Sent")).to_be_visible()
    expect(page.get_by_text("Start the search for parents")).to_be_visible()
    look(page, "child-told")


def receive_and_respond(page: Page, look: Look) -> None:
    """Open it, confirm with the key the page names, and record what was done."""
    look(page, "notices")
    page.get_by_role("row", name="Unit shelter").get_by_role("link").click()
    expect(page.get_by_text("Nobody cares for the child")).to_be_visible()
    look(page, "notice")
    page.keyboard.press("r")
    expect(page.get_by_text("Receipt confirmed. The sender sees it.")).to_be_visible()
    page.get_by_label("What was done").select_option("care_arranged")
    page.get_by_label("Note for your own unit").fill(NOTE)
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text(NOTE)).to_be_visible()
    look(page, "notice-answered")


@pytest.mark.rule("CH-01", "CH-02", "CH-03", "CH-04")
def test_from_the_door_of_the_shelter_to_the_answer(world: World, open_as: OpenAs, look: Look) -> None:
    sevinc = open_as(world.sevinc, "/people/")
    register_a_girl(sevinc, look)
    see_who_was_told(sevinc, look)

    fidan = open_as(world.fidan, "/referrals/notices/")
    expect(fidan.get_by_role("row", name="Unit shelter")).to_be_visible()
    gunel = open_as(world.gunel, "/")
    expect(gunel.get_by_text("Take measures for the child and record them")).to_be_visible()
    gunel.goto("/referrals/notices/")
    receive_and_respond(gunel, look)

    # The shelter's open page shows it by itself, and not a word more.
    row = sevinc.get_by_role("row", name="Unit guardianship")
    expect(row.get_by_text("Responded")).to_be_visible()
    expect(row.get_by_text("Care was arranged")).to_be_visible()
    assert NOTE not in sevinc.content()
    expect(sevinc.get_by_role("row", name="Unit commission").get_by_text("Sent")).to_be_visible()
    look(sevinc, "child-answered")


@pytest.mark.rule("CH-13")
def test_a_decision_waits_for_the_childs_best_interests(world: World, open_as: OpenAs, look: Look) -> None:
    person = registered(world.sevinc, CHILD)
    page = open_as(world.sevinc, f"/people/{person.id}/child/")
    page.get_by_text("Name them").first.click()
    page.get_by_label("As what").select_option("foster")
    page.get_by_role("textbox", name="Name").fill("Family Həsənli")
    page.get_by_label("Since").fill("2026-01-05")
    page.get_by_role("button", name="Name them").click()
    expect(page.get_by_text("First write down why it serves the child")).to_be_visible()
    look(page, "child-refused")
    with acting(world.sevinc) as actor:
        said: dict[str, Any] = {"decision": "guardian", "opinion": "agrees", "words": "She knows them"}
        best_interest.write(actor=actor, person_id=person.id, **said)
    page.goto(f"/people/{person.id}/child/")
    page.get_by_text("Name them").first.click()
    page.get_by_label("As what").select_option("foster")
    page.get_by_role("textbox", name="Name").fill("Family Həsənli")
    page.get_by_label("Since").fill("2026-01-05")
    page.get_by_role("button", name="Name them").click()
    expect(page.get_by_text("Family Həsənli")).to_be_visible()
    look(page, "child-guardian")


def test_the_other_pages_are_open_to_everyone(world: World, open_as: OpenAs, look: Look) -> None:
    person, other = registered(world.nigar, CHILD), registered(world.nigar, ADULT, names=(), phone="")
    with acting(world.nigar) as actor:
        assert Person.visible(actor).filter(id=other.id).exists()
        assert Notice.sent_about(actor, person.id, "child").exists()  # type: ignore[arg-type]
    page = open_as(world.nigar, f"/people/{person.id}/link/")
    page.get_by_label("False name and number of the other person").fill(other.pseudonym)
    page.get_by_label("What the other person is").select_option("parent")
    page.get_by_label("Suspected of having trafficked this person").select_option("person_said")
    look(page, "link")
    page.get_by_role("button", name="Record the link").click()
    expect(page.get_by_text("Suspected of having trafficked this person")).to_be_visible()
    look(page, "person-links")
    for path, name in (
        ("/people/", "people"),
        (f"/people/{person.id}/proceedings/", "proceedings"),
        (f"/people/{person.id}/photo/", "photo"),
        (f"/referrals/elsewhere/{person.id}/", "elsewhere"),
    ):
        page.goto(path)
        look(page, name)
    opened = open_as(world.nigar, f"/people/{other.id}/identity/")
    look(opened, "identity-new")
