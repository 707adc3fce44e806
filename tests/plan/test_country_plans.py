"""The plans of the sources, as they lie in the country pack and in the database."""

from collections import Counter

import pytest

from panah.plan.models import Heading, Measure, MeasureBody, Part, Plan
from tests.hotline.test_commands import run
from tests.world import World

NAP_2009, NAP_2014 = "AZ-NAP-2009-2013", "AZ-NAP-2014-2018"
# Counted in the printed tables, measure by measure under each heading: how many bodies carry it out.
CARRIED_OUT_BY = {
    NAP_2009: [
        [0, 0, 0],
        [3, 3, 3],
        [4, 4, 4, 4, 5, 5, 3, 3, 6, 6, 6, 6],
        [4, 4, 4],
        [5, 5, 5],
        [2] * 11,
        [3, 3, 3, 2, 2],
        [7] * 7,
        [2, 2, 2, 1, 1],
        [14] * 6,
        [14] * 11,
        [2, 2, 2],
    ],
    NAP_2014: [[5, 5, 1, 5, 4, 5], [2, 4, 4, 3, 3, 5, 4, 4, 3], [2, 1]],
}
# And how many are recommended beside them.
RECOMMENDED = {NAP_2009: {"6": 7 * 2 + 4, "11": 11 * 4}, NAP_2014: {"13.5": 1}}


@pytest.mark.rule("NAP-05")
def test_plans_stand_in_succession(world: World) -> None:
    rows = list(Plan.objects.order_by("begins_on").select_related("follows"))
    assert [row.begins_on.year for row in rows] == [2004, 2009, 2014, 2020]
    assert [row.follows.code if row.follows else "" for row in rows] == ["", *(row.code for row in rows[:-1])]


@pytest.mark.rule("NAP-01")
@pytest.mark.parametrize("code", CARRIED_OUT_BY)
def test_every_measure_of_the_source_is_there_with_its_bodies(world: World, code: str) -> None:
    measures = Measure.objects.filter(plan__code=code).order_by("heading__position", "position")
    found: dict[str, list[int]] = {}
    for measure in measures.select_related("heading").prefetch_related("bodies"):
        parts = Counter(body.part for body in measure.bodies.all())
        found.setdefault(measure.heading.code, []).append(parts[Part.JOINT])
    assert list(found.values()) == CARRIED_OUT_BY[code]


@pytest.mark.rule("NAP-01")
@pytest.mark.parametrize("code", RECOMMENDED)
def test_recommended_bodies_stand_apart(world: World, code: str) -> None:
    rows = MeasureBody.objects.filter(measure__plan__code=code, part=Part.RECOMMENDED)
    assert Counter(rows.values_list("measure__heading__code", flat=True)) == RECOMMENDED[code]


def test_the_tables_have_their_size() -> None:
    size = {code: (len(rows), sum(map(len, rows))) for code, rows in CARRIED_OUT_BY.items()}
    assert size == {NAP_2009: (12, 72), NAP_2014: (3, 17)}


@pytest.mark.django_db(transaction=True)
def test_loading_again_adds_nothing(world: World) -> None:
    assert Heading.objects.count() == 15
    assert run("plans") == "0 plans are new.\n"
    assert Heading.objects.count() == 15
