"""Tasks of a case: sealed, somebody's until a day, done once; they stand on My day until then."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from panah.cases.actions import tasks
from panah.cases.actions.assigning import NotOfUnit
from panah.cases.models import Task
from panah.cases.work import work_of
from panah.core.errors import NotHere
from tests.cases.filing import opened, tasked
from tests.world import World, acting, signed_in

pytestmark = pytest.mark.django_db
TITLE = "Fetch her passport from the consulate"


def test_a_task_is_sealed_and_belongs_to_a_colleague(world: World) -> None:
    case = opened(world.nigar)
    task = tasked(world.nigar, case, world.murad, title=TITLE)
    with acting(world.murad) as actor:
        assert [row.title for row in Task.mine(actor)] == [TITLE]
        with connection.cursor() as cursor:
            cursor.execute("SELECT title FROM cases_task WHERE id = %s", [task.id])
            ((lying,),) = cursor.fetchall()
    assert TITLE.encode() not in bytes(lying)


def test_it_stands_on_my_day_until_it_is_done(world: World) -> None:
    case = opened(world.nigar)
    task = tasked(world.nigar, case, title=TITLE)
    browser = signed_in(world.nigar)
    assert TITLE in browser.get("/").content.decode()
    browser.post(f"/cases/{case.id}/tasks/{task.id}/done/")
    assert TITLE not in browser.get("/").content.decode()
    assert TITLE in browser.get(f"/cases/{case.id}/tasks/").content.decode()


def test_it_is_done_once(world: World) -> None:
    case = opened(world.nigar)
    task = tasked(world.nigar, case)
    with acting(world.nigar) as actor:
        tasks.done(actor=actor, case_id=case.id, task_id=task.id)
    with acting(world.orxan) as actor, pytest.raises(tasks.DoneAlready):
        tasks.done(actor=actor, case_id=case.id, task_id=task.id)
    with acting(world.nigar):
        row = Task.objects.get(id=task.id)
        assert (row.done_by_id, row.done_at is not None) == (world.nigar.member_id, True)


@pytest.mark.parametrize("change", [{"due_on": dt.date(2030, 1, 1)}, {"done_at": timezone.now()}])
def test_the_database_lets_a_task_only_be_done_by_somebody(world: World, change: dict[str, object]) -> None:
    task = tasked(world.nigar, opened(world.nigar))
    with acting(world.nigar), pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.filter(id=task.id).update(**change)


@pytest.mark.parametrize("changes", [{"title": " "}, {"title": "x" * 201}, {"due_on": dt.date(2020, 1, 1)}])
def test_a_task_that_cannot_be_is_refused(world: World, changes: dict[str, Any]) -> None:
    case = opened(world.nigar)
    with pytest.raises(tasks.ImpossibleTask):
        tasked(world.nigar, case, **changes)


def test_nobody_of_another_unit_is_given_a_task(world: World) -> None:
    case = opened(world.nigar)
    with pytest.raises(NotOfUnit):
        tasked(world.nigar, case, world.sevinc)


def test_a_task_of_another_case_is_not_done_here(world: World) -> None:
    case, other = opened(world.nigar), opened(world.nigar)
    task = tasked(world.nigar, other)
    with acting(world.nigar) as actor, pytest.raises(NotHere):
        tasks.done(actor=actor, case_id=case.id, task_id=task.id)


def test_the_form_adds_one_and_says_what_does_not_fit(world: World) -> None:
    case, browser = opened(world.nigar), signed_in(world.nigar)
    said = {"title": TITLE, "assignee": str(world.murad.member_id), "due_on": timezone.localdate().isoformat()}
    assert browser.post(f"/cases/{case.id}/tasks/", said).status_code == 302
    assert browser.post(f"/cases/{case.id}/tasks/", said | {"due_on": "2020-01-01"}).status_code == 422
    with acting(world.murad) as actor:
        assert [task.title for task in work_of(actor).tasks] == [TITLE]


def test_who_has_nothing_to_do_with_cases_has_no_such_work(world: World) -> None:
    with acting(world.leyla) as actor:
        assert work_of(actor).cases == ()
