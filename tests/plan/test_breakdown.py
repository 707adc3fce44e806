"""Figures that are broken down: asked for class by class, held against the whole, and shown without small numbers."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from panah.plan import figures
from panah.plan.models import Indicator, Report, Slot
from tests.plan.reporting import first_round
from tests.world import Person, World, acting, signed_in


@pytest.fixture
def slots(world: World) -> dict[str, Slot]:
    with acting(world.vefa) as actor:
        first_round(actor)
        rows = {row.participant.code: row for row in Slot.objects.filter(measure__code="1.a")}
        measure = rows["MOE"].measure
        Indicator.objects.create(measure=measure, code="i1", name={"en": "Pupils"}, by=["sex", "body"], target=400)
        Indicator.objects.create(measure=measure, code="i2", name={"en": "Seminars"})
    return rows


def figure(code: str = "i1") -> Indicator:
    return Indicator.objects.get(code=code)


def said(whole: str = "", **parts: str) -> dict[str, str]:
    row = figure()
    named = {f"part_{row.id}_sex_{code}": number for code, number in parts.items()}
    return {"done": "Lessons", f"figure_{row.id}": whole, **named}


def hand_in(by: Person, slot: Slot, given: dict[str, str]) -> Any:
    return signed_in(by).post(f"/plan/reports/{slot.id}/hand-in/", given)


@pytest.mark.rule("NAP-01")
def test_each_class_of_what_the_indicator_says_is_asked_for(world: World, slots: dict[str, Slot]) -> None:
    words = signed_in(world.tarana).get(f"/plan/reports/{slots['MOE'].id}/").content.decode()
    assert [f"part_{figure().id}_sex_{code}" in words for code in ("female", "male", "other", "unknown")] == [True] * 4
    # What a body reports is its own already, and nobody asked by what seminars are broken down.
    assert f"part_{figure().id}_body" not in words
    assert f"part_{figure('i2').id}" not in words


@pytest.mark.parametrize(
    ("whole", "parts", "sentence"),
    [
        ("10", {"female": "4", "male": "5"}, "By sex the parts come to 9, and the whole is 10."),
        ("", {"female": "4"}, "By sex the parts come to 4. Say the whole as well."),
        ("4", {"female": "-4"}, "greater than or equal to 0"),
    ],
)
def test_parts_that_do_not_come_to_the_whole_are_said_and_kept(
    world: World, slots: dict[str, Slot], whole: str, parts: dict[str, str], sentence: str
) -> None:
    answer = hand_in(world.tarana, slots["MOE"], said(whole, **parts))
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    draft = f"/plan/reports/{slots['MOE'].id}/draft/"
    assert signed_in(world.tarana).post(draft, said(whole, **parts)).status_code == 204
    with acting(world.tarana):
        kept = Report.objects.get().figures.get(str(figure().id), {})
    fits = {code: number for code, number in parts.items() if not number.startswith("-")}
    assert (kept.get("value") or "", kept.get("by", {}).get("sex", {})) == (whole, fits)


def test_a_draft_brings_its_parts_back(world: World, slots: dict[str, Slot]) -> None:
    browser, there = signed_in(world.tarana), f"/plan/reports/{slots['MOE'].id}/"
    assert browser.post(f"{there}draft/", said("12", female="7", male="5")).status_code == 204
    words = browser.get(there).content.decode()
    assert f'name="part_{figure().id}_sex_female" value="7"' in words.replace('type="number" ', "")


def approved(world: World, slot: Slot, by: Person, given: dict[str, str]) -> None:
    assert hand_in(by, slot, given).status_code == 302
    office = signed_in(world.vefa)
    assert office.post(f"/plan/reports/{slot.id}/answer/", {"answer": "approve"}).status_code == 302


def test_a_report_shows_its_parts_to_those_concerned(world: World, slots: dict[str, Slot]) -> None:
    assert hand_in(world.tarana, slots["MOE"], said("12", female="7", male="5")).status_code == 302
    words = " ".join(signed_in(world.vefa).get(f"/plan/reports/{slots['MOE'].id}/").content.decode().split())
    assert "Female 7 · Male 5" in words
    assert "Female 7" not in signed_in(world.polad).get(f"/plan/reports/{slots['MOE'].id}/").content.decode()


def test_the_spreadsheet_has_the_figures_that_its_reader_may_read(world: World, slots: dict[str, Slot]) -> None:
    hand_in(world.tarana, slots["MOE"], said("12", female="7", male="5"))
    there = f"/plan/{slots['MOE'].plan_id}/progress/sheet.xlsx"

    def figures_of(by: Person) -> list[tuple[Any, ...]]:
        book = load_workbook(io.BytesIO(signed_in(by).get(there).content))
        return [row[3:] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)]

    every = [
        ("Pupils", 400, None, None, 12),
        ("Pupils", 400, "Sex", "Female", 7),
        ("Pupils", 400, "Sex", "Male", 5),
    ]
    assert figures_of(world.vefa) == figures_of(world.tarana) == every
    assert figures_of(world.polad) == []


@pytest.mark.rule("NC-03")
def test_what_was_reached_is_added_up_for_everybody_and_tells_of_nobody(world: World, slots: dict[str, Slot]) -> None:
    page = f"/plan/{slots['MOE'].plan_id}/progress/"
    approved(world, slots["MOE"], world.tarana, said("12", female="9", male="3") | {f"figure_{figure('i2').id}": "3"})
    with acting(world.polad):
        told = {each.indicator.code: each for each in figures.reached(slots["MOE"].measure)}
        # Pupils are people: to the nearest five, and three boys are too few; seminars are things.
        assert (told["i1"].whole, told["i1"].parts) == (10, [("Sex", [("Female", 10)])])
        assert (told["i2"].whole, told["i2"].parts) == (3, [])
    approved(world, slots["MIA"], world.polad, said("11", female="6", male="5"))
    with acting(world.habil):
        told = {each.indicator.code: each for each in figures.reached(slots["MOE"].round)}
        assert (told["i1"].whole, told["i1"].parts) == (25, [("Sex", [("Female", 15), ("Male", 10)])])
    for reader in (world.leyla, world.habil):
        words = " ".join(signed_in(reader).get(page).content.decode().split())
        assert "Female 15 · Male 10" in words
    measure = signed_in(world.leyla).get(f"/plan/measures/{slots['MOE'].measure_id}/").content.decode()
    assert "What was reached" in measure


def test_nothing_is_added_up_before_it_is_approved(world: World, slots: dict[str, Slot]) -> None:
    hand_in(world.tarana, slots["MOE"], said("12", female="7", male="5"))
    with acting(world.habil):
        assert figures.reached(slots["MOE"].measure) == []


@pytest.mark.parametrize(
    ("number", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)]
)
def test_people_are_shown_to_the_nearest_five(
    world: World, slots: dict[str, Slot], number: int, shown: int | None
) -> None:
    approved(world, slots["MOE"], world.tarana, said(str(number), female=str(number)))
    with acting(world.habil):
        (told,) = figures.reached(slots["MOE"].measure)
    assert told.whole == shown
    assert told.parts == ([("Sex", [("Female", shown)])] if shown else [])
