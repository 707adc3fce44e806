"""The coordinator's desk: a need is told, shown, offered for and met; a meeting decides; police abroad are asked.

Vefa coordinates, Tarana is the focal point of education, Malika comes from an organisation, Orxan supervises the
special unit.
"""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from panah.plan.actions import liaison, meetings
from panah.plan.actions.liaison import Appointment
from panah.plan.actions.meetings import Call
from panah.plan.models import Gathering
from tests.browser.choosing import choose
from tests.browser.conftest import Look, OpenAs
from tests.plan.reporting import first_round
from tests.plan.test_awareness import leaflet
from tests.world import World, acting


def recorded(page: Page) -> None:
    """The page says that it was done."""
    expect(page.get_by_text("Recorded.").first).to_be_visible()


def given(world: World) -> Gathering:
    """A plan in force, one liaison officer, and a meeting that has just begun."""
    with acting(world.vefa) as actor:
        first_round(actor)
        said = {"branch": "police", "name": "R. Aliyeva", "post": "", "reach": "102", "order_number": "7"}
        appointment = Appointment(**said, appointed_on=date(2026, 1, 5), in_group=True)
        liaison.appoint(actor=actor, participant="MIA", appointment=appointment)
        now = timezone.now()
        call = Call(
            kind="participants",
            begins_at=now - timedelta(minutes=5),
            ends_at=now + timedelta(hours=1),
            place="Hall 2",
            agenda="The half year",
            invited=["MIA", "MOE"],
        )
        return meetings.call(actor=actor, wanted=call)


@pytest.mark.rule("NC-01", "NRM-12")
def test_the_desk_and_the_people(world: World, open_as: OpenAs, look: Look) -> None:
    given(world)
    vefa = open_as(world.vefa, "/plan/desk/")
    expect(vefa.locator("main .desk h2")).to_have_count(10)
    look(vefa)
    vefa.get_by_role("link", name="without a trained liaison officer").click()
    expect(vefa.get_by_text("Not trained").first).to_be_visible()
    look(vefa)
    vefa.get_by_role("link", name="R. Aliyeva").first.click()
    vefa.locator("#train_on").fill("2026-02-01")
    vefa.locator("#train_source").fill("Course of an international organisation, 14")
    vefa.get_by_role("button", name="Record a training held elsewhere").click()
    recorded(vefa)
    look(vefa)


@pytest.mark.rule("NC-07")
def test_a_need_is_met(world: World, open_as: OpenAs, look: Look) -> None:
    tarana = open_as(world.tarana, "/plan/needs/new/")
    look(tarana)
    choose(tarana, "Which body", "Education")
    tarana.get_by_label("Area").select_option("training")
    tarana.get_by_label("What kind of help").select_option("technical")
    tarana.get_by_label("What is needed").fill("Projectors")
    tarana.get_by_label("Worth").fill("1000")
    tarana.get_by_role("button", name="Say it").click()
    recorded(tarana)
    need = tarana.url

    vefa = open_as(world.vefa, need)
    look(vefa)
    vefa.get_by_role("button", name="Show it to donors").click()
    recorded(vefa)

    malika = open_as(world.malika, "/plan/donors/")
    look(malika)
    malika.get_by_role("link", name="Projectors").click()
    malika.get_by_label("Who gives it").fill("Clean World")
    malika.get_by_label("From which source").select_option("ngo")
    malika.get_by_label("Worth").fill("600")
    malika.get_by_role("button", name="Offer help").click()
    recorded(malika)

    vefa.goto("/plan/offers/")
    vefa.get_by_role("link", name="Clean World").click()
    vefa.get_by_role("button", name="Agree").click()
    recorded(vefa)
    tarana.goto("/plan/offers/")
    tarana.get_by_role("link", name="Clean World").click()
    tarana.get_by_label("Worth altogether").fill("600")
    tarana.get_by_role("button", name="Received").click()
    recorded(tarana)
    look(tarana)
    malika.goto("/plan/donors/")
    expect(malika.get_by_role("row", name="Trainings, Technical").get_by_text("600.00").first).to_be_visible()


@pytest.mark.rule("NC-02")
def test_a_meeting_decides(world: World, open_as: OpenAs, look: Look) -> None:
    meeting = given(world)
    vefa = open_as(world.vefa, f"/plan/meetings/{meeting.id}/")
    look(vefa)
    choose(vefa, "Which body", "Education")
    vefa.get_by_label("What it does").fill("A course for teachers")
    vefa.get_by_label("By which day").fill((timezone.localdate() + timedelta(days=9)).isoformat())
    vefa.get_by_role("button", name="Record a decision").click()
    recorded(vefa)
    vefa.get_by_label("Minutes").fill("We talked about the half year")
    vefa.get_by_role("button", name="Write the minutes").click()
    expect(vefa.get_by_text("We talked about the half year")).to_be_visible()

    tarana = open_as(world.tarana, "/")
    expect(tarana.get_by_text("Do what the meeting decided, and report").first).to_be_visible()
    tarana.goto("/plan/decisions/")
    look(tarana)
    tarana.get_by_role("link", name="A course for teachers").click()
    tarana.get_by_label("In words").fill("Held with forty teachers")
    tarana.get_by_role("button", name="It is done").click()
    recorded(tarana)


@pytest.mark.rule("POL-04")
def test_police_abroad_are_asked_with_a_yes(world: World, open_as: OpenAs, look: Look) -> None:
    orxan = open_as(world.orxan, "/plan/foreign/")
    look(orxan)
    choose(orxan, "Country", "rkiye")
    orxan.get_by_label("What for").select_option("information")
    orxan.get_by_label("Number of your paper").fill("12/7")
    orxan.get_by_label("What is asked").fill("About a route")
    orxan.get_by_role("button", name="Ask the National Coordinator").click()
    expect(orxan.get_by_text("About a route")).to_be_visible()
    expect(orxan.get_by_role("button", name="It was sent")).to_have_count(0)
    vefa = open_as(world.vefa, orxan.url)
    look(vefa)
    vefa.get_by_role("button", name="Let it go abroad").click()
    recorded(vefa)
    orxan.reload()
    orxan.get_by_role("button", name="It was sent").click()
    recorded(orxan)


@pytest.mark.rule("NAP-01", "NC-01")
def test_who_reports_for_a_body_is_named(world: World, open_as: OpenAs, look: Look) -> None:
    with acting(world.vefa) as actor:
        first_round(actor)
    vefa = open_as(world.vefa, "/")
    vefa.get_by_role("link", name="without a focal point").click()
    look(vefa)
    choose(vefa, "Body", "Municipalities")
    vefa.get_by_label("Who reports for it").select_option(str(world.habil.unit_id))
    vefa.get_by_role("button", name="Name who reports").click()
    recorded(vefa)
    row = vefa.get_by_role("row", name="Municipalities")
    expect(row).to_be_visible()
    expect(row.get_by_text("The coordinator's office")).to_have_count(0)
    habil = open_as(world.habil, "/plan/reports/")
    expect(habil.get_by_role("link", name="1.c")).to_be_visible()


@pytest.mark.rule("AW-02")
def test_materials_go_to_places(world: World, open_as: OpenAs, look: Look) -> None:
    row = leaflet(world.polad)
    polad = open_as(world.polad, f"/plan/materials/{row.id}/")
    polad.get_by_label("Where").select_option("border")
    polad.locator("#out_pieces").fill("60")
    polad.get_by_role("button", name="Give out").click()
    recorded(polad)
    look(polad)
    given_out = polad.get_by_role("region", name="Given out")
    expect(given_out.get_by_role("cell", name="60")).to_be_visible()
    polad.get_by_label("Where").select_option("school")
    polad.locator("#out_pieces").fill("41")
    polad.get_by_role("button", name="Give out").click()
    expect(polad.get_by_text("There are not so many pieces")).to_be_visible()
    expect(polad.locator("#out_pieces")).to_have_value("41")
    look(polad)
