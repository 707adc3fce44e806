"""What the rooms of the safe houses see to, tried by hand: by SQL in one's own session, past the actions."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from panah.cases.models import Case
from panah.core.functions import rows, value
from panah.core.ids import new_id
from panah.people.actions import links
from panah.people.models import Link, Person, StandingRecord
from panah.shelter.actions import complaints, health, prolonging
from panah.shelter.models import (
    Acquaintance,
    BedUse,
    CareAssignment,
    Complaint,
    Diet,
    House,
    HouseKind,
    Journey,
    ProlongationAsk,
    Stay,
)
from panah.vault import folders
from panah.vault.models import Compartment, Grant
from tests.attack.intruder import login
from tests.people.making import CHILD, registered
from tests.shelter.living import assigned, house_of, moved_in, trained
from tests.world import Person as Member
from tests.world import World, acting

HOUR = dt.timedelta(hours=1)


def refusal_of_stay(by: Member, person_id: UUID, **changes: Any) -> str:
    """What the database says to somebody who writes a stay of a person into a house made up for it."""
    now = timezone.now()
    with acting(by) as actor, transaction.atomic():
        try:
            with transaction.atomic():
                house = House.objects.create(unit_id=actor.unit, kind=HouseKind.SHELTER, name="x", capacity=1)
                usual: dict[str, Any] = {
                    "folder": folders.create(actor=actor, compartment=Compartment.LOCATION),
                    "social_folder": folders.create(actor=actor, compartment=Compartment.SOCIAL),
                    "health_folder": folders.create(actor=actor, compartment=Compartment.HEALTH),
                    "unit_id": actor.unit, "house": house, "person_id": person_id, "pseudonym": "x",
                    "is_child": False, "opened_at": now - HOUR, "opened_by_id": actor.member,
                }  # fmt: skip
                Stay(**(usual | changes)).save(force_insert=True)
        except DatabaseError as refused:
            return str(refused).splitlines()[0]
        transaction.set_rollback(True)
    return ""


@pytest.mark.rule("CON-14")
def test_nobody_finds_out_by_a_stay_made_up_whether_somebody_lives_anywhere(world: World) -> None:
    over = {"state": "left", "admitted_at": timezone.now() - HOUR, "left_at": timezone.now(), "end_reason": "own_wish"}
    resident, free = moved_in(world.sevinc).person_id, registered(world.sevinc).id
    for stranger in (world.nigar, world.tural, world.malika):
        for changes in (over, {}, {"is_child": True}):
            told = {refusal_of_stay(stranger, each, **changes) for each in (resident, free)}
            assert len(told) == 1
            assert told != {""}


@pytest.mark.rule("SH-04", "CON-14")
def test_nobody_has_lived_anywhere_without_having_agreed_to_it(world: World) -> None:
    """A stay that is over by the time it is written was a stay all the same."""
    person = registered(world.sevinc)
    over = {"state": "left", "admitted_at": timezone.now() - HOUR, "left_at": timezone.now(), "end_reason": "own_wish"}
    assert "without their own consent" in refusal_of_stay(world.sevinc, person.id, **over)
    assert refusal_of_stay(world.sevinc, person.id) == ""


def heard(by: Member, name: str) -> list[str]:
    """What a login of the server's hears while somebody asks for a longer stay."""
    with login("panah_web", autocommit=True) as listening:
        listening.execute("LISTEN panah_live")
        with acting(by) as actor:
            prolonging.ask_from_outside(actor=actor, pseudonym=name, reason="not_safe")
        return [told.payload for told in listening.notifies(timeout=5, stop_after=1)]


@pytest.mark.rule("CON-14")
@pytest.mark.django_db(transaction=True)
def test_nobody_hears_where_a_request_for_a_longer_stay_arrives(world: World) -> None:
    stay = moved_in(world.sevinc)
    told = [heard(world.nigar, name) for name in (stay.pseudonym, "Nobodyo 1234")]
    assert told[0] == told[1]
    assert len(told[0]) == 1
    assert str(world.sevinc.unit_id) not in told[0][0]
    with acting(world.sevinc):
        assert ProlongationAsk.objects.filter(stay=stay).count() == 1


@pytest.mark.rule("CH-09", "CH-11", "CON-14")
def test_nobody_suspects_people_of_others(world: World) -> None:
    child, parent = registered(world.sevinc, CHILD), registered(world.sevinc)
    with acting(world.nigar) as actor:
        own = folders.create(actor=actor, compartment=Compartment.CASE)
        forged = Link(
            folder_id=own.id, other_folder_id=own.id, person_id=child.id, other_id=parent.id, kind="parent",
            suspected=True, basis="told_by_person", unit_id=actor.unit, by_id=actor.member, at=timezone.now(),
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="lies with the two it joins"), transaction.atomic():
            forged.save(force_insert=True)
    with acting(world.sevinc) as actor:
        assert links.suspected_of(child) == frozenset()


@pytest.mark.rule("DEF-02")
def test_how_a_person_stands_is_not_held_up_by_what_others_write(world: World) -> None:
    person = registered(world.sevinc)
    with acting(world.nigar) as actor:
        own = folders.create(actor=actor, compartment=Compartment.CASE)
        StandingRecord.objects.create(
            folder_id=own.id, person_id=person.id, standing="not_a_victim", basis="decision", unit_id=actor.unit,
            by_id=actor.member, at=timezone.now() + dt.timedelta(days=3650),
        )  # fmt: skip
    with acting(world.sevinc) as actor, connection.cursor() as cursor:
        StandingRecord.objects.create(
            folder_id=person.folder_id, person=person, standing="presumed", basis="decision", unit_id=actor.unit,
            by_id=actor.member, at=timezone.now(),
        )  # fmt: skip
        Person.objects.filter(id=person.id).update(standing="presumed")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert Person.objects.get(id=person.id).standing == "presumed"


@pytest.mark.rule("SH-13")
def test_a_specialist_assigns_themselves_to_nobody(world: World) -> None:
    mine, other = moved_in(world.sevinc), moved_in(world.sevinc)
    trained(world)
    row = assigned(world, mine)
    with acting(world.diana) as actor:
        forged = {
            "folder_id": mine.folder_id, "unit_id": actor.unit, "member_id": actor.member,
            "training_id": row.training_id, "since": timezone.now(), "by_id": world.arzu.member_id,
        }  # fmt: skip
        for stay in (mine, other):
            with pytest.raises(IntegrityError), transaction.atomic():
                CareAssignment(stay_id=stay.id, **forged).save(force_insert=True)
        assert list(Stay.visible(actor)) == [mine]


@pytest.mark.rule("SH-13")
def test_a_specialist_learns_of_nobody_else_by_what_the_unit_was_told(world: World) -> None:
    mine, other = moved_in(world.sevinc), moved_in(world.sevinc)
    with acting(world.nigar) as actor:
        prolonging.ask_from_outside(actor=actor, pseudonym=other.pseudonym, reason="not_safe")
    with acting(world.sevinc) as actor:
        links.record(actor=actor, person_id=mine.person_id, pseudonym=other.pseudonym, kind="co_victim")
        assert rows("panah_dangers", mine.id)
        assert BedUse.objects.filter(stay=other).exists()
        grant = Grant.objects.filter(folder_id=other.folder_id).values_list("id", flat=True).get()
    trained(world)
    assigned(world, mine)
    with acting(world.diana):
        assert rows("panah_dangers", mine.id) == []
        assert not BedUse.objects.exists()
        assert not ProlongationAsk.objects.exists()
        assert value("panah_end_grant", grant, "attack") is False
    with acting(world.sevinc) as actor:
        assert set(Stay.visible(actor)) == {mine, other}


@pytest.mark.rule("CON-14")
def test_what_is_written_in_a_stay_lies_in_its_folders_whatever_it_is(world: World) -> None:
    """Otherwise who knows a stay's id could ask it, row by row, whether a child or a suspect lives there."""
    stay, now = moved_in(world.sevinc), timezone.now()
    with acting(world.nigar) as actor:
        own = folders.create(actor=actor, compartment=Compartment.SOCIAL)
        common = {"folder_id": own.id, "stay_id": stay.id, "unit_id": actor.unit}
        for forged in (
            Diet(codes=["vegetarian"], by_id=actor.member, at=now, **common),
            Acquaintance(
                name="x", relation="friend", ways=["visit"], wished=True, asked_by_id=actor.member, asked_at=now,
                **common,
            ),
        ):  # fmt: skip
            with pytest.raises(IntegrityError, match="lies in a folder of its stay"), transaction.atomic():
                forged.save(force_insert=True)
    with acting(world.sevinc) as actor:
        health.enter(actor=actor, stay_id=stay.id, kind="first_look", words="A bruise", agreed=True)


def put_by_hand(code: str, day: dt.date) -> bool:
    words = [b"sealed", new_id().bytes, b"key"]
    put: bool = value("panah_box_put", complaints.digest(code), new_id(), "other", day, *words)
    return put


def test_a_box_takes_twenty_a_day_whatever_day_is_said_to_be(world: World) -> None:
    house, today = house_of(world.sevinc), dt.datetime.now(dt.UTC).date()
    with acting(world.arzu) as actor:
        code = str(complaints.open_box(actor=actor, house_id=house.id).code)
    days = [today + dt.timedelta(days=days) for days in (0, 1, -1, 2, 4000, -4000)]
    assert sum(put_by_hand(code, day) for day in days for _ in range(25)) == 20
    with acting(world.arzu):
        assert set(Complaint.objects.values_list("written_on", flat=True)) == {today}


@pytest.mark.rule("PRI-01", "CON-14")
def test_nobody_begins_a_file_or_a_journey_of_a_stranger(world: World) -> None:
    """It would bring the false name, news of what is found, and the right to tell others of the person."""
    person = registered(world.sevinc, CHILD)
    with acting(world.nigar) as actor:
        own, now = folders.create(actor=actor, compartment=Compartment.CASE), timezone.now()
        whose = {"folder_id": own.id, "person_id": person.id, "pseudonym": "x", "unit_id": actor.unit}
        for forged in (
            Case(number="CASE-X", opened_at=now, opened_by_id=actor.member, source="own", **whose),
            Journey(is_child=False, destination="TR", safety=["escort"], planned_at=now, planned_by_id=actor.member,
                    departed_at=now, **whose),
        ):  # fmt: skip
            with pytest.raises(IntegrityError, match="a stranger"), transaction.atomic():
                forged.save(force_insert=True)
