"""The reports: how full, how long, how often prolonged, who helped, who was not taken in; nobody told by a number."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from panah.core.errors import Forbidden
from panah.shelter import figures, reports
from panah.shelter.actions import admitting, beds, guarding, leaving
from panah.shelter.figures import Period, Report, kept_apart
from panah.shelter.models import Bed, House, Stay
from tests.shelter.making import arrival, make_house, moved_in
from tests.world import World, acting, signed_in

DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def since(days: int) -> Period:
    return Period(today() - days * DAY, today())


@contextmanager
def ahead(days: float) -> Iterator[None]:
    """What the block does is done so many days from now."""
    with time_machine.travel(timezone.now() + days * DAY, tick=True):
        yield


def report(world: World, houses: list[House], *, after: int, days: int = 30) -> Report:
    """What is reported of the stretch of days that ends so many days from now."""
    with acting(world.arzu) as actor, ahead(after):
        return figures.report_of(actor, houses, since(days), "House")


def lived_in(world: World, people: int, leave_after: int | None = None) -> tuple[House, list[Stay]]:
    """A house into which some move today; with `leave_after` they go so many days later."""
    with acting(world.sevinc) as actor:
        house = make_house(actor, beds=people)
        stays = [moved_in(actor, house, bed) for bed in Bed.objects.filter(house=house).order_by("id")]
        if leave_after is not None:
            with ahead(leave_after):
                for stay in stays:
                    leaving.leave(actor=actor, stay_id=stay.id, reason="own_wish")
    return house, stays


def test_how_full_a_house_was_is_its_nights_by_its_beds(world: World) -> None:
    house, _stays = lived_in(world, 6)
    seen = report(world, [house], after=10, days=19)
    assert (seen.places, seen.people, seen.moved_in) == (6, 6, 6)
    whole = (timezone.now() - since(9).start) / DAY + 10
    assert seen.used == pytest.approx(100 * 10 / whole, abs=0.5)
    assert sum(lived for _month, lived in seen.by_month) > 0


@pytest.mark.rule("SH-05")
def test_the_whole_stay_is_counted_however_often_it_was_prolonged(world: World) -> None:
    house, _stays = lived_in(world, 6, leave_after=199)
    seen = report(world, [house], after=200, days=30)
    assert (seen.lengths.people, seen.lengths.average, seen.lengths.longest) == (6, 199.0, 199)
    assert seen.times_prolonged == [("Never", 6)]


@pytest.mark.rule("SH-21")
def test_staff_is_reported_by_residents_and_by_training(world: World) -> None:
    house, _stays = lived_in(world, 6)
    with acting(world.arzu) as actor:
        for person in (world.sevinc, world.diana):
            guarding.record_training(
                actor=actor,
                member_id=person.member_id,
                topic="victim_care",
                trained_on=today() - DAY,
                valid_until=today() + 300 * DAY,
            )
    staff = report(world, [house], after=40).staffing
    assert (staff.workers, staff.trained) == (3, 2)
    assert staff.average_residents == pytest.approx(6, abs=0.1)
    assert staff.ratio
    assert staff.ratio == pytest.approx(staff.average_residents / staff.average_workers, abs=0.2)


@pytest.mark.rule("SH-02")
def test_who_was_not_taken_in_is_reported_with_the_reason_and_silence_is_none(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        for _each in range(6):
            stay = arrival(actor, house)
            admitting.turn_away(actor=actor, stay_id=stay.id, reason="no_place")
        other = arrival(actor, house)
        with pytest.raises(admitting.NotAGround):
            admitting.turn_away(actor=actor, stay_id=other.id, reason="no_cooperation")
    assert report(world, [house], after=0).refusals == [("No bed that fits is free", 6)]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ([("a", 7), ("b", 9)], [7, 9]),
        ([("a", 2), ("b", 3), ("c", 9)], [None, None, 9]),
        ([("a", 2), ("b", 9), ("c", 6)], [None, 9, None]),
        ([("a", 0), ("b", 9)], [0, 9]),
        ([("a", 4)], [None]),
    ],
)
def test_a_small_number_is_left_out_and_cannot_be_reckoned_back(given: Any, shown: list[int | None]) -> None:
    assert [number for _label, number in kept_apart(given)] == shown


def test_page_paper_and_workbook_show_the_same_figures_and_no_false_name(world: World) -> None:
    house, stays = lived_in(world, 3)
    client = signed_in(world.arzu)
    words = client.get(reverse("shelter:reports")).content.decode()
    assert "Fewer than 5 people are not shown" in words
    assert not any(stay.pseudonym in words for stay in stays)
    paper = client.get(reverse("shelter:report_file", args=("pdf",)) + f"?house={house.id}")
    assert paper.content.startswith(b"%PDF")
    book = load_workbook(io.BytesIO(client.get(reverse("shelter:report_file", args=("xlsx",))).content))
    assert book.sheetnames[:2] == ["The house", "Staff"]
    assert [cell.value for cell in book["The house"][2]] == ["Beds", 3]
    assert [cell.value for cell in book["The house"][4]] == ["People who lived here", "–"]
    assert client.get(reverse("shelter:report_file", args=("doc",))).status_code == 422
    assert client.get(reverse("shelter:reports") + "?first=2026-05-01&last=2025-05-01").status_code == 200


def test_who_does_not_lead_a_house_sees_no_report(world: World) -> None:
    assert signed_in(world.sevinc).get(reverse("shelter:reports")).status_code == 403
    with acting(world.sevinc) as actor, pytest.raises(Forbidden):
        figures.report_of(actor, [], since(30), "House")


@pytest.mark.rule("SH-17")
def test_a_year_of_a_shelter_is_counted_in_the_same_number_of_questions_however_many_came(
    world: World, django_assert_max_num_queries: Any
) -> None:
    house, _stays = lived_in(world, 12, leave_after=20)
    with acting(world.sevinc) as actor, ahead(200):
        for bed in Bed.objects.filter(house=house).order_by("id"):
            beds.cleaned(actor=actor, bed_id=bed.id)
            moved_in(actor, house, bed)
    with acting(world.arzu) as actor, ahead(300), django_assert_max_num_queries(20):
        seen = figures.report_of(actor, [house], since(364), "House")
    assert (seen.people, seen.lengths.people) == (24, 12)
    assert len(reports.printed(seen).tables) > 5
