"""Medicine is offered by a plan that nobody falls out of, and a dose is written down once."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from panah.shelter.actions import health
from panah.shelter.actions.health import DoseWritten, MedicineEnded, NotInThePlan, Prescribed
from panah.shelter.actions.living import AgainstTheWill, NotThatTime, NotWritten
from panah.shelter.models import Dose, DoseState, Medicine, Stay
from panah.shelter.models import health as tables
from tests.shelter.living import moved_in
from tests.world import World, acting

NOON = timezone.make_aware(dt.datetime.combine(timezone.localdate() + dt.timedelta(days=1), dt.time(12)))


def prescribed(world: World, stay: Stay, *times: int, days: int | None = None) -> Medicine:
    """Iron at these hours, from noon of the day on which the test plays."""
    until = NOON.date() + dt.timedelta(days=days) if days is not None else None
    hours = tuple(dt.time(hour) for hour in times)
    plan = Prescribed(name="Iron", dose="one", times=hours, since=NOON.date(), until=until)
    with time_machine.travel(NOON, tick=False), acting(world.sevinc) as actor:
        return health.prescribe(actor=actor, stay_id=stay.id, medicine=plan, agreed=True)


def at(hour: int, *, days: int = 0) -> dt.datetime:
    return NOON.replace(hour=hour) + dt.timedelta(days=days)


def due(world: World, days: int = 0) -> list[dt.datetime]:
    with acting(world.sevinc) as actor:
        return [moment for _row, moment in Medicine.due(actor, NOON.date() + dt.timedelta(days=days))]


@pytest.mark.rule("SH-06")
def test_the_plan_says_what_is_due_and_what_was_offered_is_due_no_more(world: World) -> None:
    stay = moved_in(world.sevinc)
    row = prescribed(world, stay, 8, 12, 20, days=1)
    assert due(world) == [at(12), at(20)]
    assert due(world, 1) == [at(8, days=1), at(12, days=1), at(20, days=1)]
    assert due(world, 2) == []
    with time_machine.travel(NOON, tick=False), acting(world.sevinc) as actor:
        health.hand_out(actor=actor, stay_id=stay.id, medicine_id=row.id, due_at=at(12), state=DoseState.DECLINED)
        for wrong in (at(8), at(13), at(20), at(12, days=2)):
            with pytest.raises(NotInThePlan):
                health.hand_out(actor=actor, stay_id=stay.id, medicine_id=row.id, due_at=wrong, state=DoseState.GIVEN)
    assert due(world) == [at(20)]


def test_nobody_takes_a_dose_twice(world: World) -> None:
    stay = moved_in(world.sevinc)
    row = prescribed(world, stay, 12)
    with time_machine.travel(NOON, tick=False), acting(world.sevinc) as actor:
        dose = health.hand_out(actor=actor, stay_id=stay.id, medicine_id=row.id, due_at=at(12), state=DoseState.GIVEN)
        with pytest.raises(DoseWritten):
            health.hand_out(actor=actor, stay_id=stay.id, medicine_id=row.id, due_at=at(12), state=DoseState.GIVEN)
        dose.id = stay.id
        with pytest.raises(IntegrityError, match="dose_once"), transaction.atomic():
            dose.save(force_insert=True)
        assert Dose.objects.count() == 1


def test_what_is_cut_off_is_never_what_comes_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stay = moved_in(world.sevinc)
    prescribed(world, stay, 22)
    prescribed(world, moved_in(world.sevinc), 13)
    monkeypatch.setattr(tables, "MOST", 1)
    assert due(world) == [at(13)]


def test_a_medicine_ends_once_and_nothing_of_it_is_due_after(world: World) -> None:
    stay = moved_in(world.sevinc)
    row = prescribed(world, stay, 12, 20)
    with time_machine.travel(NOON, tick=False), acting(world.sevinc) as actor:
        health.stop(actor=actor, stay_id=stay.id, medicine_id=row.id)
        with pytest.raises(MedicineEnded):
            health.stop(actor=actor, stay_id=stay.id, medicine_id=row.id)
        with pytest.raises(NotInThePlan):
            health.hand_out(actor=actor, stay_id=stay.id, medicine_id=row.id, due_at=at(20), state=DoseState.GIVEN)
    assert due(world) == []


def test_a_plan_needs_a_name_a_time_and_the_residents_will(world: World) -> None:
    stay = moved_in(world.sevinc)
    plan = Prescribed(name="Iron", dose="one", times=(dt.time(8),), since=NOON.date())
    nameless = Prescribed(name=" ", dose="one", times=(dt.time(8),), since=NOON.date())
    never = Prescribed(name="Iron", dose="one", times=(), since=NOON.date())
    refused = ((plan, False, AgainstTheWill), (nameless, True, NotWritten), (never, True, NotThatTime))
    with acting(world.sevinc) as actor:
        for wrong, agreed, refusal in refused:
            with pytest.raises(refusal):
                health.prescribe(actor=actor, stay_id=stay.id, medicine=wrong, agreed=agreed)
        assert Medicine.objects.count() == 0
