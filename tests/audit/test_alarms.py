"""Unusual look-ups reach the auditor in counts and codes, and nothing else does."""

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from config.env import DatabaseRole
from panah.audit import alarms
from panah.audit.models import Alarm
from panah.core.country import country
from panah.core.ids import new_id
from panah.web.trail.alarms import OwnAlarm, Reviewed, look_into
from tests.database import Owner
from tests.roles import connected_as
from tests.world import Person as Member
from tests.world import World, acting, signed_in

pytestmark = [pytest.mark.rule("PRI-03"), pytest.mark.django_db(transaction=True)]

BAKU = ZoneInfo("Asia/Baku")
NOON = dt.datetime(2026, 3, 2, 12, 20, tzinfo=BAKU)
NIGHT = dt.datetime(2026, 3, 2, 23, 20, tzinfo=BAKU)
NEXT_DAY = dt.datetime(2026, 3, 3, 9, tzinfo=BAKU)


def looked(owner: Owner, who: Member, code: str, times: int, at: dt.datetime = NOON) -> None:
    """Lines of the trail as they would be if somebody had looked so often."""
    for _time in range(times):
        owner.execute(
            "INSERT INTO audit_entry (at, member_id, unit_id, service, code, kind, subject_id, purpose, request_id) "
            "VALUES (%s, %s, %s, '', %s, 'person', %s, '', '')",
            [at, who.member_id, who.unit_id, code, new_id()],
        )


def raised() -> list[tuple[str, UUID, int]]:
    """What the worker makes of it."""
    with connected_as(DatabaseRole.WORKER):
        alarms.watch(NEXT_DAY)
        return list(Alarm.objects.order_by("kind").values_list("kind", "member_id", "count"))


def test_many_in_an_hour_are_told_and_fewer_are_not(world: World, owner: Owner) -> None:
    most = country().settings.alarm_an_hour
    looked(owner, world.nigar, "identity.opened", most)
    looked(owner, world.orxan, "identity.opened", most - 1)
    looked(owner, world.orxan, "card.completed", most)
    assert raised() == [("many", world.nigar.member_id, most)]


def test_looking_at_night_is_told_unless_on_shift(world: World, owner: Owner) -> None:
    for who in (world.leyla, world.kamran):
        looked(owner, who, "people.searched", country().settings.alarm_at_night, NIGHT)
    owner.execute(
        "INSERT INTO hotline_shift (id, unit_id, member_id, kind, starts_at, ends_at, made_by_id, made_at) "
        "SELECT %s, %s, %s, 'regular', %s, %s, %s, %s",
        [
            new_id(), world.leyla.unit_id, world.leyla.member_id, NIGHT - dt.timedelta(hours=2),
            NIGHT + dt.timedelta(hours=4), world.director.member_id, NOON,
        ],
    )  # fmt: skip
    assert raised() == [("night", world.kamran.member_id, country().settings.alarm_at_night)]


@pytest.mark.parametrize(("code", "kind"), [("case.looked_up", "unassigned"), ("look_up.conflicted", "conflict")])
def test_a_single_one_is_told_where_there_should_be_none(world: World, owner: Owner, code: str, kind: str) -> None:
    looked(owner, world.nigar, code, 1)
    assert raised() == [(kind, world.nigar.member_id, 1)]


def test_many_that_led_nowhere_are_told(world: World, owner: Owner) -> None:
    most = country().settings.alarm_refused
    looked(owner, world.malika, "look_up.refused", most - 1)
    looked(owner, world.malika, "people.search_in_vain", 1)
    assert raised() == [("refused", world.malika.member_id, most)]


def test_an_hour_is_told_once(world: World, owner: Owner) -> None:
    looked(owner, world.nigar, "case.looked_up", 1)
    assert len(raised()) == len(raised()) == 1


@pytest.fixture
def alarm(world: World, owner: Owner) -> UUID:
    """An alarm about an officer."""
    looked(owner, world.nigar, "case.looked_up", 1)
    raised()
    return the_one(owner, world.nigar)


def the_one(owner: Owner, about: Member) -> UUID:
    row = owner.execute("SELECT id FROM audit_alarm WHERE member_id = %s", [about.member_id]).fetchone()
    assert row
    found: UUID = row[0]
    return found


def test_the_auditor_looks_into_it_once_and_nobody_else_sees_it(world: World, owner: Owner, alarm: UUID) -> None:
    page = signed_in(world.aygun).get("/audit/alarms/")
    assert page.status_code == 200
    assert "case.looked_up" in page.content.decode()
    for member in (world.nigar, world.orxan, world.rauf, world.vefa):
        assert signed_in(member).get("/audit/alarms/").status_code == 403
        with acting(member):
            assert not Alarm.objects.exists()
    with acting(world.aygun) as actor:
        look_into(actor=actor, alarm_id=alarm, result="task")
    with acting(world.aygun) as actor, pytest.raises(Reviewed):
        look_into(actor=actor, alarm_id=alarm, result="task")


def test_nobody_changes_what_it_says_or_closes_their_own(world: World, owner: Owner, alarm: UUID) -> None:
    with acting(world.aygun), pytest.raises(IntegrityError), transaction.atomic():
        Alarm.objects.filter(id=alarm).update(count=0)
    looked(owner, world.aygun, "case.looked_up", 1)
    raised()
    own = the_one(owner, world.aygun)
    with acting(world.aygun) as actor, pytest.raises(OwnAlarm):
        look_into(actor=actor, alarm_id=own, result="task")
    with acting(world.aygun), pytest.raises(ProgrammingError), transaction.atomic():
        Alarm.objects.filter(id=own).update(result="task")


def test_it_names_nobody_who_was_looked_at() -> None:
    assert not {field.name for field in Alarm._meta.get_fields()} & {"subject_id", "purpose", "person_id", "case_id"}
