"""Figures held against each other: what one table withholds does not follow from what another one shows."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from panah.cases.models import CaseSource
from panah.people.models import Person, StandingRecord
from panah.plan import figures
from tests.cases.filing import opened, registered
from tests.world import World, acting

pytestmark = pytest.mark.django_db
OVER = timezone.now() - timedelta(days=200)


def presumed(world: World, how_many: int, source: CaseSource | None = None) -> None:
    """So many people were presumed to be victims in a period that is over, and came to the unit this way."""
    for _ in range(how_many):
        person = registered(world.nigar, sex="female")
        if source:
            opened(world.nigar, person, source)
        _presume(world, person)


def _presume(world: World, person: Person) -> None:
    with acting(world.nigar) as actor:
        StandingRecord.objects.create(
            folder_id=person.folder_id, person=person, standing="presumed", basis="decision", unit_id=actor.unit,
            by_id=actor.member, at=OVER,
        )  # fmt: skip


def seen(world: World) -> Any:
    """All that a focal point learns of a figure: the whole, and every class of it."""
    with acting(world.tarana):
        by = ["sex", "age", "citizenship", "exploitation", "region", "body"]
        return figures.count("victims_presumed", OVER.date(), by)


@pytest.mark.rule("NC-03")
@pytest.mark.parametrize("many", [11, 12])
def test_few_who_came_another_way_change_nothing_that_is_shown(world: World, many: int) -> None:
    """The funnel shows the many exactly and withholds the few; the figure less the many must not tell them."""
    presumed(world, many)
    shown = seen(world)
    assert shown[0] == ("", "", 10)
    for _ in range(4):
        presumed(world, 1, CaseSource.NGO)
        assert seen(world) == shown
    presumed(world, 1, CaseSource.NGO)
    assert seen(world)[0] == ("", "", 15)


@pytest.mark.rule("NC-03")
def test_nothing_between_two_fives_is_told(world: World) -> None:
    """Whoever comes and asks day after day sees the same number until five more or less make the next."""
    told = []
    for _ in range(8):
        presumed(world, 1)
        told.append(seen(world)[0][2])
    assert told == [None] * 4 + [5] * 3 + [10]


@pytest.mark.rule("NC-03")
def test_four_are_told_to_nobody(world: World) -> None:
    presumed(world, 4)
    with acting(world.tarana), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM panah_figure('victims_presumed', '{sex}', %s)", [OVER.date()])
        assert cursor.fetchall() == [("", "", None)]
