"""The demonstration, built once: whole or not at all, as newcomers get it, and in a thief's hands.

Ctrl-C half-way leaves nothing that would pass for a country, and nothing its invented people said can be read.
"""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from config.env import DatabaseRole
from config.postgres import binary
from panah.accounts.models import Unit
from panah.cases.models import Case, Decision
from panah.core.country import country
from panah.hotline.models import Contact, Screening, Situation
from panah.plan.models import WITH_BODY, Report, Slot
from panah.referrals.models import Referral
from panah.shelter.models import Bed, BedUse, House, Stay
from panah.vault.models import Folder, IndexEntry, MatchKey
from panah.web.demo import building, present, words
from tests.attack.secrets_said import forms, found_in
from tests.database import another_database, owner_url
from tests.roles import connected_as

# facts: the yearly numbers of the National Coordinator; for 2024, who was paid the allowance.
PUBLISHED = {2015: 63, 2016: 70, 2017: 71, 2018: 98, 2019: 91, 2020: 94, 2021: 95, 2022: 94, 2023: 91, 2024: 80}
STOPPED_AT = ("_make_rota", "_write_history", "count_hours")
NOTHING = (0, 0, 0, 0)

pytestmark = pytest.mark.system


@dataclass(frozen=True)
class Demonstration:
    """The database it lies in, what was there after each build that was stopped, and what the whole one said."""

    database: str
    left: dict[str, tuple[int, ...]]
    said: str


def demo(**options: Any) -> str:
    said = io.StringIO()
    call_command("demo", days=3, stdout=said, **options)
    return said.getvalue()


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Unit, Contact, Folder, MatchKey))


def interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demonstration]:
    """Begun, stopped at three places and built in the end; every test of this file looks at it as its owner."""
    with (
        django_db_blocker.unblock(),
        another_database("demo") as name,
        connected_as(DatabaseRole.OWNER, name),
    ):
        left = {}
        for step in STOPPED_AT:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(building, step, interrupt)
                with pytest.raises(KeyboardInterrupt):
                    demo(if_empty=True)
            left[step] = counted()
        yield Demonstration(name, left, demo(if_empty=True))


def test_a_build_that_was_stopped_leaves_nothing_and_is_done_anew(built: Demonstration) -> None:
    assert built.left == dict.fromkeys(STOPPED_AT, NOTHING)
    assert "contacts written" in built.said
    units, contacts, folders, match_keys = counted()
    assert units == sum(len(body.units) for body in country().units)
    assert contacts > 3
    assert folders > units
    assert match_keys == 1


def test_a_country_that_is_there_is_not_built_again(built: Demonstration) -> None:
    before = counted()
    assert demo(if_empty=True) == ""
    with pytest.raises(CommandError, match="a country in this database already"):
        demo()
    assert counted() == before


def test_the_cases_of_a_year_are_as_many_as_the_country_published(built: Demonstration) -> None:
    """Identified in each year; for 2023 sexes and destinations too; all found by their invented names."""
    found = Decision.objects.filter(step="identify")
    by_year = dict(found.values_list("at__year").annotate(people=Count("person", distinct=True)))
    cases = Case.objects.filter(person__decisions__in=found.filter(at__year=2023))
    where = dict(cases.values_list("destination").annotate(Count("id")))
    who = dict(cases.values_list("person__sex").annotate(Count("id")))
    named = IndexEntry.objects.filter(subject_kind="person", kind="name").count()
    assert by_year == PUBLISHED
    assert where == {"TUR": 28, "RUS": 28, "ARE": 15, "BHR": 10, "QAT": 4, "IRN": 3, "IRQ": 1, "AZE": 2}
    assert who == {"female": 90, "male": 1}
    assert named >= sum(by_year.values())


@pytest.mark.rule("SH-17")
def test_a_shelter_of_fifty_beds_is_in_use(built: Demonstration) -> None:
    """Every state of a bed is there to be seen; one agreed time is over, and nobody was put out by it."""
    house = House.objects.get(kind="shelter")
    assert Bed.there(house).count() == house.capacity == country().settings.shelter_beds
    now = timezone.now()
    kinds = dict(BedUse.at(now).order_by().values_list("kind").annotate(Count("id")))
    here = Stay.objects.filter(state="resident")
    assert here.count() == kinds["stay"] == 30
    assert (kinds["hold"], kinds["block"], kinds["cleaning"]) == (1, 2, 2)
    assert here.filter(ends_at__lt=now).count() == 1
    assert here.filter(is_child=True, with_stay__isnull=False).count() == 5
    assert Stay.objects.filter(state="arriving").count() == 2


@pytest.mark.rule("NAP-01")
def test_few_reports_are_late_and_those_that_were_begun_say_why(built: Demonstration) -> None:
    asked = Slot.objects.filter(due_on__lt=timezone.localdate())
    late = asked.filter(state__in=WITH_BODY)
    assert 10 <= late.count() <= 20 < asked.count() / 10
    assert set(late.values_list("state", flat=True)) == set(WITH_BODY)
    said = Report.objects.filter(slot__in=late)
    assert (
        said.exclude(obstacles="").count() + said.exclude(answer_words="").count() >= late.exclude(state="due").count()
    )
    assert asked.filter(state="submitted").exists()


def test_something_is_waiting_for_a_newcomer(built: Demonstration) -> None:
    states = Referral.objects.order_by("state").values_list("state").annotate(Count("id"))
    assert list(states) == [("accepted", 1), ("offered", 3)]
    assert Situation.objects.count() == 3
    assert Contact.objects.exclude(state="closed").count() == 1
    assert Screening.objects.filter(positive=True).count() == 1


@pytest.mark.rule("CON-01", "CON-09")
def test_no_word_of_it_is_in_a_dump(built: Demonstration) -> None:
    told = [text for texts in words.NOTES.values() for text in texts]
    told += [*words.JOURNAL, *words.OTHERWISE, *words.FAMILY, present.SISTER, present.FLAT, present.BOY, present.OFFER,
             present.MESSAGE, present.NOTE, present.FLAT_NAME, present.SISTER_NAME]  # fmt: skip
    needles = {text: forms(text) for text in told}
    made = [str(binary("pg_dump")), "--format=plain", "--inserts", owner_url(built.database)]
    dump = subprocess.run(made, capture_output=True, check=True).stdout
    assert found_in(dump, needles) == set()
    assert found_in(dump + told[0].encode(), needles) == {told[0]}
