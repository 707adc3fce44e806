"""A year of reporting with three focal points and the National Coordinator's office, and a table that is broken.

Polad reports for the ministry of the interior, Tarana for education, Habil for health; Vefa coordinates.
"""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from panah.plan.models import Plan, Slot, SlotState
from tests.browser.conftest import Look, OpenAs
from tests.plan.reporting import live_plan
from tests.world import World, acting

SEMINARS = "Two seminars with forty teachers"


def ask(vefa: Page, look: Look) -> None:
    """The office asks everybody to report on the half-year that is over."""
    vefa.get_by_role("link", name="Live plan").click()
    vefa.get_by_role("link", name="Progress").click()
    look(vefa)
    vefa.get_by_role("button", name="Ask for reports").click()
    expect(vefa.get_by_text("The bodies are asked to report.")).to_be_visible()


def report(page: Page, measure: str, done: str, percent: str) -> None:
    """A focal point hands one report in."""
    page.goto("/plan/reports/")
    page.get_by_role("link", name=f"{measure}. Measure").first.click()
    page.get_by_label("What was done").fill(done)
    page.get_by_label("How far it has come").fill(percent)
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("Handed in. The coordinator's office reads it.")).to_be_visible()


def begin(tarana: Page, look: Look) -> None:
    """A focal point finds her duty, begins a report, and finds the draft again."""
    expect(tarana.get_by_text("Report progress on the measure").first).to_be_visible()
    tarana.goto("/plan/reports/")
    look(tarana)
    tarana.get_by_role("link", name="1.a. Measure").click()
    tarana.get_by_label("What was done").fill(SEMINARS)
    expect(tarana.locator("[data-draft-status]")).to_have_attribute("data-state", "saved")
    tarana.reload()
    expect(tarana.get_by_label("What was done")).to_have_value(SEMINARS)
    look(tarana)


def give_one_back(vefa: Page, look: Look) -> Slot:
    """The office gives one report back with a question."""
    vefa.goto("/plan/reports/answers/")
    look(vefa)
    vefa.get_by_role("link", name="1.a. Measure").last.click()
    look(vefa)
    vefa.get_by_label("Words to the body").fill("How many officers?")
    vefa.get_by_role("button", name="Give it back").click()
    expect(vefa.get_by_text("Given back").first).to_be_visible()
    return Slot.objects.select_related("participant").get(state=SlotState.RETURNED)


@pytest.mark.rule("NAP-01")
def test_a_year_of_reporting(world: World, open_as: OpenAs, look: Look) -> None:
    with acting(world.vefa):
        live_plan()
    vefa = open_as(world.vefa, "/plan/")
    look(vefa)
    ask(vefa, look)

    tarana = open_as(world.tarana, "/")
    begin(tarana, look)
    report(tarana, "1.a", SEMINARS, "40")
    report(tarana, "1.b", "The course is written", "90")
    polad, habil = open_as(world.polad, "/"), open_as(world.habil, "/")
    report(polad, "1.a", "A third of the officers were trained", "30")
    report(habil, "1.b", "Clinics were told", "10")

    returned = give_one_back(vefa, look)
    people = {"MIA": polad, "MOE": tarana}
    page = people[returned.participant.code]
    page.goto(f"/plan/reports/{returned.id}/")
    expect(page.get_by_text("How many officers?")).to_be_visible()
    page.get_by_label("What was done").fill("Thirty-one, by name in the list")
    page.get_by_role("button", name="Hand it in").click()
    for slot in Slot.objects.filter(state=SlotState.SUBMITTED):
        vefa.goto(f"/plan/reports/{slot.id}/")
        vefa.get_by_role("button", name="Approve").click()
        expect(vefa.get_by_text("Approved").first).to_be_visible()

    # What is said stays between the body and the office; how it stands, everybody sees.
    other = open_as(world.leyla, f"/plan/{Plan.objects.get(code='LIVE').id}/progress/")
    expect(other.get_by_text("1/1").first).to_be_visible()
    assert SEMINARS not in other.content()
    look(other)


def test_a_broken_table_is_told_row_by_row(world: World, open_as: OpenAs, look: Look, tmp_path: Path) -> None:
    vefa = open_as(world.vefa, "/plan/")
    vefa.get_by_role("link", name="2014–2018").click()
    vefa.get_by_role("link", name="History and files").click()
    look(vefa)
    with vefa.expect_download() as arriving:
        vefa.get_by_role("link", name="XLSX").click()
    book = load_workbook(io.BytesIO(arriving.value.path().read_bytes()))
    head = [cell.value for cell in book["measures"][1]]
    book["measures"].cell(4, head.index("ends_on") + 1).value = "when it suits"
    broken = tmp_path / "plan.xlsx"
    book.save(broken)
    vefa.goto("/plan/bring-in/")
    vefa.get_by_label("Table").set_input_files(broken)
    vefa.get_by_role("button", name="Read it").click()
    expect(vefa.get_by_text("A date is written like 2026-03-31.")).to_be_visible()
    look(vefa)

    book["measures"].cell(4, head.index("ends_on") + 1).value = "2018-06-30"
    book.save(broken)
    vefa.get_by_label("Table").set_input_files(broken)
    vefa.get_by_role("button", name="Read it").click()
    expect(vefa.get_by_role("heading", name="What would change")).to_be_visible()
    expect(vefa.get_by_text("2018-06-30")).to_be_visible()
    look(vefa)
    expect(vefa.get_by_text("This plan has ended, and what it said stays.")).to_be_visible()

    vefa.goto("/plan/")
    vefa.get_by_role("link", name="2014–2018").click()
    vefa.get_by_role("link", name="History and files").click()
    vefa.get_by_label("Draft").check()
    vefa.get_by_label("Why").fill("A day was wrong in the order.")
    vefa.get_by_role("button", name="Record").click()
    expect(vefa.get_by_text("Recorded.")).to_be_visible()
    vefa.goto("/plan/bring-in/")
    vefa.get_by_label("Table").set_input_files(broken)
    vefa.get_by_role("button", name="Read it").click()
    vefa.get_by_label("Why").fill("A day was wrong in the order.")
    vefa.get_by_role("button", name="Change the plan").click()
    expect(vefa.get_by_text("The plan says what the table says.")).to_be_visible()
