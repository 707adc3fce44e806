"""The worker asks the coordinator for what a resident lacks, so that nobody has to look at a page."""

import datetime as dt

import pytest
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from config.env import DatabaseRole
from panah.core.country import country
from panah.duties.models import Duty
from panah.shelter.actions import helping, leaving
from panah.shelter.actions.helping import Help
from panah.shelter.models import ServiceState, Stay
from panah.shelter.tasks.lacking import ask_for_services
from tests.attack.intruder import NO_RIGHT, as_web, login, savepoint
from tests.roles import connected_as
from tests.shelter.living import moved_in
from tests.world import World, acting

pytestmark = pytest.mark.django_db(transaction=True)

TOMORROW = dt.timedelta(days=1, minutes=1)


def asked(after: dt.timedelta = TOMORROW) -> int:
    with connected_as(DatabaseRole.WORKER):
        return ask_for_services(timezone.now() + after)


def waiting(world: World, stay: Stay) -> list[str]:
    """Who owes what because a resident lacks something."""
    with acting(world.arzu):
        duties = [duty for duty in Duty.about([stay.id]) if (duty.rule, duty.step) == ("SH-06", "services")]
        return [duty.role for duty in duties if duty.is_open]


def offered(world: World, stay: Stay, *services: str) -> None:
    """Each is given, but for the last, which is offered and not wanted."""
    with acting(world.sevinc) as actor:
        for service in services:
            helping.record(actor=actor, stay_id=stay.id, help=Help(service=service), agreed=service != services[-1])


@pytest.mark.rule("SH-06", "SH-16")
def test_the_coordinator_is_asked_once_and_the_last_offer_ends_it(world: World) -> None:
    stay, *_others = moved_in(world.sevinc), moved_in(world.sevinc)
    expected = country().settings.service_expected
    assert asked(dt.timedelta()) == 0
    assert asked() == 2
    assert waiting(world, stay) == ["shelter_coordinator"]
    assert asked() == 0
    offered(world, stay, *expected[:-1])
    assert waiting(world, stay) == ["shelter_coordinator"]
    with acting(world.sevinc) as actor:
        later = Help(service=expected[-1], at=timezone.now() + dt.timedelta(minutes=1))
        planned = helping.plan(actor=actor, stay_id=stay.id, help=later)
    assert waiting(world, stay) == ["shelter_coordinator"]
    with acting(world.sevinc) as actor:
        helping.settle(actor=actor, stay_id=stay.id, record_id=planned.id, state=ServiceState.GIVEN)
    assert waiting(world, stay) == []
    assert asked() == 0


def test_who_was_offered_everything_is_not_asked_about_and_leaving_ends_it(world: World) -> None:
    has_all, leaves = moved_in(world.sevinc), moved_in(world.sevinc)
    offered(world, has_all, *country().settings.service_expected)
    assert asked() == 1
    assert (waiting(world, has_all), waiting(world, leaves)) == ([], ["shelter_coordinator"])
    with acting(world.sevinc) as actor:
        leaving.leave(actor=actor, stay_id=leaves.id, reason="own_wish")
    assert waiting(world, leaves) == []
    assert asked() == 0


def test_the_worker_learns_which_stays_and_nothing_of_them_and_the_server_does_not_ask(world: World) -> None:
    stay = moved_in(world.sevinc)
    question = "SELECT * FROM panah_stays_lacking(ARRAY['food'], now() + interval '2 days', 10)"
    with as_web(world.arzu) as database, savepoint(database), pytest.raises(NO_RIGHT):
        database.execute(question.encode())
    with login("panah_worker") as database:
        assert database.execute(question.encode()).fetchall() == [(stay.id, stay.folder_id, stay.unit_id)]
        for table in ("shelter_stay", "shelter_servicerecord"):
            with savepoint(database), pytest.raises(NO_RIGHT):
                database.execute(SQL("SELECT id FROM {}").format(Identifier(table)))
