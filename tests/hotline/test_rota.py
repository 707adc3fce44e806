"""The rota: somebody at the desk every minute, nobody in two places, no week too long, and a note to the next shift."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.env import DatabaseRole
from panah.core.errors import BadInput, Forbidden, NotHere
from panah.duties.models import Duty, Event
from panah.hotline import tasks
from panah.hotline.actions import rota
from panah.hotline.models import CoverageGap, Handover, Shift
from tests.roles import connected_as
from tests.world import Person, World, acting, signed_in

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def now() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)


def next_monday() -> date:
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


def shift(world: World, person: Person, start: datetime, hours: int = 24) -> Shift:
    with acting(world.director) as actor:
        return rota.add_shift(
            actor=actor, member_id=person.member_id, start=start, end=start + hours * HOUR, kind="day"
        )


def check(world: World, at: datetime | None = None) -> list[CoverageGap]:
    with acting(world.director) as actor:
        return rota.check_coverage(actor=actor, now=at)


def clocks(world: World) -> list[Duty]:
    """What the director owes for gaps in the rota."""
    with acting(world.director) as actor:
        return [duty for duty in Duty.mine(actor) if (duty.rule, duty.step) == ("HL-01", "coverage")]


@pytest.mark.rule("HL-01")
def test_a_gap_has_a_clock_until_the_shifts_close_it(world: World) -> None:
    start = now()
    (whole,) = check(world, start)
    assert whole.span.length == rota.LOOK_AHEAD
    assert [duty.subject_id for duty in clocks(world)] == [whole.id]
    two = (world.leyla, world.kamran)
    for day in range(15):
        shift(world, two[day % 2], start + day * DAY)
    assert check(world, start) == []
    assert clocks(world) == []


@pytest.mark.rule("HL-01")
def test_a_shift_that_is_over_stays_on_the_rota(world: World) -> None:
    page = signed_in(world.director)
    over, coming = shift(world, world.leyla, now() - 9 * HOUR, 8), shift(world, world.leyla, now() + HOUR, 8)
    for each in (over, coming):
        week = f"{reverse('hotline:rota')}?week={timezone.localtime(each.starts_at):%Y-%m-%d}"
        offered = reverse("hotline:withdraw_shift", args=[each.id]) in page.get(week).content.decode()
        assert offered is (each == coming)
    answer = page.post(reverse("hotline:withdraw_shift", args=[over.id]))
    assert answer.status_code == 409
    assert "This shift is over" in answer.content.decode()
    with acting(world.director):
        assert Shift.objects.get(id=over.id).withdrawn_at is None


@pytest.mark.rule("HL-01")
def test_a_shift_withdrawn_leaves_a_gap_that_is_found_at_once(world: World) -> None:
    start = now()
    made = [shift(world, (world.leyla, world.kamran)[day % 2], start + day * DAY) for day in range(15)]
    with acting(world.director) as actor:
        rota.withdraw_shift(actor=actor, shift_id=made[3].id)
        (gap,) = CoverageGap.open_ones(actor)
    assert (gap.starts_at, gap.ends_at) == (made[3].starts_at, made[3].ends_at)
    assert [duty.subject_id for duty in clocks(world)] == [gap.id]
    with acting(world.director) as actor, pytest.raises(NotHere):
        rota.withdraw_shift(actor=actor, shift_id=made[3].id)


@pytest.mark.rule("HL-01")
@pytest.mark.django_db(transaction=True)
def test_the_worker_finds_a_gap_that_nobody_asked_about_and_closes_a_filled_one(world: World) -> None:
    start, mine = now(), world.director.unit_id

    def look(at: datetime) -> bool:
        with connected_as(DatabaseRole.WORKER):
            return mine in tasks.look_at_rotas(at)

    assert look(start)
    assert not look(start + 10 * MINUTE)
    (duty,) = clocks(world)
    with acting(world.director) as actor:
        (gap,) = CoverageGap.open_ones(actor)
    assert (duty.subject_id, gap.starts_at) == (gap.id, start)
    assert gap.ends_at == start + 10 * MINUTE + rota.LOOK_AHEAD
    with acting(world.director):
        rows = [
            Shift(unit_id=mine, member_id=person.member_id, kind="day", starts_at=start + day * DAY,
                  ends_at=start + (day + 1) * DAY, made_by_id=world.director.member_id, made_at=start)
            for day, person in enumerate((world.leyla, world.kamran) * 8)
        ]  # fmt: skip
        Shift.objects.bulk_create(rows)
    assert look(start + 20 * MINUTE)
    assert clocks(world) == []
    with acting(world.director):
        assert list(Event.objects.filter(matter_id=gap.id).values_list("code", "service")) == [
            ("shift.gap_found", "worker"), ("shift.gap_closed", "worker"),
        ]  # fmt: skip


def test_a_gap_is_the_same_one_while_time_passes_and_another_when_it_begins_earlier(world: World) -> None:
    start = now()
    for day in range(10):
        shift(world, (world.leyla, world.kamran)[day % 2], start + day * DAY)
    (first,) = check(world, start)
    assert first.starts_at == start + 10 * DAY
    (later,) = check(world, start + 3 * HOUR)
    assert (later.id, later.starts_at, later.ends_at) == (
        first.id, first.starts_at, start + 3 * HOUR + rota.LOOK_AHEAD,
    )  # fmt: skip
    (begun,) = check(world, start + 10 * DAY + HOUR)
    assert begun.id == first.id
    with acting(world.director) as actor:
        last = Shift.objects.get(starts_at=start + 9 * DAY)
        rota.withdraw_shift(actor=actor, shift_id=last.id)
        (wider,) = CoverageGap.open_ones(actor)
    assert (wider.starts_at, wider.id == first.id) == (start + 9 * DAY, False)


def test_a_minute_without_anybody_is_a_gap(world: World) -> None:
    start = now()
    shift(world, world.leyla, start)
    shift(world, world.kamran, start + DAY + timedelta(minutes=1))
    spans = [gap.span for gap in check(world, start)]
    assert spans[0].start == start + DAY
    assert spans[0].minutes == 1


def test_nobody_sits_at_the_desk_twice_at_the_same_time(world: World) -> None:
    start = now()
    shift(world, world.leyla, start, 8)
    with pytest.raises(rota.ShiftsOverlap):
        shift(world, world.leyla, start + 7 * HOUR, 8)
    shift(world, world.leyla, start + 8 * HOUR, 8)
    shift(world, world.kamran, start, 8)


@pytest.mark.parametrize("hours", [0, -1, 25])
def test_a_shift_that_cannot_be_is_refused(world: World, hours: int) -> None:
    with pytest.raises(rota.ImpossibleShift):
        shift(world, world.leyla, now(), hours)


def test_the_rota_is_the_directors_and_for_the_own_desk(world: World) -> None:
    for stranger in (world.samira, world.nigar):
        with pytest.raises(rota.NotOfThisDesk):
            shift(world, stranger, now())
    mine = {"member_id": world.leyla.member_id, "start": now(), "end": now() + HOUR, "kind": "day"}
    with acting(world.leyla) as actor, pytest.raises(Forbidden):
        rota.add_shift(actor=actor, **mine)  # type: ignore[arg-type]  # The four are what they are called.
    shift(world, world.leyla, now())
    with acting(world.samira):
        assert not Shift.objects.exists()


@pytest.mark.rule("HL-02")
def test_the_page_points_out_a_week_that_is_too_long(world: World) -> None:
    monday = timezone.make_aware(datetime.combine(next_monday(), time(8)))
    for day in (0, 2):
        shift(world, world.leyla, monday + day * DAY)
    shift(world, world.kamran, monday + DAY)
    answer = signed_in(world.leyla).get(reverse("hotline:rota"), {"week": next_monday().isoformat()})
    words = " ".join(answer.content.decode().split())
    assert words.count("over the limit") == 1
    assert "48.0" in words
    assert "24.0" in words


def test_a_shift_is_added_and_withdrawn_on_the_page(world: World) -> None:
    client, page = signed_in(world.director), reverse("hotline:rota")
    start = timezone.localtime(now() + DAY)
    sent = {"member_id": str(world.leyla.member_id), "kind": "day", "start": f"{start:%Y-%m-%dT%H:%M}"}
    assert client.post(page, sent | {"end": f"{start - HOUR:%Y-%m-%dT%H:%M}"}).status_code == 422
    assert client.post(page, sent | {"end": f"{start + HOUR:%Y-%m-%dT%H:%M}"}).status_code == 302
    with acting(world.director):
        made = Shift.objects.get()
    assert client.post(reverse("hotline:withdraw_shift", args=[made.id])).status_code == 302
    with acting(world.director):
        assert Shift.objects.get().withdrawn_at
    assert signed_in(world.leyla).post(reverse("hotline:check_coverage")).status_code == 403


def test_a_note_to_the_next_shift_is_sealed_and_read_by_another(world: World) -> None:
    words = "HL-2026-000007 rings again at nine."
    with acting(world.leyla) as actor:
        note = rota.hand_over(actor=actor, words=words)
        with pytest.raises(BadInput):
            rota.hand_over(actor=actor, words="  ")
        rota.take_over(actor=actor, note_id=note.id)
        assert Handover.objects.get().read_at is None
        assert words.encode() not in bytes(Handover.objects.get().__dict__["words"])
    client = signed_in(world.kamran)
    assert words in client.get(reverse("hotline:rota")).content.decode()
    assert client.post(reverse("hotline:take_over", args=[note.id])).status_code == 302
    with acting(world.leyla):
        assert Handover.objects.get().read_by_id == world.kamran.member_id
    with acting(world.samira):
        assert not Handover.objects.exists()


@pytest.mark.parametrize("week", ["2026-13-45", "2026-02-30", "0001-01-01", "9999-12-31", "yesterday", ""])
def test_a_week_that_is_none_is_this_week(world: World, week: str) -> None:
    answer = signed_in(world.leyla).get(reverse("hotline:rota"), {"week": week})
    assert (answer.status_code, "rota-today" in answer.content.decode()) == (200, True)


def test_what_does_not_fit_keeps_what_was_typed_and_the_rest_of_the_page(world: World) -> None:
    client, page = signed_in(world.director), reverse("hotline:rota")
    start = timezone.localtime(now() + DAY)
    sent = {"member_id": str(world.leyla.member_id), "kind": "day", "start": f"{start:%Y-%m-%dT%H:%M}",
            "end": f"{start + HOUR:%Y-%m-%dT%H:%M}"}  # fmt: skip
    assert client.post(page, sent).status_code == 302
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert str(rota.ShiftsOverlap.sentence) in answer.content.decode()
    assert sent["end"] in answer.content.decode()
    empty = client.post(reverse("hotline:handover"), {"words": "  "})
    assert empty.status_code == 422
    assert "Add the shift" in empty.content.decode()


def test_the_page_comes_back_to_the_week_of_the_shift(world: World) -> None:
    client, page = signed_in(world.director), reverse("hotline:rota")
    start = timezone.make_aware(datetime.combine(next_monday() + 7 * DAY, time(8)))
    made = shift(world, world.leyla, start, 8)
    answer = client.post(reverse("hotline:withdraw_shift", args=[made.id]))
    assert answer["Location"] == f"{page}?week={start:%Y-%m-%d}"
