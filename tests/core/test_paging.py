"""Lists page by keyset: nothing is shown twice, nothing is left out, nothing is counted."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from panah.accounts.models import Member
from panah.core.paging import Page, page_of
from tests.world import PEOPLE, World, acting

EVERYBODY = len(PEOPLE)


@pytest.fixture(autouse=True)
def inside(world: World) -> Iterator[None]:
    """Who works here is seen by those who are signed in."""
    with acting(world.leyla):
        yield


def look(address: str, size: int = 5) -> Page[Member]:
    return page_of(RequestFactory().get(address), Member.objects.all(), size=size)


def test_walking_to_the_end_and_back_shows_everybody_once(world: World) -> None:
    page, seen = look("/members/"), []
    while True:
        seen += [row.pk for row in page.rows]
        if not page.older:
            break
        page = look(page.older)
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == EVERYBODY == len(seen)
    back = list(page.rows)
    while page.newer:
        page = look(page.newer)
        back = page.rows + back
    assert [row.pk for row in back] == seen


def test_a_page_costs_one_query_and_no_count(world: World) -> None:
    with CaptureQueriesContext(connection) as queries:
        look("/members/")
    assert len(queries) == 1
    assert "COUNT(" not in queries[0]["sql"].upper()
    assert "OFFSET" not in queries[0]["sql"].upper()


def test_filters_stay_in_the_address(world: World) -> None:
    page = look("/members/?role=operator&older=nonsense")
    assert page.newer == ""
    assert page.older.startswith("/members/?role=operator&older=")


@pytest.mark.parametrize("address", ["/x/?older=", "/x/?newer=1%27%20OR%201", "/x/?older=" + "f" * 400])
def test_nonsense_in_the_address_is_the_first_page(world: World, address: str) -> None:
    assert len(look(address).rows) == 5


def test_a_list_that_fits_has_no_pages_beside_it(world: World) -> None:
    page = look("/x/", size=EVERYBODY)
    assert (len(page.rows), page.newer, page.older) == (EVERYBODY, "", "")
