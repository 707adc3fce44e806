"""Plans as tables: out and in again without loss, troubles row by row, and nothing changed before it was seen."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from panah.plan.actions import writing
from panah.plan.actions.writing import Changed, Closed, CodeTaken, Preview, ReasonMissing
from panah.plan.exchange import files
from panah.plan.exchange.stored import content_of
from panah.plan.models import Measure, Plan, PlanState
from tests.plan.test_country_plans import NAP_2009, NAP_2014
from tests.world import World, acting, signed_in


def plan(code: str = NAP_2014) -> Plan:
    return Plan.objects.get(code=code)


def brought(world: World, data: bytes, name: str = "plan.json") -> Preview:
    with acting(world.vefa) as actor:
        return writing.bring_in(actor=actor, name=name, data=data)


def table(**changes: Any) -> dict[str, Any]:
    """The plan of 2014 as its file says it, with some tables changed."""
    said: dict[str, Any] = json.loads(files.as_json(content_of(plan())))
    return {**said, **changes}


@pytest.mark.rule("NAP-01")
@pytest.mark.parametrize("kind", ["xlsx", "json"])
@pytest.mark.parametrize("code", [NAP_2009, NAP_2014])
def test_what_went_out_comes_in_without_a_difference(world: World, kind: str, code: str) -> None:
    data = {"xlsx": files.as_xlsx, "json": files.as_json}[kind](content_of(plan(code)))
    preview = brought(world, data, f"plan.{kind}")
    assert (preview.troubles, preview.changes) == ([], [])


@pytest.fixture
def drafted(world: World) -> None:
    """The plan of 2014 is a draft again: one that has ended is not changed."""
    with acting(world.vefa) as actor:
        writing.set_state(actor=actor, plan=plan(), state=PlanState.DRAFT, reason="to be corrected")


def test_a_preview_changes_nothing_and_the_deed_everything(world: World, drafted: None) -> None:
    said = table()
    said["measures"][0]["text.en"] = "Found centres everywhere"
    said["measures"][0]["lead"] = ["MLSPP"]
    said["measures"][0]["joint"] = ["MOH"]
    removed = said["measures"].pop()
    preview = brought(world, json.dumps(said).encode())
    assert [(change.kind, change.code) for change in preview.changes] == [
        ("changed", "13.4.1"),
        ("removed", removed["code"]),
    ]
    assert content_of(plan())["measures"][-1]["code"] == removed["code"]
    before = Measure.objects.get(plan=plan(), code="13.4.1").id
    assert preview.kept
    with acting(world.vefa) as actor:
        writing.apply(actor=actor, kept=preview.kept, reason="")
    after = Measure.objects.get(plan=plan(), code="13.4.1")
    assert (after.id, after.text["en"]) == (before, "Found centres everywhere")
    assert sorted((body.participant.code, body.part) for body in after.bodies.all()) == [
        ("MLSPP", "lead"),
        ("MOH", "joint"),
    ]
    assert Measure.objects.filter(plan=plan()).count() == 16


def test_a_plan_changed_meanwhile_is_not_overwritten(world: World, drafted: None) -> None:
    said = table()
    said["plan"][0]["source"] = "elsewhere"
    first, second = (brought(world, json.dumps(said).encode()) for _ in range(2))
    assert first.kept
    assert second.kept
    with acting(world.vefa) as actor:
        writing.apply(actor=actor, kept=first.kept, reason="")
        with pytest.raises(Changed):
            writing.apply(actor=actor, kept=second.kept, reason="")


def test_a_plan_in_force_changes_with_a_reason(world: World) -> None:
    with acting(world.vefa) as actor:
        writing.set_state(actor=actor, plan=plan(), state=PlanState.IN_FORCE, reason="order 1")
    said = table()
    said["plan"][0]["source"] = "elsewhere"
    preview = brought(world, json.dumps(said).encode())
    assert preview.kept
    with acting(world.vefa) as actor:
        with pytest.raises(ReasonMissing):
            writing.apply(actor=actor, kept=preview.kept, reason=" ")
        writing.apply(actor=actor, kept=preview.kept, reason="a slip")


@pytest.mark.rule("NAP-01")
def test_a_plan_that_has_ended_is_not_changed_by_a_table(world: World) -> None:
    said = table()
    said["plan"][0]["source"] = "elsewhere"
    preview = brought(world, json.dumps(said).encode())
    assert preview.kept
    shown = signed_in(world.vefa).get(f"/plan/bring-in/{preview.kept.id}/").content.decode()
    assert "This plan has ended, and what it said stays." in shown
    with acting(world.vefa) as actor, pytest.raises(Closed):
        writing.apply(actor=actor, kept=preview.kept, reason="because")
    assert plan().source != "elsewhere"


def test_a_table_brings_no_plan_into_force_without_a_reason(world: World, drafted: None) -> None:
    said = table()
    said["plan"][0]["state"] = "in_force"
    preview = brought(world, json.dumps(said).encode())
    assert preview.kept
    with acting(world.vefa) as actor, pytest.raises(ReasonMissing):
        writing.apply(actor=actor, kept=preview.kept, reason="")


def broken(column: str, value: Any, *, of: str = "measures") -> bytes:
    said = table()
    said[of][1][column] = value
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("begins_on", "the first of May"),
        ("ends_on", "1999-01-01"),
        ("period", "sometimes"),
        ("joint", ["MOE", "NOBODY"]),
        ("recommended", ["MLSPP"]),
        ("lead", ["MOT", "MED"]),
        ("tags", ["gossip"]),
        ("budget", "-4"),
        ("budget", "NaN"),
        ("funding", "pocket"),
        ("heading", "99"),
        ("code", "13.4.1"),
        ("code", "../../etc"),
        ("continues", "AZ-NAP-2009-2013 99.z"),
        ("continues", "AZ-NAP-2014-2018 13.4.1"),
        ("text.az", "x" * 1001),
        ("price", "3"),
    ],
)
def test_every_broken_cell_is_named_by_row_and_column(world: World, column: str, value: Any) -> None:
    preview = brought(world, broken(column, value))
    assert [(trouble.table, trouble.row) for trouble in preview.troubles] == [("measures", 2)]
    assert preview.troubles[0].column in (column, "code")
    assert str(preview.troubles[0].why)
    assert preview.kept is None


def test_a_broken_spreadsheet_gives_all_its_troubles_and_changes_nothing(world: World) -> None:
    book = load_workbook(io.BytesIO(files.as_xlsx(content_of(plan()))))
    sheet = book["measures"]
    head = [cell.value for cell in sheet[1]]
    sheet.cell(3, head.index("begins_on") + 1).value = "soon"
    sheet.cell(5, head.index("joint") + 1).value = "MOE; XYZ Q"
    sheet.cell(7, head.index("code") + 1).value = None
    book["indicators"].append(["13.4.1", "i1", "People", None, None, None, "many"])
    file = io.BytesIO()
    book.save(file)
    before = content_of(plan())
    sent = SimpleUploadedFile("plan.xlsx", file.getvalue())
    answer = signed_in(world.vefa).post("/plan/bring-in/", {"file": sent})
    words = answer.content.decode()
    assert answer.status_code == 422
    for row, column in ((3, "begins_on"), (7, "code")):
        assert f">{row}</td>" in words
        assert f">{column}</td>" in words
    assert content_of(plan()) == before


@pytest.mark.parametrize("data", [b"", b"not a file", b"[1]", b"[" * 100_000, b"PK\x03\x04 torn", b'{"measures": 3}'])
@pytest.mark.parametrize("name", ["plan.xlsx", "plan.json", "plan.exe"])
def test_what_is_no_plan_is_refused_in_a_sentence(world: World, data: bytes, name: str) -> None:
    with acting(world.vefa) as actor, pytest.raises(files.NotAPlan):
        writing.bring_in(actor=actor, name=name, data=data)


def test_a_bomb_is_not_unpacked(world: World) -> None:
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (files.MOST_UNPACKED + 1))
    assert len(file.getvalue()) < files.MOST_BYTES
    with acting(world.vefa) as actor, pytest.raises(files.NotAPlan):
        writing.bring_in(actor=actor, name="plan.xlsx", data=file.getvalue())


def test_words_that_look_like_a_formula_stay_words(world: World) -> None:
    said = content_of(plan())
    said["measures"][0]["text.en"] = "=1+1"
    book = load_workbook(io.BytesIO(files.as_xlsx(said)))
    column = [cell.value for cell in book["measures"][1]].index("text.en") + 1
    assert book["measures"].cell(2, column).data_type == "s"


@pytest.mark.rule("NAP-05")
def test_a_new_plan_goes_on_with_an_old_one(world: World) -> None:
    titles = {"az": "Yeni plan", "en": "New plan", "ru": "Новый план"}
    years = {"begins_on": date(2026, 1, 1), "ends_on": date(2030, 12, 31)}
    with acting(world.vefa) as actor:
        new = writing.renew(actor=actor, plan=plan(), code="AZ-NAP-2026-2030", title=titles, **years)
        with pytest.raises(CodeTaken):
            writing.renew(actor=actor, plan=plan(), code=NAP_2009, title=titles, **years)
    assert (new.state, new.follows) == (PlanState.DRAFT, plan())
    measure = new.measures.select_related("continues__plan").get(code="13.5.6")
    assert measure.continues == Measure.objects.get(plan=plan(), code="13.5.6")
    assert new.measures.count() == 17
    words = signed_in(world.tarana).get(f"/plan/measures/{measure.continues.id}/").content.decode()
    assert "Gone on with as" in words


@pytest.mark.parametrize("name", ["tarana", "leyla", "orxan"])
def test_nobody_else_writes_plans(world: World, name: str) -> None:
    client = signed_in(getattr(world, name))
    assert client.get("/plan/bring-in/").status_code == 403
    assert client.get(f"/plan/{plan().id}/file.xlsx").status_code == 200


def test_the_whole_plan_on_paper(world: World) -> None:
    answer = signed_in(world.tarana).get(f"/plan/{plan(NAP_2009).id}/file.pdf")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert signed_in(world.tarana).get(f"/plan/{plan().id}/file.exe").status_code == 404
