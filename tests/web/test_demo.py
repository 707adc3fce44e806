"""The demonstration is built whole or not at all: Ctrl-C half-way leaves nothing that would pass for a country."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone

from config.env import DatabaseRole
from panah.accounts.models import Unit
from panah.cases.models import Case, Decision
from panah.core.country import country
from panah.hotline.models import Contact
from panah.shelter.models import Bed, BedUse, House, Stay
from panah.vault.models import Folder, IndexEntry, MatchKey
from panah.web.demo import building
from panah.web.demo.cases import AGES, DESTINATIONS, SEXES, shares
from tests.database import Owner
from tests.roles import connected_as

# facts: the yearly numbers of the National Coordinator; for 2024, who was paid the allowance.
PUBLISHED = {2015: 63, 2016: 70, 2017: 71, 2018: 98, 2019: 91, 2020: 94, 2021: 95, 2022: 94, 2023: 91, 2024: 80}

FOUNDED = "^(accounts|vault)_|^referrals_memorandum$"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def empty(owner: Owner) -> None:
    """A migrated database in which nobody has founded anything."""
    with owner.transaction():
        rows = owner.execute("SELECT tablename FROM pg_tables WHERE tablename ~ %s", [FOUNDED]).fetchall()
        for (table,) in rows:
            # Foreign keys are looked at when the transaction ends, and by then all is gone.
            owner.execute(f"DELETE FROM {table}".encode())  # noqa: S608


def demo(**options: Any) -> str:
    said = io.StringIO()
    with connected_as(DatabaseRole.OWNER):
        call_command("demo", days=3, per_day=4, stdout=said, **options)
    return said.getvalue()


def counted() -> tuple[int, ...]:
    with connected_as(DatabaseRole.OWNER):
        return tuple(model.objects.count() for model in (Unit, Contact, Folder, MatchKey))


def interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["_make_rota", "_write_history", "count_hours"])
def test_a_build_that_was_stopped_leaves_nothing_and_is_done_anew(
    empty: None, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(building, step, interrupt)
        with pytest.raises(KeyboardInterrupt):
            demo(if_empty=True)
    assert counted() == (0, 0, 0, 0)
    assert "contacts written" in demo(if_empty=True)
    units, contacts, folders, match_keys = counted()
    assert units == sum(len(body.units) for body in country().units)
    assert contacts > 3
    assert folders > units
    assert match_keys == 1


def test_a_country_that_is_there_is_not_built_again(empty: None) -> None:
    demo()
    before = counted()
    assert demo(if_empty=True) == ""
    with pytest.raises(CommandError, match="a country in this database already"):
        demo()
    assert counted() == before


def test_the_cases_of_a_year_are_as_many_as_the_country_published(empty: None) -> None:
    """Identified in each year; for 2023 sexes and destinations too; all found by their invented names."""
    demo()
    with connected_as(DatabaseRole.OWNER):
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
def test_a_shelter_of_fifty_beds_is_in_use(empty: None) -> None:
    """Every state of a bed is there to be seen; one agreed time is over, and nobody was put out by it."""
    demo()
    with connected_as(DatabaseRole.OWNER):
        house = House.objects.get(kind="shelter")
        assert Bed.there(house).count() == house.capacity == country().settings.shelter_beds
        now = timezone.now()
        kinds = dict(BedUse.at(now).order_by().values_list("kind").annotate(Count("id")))
        here = Stay.objects.filter(state="resident")
        assert here.count() == kinds["stay"] == 30
        assert (kinds["hold"], kinds["block"], kinds["cleaning"]) == (1, 2, 2)
        assert here.filter(ends_at__lt=now).count() == 1
        assert here.filter(is_child=True, with_stay__isnull=False).count() == 4
        assert Stay.objects.filter(state="arriving").count() == 2


@pytest.mark.parametrize("total", [1, 7, 63, 91, 98])
def test_a_total_is_shared_out_whole(total: int) -> None:
    given = shares(DESTINATIONS, total)
    assert sum(given.values()) == total
    assert all(abs(given[name] - total * number / 91) < 1 for name, number in DESTINATIONS.items())


def test_the_destinations_and_ages_of_2023_are_the_published_ones() -> None:
    assert (sum(DESTINATIONS.values()), sum(SEXES.values()), sum(AGES.values())) == (91, 91, 91)
    young, middle = AGES["18_20"] + AGES["21_23"], AGES["27_29"] + AGES["30_38"]
    assert (young, middle, AGES["39_47"] + AGES["48_plus"]) == (6, 50, 35)
