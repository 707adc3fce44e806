"""The functions that let a partner's specialist call for help, asked through the server's own login by everybody."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from psycopg import errors
from psycopg.sql import SQL, Identifier

from panah.core.ids import new_id
from panah.shelter.models import House
from tests.attack.intruder import NO_RIGHT, as_web, savepoint
from tests.database import Owner
from tests.shelter.guarded import guarded, house_of
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("SH-12", "SH-13")]

RAISE = "SELECT * FROM panah_raise_alarm(%s, %s)"
# What a specialist could want to know of an alarm and of how a house is guarded.
SECRETS = ("shelter_duress", "shelter_guarding", "shelter_guardshift", "shelter_doorcard", "shelter_escort")


@pytest.fixture
def house(world: World) -> House:
    """A guarded house of the shelter."""
    found = house_of(world)
    guarded(world, found)
    return found


@pytest.fixture
def alarms(owner: Owner) -> Iterator[None]:
    """No alarm is written by what is refused."""
    yield
    assert owner.execute("SELECT count(*) FROM shelter_duress").fetchone() == (0,)


def test_whoever_may_not_call_raises_nothing(world: World, house: House, alarms: None) -> None:
    for person in (world.tural, world.nigar, world.leyla, world.rauf, world.aygun, world.malika):
        with as_web(person) as database, savepoint(database), pytest.raises(NO_RIGHT):
            database.execute(RAISE, [new_id(), house.id])


def test_nobody_raises_one_at_a_house_of_others(world: World, house: House, alarms: None) -> None:
    for person in (world.vusal, world.elnur, world.seymur):
        with as_web(person) as database:
            assert database.execute(RAISE, [new_id(), house.id]).fetchall() == [(False, None)]
    with as_web(world.diana) as database:
        assert database.execute(RAISE, [new_id(), UUID(int=7)]).fetchall() == [(False, None)]


def test_a_specialist_who_called_reads_nothing_of_it_and_nobody_reads_theirs(world: World, house: House) -> None:
    with as_web(world.diana) as database:
        alarm = new_id()
        (said,) = database.execute(RAISE, [alarm, house.id]).fetchall()
        assert said == (True, world.units["guard"])
        for table in SECRETS:
            counted = database.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table)))
            assert counted.fetchone() == (0,)
        (own,) = database.execute("SELECT * FROM panah_own_alarms()").fetchall()
        assert own[1:] == (None, False)
        for statement in (
            "UPDATE shelter_duress SET ended_at = now(), result = 'mistake'",
            "UPDATE shelter_guarding SET guard_unit_id = NULL",
        ):
            assert database.execute(statement.encode()).rowcount == 0
        with savepoint(database), pytest.raises(errors.UniqueViolation):
            database.execute(RAISE, [alarm, house.id])
    for person in (world.sevinc, world.tural, world.nigar):
        with as_web(person) as database:
            assert database.execute("SELECT * FROM panah_own_alarms()").fetchall() == []


def test_the_worker_and_statistics_raise_and_ask_nothing(house: House, alarms: None) -> None:
    from tests.attack.intruder import login

    for role in ("panah_worker", "panah_stats"):
        with login(role) as database, pytest.raises(NO_RIGHT):
            database.execute(RAISE, [new_id(), house.id])
