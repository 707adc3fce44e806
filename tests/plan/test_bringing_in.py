"""Tables that were made to break what reads them, and tables that say less, or more, than they seem to."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from panah.core.errors import BadInput
from panah.plan.actions import rounds, writing
from panah.plan.actions.writing import AlreadySo, OrderAdopted, StillUsed
from panah.plan.exchange import files
from panah.plan.exchange.files import NotAPlan, TooMuch
from panah.plan.exchange.stored import content_of
from panah.plan.models import Indicator, Measure, Plan, PlanState, Report, Slot
from tests.plan.reporting import FIRST_HALF
from tests.plan.test_country_plans import NAP_2009
from tests.plan.test_exchange import brought, drafted, plan, table
from tests.world import World, acting, signed_in

__all__ = ["drafted"]

MEASURES = "xl/worksheets/sheet3.xml"
STYLES = "xl/styles.xml"
BOOK = "xl/workbook.xml"
END = b"</sheetData>"


def spreadsheet(part: str, patch: Callable[[bytes], bytes]) -> bytes:
    """The plan of 2014 as XLSX, one part of it changed as no spreadsheet program would."""
    source = zipfile.ZipFile(io.BytesIO(files.as_xlsx(content_of(plan()))))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            said = source.read(name)
            changed = patch(said) if name == part else said
            assert name != part or changed != said
            archive.writestr(name, changed)
    return file.getvalue()


def before_end(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda said: said.replace(END, xml + END)


def after_end(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda said: said.replace(END, END + xml)


@pytest.mark.parametrize(
    ("part", "patch"),
    [
        (MEASURES, before_end(b'<row r="99">' + b"<c/>" * 300_000 + b"</row>")),
        (MEASURES, before_end(b"<row/>" * 300_000)),
        (MEASURES, after_end(b"<mergeCells>" + b'<mergeCell ref="A1:C9"/>' * 9_000 + b"</mergeCells>")),
        (STYLES, lambda said: said.replace(b"</cellXfs>", b"<xf/>" * 9_000 + b"</cellXfs>")),
        (
            BOOK,
            lambda said: said.replace(b"</sheets>", b'<sheet name="x" sheetId="9" r:id="rId3"/>' * 99 + b"</sheets>"),
        ),
        (MEASURES, after_end(b" " * files.MOST_UNPACKED)),
    ],
)
def test_what_would_keep_a_processor_busy_is_not_read(world: World, part: str, patch: Callable[[bytes], bytes]) -> None:
    data = spreadsheet(part, patch)
    assert len(data) < 100_000
    with pytest.raises(TooMuch):
        files.read("plan.xlsx", data)


@pytest.mark.parametrize(
    "patch",
    [
        before_end(b'<row r="99"><c r="A99" t="n"><v>abc</v></c></row>'),
        before_end(b'<row r="99"><c r="A99" t="s"><v>99999</v></c></row>'),
        before_end(b'<row r="99"><c r="ZZZZZZ99" t="n"><v>1</v></c></row>'),
        lambda said: said.replace(END, b"<row><c>"),
        lambda said: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + said,
        lambda said: said.decode().encode("utf-16"),
    ],
)
def test_a_broken_sheet_is_refused_in_a_sentence(world: World, patch: Callable[[bytes], bytes]) -> None:
    sent = SimpleUploadedFile("plan.xlsx", spreadsheet(MEASURES, patch))
    answer = signed_in(world.vefa).post("/plan/bring-in/", {"file": sent})
    assert answer.status_code == 422
    assert "This is no table of a plan" in answer.content.decode()


def test_the_largest_plan_there_can_be_is_read(world: World) -> None:
    said = content_of(plan())
    measure = {**said["measures"][0], "joint": ["MIA", "MOE"], "lead": ["MOH"], "budget": "1500.50"}
    spoken = {name: f"{name} " + "x" * 120 for name in measure if name.startswith("text.")}
    said["measures"] = [{**measure, **spoken, "code": f"{n}.a"} for n in range(2_000)]
    said["indicators"] = [
        {"measure": "1.a", "code": f"i{n}", "name.az": f"Ad {n}", "unit": "", "target": "4.00", "by": ["sex"]}
        | {"name.en": f"Name {n}", "name.ru": f"Имя {n}", "figure": ""}
        for n in range(2_000)
    ]
    found, troubles = files.read("plan.xlsx", files.as_xlsx(said))
    assert (len(found["measures"]), len(found["indicators"]), troubles) == (2_000, 2_000, [])


def edited(edit: Callable[[Any], None]) -> bytes:
    """The plan of 2014 as XLSX, edited as a person would."""
    book = load_workbook(io.BytesIO(files.as_xlsx(content_of(plan()))))
    edit(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_rows_far_below_are_not_left_out_in_silence(world: World) -> None:
    def edit(book: Any) -> None:
        book["measures"].cell(files.LAST_ROW + 1, 1).value = "13.4"

    troubles = brought(world, edited(edit), "plan.xlsx").troubles
    assert [(each.table, str(each.why)) for each in troubles] == [("measures", "There are more than 2,000 rows.")]


def test_rows_between_empty_ones_are_read(world: World) -> None:
    def edit(book: Any) -> None:
        book["measures"].insert_rows(3, 2_500)

    preview = brought(world, edited(edit), "plan.xlsx")
    assert (preview.troubles, preview.changes) == ([], [])


def test_merged_cells_are_named_where_they_leave_nothing(world: World) -> None:
    def edit(book: Any) -> None:
        sheet = book["measures"]
        head = [cell.value for cell in sheet[1]]
        place = head.index("begins_on") + 1
        sheet.merge_cells(start_row=2, end_row=4, start_column=place, end_column=place)

    troubles = brought(world, edited(edit), "plan.xlsx").troubles
    assert [(each.row, each.column) for each in troubles] == [(3, "begins_on"), (4, "begins_on")]


def test_a_column_that_stands_there_twice_is_named(world: World) -> None:
    def edit(book: Any) -> None:
        sheet = book["measures"]
        sheet.cell(1, sheet.max_column + 1).value = "code"

    troubles = brought(world, edited(edit), "plan.xlsx").troubles
    assert [(each.row, each.column, str(each.why)) for each in troubles] == [
        (1, "code", "This column stands there twice.")
    ]


def test_what_is_wrong_with_tables_and_with_cells_is_told_at_once(world: World) -> None:
    def edit(book: Any) -> None:
        sheet = book["measures"]
        head = [cell.value for cell in sheet[1]]
        sheet.cell(4, head.index("begins_on") + 1).value = "soon"
        sheet.cell(1, head.index("period") + 1).value = "when"
        book["headings"].cell(2, 1).value = "../etc"
        book.remove(book["indicators"])

    troubles = brought(world, edited(edit), "plan.xlsx").troubles
    assert {(each.table, each.row, each.column) for each in troubles} == {
        ("indicators", 0, ""),
        ("measures", 1, "period"),
        ("measures", 1, "when"),
        ("measures", 4, "begins_on"),
        ("headings", 2, "code"),
    }
    assert len(troubles) == 5


def without_sheet(name: str) -> bytes:
    return edited(lambda book: book.remove(book[name]))


@pytest.mark.parametrize("name", ["headings", "measures", "indicators"])
def test_a_table_that_is_left_out_takes_nothing_out(world: World, drafted: None, name: str) -> None:
    said = table()
    del said[name]
    for data, kind in ((json.dumps(said).encode(), "json"), (without_sheet(name), "xlsx")):
        preview = brought(world, data, f"plan.{kind}")
        assert [(each.table, str(each.why)) for each in preview.troubles] == [(name, "This table is missing.")]
        assert preview.kept is None


@pytest.mark.parametrize(
    ("of", "column", "value"),
    [
        ("measures", "code", "a" * 21),
        ("measures", "code", True),
        ("measures", "text.az", {"a": 1}),
        ("measures", "text.az", True),
        ("measures", "text.az", ["x", "y"]),
        ("measures", "budget", "1,000"),
        ("measures", "budget", "1.234.567"),
        ("measures", "begins_on", "2013-12-31"),
        ("measures", "ends_on", "2050-01-01"),
        ("measures", "period", "month"),
        ("plan", "approved_by", "u" * 201),
        ("plan", "source", "u" * 201),
        ("plan", "ends_on", "9999-12-31"),
        ("indicators", "unit", "u" * 33),
    ],
)
def test_no_cell_gets_past_that_could_not_be_kept(
    world: World, drafted: None, of: str, column: str, value: Any
) -> None:
    said = table()
    given = {"measure": "13.4.1", "code": "i1", "name.az": "Ad", "unit": "", "target": "3"}
    said["indicators"].append(given | {"name.en": "", "name.ru": "", "by": [], "figure": ""})
    said[of][0][column] = value
    preview = brought(world, json.dumps(said).encode())
    assert (of, 1, column) in [(each.table, each.row, each.column) for each in preview.troubles]
    assert preview.kept is None


def test_sums_are_numbers_in_a_spreadsheet_and_come_back_the_same(world: World) -> None:
    said = content_of(plan())
    said["measures"][0]["budget"] = "1500.50"
    said["measures"][1]["budget"] = "999999999999.99"
    data = files.as_xlsx(said)
    column = [cell.value for cell in load_workbook(io.BytesIO(data))["measures"][1]].index("budget") + 1
    assert load_workbook(io.BytesIO(data))["measures"].cell(2, column).value == 1500.5
    changed = [(each.code, each.fields) for each in brought(world, data, "plan.xlsx").changes]
    assert changed == [
        ("13.4.1", (("budget", "", "1500.50"),)),
        ("13.4.2", (("budget", "", "999999999999.99"),)),
    ]


def test_rows_that_change_places_are_shown(world: World, drafted: None) -> None:
    said = table()
    rows = said["measures"]
    rows[0], rows[1] = rows[1], rows[0]
    preview = brought(world, json.dumps(said).encode())
    assert [(each.kind, each.code) for each in preview.changes] == [("moved", "13.4.2")]
    assert preview.kept
    words = signed_in(world.vefa).get(f"/plan/bring-in/{preview.kept.id}/").content.decode()
    assert "Put in another place" in words


@pytest.mark.rule("NAP-01")
def test_a_table_puts_no_adopted_plan_into_another_order(world: World, drafted: None) -> None:
    with acting(world.vefa) as actor:
        writing.set_state(actor=actor, plan=plan(), state=PlanState.IN_FORCE, reason="order 1")
    said = table()
    said["measures"].reverse()
    preview = brought(world, json.dumps(said).encode())
    assert preview.kept
    with acting(world.vefa) as actor, pytest.raises(OrderAdopted):
        writing.apply(actor=actor, kept=preview.kept, reason="tidier")
    sent = signed_in(world.vefa).post(f"/plan/bring-in/{preview.kept.id}/", {"reason": "tidier"})
    assert sent.status_code == 422
    assert "The order of a plan in force is the order in which it was adopted." in sent.content.decode()
    assert "tidier" in sent.content.decode()


def test_a_missing_reason_is_asked_for_beside_what_would_change(world: World, drafted: None) -> None:
    said = table()
    said["plan"][0]["state"] = "in_force"
    kept = brought(world, json.dumps(said).encode()).kept
    assert kept
    answer = signed_in(world.vefa).post(f"/plan/bring-in/{kept.id}/", {"reason": ""})
    assert answer.status_code == 422
    assert "What would change" in answer.content.decode()
    assert plan().state == PlanState.DRAFT


def test_a_small_change_of_a_long_plan_takes_few_statements(world: World) -> None:
    long = Plan.objects.get(code=NAP_2009)
    content = content_of(long)
    content["measures"][40]["text.en"] = "Something else"
    with acting(world.vefa), CaptureQueriesContext(connection) as asked:
        writing.store(long, content)
    assert len(asked) < 25
    assert Measure.objects.get(plan=long, code=content["measures"][40]["code"]).text["en"] == "Something else"
    assert content_of(long) == content


@pytest.mark.rule("NAP-01")
def test_an_indicator_of_which_figures_were_reported_stays(world: World, drafted: None) -> None:
    with acting(world.vefa) as actor:
        measure = Measure.objects.get(plan=plan(), code="13.5.2")
        told = Indicator.objects.create(measure=measure, code="i1", name={"az": "Ad"})
        Indicator.objects.create(measure=measure, code="i2", name={"az": "Ad"})
        Plan.objects.filter(id=plan().id).update(begins_on=date(2026, 1, 1), ends_on=date(2030, 12, 31))
        Measure.objects.filter(plan=plan()).update(begins_on=date(2026, 1, 1), ends_on=date(2030, 12, 31))
        rounds.open_round(actor, plan(), FIRST_HALF)
    slot = Slot.objects.filter(measure=measure, participant__code="MOE").get()
    with acting(world.tarana) as actor:
        said = {"saved_at": slot.round.opened_at, "by_id": actor.member, "figures": {str(told.id): {"value": "4"}}}
        Report.objects.create(slot=slot, unit_id=slot.unit_id, number=1, **said)
    with acting(world.vefa):
        content = content_of(plan())
        without = [row for row in content["indicators"] if row["code"] != "i2"]
        writing.store(plan(), {**content, "indicators": without})
        with pytest.raises(StillUsed):
            writing.store(plan(), {**content, "indicators": []})
    assert Indicator.objects.filter(measure=measure).get().code == "i1"


def test_a_plan_is_not_renewed_for_a_lifetime(world: World) -> None:
    titles = {"az": "Yeni plan", "en": "New plan", "ru": "Новый план"}
    years = {"begins_on": date(2026, 1, 1), "ends_on": date(2126, 12, 31)}
    with acting(world.vefa) as actor, pytest.raises(BadInput, match="twenty years"):
        writing.renew(actor=actor, plan=plan(), code="LONG", title=titles, **years)


def test_a_state_that_stands_already_is_no_step(world: World, drafted: None) -> None:
    with acting(world.vefa) as actor, pytest.raises(AlreadySo):
        writing.set_state(actor=actor, plan=plan(), state=PlanState.DRAFT, reason="again")
    answer = signed_in(world.vefa).post(f"/plan/{plan().id}/state/", {"state": "draft", "reason": "once more"})
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "This is how the plan stands already." in words
    assert "once more" in words


def test_what_is_no_plan_is_told_apart_from_what_is_too_much() -> None:
    with pytest.raises(NotAPlan):
        files.read("plan.xlsx", b"PK\x03\x04 torn")
    assert issubclass(TooMuch, NotAPlan)
