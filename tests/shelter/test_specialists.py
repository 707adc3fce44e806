"""A specialist of a partner sees the residents they were assigned to and nobody else, whatever they ask."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from panah.core.errors import Forbidden, NotHere
from panah.people.models import Identity, Person, Reach
from panah.shelter.actions import health, helping, specialists
from panah.shelter.actions.helping import Help
from panah.shelter.actions.specialists import AssignedAlready, NotASpecialist, NotTrained
from panah.shelter.models import Absence, CareAssignment, HealthEntry, ServiceRecord, SessionNote, Stay
from panah.vault.models import Folder, Grant
from tests.shelter.living import assigned, moved_in, trained
from tests.world import World, acting

# What of somebody lies anywhere in the house; a person asks for it without any filter.
TABLES: tuple[Any, ...] = (
    Stay,
    Person,
    Identity,
    Reach,
    ServiceRecord,
    SessionNote,
    HealthEntry,
    Absence,
    CareAssignment,
)


def two_residents(world: World) -> tuple[Stay, Stay]:
    """Two women, with something written about both."""
    stays = moved_in(world.sevinc, names=("Aysel Məmmədova",)), moved_in(world.sevinc)
    with acting(world.sevinc) as actor:
        for stay in stays:
            help = Help(service="psychological", note="Did not sleep")
            helping.record(actor=actor, stay_id=stay.id, help=help, agreed=True)
            health.enter(actor=actor, stay_id=stay.id, kind="first_look", words="A bruise", agreed=True)
    return stays


def seen(world: World) -> dict[str, int]:
    """How many rows of each table Diana sees."""
    with acting(world.diana):
        return {table.__name__: table.objects.count() for table in TABLES if table.objects.exists()}


@pytest.mark.rule("SH-13")
def test_a_specialist_sees_nobody_until_assigned_and_then_the_one(world: World) -> None:
    mine, other = two_residents(world)
    assert seen(world) == {}
    trained(world)
    row = assigned(world, mine)
    with acting(world.diana) as actor:
        assert list(Stay.visible(actor)) == [mine]
        with pytest.raises(NotHere):
            Stay.gate(actor, other.id)
        assert [note.words for note in SessionNote.objects.all()] == ["Did not sleep"]
        assert set(ServiceRecord.objects.values_list("stay_id", flat=True)) == {mine.id}
        helping.record(actor=actor, stay_id=mine.id, help=Help(service="legal"), agreed=True)
        with pytest.raises(NotHere):
            helping.record(actor=actor, stay_id=other.id, help=Help(service="legal"), agreed=True)
    with acting(world.arzu) as actor:
        specialists.release(actor=actor, stay_id=mine.id, assignment_id=row.id)
        with pytest.raises(AssignedAlready):
            specialists.release(actor=actor, stay_id=mine.id, assignment_id=row.id)
    assert seen(world) == {}


@pytest.mark.rule("SH-13")
def test_of_the_one_neither_health_nor_case_nor_name(world: World) -> None:
    mine, _other = two_residents(world)
    trained(world)
    assigned(world, mine)
    assert not set(seen(world)) & {"HealthEntry", "Person", "Identity", "Reach"}
    with acting(world.diana):
        held = {mine.folder_id, mine.social_folder_id}
        assert set(Grant.objects.values_list("folder_id", flat=True)) == held
        assert set(Folder.objects.values_list("id", flat=True)) == held


@pytest.mark.rule("SH-13")
def test_the_database_lets_a_specialist_neither_assign_nor_share(world: World) -> None:
    mine, other = two_residents(world)
    trained(world)
    row = assigned(world, mine)
    now = timezone.now()
    with acting(world.diana) as actor:
        with pytest.raises(Forbidden):
            specialists.assign(actor=actor, stay_id=mine.id, member_id=world.diana.member_id)
        for folder, stay in ((mine.folder_id, mine), (other.folder_id, other)):
            forged = CareAssignment(
                folder_id=folder,
                stay_id=stay.id,
                unit_id=actor.unit,
                member_id=actor.member,
                training_id=row.training_id,
                since=now,
                by_id=actor.member,
            )
            # For a folder they hold a trigger refuses it, for any other the row rule.
            with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
                forged.save(force_insert=True)
        assert CareAssignment.objects.filter(ended_at=None).count() == 1
        with connection.cursor() as cursor:
            cursor.execute("UPDATE shelter_careassignment SET ended_at = now() WHERE stay_id = %s", [other.id])
            assert cursor.rowcount == 0


@pytest.mark.rule("SH-13")
def test_only_the_specially_trained_are_assigned(world: World) -> None:
    stay = moved_in(world.sevinc)
    with acting(world.arzu) as actor:
        with pytest.raises(NotTrained):
            specialists.assign(actor=actor, stay_id=stay.id, member_id=world.diana.member_id)
        with pytest.raises(NotASpecialist):
            specialists.assign(actor=actor, stay_id=stay.id, member_id=world.sevinc.member_id)
    trained(world, "fire_safety")
    with acting(world.arzu) as actor, pytest.raises(NotTrained):
        specialists.assign(actor=actor, stay_id=stay.id, member_id=world.diana.member_id)
    trained(world, "victim_care")
    row = assigned(world, stay)
    with acting(world.arzu) as actor, pytest.raises(AssignedAlready):
        specialists.assign(actor=actor, stay_id=stay.id, member_id=world.diana.member_id)
    with acting(world.arzu):
        row.id, row.since = stay.id, timezone.now() + dt.timedelta(days=4000)
        row.member_id = world.sevinc.member_id
        with pytest.raises(IntegrityError, match="care_assigned_to_the_trained"), transaction.atomic():
            row.save(force_insert=True)


def test_who_works_in_the_house_sees_everybody_as_before(world: World) -> None:
    stays = two_residents(world)
    for member in (world.sevinc, world.arzu):
        with acting(member) as actor:
            assert set(Stay.visible(actor)) == set(stays)
