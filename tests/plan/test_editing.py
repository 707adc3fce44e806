"""A plan written row by row: the same checks and the same history as a table that is brought in."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from panah.plan.actions import editing, rounds, writing
from panah.plan.actions.editing import NotFitting, StillFilled
from panah.plan.actions.writing import Closed, OrderAdopted, ReasonMissing, StillUsed
from panah.plan.exchange.comparing import mark
from panah.plan.exchange.editing import Spot
from panah.plan.exchange.stored import content_of
from panah.plan.models import Heading, Indicator, Measure, Plan, PlanState, PlanStep
from tests.plan.reporting import FIRST_HALF
from tests.plan.test_country_plans import NAP_2009, NAP_2014
from tests.world import World, acting, signed_in

TITLES = {"az": "Yeni plan", "en": "New plan", "ru": "Новый план"}
MEASURE = {
    "text_az": "Tədbir",
    "text_en": "A measure",
    "text_ru": "Мера",
    "period": "year",
    "from_year": "2027",
    "lead": "MIA",
    "joint": ["MOE", "MOH"],
    "recommended": ["BAR"],
    "tags": ["training"],
    "budget": "1500.50",
    "funding": "state_budget",
}


def draft(world: World, code: str = "AZ-NAP-2026-2030") -> Plan:
    """A draft that goes on with the plan of 2014."""
    years = {"begins_on": date(2026, 1, 1), "ends_on": date(2030, 12, 31)}
    with acting(world.vefa) as actor:
        return writing.renew(actor=actor, plan=Plan.objects.get(code=NAP_2014), code=code, title=TITLES, **years)


def adopted(world: World) -> Plan:
    plan = draft(world)
    with acting(world.vefa) as actor:
        writing.set_state(actor=actor, plan=plan, state=PlanState.IN_FORCE, reason="order 1")
    return Plan.objects.get(id=plan.id)


def seen(plan: Plan, table: str, *key: str) -> str:
    """The mark a page carries of what a row says."""
    return mark(Spot(table, key).row(content_of(plan)))


def typed(client: Client, path: str) -> dict[str, Any]:
    """What the form of a page would send when nothing is touched."""
    form = client.get(path).context["form"]
    said = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in said.items()}


@pytest.mark.rule("NAP-01")
def test_a_plan_from_nothing_to_a_measure_with_an_indicator(world: World) -> None:
    client = signed_in(world.vefa)
    said = {"code": "AZ-NAP-2031", "title_az": "Plan", "begins_on": "2031-01-01", "ends_on": "2035-12-31"}
    assert client.post("/plan/new/", said).status_code == 302
    plan = Plan.objects.get(code="AZ-NAP-2031")
    assert plan.state == PlanState.DRAFT
    assert client.get(f"/plan/{plan.id}/edit/").status_code == 200
    client.post(f"/plan/{plan.id}/edit/headings/new/", {"code": "1", "name_az": "Qanunlar", "name_en": "Laws"})
    heading = Heading.objects.get(plan=plan)
    new = f"/plan/edit/headings/{heading.id}/measures/new/"
    assert client.get(new).status_code == 200
    measure_said = {**MEASURE, "heading": "1", "code": "1.a", "from_year": "2032", "continues": f"{NAP_2014} 13.5.6"}
    assert client.post(new, measure_said).status_code == 302
    measure = Measure.objects.select_related("continues").get(plan=plan)
    assert (measure.begins_on, measure.ends_on) == (date(2032, 1, 1), date(2032, 12, 31))
    assert measure.continues == Measure.objects.get(plan__code=NAP_2014, code="13.5.6")
    assert sorted((each.participant.code, each.part) for each in measure.bodies.all()) == [
        ("BAR", "recommended"),
        ("MIA", "lead"),
        ("MOE", "joint"),
        ("MOH", "joint"),
    ]
    by = {"code": "i1", "name_az": "Öyrədilənlər", "unit": "nəfər", "target": "200", "by": ["sex"], "figure": ""}
    assert client.post(f"/plan/edit/measures/{measure.id}/indicators/new/", by).status_code == 302
    indicator = Indicator.objects.get(measure=measure)
    assert indicator.target == Decimal(200)
    assert indicator.by == ["sex"]
    assert [step.code for step in PlanStep.of(plan)] == [*["plan.edited"] * 3, "plan.begun"]
    assert "1.a" in client.get(f"/plan/{plan.id}/history/").content.decode()


@pytest.mark.parametrize(
    ("when", "begins", "ends"),
    [
        ({"period": "year", "from_year": "2027"}, date(2027, 1, 1), date(2027, 12, 31)),
        ({"period": "range", "from_year": "2027", "until_year": "2029"}, date(2027, 1, 1), date(2029, 12, 31)),
        ({"period": "month", "from_year": "2028", "from_month": "2"}, date(2028, 2, 1), date(2028, 2, 29)),
        (
            {"period": "months", "from_year": "2027", "from_month": "11", "until_year": "2028", "until_month": "4"},
            date(2027, 11, 1),
            date(2028, 4, 30),
        ),
        ({"period": "regular", "from_year": ""}, date(2026, 1, 1), date(2030, 12, 31)),
        ({"period": "regular", "from_year": "2028"}, date(2028, 1, 1), date(2030, 12, 31)),
    ],
)
def test_when_is_said_as_plans_say_it(world: World, when: dict[str, str], begins: date, ends: date) -> None:
    client, plan = signed_in(world.vefa), draft(world)
    measure = plan.measures.get(code="13.4.1")
    path = f"/plan/edit/measures/{measure.id}/"
    blank = dict.fromkeys(("from_year", "from_month", "until_year", "until_month"), "")
    assert client.post(path, {**typed(client, path), **blank, **when}).status_code == 302
    measure.refresh_from_db()
    assert (measure.begins_on, measure.ends_on, measure.period_kind) == (begins, ends, when["period"])
    again = typed(client, path)
    assert {name: str(again[name]) for name in when} == when


@pytest.mark.parametrize("code", [NAP_2009, NAP_2014])
def test_what_is_not_touched_stays_as_it_was(world: World, code: str) -> None:
    client, plan = signed_in(world.vefa), Plan.objects.get(code=code)
    with acting(world.vefa) as actor:
        writing.set_state(actor=actor, plan=plan, state=PlanState.DRAFT, reason="a slip")
    before = content_of(plan)
    for measure in list(plan.measures.order_by("id"))[::6]:
        path = f"/plan/edit/measures/{measure.id}/"
        assert client.post(path, typed(client, path)).status_code == 302
    assert content_of(plan) == before
    assert PlanStep.of(plan)[0].code == "plan.draft"


def test_days_in_the_middle_of_a_month_stay_while_the_words_change(world: World) -> None:
    client, plan = signed_in(world.vefa), draft(world)
    measure = plan.measures.get(code="13.4.1")
    with acting(world.vefa):
        Measure.objects.filter(id=measure.id).update(period_kind="range", begins_on=date(2026, 3, 15))
    path = f"/plan/edit/measures/{measure.id}/"
    said = {**typed(client, path), "text_en": "Other words"}
    assert client.post(path, said).status_code == 302
    measure.refresh_from_db()
    assert (measure.begins_on, measure.text["en"]) == (date(2026, 3, 15), "Other words")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "13.4.2"}, "This number stands there twice."),
        ({"code": "a b"}, "A number is letters, digits"),
        ({"text_az": ""}, "This field is required."),
        ({"text_az": "a" * 1001}, "at most 1000 characters"),
        ({"joint": ["MIA"], "lead": "MIA"}, "is named twice"),
        ({"budget": "-1"}, "greater than or equal to 0"),
        ({"period": "range", "from_year": "2029", "until_year": "2027"}, "It ends before it begins."),
        ({"period": "month", "from_year": "2029", "from_month": ""}, "This must be filled in."),
        ({"joint": ["NOBODY"]}, "is not one of the available choices"),
        ({"seen": "0" * 64}, "Somebody changed this while you were writing."),
    ],
)
def test_what_does_not_fit_is_said_beside_what_was_typed(world: World, wrong: dict[str, Any], sentence: str) -> None:
    client, plan = signed_in(world.vefa), draft(world)
    before = content_of(plan)
    path = f"/plan/edit/measures/{plan.measures.get(code='13.4.1').id}/"
    answer = client.post(path, {**typed(client, path), "text_en": "What I was writing", **wrong})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in words
    assert "What I was writing" in words
    assert content_of(plan) == before


def test_who_was_warned_of_another_writer_may_record_after_all(world: World) -> None:
    client, plan = signed_in(world.vefa), draft(world)
    path = f"/plan/edit/measures/{plan.measures.get(code='13.4.1').id}/"
    first, second = ({**typed(client, path), "text_en": words} for words in ("Theirs", "Mine"))
    assert client.post(path, first).status_code == 302
    warned = client.post(path, second)
    assert warned.status_code == 422
    assert "Theirs" in warned.content.decode()
    assert client.post(path, {**second, "seen": warned.context["form"]["seen"].value()}).status_code == 302
    assert plan.measures.get(code="13.4.1").text["en"] == "Mine"


def test_a_new_number_takes_along_what_rests_on_it(world: World) -> None:
    client, plan = signed_in(world.vefa), draft(world)
    measure = plan.measures.get(code="13.4.1")
    by = {"code": "i1", "name_az": "Say", "figure": ""}
    client.post(f"/plan/edit/measures/{measure.id}/indicators/new/", by)
    path = f"/plan/edit/measures/{measure.id}/"
    assert client.post(path, {**typed(client, path), "code": "13.4.1a"}).status_code == 302
    assert plan.measures.get(code="13.4.1a").id == measure.id
    assert Indicator.objects.get(measure=measure).code == "i1"
    heading = Heading.objects.get(plan=plan, code=measure.heading.code)
    path = f"/plan/edit/headings/{heading.id}/"
    assert client.post(path, {**typed(client, path), "code": "99"}).status_code == 302
    assert plan.measures.select_related("heading").get(code="13.4.1a").heading == Heading.objects.get(code="99")


def test_a_draft_is_put_in_order(world: World) -> None:
    client, plan = signed_in(world.vefa), draft(world)

    def order() -> list[str]:
        return list(plan.measures.order_by("heading__position", "position").values_list("code", flat=True))

    before = order()
    assert client.post(f"/plan/{plan.id}/edit/", {"down": f"measures {before[0]}"}).status_code == 302
    assert order() == [before[1], before[0], *before[2:]]
    assert client.post(f"/plan/{plan.id}/edit/", {"up": f"measures {before[1]}"}).status_code == 302
    headings = list(plan.headings.order_by("position").values_list("code", flat=True))
    client.post(f"/plan/{plan.id}/edit/", {"up": f"headings {headings[1]}"})
    assert plan.headings.order_by("position").first() == plan.headings.get(code=headings[1])
    assert client.post(f"/plan/{plan.id}/edit/", {"up": "plan x"}).status_code == 422


def test_a_row_is_taken_out_and_the_history_keeps_it(world: World) -> None:
    client, plan = signed_in(world.vefa), draft(world)
    measure = plan.measures.get(code="13.4.1")
    said = str(measure)
    answer = client.post(f"/plan/edit/headings/{measure.heading_id}/take-out/")
    assert answer.status_code == 409
    assert "still has measures" in answer.content.decode()
    assert client.post(f"/plan/edit/measures/{measure.id}/take-out/").status_code == 302
    assert not plan.measures.filter(code="13.4.1").exists()
    assert said in client.get(f"/plan/{plan.id}/history/").content.decode()
    with acting(world.vefa) as actor, pytest.raises(StillFilled):
        editing.take_out(actor=actor, plan_id=plan.id, spot=Spot("headings", (measure.heading.code,)))


def test_a_row_is_written_in_its_own_plan_alone(world: World) -> None:
    """Two plans know the same numbers: what is named by its id is changed where it stands."""
    client, first, second = signed_in(world.vefa), draft(world), draft(world, "AZ-NAP-2031")
    path = f"/plan/edit/measures/{second.measures.get(code='13.4.1').id}/"
    before = content_of(first)
    assert client.post(path, {**typed(client, path), "text_en": "Of the second"}).status_code == 302
    assert client.post(f"{path}take-out/").status_code == 302
    assert content_of(first) == before
    assert not second.measures.filter(code="13.4.1").exists()
    for wrong in ("/plan/edit/plans/", "/plan/edit/headings/"):
        assert client.get(f"{wrong}{first.measures.get(code='13.4.1').id}/").status_code == 404


@pytest.mark.rule("NAP-01")
def test_a_plan_in_force_is_amended_with_a_reason(world: World) -> None:
    client, plan = signed_in(world.vefa), adopted(world)
    measure = plan.measures.get(code="13.4.1")
    path = f"/plan/edit/measures/{measure.id}/"
    said = {**typed(client, path), "text_en": "Said better"}
    assert client.post(path, {**said, "reason": ""}).status_code == 422
    assert client.post(path, {**said, "reason": "Order 7 of the Cabinet"}).status_code == 302
    words = client.get(f"/plan/{plan.id}/history/").content.decode()
    assert "Order 7 of the Cabinet" in words
    assert "<ins>Said better</ins>" in words
    with acting(world.vefa) as actor:
        with pytest.raises(ReasonMissing):
            editing.take_out(actor=actor, plan_id=plan.id, spot=Spot("measures", ("13.4.1",)))
        with pytest.raises(OrderAdopted):
            editing.move(actor=actor, plan_id=plan.id, spot=Spot("measures", ("13.4.1",)), up=True)
        rounds.open_round(actor, plan, FIRST_HALF)
        with pytest.raises(StillUsed):
            editing.take_out(actor=actor, plan_id=plan.id, spot=Spot("measures", ("13.4.1",)), reason="order 8")
    assert Measure.objects.filter(id=measure.id).exists()


@pytest.mark.rule("NAP-01")
def test_an_ended_plan_stays_as_it_was(world: World) -> None:
    client, plan = signed_in(world.vefa), Plan.objects.get(code=NAP_2014)
    measure = plan.measures.get(code="13.4.1")
    assert "what it said stays" in client.get(f"/plan/{plan.id}/edit/").content.decode()
    for path in (f"/plan/edit/measures/{measure.id}/", f"/plan/{plan.id}/edit/headings/new/"):
        assert client.get(path).status_code == 409
        assert client.post(path, {"code": "1", "name_az": "a"}).status_code == 409
    row = {**Spot("measures", ("13.4.1",)).row(content_of(plan)), "text.en": "Else"}
    with acting(world.vefa) as actor, pytest.raises(Closed):
        editing.put(
            actor=actor,
            plan_id=plan.id,
            spot=Spot("measures", ("13.4.1",)),
            row=row,
            seen=seen(plan, "measures", "13.4.1"),
            reason="because",
        )


def test_a_link_to_a_measure_that_is_not_there_is_named(world: World) -> None:
    plan = draft(world)
    spot = Spot("measures", ("13.4.1",))
    for link, sentence in (("AZ-NAP-1900 1", "no such measure"), (f"{plan.code} 13.4.2", "one of another plan")):
        row = {**spot.row(content_of(plan)), "continues": link}
        with acting(world.vefa) as actor, pytest.raises(NotFitting) as refusal:
            editing.put(actor=actor, plan_id=plan.id, spot=spot, row=row, seen=seen(plan, "measures", "13.4.1"))
        assert [(each.column, each.row) for each in refusal.value.troubles] == [("continues", 1)]
        assert sentence in str(refusal.value.troubles[0].why)


@pytest.mark.parametrize("name", ["tarana", "leyla", "malika"])
def test_only_the_office_writes_rows(world: World, name: str) -> None:
    plan = draft(world)
    client = signed_in(getattr(world, name))
    assert client.get(f"/plan/{plan.id}/edit/").status_code == 403
    assert "/edit/" not in client.get(f"/plan/{plan.id}/").content.decode()


def test_the_page_to_write_asks_little(world: World) -> None:
    client, plan = signed_in(world.vefa), Plan.objects.get(code=NAP_2009)
    with acting(world.vefa) as actor:
        writing.set_state(actor=actor, plan=plan, state=PlanState.DRAFT, reason="a slip")
    few = Plan.objects.get(id=draft(world).id)
    counts = []
    for each in (few, plan):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/plan/{each.id}/edit/")
        counts.append(len(asked))
    assert counts[1] <= counts[0]
