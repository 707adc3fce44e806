"""Who works on a case: assigned by a lead; anybody else of the unit says first what they open it for (PRI-01)."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from panah.cases.actions import assigning, looking, notes
from panah.cases.models import Assignment, Case, Look, NotAssigned
from panah.core.errors import Forbidden, NotHere
from panah.core.ids import new_id
from tests.cases.filing import closed, noted, opened
from tests.database import Owner
from tests.world import World, acting, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.rule("PRI-01")
def test_who_is_not_assigned_does_not_get_the_file(world: World) -> None:
    case = opened(world.nigar)
    noted(world.nigar, case)
    with acting(world.murad) as actor, pytest.raises(NotAssigned):
        Case.opened(actor, case.id)
    with acting(world.murad) as actor, pytest.raises(NotAssigned):
        notes.write(actor=actor, case_id=case.id, words="I was curious", form_token=new_id())


@pytest.mark.rule("PRI-01")
@pytest.mark.parametrize("part", ["", "timeline/", "notes/", "tasks/", "documents/", "safety/"])
def test_every_page_of_it_asks_for_a_purpose_first(world: World, part: str) -> None:
    case = opened(world.nigar)
    assert signed_in(world.nigar).get(f"/cases/{case.id}/{part}").status_code == 200
    answer = signed_in(world.murad).get(f"/cases/{case.id}/{part}")
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.id}/look/")


@pytest.mark.rule("PRI-01")
@pytest.mark.rule("PRI-03")
def test_a_stated_purpose_opens_it_and_is_kept(world: World) -> None:
    case = opened(world.nigar)
    browser = signed_in(world.murad)
    answer = browser.post(f"/cases/{case.id}/look/", {"purpose": "protection"}, follow=True)
    assert case.number in answer.content.decode()
    with acting(world.nigar):
        looked = Look.objects.get(case=case)
        assert (looked.member_id, looked.purpose) == (world.murad.member_id, "protection")


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("PRI-03")
def test_the_trail_keeps_who_looked_and_what_for(world: World, owner: Owner) -> None:
    case = opened(world.nigar)
    with acting(world.murad) as actor:
        looking.look(actor=actor, case_id=case.id, purpose="supervision")
    asked = "SELECT member_id, purpose FROM audit_entry WHERE code = 'case.looked_up' AND subject_id = %s"
    assert owner.execute(asked, [case.id]).fetchall() == [(world.murad.member_id, "supervision")]


@pytest.mark.parametrize("purpose", ["", "curiosity"])
def test_without_a_purpose_from_the_list_it_stays_closed(world: World, purpose: str) -> None:
    case = opened(world.nigar)
    answer = signed_in(world.murad).post(f"/cases/{case.id}/look/", {"purpose": purpose})
    assert answer.status_code == 422
    with acting(world.murad) as actor:
        assert not Look.holds(actor, case.id)
    with acting(world.murad) as actor, pytest.raises(NotAssigned):
        looking.look(actor=actor, case_id=case.id, purpose=purpose)


def test_a_purpose_holds_for_an_hour_and_for_one_case(world: World) -> None:
    case, other = opened(world.nigar), opened(world.nigar)
    with acting(world.murad) as actor:
        looking.look(actor=actor, case_id=case.id, purpose="protection")
        assert case.is_open_to(actor)
        assert not other.is_open_to(actor)
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=61)):
            assert not case.is_open_to(actor)


def test_a_look_of_another_unit_opens_nothing(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.tural) as actor, pytest.raises(NotHere):
        looking.look(actor=actor, case_id=case.id, purpose="protection")


def test_a_lead_assigns_and_the_file_opens(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.orxan) as actor:
        assigning.assign(actor=actor, case_id=case.id, member_id=world.murad.member_id)
    with acting(world.murad) as actor:
        assert Case.opened(actor, case.id) == case


def test_who_is_relieved_states_a_purpose_again_and_the_history_stays(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.orxan) as actor:
        assigning.unassign(actor=actor, case_id=case.id, member_id=world.nigar.member_id)
    with acting(world.nigar) as actor:
        assert not case.is_open_to(actor)
        (row,) = Assignment.history(case.id)
        assert (row.member_id, row.ended_by_id) == (world.nigar.member_id, world.orxan.member_id)


def test_a_worker_assigns_nobody(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.nigar) as actor, pytest.raises(Forbidden):
        assigning.assign(actor=actor, case_id=case.id, member_id=world.murad.member_id)
    with acting(world.nigar) as actor, pytest.raises(Forbidden):
        assigning.unassign(actor=actor, case_id=case.id, member_id=world.nigar.member_id)


def test_nobody_of_another_unit_is_assigned(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.orxan) as actor, pytest.raises(assigning.NotOfUnit):
        assigning.assign(actor=actor, case_id=case.id, member_id=world.sevinc.member_id)


def test_nobody_is_assigned_twice_or_relieved_twice(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.orxan) as actor:
        with pytest.raises(assigning.AssignedAlready):
            assigning.assign(actor=actor, case_id=case.id, member_id=world.nigar.member_id)
        with pytest.raises(assigning.NotAssignedNow):
            assigning.unassign(actor=actor, case_id=case.id, member_id=world.murad.member_id)


def test_a_closed_case_relieves_everybody(world: World) -> None:
    case = opened(world.nigar)
    closed(case, world.nigar, world.orxan)
    with acting(world.nigar) as actor:
        assert not Assignment.running([case.id])
        assert not case.is_open_to(actor)


@pytest.mark.parametrize("change", [{"member_id": new_id()}, {"since": timezone.now()}, {"ended_at": None}])
def test_the_database_keeps_the_history_as_it_was(world: World, change: dict[str, object]) -> None:
    case = opened(world.nigar)
    with acting(world.orxan) as actor:
        assigning.unassign(actor=actor, case_id=case.id, member_id=world.nigar.member_id)
    with acting(world.orxan), pytest.raises(DatabaseError), transaction.atomic():
        Assignment.objects.filter(case_id=case.id).update(**change)
