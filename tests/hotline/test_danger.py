"""One key opens the protocol and starts the clock; each step is noted with its time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from panah.core.country import country
from panah.core.errors import NotHere
from panah.hotline.actions import danger
from panah.hotline.facts import NotOnTheList
from panah.hotline.models import Contact, Danger, DangerStep
from panah.vault.fields import SEALED
from tests.hotline.given import a_closed_contact, an_open_contact, duties, seen_by, told
from tests.world import World, acting


@pytest.mark.rule("NRM-04")
def test_declaring_danger_starts_its_clock_and_closing_stops_it(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        danger.declare(actor=actor, contact_id=contact.id, kind="locked_in")
    assert duties(world.leyla, contact.id) == {"NRM-04": "open"}
    assert seen_by(world.leyla, contact).in_danger
    with acting(world.leyla) as actor:
        danger.close(actor=actor, contact_id=contact.id)
    assert duties(world.leyla, contact.id) == {"NRM-04": "done"}
    assert told(world.leyla, contact.id) == ["contact.opened", "danger.declared", "danger.closed"]


def test_declared_twice_it_is_one_danger_and_learns_its_kind(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        first = danger.declare(actor=actor, contact_id=contact.id)
        second = danger.declare(actor=actor, contact_id=contact.id, kind="medical")
    assert (second.id, second.kind) == (first.id, "medical")
    assert told(world.leyla, contact.id).count("danger.declared") == 1


def test_the_database_holds_one_open_danger_for_a_contact(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        one = danger.declare(actor=actor, contact_id=contact.id)
    second = Danger(
        folder_id=one.folder_id, contact=contact, declared_at=one.declared_at, declared_by_id=one.declared_by_id
    )
    with pytest.raises(IntegrityError, match="danger_open_once"), acting(world.leyla):
        second.save(force_insert=True)


def test_an_unknown_kind_is_refused(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor, pytest.raises(NotOnTheList):
        danger.declare(actor=actor, contact_id=contact.id, kind="boredom")


def test_the_protocol_fits_the_danger_and_the_flags(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        plain = danger.lines(contact, danger.declare(actor=actor, contact_id=contact.id))
        medical = danger.lines(contact, danger.declare(actor=actor, contact_id=contact.id, kind="medical"))
        contact.flags = ["child"]
        child = danger.lines(contact, danger.declare(actor=actor, contact_id=contact.id))
    assert "ambulance" not in {line.step.id for line in plain}
    assert {line.step.id for line in medical} - {line.step.id for line in plain} == {"ambulance"}
    assert "child_bodies" in {line.step.id for line in child}


def test_the_protocol_says_which_number_to_call(world: World, services: int) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        lines = danger.lines(contact, danger.declare(actor=actor, contact_id=contact.id, kind="medical"))
    assert {line.step.id: line.phone for line in lines}["ambulance"] == "103"


def test_a_colleague_ticks_a_step_and_the_first_time_stays(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        danger.declare(actor=actor, contact_id=contact.id)
    with acting(world.kamran) as actor:
        danger.tick(actor=actor, contact_id=contact.id, step="department")
    with acting(world.leyla) as actor:
        danger.tick(actor=actor, contact_id=contact.id, step="department")
        (row,) = DangerStep.objects.all()
    assert row.done_by_id == world.kamran.member_id
    assert timezone.now() - row.done_at < timedelta(minutes=1)


def test_a_step_late_is_told_apart(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        declared = danger.declare(actor=actor, contact_id=contact.id)
        declared.declared_at -= timedelta(minutes=10)
        late = {line.step.id: line.late for line in danger.lines(contact, declared)}
    assert late["stay"]
    assert not late["reason"]


def test_what_is_not_in_the_protocol_or_not_in_danger_is_refused(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor, pytest.raises(danger.NoDanger):
        danger.tick(actor=actor, contact_id=contact.id, step="department")
    with acting(world.leyla) as actor:
        danger.declare(actor=actor, contact_id=contact.id)
        with pytest.raises(danger.NoSuchStep):
            danger.tick(actor=actor, contact_id=contact.id, step="pray")
    with acting(world.samira) as actor, pytest.raises(NotHere):
        danger.tick(actor=actor, contact_id=contact.id, step="department")


def test_why_others_were_alerted_is_sealed(world: World) -> None:
    contact = a_closed_contact(world.leyla)
    with acting(world.leyla) as actor:
        danger.declare(actor=actor, contact_id=contact.id)
        danger.close(actor=actor, contact_id=contact.id, words="The police, to save her life.")
    with acting(world.leyla):
        over = Danger.objects.get(contact=contact)
        assert over.words == "The police, to save her life."
    with acting(world.leyla):
        unopened = Danger.objects.get(contact=contact)
    assert unopened.words is SEALED


def test_every_step_of_the_protocol_can_be_ticked(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        declared = danger.declare(actor=actor, contact_id=contact.id)
        for step in country().protocol.steps:
            danger.tick(actor=actor, contact_id=contact.id, step=step.id)
        assert all(line.done for line in danger.lines(contact, declared))
        assert Contact.gate(actor, contact.id).in_danger
