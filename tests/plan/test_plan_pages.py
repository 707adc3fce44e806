"""The pages of a plan: everybody who takes part reads them, in few questions to the database."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from panah.core.country import country
from panah.plan import reading
from panah.plan.models import Measure, MeasureBody, Part, Participant, Plan
from panah.plan.reading import Wanted, chapters, matrix
from tests.plan.test_country_plans import NAP_2009, NAP_2014
from tests.world import World, signed_in


def plan(code: str = NAP_2009) -> Plan:
    return Plan.objects.get(code=code)


@pytest.mark.rule("NAP-01")
@pytest.mark.parametrize("name", ["vefa", "tarana", "leyla", "malika"])
def test_everybody_reads_the_plan(world: World, name: str) -> None:
    answer = signed_in(getattr(world, name)).get(f"/plan/{plan(NAP_2014).id}/")
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "13.5.6" in words
    assert words.index("Carries out") < words.index("Recommended")


def test_a_plan_of_many_measures_asks_little(world: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        shown = chapters(plan(), Wanted())
    assert sum(len(chapter.measures) for chapter in shown) == 72
    assert len(asked) <= 6


def test_it_is_narrowed_by_heading_body_and_subject(world: World) -> None:
    only = chapters(plan(), Wanted(heading="3", tag="training"))
    assert [measure.code for chapter in only for measure in chapter.measures] == ["3.b", "3.d", "3.f", "3.k"]
    border = chapters(plan(), Wanted(body="SBS"))
    assert {chapter.heading.code for chapter in border} == {"3", "10", "11"}


def test_an_unknown_answer_shows_everything(world: World) -> None:
    answer = signed_in(world.vefa).get(f"/plan/{plan().id}/?heading=77&body=X&tag=none")
    assert answer.status_code == 200
    assert "12.c" in answer.content.decode()


def test_the_matrix_counts_recommended_bodies_apart(world: World) -> None:
    headings, rows = matrix(plan())
    cells = {who.code: dict(zip([heading.code for heading in headings], row, strict=True)) for who, row in rows}
    assert (cells["MIA"]["6"].carries_out, cells["MIA"]["6"].recommended) == (11, 0)
    assert (cells["PGO"]["6"].carries_out, cells["PGO"]["6"].recommended) == (0, 11)
    assert cells["BAR"]["6"].recommended == 7


@pytest.mark.parametrize("part", ["timeline/", "bodies/"])
def test_its_other_pages(world: World, part: str) -> None:
    assert signed_in(world.tarana).get(f"/plan/{plan().id}/{part}").status_code == 200
    empty = plan("AZ-NAP-2004")
    assert signed_in(world.tarana).get(f"/plan/{empty.id}/{part}").status_code == 200


def test_the_timeline_is_arranged_by_heading_or_by_body(world: World) -> None:
    there, browser = f"/plan/{plan().id}/timeline/", signed_in(world.tarana)
    by_heading, by_body = (browser.get(there, {"by": by}).context["groups"] for by in ("", "body"))
    assert [len(by_heading), sum(len(measures) for _name, measures in by_heading)] == [12, 72]
    named = {name: {measure.code for measure in measures} for name, measures in by_body}
    police = str(Participant.objects.get(code="MIA"))
    led = MeasureBody.objects.filter(measure__plan=plan(), participant__code="MIA").exclude(part=Part.RECOMMENDED)
    assert named[police] == set(led.values_list("measure__code", flat=True)) != set()
    assert browser.get(there, {"by": "colour"}).context["groups"] == by_heading


def test_a_measure_says_what_goes_on_with_it(world: World) -> None:
    earlier = Measure.objects.get(plan__code=NAP_2009, code="8.f")
    answer = signed_in(world.vefa).get(f"/plan/measures/{earlier.id}/")
    assert answer.status_code == 200
    assert signed_in(world.vefa).get(f"/plan/measures/{plan().id}/").status_code == 404


@pytest.mark.rule("NAP-02")
def test_who_answers_for_a_plan_is_the_countrys_choice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/plan/{plan().id}/"
    assert "Carried out under Ministry of Internal Affairs" in signed_in(world.vefa).get(address).content.decode()
    chosen = replace(country().settings, plan_responsible="MLSPP", plan_settled_by="NOBODY")
    monkeypatch.setattr(reading, "country", lambda: SimpleNamespace(settings=chosen))
    words = signed_in(world.vefa).get(address).content.decode()
    assert "Carried out under Ministry of Labour" in words
    assert "cannot settle" not in words


@pytest.mark.rule("NAP-06")
def test_measures_about_laws_are_found_by_what_they_are_about(world: World) -> None:
    found = chapters(plan(), Wanted(tag="legislation"))
    codes = [measure.code for chapter in found for measure in chapter.measures]
    assert codes[:3] == ["1.a", "1.b", "1.c"]
    working_group = Measure.objects.get(plan=plan(), code="1.b")
    assert (working_group.begins_on.year, working_group.ends_on.year) == (2009, 2009)


@pytest.mark.rule("NGO-03")
def test_the_plan_is_presented_to_partners_in_its_first_february(world: World) -> None:
    measure = Measure.objects.get(plan=plan(), code="12.a")
    assert (measure.begins_on, measure.ends_on) == (date(2009, 2, 1), date(2009, 2, 28))
    assert {body.participant.code for body in measure.bodies.all()} == {"MIA", "NC"}
    assert "February 2009" in signed_in(world.malika).get(f"/plan/measures/{measure.id}/").content.decode()
