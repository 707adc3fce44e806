"""Several things at once, things without a folder, and things nobody did: the worker and the telephone exchange."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from config.env import DatabaseRole
from panah.core.actor import Actor
from panah.core.ids import new_id
from panah.duties.models import Duty, Event
from panah.duties.timeline import Occurrence, happened, happened_together
from tests.duties.conftest import Happen
from tests.roles import connected_as
from tests.world import World, acting


def told(code: str, unit: UUID, thing: UUID, kind: str = "contact") -> Occurrence:
    return Occurrence(code=code, matter=thing, folder=None, unit_id=unit, subject_kind=kind, subject_id=thing)


def test_what_happens_together_is_worked_through_in_order(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A contact that ends with card and journal written leaves nothing to do, in as many statements as one event."""
    contact = new_id()
    with acting(world.leyla) as actor:
        codes = ["contact.ended", "card.completed", "journal.written"]
        story = [told(code, actor.unit, contact) for code in codes]
        with django_assert_num_queries(2):
            events = happened_together(actor, story)
        assert [event.code for event in Event.timeline(contact)] == [
            "contact.ended",
            "card.completed",
            "journal.written",
        ]
        done = {(duty.rule, duty.opened_by, duty.ended_by) for duty in Duty.about([contact])}
    assert done == {("HL-08", events[0].id, events[1].id), ("HL-09", events[0].id, events[2].id)}


def test_things_of_several_matters_keep_apart(world: World) -> None:
    one, two = new_id(), new_id()
    with acting(world.leyla) as actor:
        ended = [told("contact.ended", actor.unit, contact) for contact in (one, two)]
        happened_together(actor, [*ended, told("card.completed", actor.unit, two)])
        waiting = {duty.subject_id for duty in Duty.mine(actor) if duty.rule == "HL-08"}
    assert waiting == {one}


def test_what_has_no_folder_is_its_unit_s_to_see(world: World) -> None:
    gap = new_id()
    with acting(world.director) as actor:
        happened_together(actor, [told("shift.gap_found", actor.unit, gap, "gap")])
    with acting(world.leyla, reading=True):
        assert [event.code for event in Event.timeline(gap)] == ["shift.gap_found"]
    with acting(world.samira, reading=True):
        assert list(Event.timeline(gap)) == []


def test_nothing_without_a_folder_is_written_for_another_unit(world: World) -> None:
    refused = pytest.raises(DatabaseError, match="row-level security")
    with acting(world.leyla) as actor, refused, transaction.atomic():
        happened_together(actor, [told("shift.gap_found", world.sevinc.unit_id, new_id(), "gap")])


@pytest.mark.django_db(transaction=True)
def test_the_worker_opens_and_ends_duties_of_any_unit(world: World) -> None:
    gap, unit = new_id(), world.director.unit_id
    worker = Actor(unit_id=unit, service="worker")
    for code, still_open in (("shift.gap_found", True), ("shift.gap_closed", False)):
        with connected_as(DatabaseRole.WORKER), transaction.atomic():
            happened_together(worker, [told(code, unit, gap, "gap")])
        with acting(world.director, reading=True) as actor:
            assert [(duty.rule, duty.is_open) for duty in Duty.about([gap])] == [("HL-01", still_open)]
            assert (gap in {duty.subject_id for duty in Duty.mine(actor)}) is still_open


@pytest.mark.parametrize(("urgency", "hours"), [("ordinary", 24), ("emergency", 1)])
def test_an_emergency_has_its_own_shorter_terms(world: World, happen: Happen, urgency: str, hours: int) -> None:
    facts = {"receiver_kind": "special_unit", "urgency": urgency}
    with acting(world.leyla) as actor:
        happen(actor, "referral.offered", "referral", new_id(), facts=facts, to_unit=world.nigar.unit_id)
    with acting(world.nigar, reading=True):
        duty = Duty.objects.get(rule="NRM-06")
        assert duty.due_at - duty.opened_at == timedelta(hours=hours)


def test_a_stranger_s_name_on_an_event_is_refused(world: World) -> None:
    stranger = Actor(member_id=world.kamran.member_id, unit_id=world.kamran.unit_id)
    refused = pytest.raises(DatabaseError, match="row-level security")
    with acting(world.leyla) as actor, refused, transaction.atomic():
        happened(
            stranger,
            "note.written",
            matter=new_id(),
            folder=None,
            unit_id=actor.unit,
            subject_kind="note",
            subject_id=new_id(),
        )
