"""The worker's minute: who is told when, once, and until the duty is done."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from config.env import DatabaseRole
from panah.duties import tasks
from panah.duties.models import Duty, Notice
from tests.database import Owner
from tests.duties.conftest import Happen
from tests.roles import connected_as
from tests.world import Person, World, acting

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def watch(at: datetime) -> None:
    with connected_as(DatabaseRole.WORKER):
        tasks.watch(at)


def told(person: Person, rule: str) -> list[str]:
    """The kinds of notice that stand for a person about a rule."""
    with acting(person, reading=True) as actor:
        return sorted(notice.kind for notice in Notice.standing(actor) if notice.rule == rule)


def card(world: World, happen: Happen) -> Duty:
    """Leyla ends a contact and owes its card."""
    with acting(world.leyla) as actor:
        happen(actor, "contact.ended")
        return next(duty for duty in Duty.mine(actor) if duty.rule == "HL-08")


def test_before_the_alert_nobody_is_told(world: World, happen: Happen) -> None:
    duty = card(world, happen)
    watch(duty.alert_at - MINUTE)
    assert told(world.leyla, "HL-08") == []


@pytest.mark.rule("HL-08")
def test_who_owes_it_is_reminded_first(world: World, happen: Happen) -> None:
    duty = card(world, happen)
    watch(duty.alert_at)
    assert told(world.leyla, "HL-08") == ["alert"]
    assert told(world.kamran, "HL-08") == []
    assert told(world.director, "HL-08") == []


@pytest.mark.rule("HL-08")
def test_when_it_is_overdue_the_director_is_told(world: World, happen: Happen) -> None:
    duty = card(world, happen)
    watch(duty.due_at)
    assert told(world.leyla, "HL-08") == ["alert", "overdue"]
    assert told(world.director, "HL-08") == ["escalation"]
    with acting(world.director, reading=True) as actor:
        assert [each.rule for each in Duty.of_unit(actor, overdue_at=duty.due_at) if each.id == duty.id] == ["HL-08"]


def test_nobody_is_told_twice(world: World, happen: Happen) -> None:
    duty = card(world, happen)
    for minute in range(3):
        watch(duty.due_at + minute * MINUTE)
    assert told(world.leyla, "HL-08") == ["alert", "overdue"]
    assert told(world.director, "HL-08") == ["escalation"]


def test_what_is_done_asks_for_nothing_any_more(world: World, happen: Happen) -> None:
    duty = card(world, happen)
    watch(duty.due_at)
    with acting(world.leyla) as actor:
        happen(actor, "card.completed")
    watch(duty.due_at + MINUTE)
    assert (told(world.leyla, "HL-08"), told(world.director, "HL-08")) == ([], [])


def test_what_was_done_in_time_is_never_announced(world: World, happen: Happen) -> None:
    duty = card(world, happen)
    with acting(world.leyla) as actor:
        happen(actor, "card.completed")
    watch(duty.due_at + MINUTE)
    assert told(world.director, "HL-08") == []


def test_an_escalation_reaches_the_unit_that_has_the_role(world: World, happen: Happen) -> None:
    """The hotline has no coordinator: the notice goes to the coordinator's office, without the matter."""
    with acting(world.director) as actor:
        happen(actor, "access.signoff_due")
        duty = next(each for each in Duty.mine(actor) if each.rule == "CON-10")
    watch(duty.due_at)
    assert told(world.vefa, "CON-10") == ["escalation"]
    with acting(world.vefa, reading=True):
        notice = Notice.objects.get(rule="CON-10")
        assert (notice.of_unit_id, notice.title) == (world.director.unit_id, duty.title)
        assert Duty.objects.count() == 0


def test_the_receiver_s_supervisor_is_told(world: World, happen: Happen) -> None:
    facts = {"receiver_kind": "special_unit", "to_unit": world.nigar.unit_id}
    with acting(world.leyla) as actor:
        happen(actor, "referral.offered", "referral", actor.unit, facts=facts)
    with acting(world.nigar, reading=True):
        duty = Duty.objects.get(rule="NRM-06")
    watch(duty.due_at)
    assert told(world.nigar, "NRM-06") == ["alert", "overdue"]
    assert told(world.orxan, "NRM-06") == ["escalation"]
    assert told(world.director, "NRM-06") == []


def test_many_are_worked_off_in_portions(world: World, happen: Happen, monkeypatch: pytest.MonkeyPatch) -> None:
    from panah.core.ids import new_id

    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    with acting(world.leyla) as actor:
        for _ in range(5):
            happen(actor, "contact.ended", subject=new_id())
        due = max(duty.due_at for duty in Duty.mine(actor))
    watch(due)
    assert told(world.leyla, "HL-08") == ["alert"] * 5 + ["overdue"] * 5


def heard(listening: Owner) -> Iterable[dict[str, str]]:
    return [json.loads(said.payload) for said in listening.notifies(timeout=30, stop_after=1)]


def test_open_pages_of_the_unit_are_told_to_look(world: World, happen: Happen, owner: Owner) -> None:
    duty = card(world, happen)
    owner.execute("LISTEN panah_live")
    watch(duty.alert_at)
    assert list(heard(owner)) == [{"unit": str(world.leyla.unit_id), "topic": "duties"}]


def test_the_worker_may_not_touch_what_a_duty_says(world: World, happen: Happen) -> None:
    card(world, happen)
    with connected_as(DatabaseRole.WORKER), connection.cursor() as cursor, transaction.atomic():
        with pytest.raises(DatabaseError, match="permission denied") as refused:
            cursor.execute("DELETE FROM duties_duty")
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
        transaction.set_rollback(True)


def test_the_worker_s_minute_and_night_are_in_the_schedule() -> None:
    from procrastinate.contrib.django import app

    schedule = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    wanted = {"panah.duties.tasks.tick": "* * * * *", "panah.audit.tasks.seal": "* * * * *"}
    assert wanted | {"panah.audit.tasks.prove": "17 3 * * *", "panah.audit.tasks.watch": "7 * * * *"} == {
        name: cron for name, cron in schedule.items() if name.startswith(("panah.duties", "panah.audit"))
    }
