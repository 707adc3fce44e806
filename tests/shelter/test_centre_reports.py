"""The report of an assistance centre: visits, whom it helped, what came of it, and nobody told by a number."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from panah.core.errors import Forbidden
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis
from panah.referrals.actions import answering
from panah.shelter import centre_figures, centre_reports
from panah.shelter.actions.visits import Visit
from panah.shelter.centre_figures import CentreReport
from panah.shelter.figures import Period
from panah.shelter.models import Guest, House, HouseKind
from tests.people.making import ADULT, CHILD
from tests.shelter.test_centre import RIGHTS, came, placed, visited
from tests.world import World, acting, signed_in

DAY = timedelta(days=1)
MAN = Facts(sex="male", age_band="27_29", age_basis=AgeBasis.DECLARED)


def report(world: World, days_ago: int = 0) -> CentreReport:
    last = timezone.localdate() - days_ago * DAY
    with acting(world.tural) as actor:
        houses = list(House.visible(actor))
        return centre_figures.report_of(actor, houses, Period(last - 30 * DAY, last), "Centre", all_houses=True)


def guests(world: World, women: int, children: int = 0, men: int = 0) -> list[Guest]:
    """So many came, and each once had their rights explained."""
    people = [came(world.tural, facts) for facts in (*[ADULT] * women, *[CHILD] * children, *[MAN] * men)]
    for guest in people:
        visited(world.tural, guest)
    return people


@pytest.mark.rule("AC-01", "AC-02")
def test_it_counts_visits_people_services_and_what_came_of_it(world: World) -> None:
    people = guests(world, women=7)
    visited(world.tural, people[0], Visit(services=("medical",)))
    for guest in people[:6]:
        sent = placed(world.tural, guest, world.units["shelter"])
        if guest != people[0]:
            with acting(world.sevinc) as actor:
                answering.accept(actor=actor, referral_id=sent.id)
    seen = report(world)
    assert (seen.visits, seen.people, seen.new, seen.told) == (8, 7, 7, 7)
    assert [count for _month, count in seen.by_month if count] == [8]
    assert [count for _who, count in seen.by_group] == [7]
    # One visit to a doctor would tell somebody, and so would the numbers beside it with the sum.
    assert {count for _service, count in seen.services} == {None}
    assert [count for _what, count in seen.outcomes] == [6, 6, 5]


@pytest.mark.rule("AC-03")
def test_bodies_told_of_children_are_counted_by_child(world: World) -> None:
    guests(world, women=0, children=5)
    assert {count for _body, count in report(world).notices} == {5}
    assert len(report(world).notices) >= 2


def test_few_people_are_not_shown_in_any_figure_nor_another_centres_or_another_months(world: World) -> None:
    guests(world, women=3)
    guest = came(world.sabina)
    visited(world.sabina, guest, RIGHTS)
    seen = report(world)
    assert (seen.visits, seen.people, seen.new, seen.told) == (None, None, None, None)
    shown = {cell for _title, _head, rows in centre_reports.printed(seen).tables for row in rows for cell in row[1:]}
    assert shown <= {"–", "0"}
    before = report(world, days_ago=40)
    assert (before.visits, before.people, before.by_group) == (0, 0, [])


def test_page_paper_and_workbook_are_the_centres_own(world: World) -> None:
    guests(world, women=6, men=6)
    client = signed_in(world.tural)
    page = client.get(reverse("shelter:reports"))
    words = page.content.decode()
    assert "Reports of the centre" in words
    assert "People who came" in words
    assert "Residents for one worker" not in words
    paper = client.get(reverse("shelter:report_file", args=("pdf",)))
    assert paper.content.startswith(b"%PDF")
    book = load_workbook(io.BytesIO(client.get(reverse("shelter:report_file", args=("xlsx",))).content))
    assert len(book.sheetnames) == len(page.context["printed"].tables)
    assert "Residents for one worker" in signed_in(world.arzu).get(reverse("shelter:reports")).content.decode()


def test_a_house_of_the_centre_has_its_own_visits_and_others_report_nothing(world: World) -> None:
    with acting(world.tural) as actor:
        house = House.objects.create(unit_id=actor.unit, kind=HouseKind.CENTRE, name="North", capacity=5)
    guests(world, women=5)
    with acting(world.tural):
        House.objects.create(unit_id=house.unit_id, kind=HouseKind.CENTRE, name="South", capacity=5)
    guests(world, women=5)
    client = signed_in(world.tural)
    of_one = client.get(reverse("shelter:reports") + f"?house={house.id}").context["report"]
    of_all = client.get(reverse("shelter:reports")).context["report"]
    assert (of_one.people, of_all.people) == (5, 10)
    with acting(world.arzu) as actor, pytest.raises(Forbidden):
        centre_figures.report_of(actor, [], Period(timezone.localdate(), timezone.localdate()), "x", all_houses=True)
