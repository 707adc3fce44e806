"""The bed board: what each bed is, who comes and goes, what is looked for, and how little it asks the database."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from panah.shelter.actions import beds, leaving, moving
from panah.shelter.actions.leaving import Plan
from panah.shelter.board import MOST_BEDS, WHOLE, Asked, BedState, Board, Ring, board_of
from panah.shelter.models import Bed, House, Stay, ZoneKind
from tests.shelter.making import add_zone, arrival, make_house, moved_in
from tests.world import World, acting, signed_in


def states(board: Board) -> dict[str, int]:
    return {str(state): count for state, count in board.counts if count}


def shown(board: Board) -> list[str]:
    return [str(seen.state) for zone in board.drawn for room in zone.rooms for seen in room.beds]


def large(world: World, count: int) -> House:
    """A house with many beds in one zone, opened for as many."""
    with acting(world.arzu) as actor:
        house = make_house(actor, beds=2, name="Large")
        House.objects.filter(id=house.id).update(capacity=count + 2)
        add_zone(actor, house, ZoneKind.MEN, beds=count)
    return house


@pytest.mark.rule("SH-14")
def test_every_state_of_a_bed_is_on_the_board(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor, beds=6)
        one, two, three, four, five, _six = Bed.objects.filter(house=house).order_by("name")
        stays = [moved_in(actor, house, each) for each in (one, two)]
        today = timezone.localdate()
        leaving.plan(actor=actor, stay_id=stays[1].id, planned=Plan(leaving_on=today))
        coming = arrival(actor, house)
        moving.hold_bed(actor=actor, stay_id=coming.id, bed_id=three.id)
        beds.block(actor=actor, bed_id=four.id, reason="repair")
        beds.begin_cleaning(actor=actor, bed_id=five.id)
        board = board_of(actor, house, Asked())
        assert shown(board) == ["occupied", "leaving", "held", "blocked", "cleaning", "free"]
        assert states(board) == dict.fromkeys(shown(board), 1)
        assert [row.stay for row in board.arriving] == [coming]
        assert [(row.stay, row.bed) for row in board.leaving] == [(stays[1], two)]
        for state in BedState:
            assert shown(board_of(actor, house, Asked(state=state))) == [state]
        moving.vacate(actor, stays[0], timezone.now())
        assert states(board_of(actor, house, Asked()))["cleaning"] == 2


def test_a_hold_that_ran_out_leaves_a_free_bed(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor, beds=1)
        coming = arrival(actor, house)
        use = moving.hold_bed(actor=actor, stay_id=coming.id, bed_id=Bed.objects.get(house=house).id)
        assert states(board_of(actor, house, Asked())) == {"held": 1}
        moving._end(use, timezone.now())
        board = board_of(actor, house, Asked())
        assert states(board) == {"free": 1}
        assert [row.bed for row in board.arriving] == [None]


@pytest.mark.parametrize(
    ("gone", "left", "tone", "share"),
    [
        (0, 30, "brand", 100),
        (15, 15, "brand", 50),
        (27, 3, "accent", 10),
        (30, 0, "accent", 2),
        (31, -1, "danger", 100),
    ],
)
def test_the_ring_tells_the_days_that_are_left(gone: int, left: int, tone: str, share: int) -> None:
    """The agreed time ends with its last day, on which no day is left and nothing is over yet."""
    noon = datetime(2026, 3, 1, 12, tzinfo=timezone.get_current_timezone())
    begun, midnight = noon - timedelta(days=gone), noon + timedelta(hours=12)
    ring = Ring.of(Stay(admitted_at=begun, ends_at=midnight + timedelta(days=left)), noon)
    assert ring is not None
    assert (ring.days, ring.tone) == (left, tone)
    assert abs(ring.share - share) <= 2


@pytest.mark.rule("SH-14", "CH-08")
def test_a_bed_is_looked_for_by_whom_it_is_for_and_what_it_is_good_for(world: World) -> None:
    with acting(world.arzu) as actor:
        house = make_house(actor, beds=2)
        girls = add_zone(actor, house, ZoneKind.GIRLS, beds=2)
        Bed.objects.filter(id=girls[0].id).update(features=["quiet", "cot"])
        for wanted, count in (("woman", 2), ("girl", 2), ("man", 0)):
            assert len(shown(board_of(actor, house, Asked(suits=wanted)))) == count, wanted
        assert len(shown(board_of(actor, house, Asked(suits="girl", feature="quiet")))) == 1
        assert shown(board_of(actor, house, Asked(suits="woman", feature="quiet"))) == []


def test_of_a_large_house_zones_are_counted_and_one_is_shown(world: World) -> None:
    house = large(world, WHOLE + 250)
    with acting(world.arzu) as actor:
        board = board_of(actor, house, Asked())
        assert [(zone.total, len(zone.rooms)) for zone in board.zones] == [(2, 0), (WHOLE + 250, 0)]
        asked = board_of(actor, house, Asked(zone=board.zones[0].zone.id))
        assert len(shown(asked)) == 2
        free = board_of(actor, house, Asked(state="free"))
        assert (len(shown(free)), free.more) == (MOST_BEDS, True)


def test_the_board_asks_the_database_as_often_whatever_the_size(world: World) -> None:
    with acting(world.arzu) as actor:
        small = make_house(actor, beds=2, name="Small")
        moved_in(actor, small, Bed.objects.filter(house=small)[0])
    big = large(world, 400)
    with acting(world.arzu) as actor:
        for bed in Bed.objects.filter(house=big)[:4]:
            beds.block(actor=actor, bed_id=bed.id, reason="repair")
    client, counts = signed_in(world.sevinc), []
    for house, query in ((small, ""), (big, ""), (big, "&state=free")):
        client.get(f"/shelter/board/?house={house.id}{query}")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/shelter/board/?house={house.id}{query}")
        assert answer.status_code == 200
        counts.append(len(queries))
    assert max(counts) <= 24, counts
    assert counts[1] <= counts[0], counts


def test_the_page_shows_false_names_and_leads_on(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor, beds=3)
        first, second, _third = Bed.objects.filter(house=house).order_by("name")
        stay = moved_in(actor, house, first)
        beds.block(actor=actor, bed_id=second.id, reason="repair")
    client = signed_in(world.sevinc)
    html = client.get("/shelter/board/").content.decode()
    assert stay.pseudonym in html
    assert "Repair" in html
    assert "days left" in html
    assert f"/shelter/beds/{second.id}/" in html
    live = client.get(f"/shelter/board/live/?house={house.id}&state=free", headers={"hx-request": "true"})
    assert stay.pseudonym not in live.content.decode().partition('class="board-lists"')[0]
    assert client.get(f"/shelter/board/?house={stay.id}").status_code == 404
    assert client.get("/shelter/board/?zone=x&state=x&feature=x&suits=x").status_code == 200


@pytest.mark.rule("CON-14")
def test_nobody_outside_the_house_sees_its_board_or_beds(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor, beds=1)
        bed = Bed.objects.get(house=house)
        moved_in(actor, house, bed)
    for person in (world.nigar, world.tural, world.leyla, world.gunel, world.vusal, world.diana):
        client = signed_in(person)
        assert client.get("/shelter/board/").status_code == 403
        assert client.get(f"/shelter/beds/{bed.id}/").status_code == 403
        assert client.get(f"/shelter/houses/{house.id}/").status_code in {403, 404}
