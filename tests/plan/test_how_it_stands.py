"""Drafts that lose nothing, lists in the order of the plan, who is late since when, and the year as a picture."""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone

from panah.core.ids import new_id
from panah.core.paging import Page, page_of
from panah.plan import figures, papers, pictures, progress
from panah.plan.actions import reporting, rounds
from panah.plan.actions.reporting import Said
from panah.plan.actions.rounds import Period
from panah.plan.models import Indicator, Report, Slot, SlotState
from tests.plan.reporting import FIRST_HALF, first_round, live_plan
from tests.plan.test_plan_pages import plan
from tests.world import Person, World, acting, signed_in

DONE = Said(done="Two seminars were held", progress=40)


@pytest.fixture
def slots(world: World) -> dict[str, Slot]:
    with acting(world.vefa) as actor:
        first_round(actor)
    rows = Slot.objects.select_related("measure", "participant", "round")
    return {f"{row.measure.code} {row.participant.code}": row for row in rows}


def handed_in(by: Person, slot: Slot, said: Said = DONE) -> None:
    with acting(by) as actor:
        reporting.hand_in(actor=actor, slot_id=slot.id, said=said)


def kept(by: Person, slot: Slot) -> Report:
    with acting(by):
        return Report.objects.get(slot=slot)


@pytest.mark.parametrize("wrong", [{"done": ""}, {"done": "Two seminars", "progress": "101"}])
def test_a_report_that_is_not_taken_stays_a_draft(world: World, slots: dict[str, Slot], wrong: dict[str, str]) -> None:
    slot = slots["1.a MOE"]
    answer = signed_in(world.tarana).post(f"/plan/reports/{slot.id}/hand-in/", {"needs": "A projector", **wrong})
    assert answer.status_code == 422
    report = kept(world.tarana, slot)
    assert (report.needs, report.done, report.submitted_at) == ("A projector", wrong["done"], None)


def test_what_is_too_long_takes_nothing_from_the_draft(world: World, slots: dict[str, Slot]) -> None:
    client, address = signed_in(world.tarana), f"/plan/reports/{slots['1.a MOE'].id}/draft/"
    client.post(address, {"done": "Two seminars"})
    client.post(address, {"done": "x" * 4_001, "needs": "A projector"})
    report = kept(world.tarana, slots["1.a MOE"])
    assert (report.done, report.needs) == ("Two seminars", "A projector")


def test_the_end_of_a_line_counts_as_one_sign(world: World, slots: dict[str, Slot]) -> None:
    lines = "\r\n".join(["x" * 39] * 100)
    client = signed_in(world.tarana)
    assert client.post(f"/plan/reports/{slots['1.a MOE'].id}/hand-in/", {"done": lines}).status_code == 302
    assert kept(world.tarana, slots["1.a MOE"]).done == lines.replace("\r\n", "\n")


def test_words_to_the_body_are_kept_when_a_report_is_locked(world: World, slots: dict[str, Slot]) -> None:
    slot = slots["1.a MOE"]
    handed_in(world.tarana, slot)
    office, address = signed_in(world.vefa), f"/plan/reports/{slot.id}/answer/"
    assert office.post(address, {"answer": "approve", "words": ""}).status_code == 302
    assert office.post(address, {"answer": "lock", "words": "As the minutes say"}).status_code == 302
    assert Slot.objects.get(id=slot.id).state == SlotState.LOCKED
    assert kept(world.tarana, slot).answer_words == "As the minutes say"


def test_the_bodys_list_is_in_the_order_of_the_plan(world: World, slots: dict[str, Slot]) -> None:
    rows = Slot.objects.order_by("-id").values_list("measure__position", flat=True)
    assert [first <= second for first, second in pairwise(rows)] == [True] * 4
    listed = signed_in(world.tarana).get("/plan/reports/").content.decode()
    assert listed.index("Measure 1.a") < listed.index("Measure 1.b")


@pytest.mark.rule("NAP-01")
def test_who_is_late_and_since_when_everybody_sees(world: World, slots: dict[str, Slot]) -> None:
    handed_in(world.tarana, slots["1.a MOE"])
    due = slots["1.a MOE"].due_on
    with time_machine.travel(due + timedelta(days=2), tick=False):
        with acting(world.polad) as actor:
            late = [
                (who.code, number, since) for who, number, since in progress.late_by_body(actor, due + timedelta(2))
            ]
        client = signed_in(world.polad)
        everything = client.get("/plan/late/").content.decode()
        one = client.get("/plan/late/?body=MOH").content.decode()
    assert sorted(late) == [("MIA", 1, due), ("MOE", 1, due), ("MOH", 1, due), ("MUNI", 1, due)]
    assert (everything.count("Measure 1."), one.count("Measure 1.")) == (4, 1)


@pytest.mark.rule("NAP-01")
def test_what_is_late_longest_comes_first_whenever_it_was_asked_for(world: World) -> None:
    with acting(world.vefa) as actor:
        live = live_plan()
        assert rounds.open_round(actor, live, FIRST_HALF)
        assert rounds.open_round(
            actor, live, Period(date(2026, 2, 1), date(2026, 3, 31)), timezone.now() - timedelta(100)
        )
    after = timezone.localdate() + timedelta(100)

    def look(address: str) -> Page[Slot]:
        return page_of(RequestFactory().get(address), Slot.late(actor, after), size=3, since="due_on")

    with acting(world.polad) as actor:
        expected = [row.id for row in sorted(Slot.objects.all(), key=lambda row: (row.due_on, -row.id.int))]
        pages = [look("/late/")]
        while pages[-1].newer:
            pages.append(look(pages[-1].newer))
        assert [row.id for page in pages for row in page.rows] == expected
        assert (len(pages), pages[0].older) == (4, "")
        back = [pages[-1]]
        while back[-1].older:
            back.append(look(back[-1].older))
        assert [row.id for page in reversed(back) for row in page.rows] == expected
        assert [row.id for row in look(f"/late/?newer={new_id()}").rows] == expected[:3]
    with time_machine.travel(after, tick=False):
        shown = signed_in(world.polad).get("/plan/late/").content.decode()
    assert re.findall("/plan/reports/([0-9a-f-]{36})/", shown) == [str(each) for each in expected]


def test_a_measure_shows_how_its_reports_stand(world: World, slots: dict[str, Slot]) -> None:
    measure = slots["1.a MOE"].measure
    with acting(world.vefa):
        told = {"measure": measure, "unit": "people", "target": 200}
        Indicator.objects.create(code="i1", name={"en": "Trained"}, by=["sex", "region"], **told)
        Indicator.objects.create(code="i2", name={"en": "Talks"}, figure="calls_taken", measure=measure)
    handed_in(world.tarana, slots["1.a MOE"], Said(done="Secret remark", progress=40))
    words = signed_in(world.polad).get(f"/plan/measures/{measure.id}/").content.decode()
    for said in ("How it stands", "Handed in", "40 %", "200 people", "Sex", "counted by the system"):
        assert said in words
    assert f"/plan/reports/{slots['1.a MIA'].id}/" in words
    assert "Secret remark" not in words
    # What the system counts is shown where the measure is, and not only to who reports on it.
    assert "Counted by the system" in words


def year_of(slot: Slot) -> tuple[list[progress.Step], int]:
    today = timezone.localdate()
    return progress.burn_up(slot.round.plan, slot.due_on.year, today), today.month


def test_the_year_shows_no_month_to_come_and_nothing_that_was_given_back(world: World, slots: dict[str, Slot]) -> None:
    slot = slots["1.a MOE"]
    with time_machine.travel(datetime.combine(slot.due_on, datetime.min.time()), tick=False):
        handed_in(world.tarana, slot)
        handed_in(world.polad, slots["1.a MIA"])
        with acting(world.vefa) as actor:
            reporting.give_back(actor=actor, slot_id=slot.id, why="Which seminars?")
        steps, month = year_of(slot)
    assert steps[month - 1].handed_in == 1
    assert [step.handed_in for step in steps[month:]] == [None] * (12 - month)
    assert steps[-1].due == 5
    picture = pictures.burn_up(steps)
    assert (picture.most, len(picture.due.split()), len(picture.handed_in.split())) == (5, 12, month)


def test_the_picture_of_a_year_has_its_numbers_and_its_table(world: World, slots: dict[str, Slot]) -> None:
    words = signed_in(world.polad).get(f"/plan/{slots['1.a MOE'].plan_id}/progress/").content.decode()
    assert '<text class="number" x="34" y="19">5</text>' in words
    assert '<th scope="row">December</th><td>5</td>' in words


def test_the_timeline_says_what_its_bars_mean(world: World) -> None:
    words = signed_in(world.tarana).get(f"/plan/{plan().id}/timeline/").content.decode()
    assert "at a set time" in words
    assert "<td>regularly</td>" in words.replace("\n", "")


def test_what_was_broken_down_once_stays_a_number_of_people(world: World, slots: dict[str, Slot]) -> None:
    slot = slots["1.a MOE"]
    with acting(world.vefa):
        indicator = Indicator.objects.create(measure=slot.measure, code="i1", name={"en": "Helped"}, by=["sex"])
    figure = {"value": "2", "by": {"sex": {"female": "2"}}}
    handed_in(world.tarana, slot, Said(done="Helped two", figures={str(indicator.id): figure}))
    with acting(world.vefa) as actor:
        reporting.approve(actor=actor, slot_id=slot.id)
        Indicator.objects.filter(id=indicator.id).update(by=[])
    with acting(world.polad):
        (told,) = figures.reached(slot.measure)
    assert told.whole is None


def test_months_of_two_years_name_both(world: World) -> None:
    with acting(world.vefa):
        measure = plan().measures.get(code="6.j")
        measure.ends_on = date(2010, 2, 28)
        measure.save()
    words = signed_in(world.tarana).get(f"/plan/measures/{measure.id}/").content.decode()
    assert "March 2009 – February 2010" in words


def test_bodies_stand_in_words_where_a_plan_is_written_and_on_paper(world: World) -> None:
    measure = plan().measures.get(code="2.a")
    assert "Other state bodies, not named" in papers.bodies(measure)
    page = signed_in(world.vefa).get(f"/plan/{plan().id}/edit/").content.decode()
    assert "OTHER_GOV" not in page
    assert "Other state bodies, not named" in page
