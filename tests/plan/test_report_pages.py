"""The pages of reporting: lists, the form and its draft, the office's answers, and what others see."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from openpyxl import load_workbook

from panah.core.country import country
from panah.people.actions.registering import Facts, register
from panah.people.models import AgeBasis, StandingRecord
from panah.plan import figures
from panah.plan.models import Indicator, Measure, Plan, Report, Slot, SlotState
from tests.plan.reporting import first_round, live_plan
from tests.world import World, acting, signed_in


@pytest.fixture
def slot(world: World) -> Slot:
    with acting(world.vefa) as actor:
        first_round(actor)
        row = Slot.objects.select_related("measure").get(measure__code="1.a", participant__code="MOE")
        Indicator.objects.create(measure=row.measure, code="i1", name={"en": "Seminars"}, unit="", target=4)
        Indicator.objects.create(measure=row.measure, code="i2", name={"en": "Talks"}, figure="calls_taken")
    return row


def test_the_body_finds_what_it_reports_on(world: World, slot: Slot) -> None:
    words = signed_in(world.tarana).get("/plan/reports/").content.decode()
    assert words.count("Measure 1.") == 2
    assert "To report" in words
    assert (
        signed_in(world.tarana).get(f"/plan/reports/share/{slot.share_id}/").content.decode().count("Measure 1.") == 2
    )
    assert signed_in(world.leyla).get("/plan/reports/").status_code == 403


def test_a_draft_is_kept_and_brought_back(world: World, slot: Slot) -> None:
    client = signed_in(world.tarana)
    assert (
        client.post(f"/plan/reports/{slot.id}/draft/", {"done": "Begun with <b>", "progress": "many"}).status_code
        == 204
    )
    words = client.get(f"/plan/reports/{slot.id}/").content.decode()
    assert "Begun with &lt;b&gt;" in words
    assert Slot.objects.get(id=slot.id).state == SlotState.DRAFT


def test_handed_in_answered_and_seen(world: World, slot: Slot) -> None:
    client, office = signed_in(world.tarana), signed_in(world.vefa)
    indicator = Indicator.objects.get(code="i1")
    said = {"done": "Four seminars", "progress": "80", f"figure_{indicator.id}": "4"}
    assert client.post(f"/plan/reports/{slot.id}/hand-in/", said).status_code == 302
    assert "Measure 1.a" in office.get("/plan/reports/answers/").content.decode()
    page = office.get(f"/plan/reports/{slot.id}/").content.decode()
    assert "Four seminars" in page
    assert "Seminars" in page
    refused = office.post(f"/plan/reports/{slot.id}/answer/", {"answer": "return", "words": ""})
    assert refused.status_code == 422
    assert office.post(f"/plan/reports/{slot.id}/answer/", {"answer": "approve"}).status_code == 302
    elsewhere = signed_in(world.polad).get(f"/plan/reports/{slot.id}/").content.decode()
    assert "Approved" in elsewhere
    assert "Four seminars" not in elsewhere


@pytest.mark.parametrize(
    "said", [{"done": ""}, {"done": "x", "progress": "101"}, {"done": "x", "progress": "-1"}, {"done": "x" * 4001}]
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(world: World, slot: Slot, said: dict[str, str]) -> None:
    answer = signed_in(world.tarana).post(f"/plan/reports/{slot.id}/hand-in/", {"needs": "A projector", **said})
    assert answer.status_code == 422
    assert "A projector" in answer.content.decode()
    assert not Report.objects.exclude(submitted_at=None).exists()


@pytest.mark.parametrize("answer", ["", "burn"])
def test_an_unknown_answer_is_refused(world: World, slot: Slot, answer: str) -> None:
    assert signed_in(world.vefa).post(f"/plan/reports/{slot.id}/answer/", {"answer": answer}).status_code == 422


@pytest.mark.rule("NAP-01")
def test_a_figure_the_system_knows_is_no_field_and_counted(world: World, slot: Slot) -> None:
    words = signed_in(world.tarana).get(f"/plan/reports/{slot.id}/").content.decode()
    known = Indicator.objects.get(code="i2")
    assert f"figure_{known.id}" not in words
    assert "Counted by the system" in words


@pytest.mark.parametrize(("people", "shown"), [(0, None), (4, None), (6, 5), (8, 10)])
def test_small_numbers_are_left_out(world: World, people: int, shown: int | None) -> None:
    over = timezone.now() - timedelta(days=200)
    with acting(world.nigar) as actor:
        for _ in range(people):
            person = register(actor=actor, facts=Facts(sex="female", age_band="21_23", age_basis=AgeBasis.DOCUMENT))
            StandingRecord.objects.create(
                folder_id=person.folder_id,
                person=person,
                standing="presumed",
                basis="decision",
                unit_id=actor.unit,
                by_id=actor.member,
                at=over,
            )
    with acting(world.tarana):
        assert figures.count("victims_presumed", over.date()) == [("", "", shown)]
        # Of a period that still grows nobody learns what yesterday brought, and the day asked for moves no border.
        assert figures.count("victims_presumed", timezone.localdate()) == []
        half_year = [figures.count("victims_presumed", over.date().replace(day=day)) for day in (1, 9, 28)]
        assert half_year == [[("", "", shown)]] * 3
        by_class = [("age", "21_23", shown), ("sex", "female", shown)] if shown else []
        assert figures.count("victims_presumed", over.date(), ["sex", "age", "body"]) == [("", "", shown), *by_class]


def test_every_figure_on_the_list_is_counted_and_no_other(world: World) -> None:
    with acting(world.vefa):
        over = timezone.localdate() - timedelta(days=200)
        for code in country().codes("plan_figure").ids:
            nobody = None if code.startswith("victims") else 0
            assert figures.count(code, over) == [("", "", nobody)], code
        assert figures.count("names", over, ["pseudonym"]) == []


def test_progress_shows_how_it_stands_and_not_what_is_said(world: World, slot: Slot) -> None:
    signed_in(world.tarana).post(f"/plan/reports/{slot.id}/hand-in/", {"done": "Secret remark", "progress": "80"})
    words = signed_in(world.leyla).get(f"/plan/{slot.plan_id}/progress/").content.decode()
    assert "1/2" in words
    assert "80 %" in words
    assert "Secret remark" not in words
    with acting(world.vefa):
        Measure.objects.filter(id=slot.measure_id).update(text={"en": '=HYPERLINK("https://elsewhere.example")'})
    sheet = signed_in(world.leyla).get(f"/plan/{slot.plan_id}/progress/sheet.xlsx")
    table = load_workbook(io.BytesIO(sheet.content)).worksheets[0]
    assert table.max_row == 6
    # Words that begin like a formula are words in everybody's spreadsheet.
    assert "f" not in {cell.data_type for row in table.iter_rows() for cell in row}
    paper = signed_in(world.leyla).get(f"/plan/{slot.plan_id}/progress/paper.pdf")
    assert paper.content.startswith(b"%PDF")
    empty = Plan.objects.get(code="AZ-NAP-2004")
    assert signed_in(world.leyla).get(f"/plan/{empty.id}/progress/paper.pdf").status_code == 404


def test_late_reports_are_listed_for_everybody(world: World, slot: Slot) -> None:
    assert "Nothing is late" in signed_in(world.polad).get("/plan/late/").content.decode()
    with time_machine.travel(slot.due_on + timedelta(days=2), tick=False):
        words = signed_in(world.polad).get("/plan/late/").content.decode()
    assert words.count("Measure 1.") == 5


def test_the_office_asks_once_a_period_is_over(world: World) -> None:
    with acting(world.vefa):
        plan = live_plan()
    client = signed_in(world.vefa)
    assert client.post(f"/plan/{plan.id}/ask/").status_code == 302
    assert client.post(f"/plan/{plan.id}/ask/").status_code == 409
    assert signed_in(world.tarana).post(f"/plan/{plan.id}/ask/").status_code == 403
