"""A caller's number is kept for as long as the country says and then deleted, by a worker that cannot read it."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from config.env import DatabaseRole
from panah.core.country import country
from panah.hotline import tasks
from panah.hotline.actions import blocking, contacts, intake, situations
from panah.hotline.models import Block, Call, Contact
from panah.vault import index
from tests.database import Owner
from tests.hotline.given import a_report, seen_by
from tests.roles import connected_as
from tests.world import Person, World, acting, signed_in

NUMBER = "+994125550101"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

pytestmark = pytest.mark.django_db(transaction=True)


def reported(person: Person, days_ago: float) -> Contact:
    """A closed contact with a number, of so many days ago."""
    then = timezone.now() - days_ago * DAY
    words = {"caller_number": NUMBER, "caller_name": "Aysel Quliyeva"}
    report = a_report(started_at=then - MINUTE, ended_at=then, **words)
    with acting(person) as actor:
        made, _new = intake.record(actor=actor, finished=report)
    return made


def delete() -> int:
    with connected_as(DatabaseRole.WORKER):
        return tasks.forget_numbers(timezone.now())


def kept() -> float:
    return country().settings.hotline_number_kept / DAY


def findable(person: Person, kind: str = "contact") -> list[UUID]:
    with acting(person) as actor:
        return [hit.subject_id for hit in index.find_phone(actor, NUMBER, subject_kind=kind)]


@pytest.mark.rule("CON-12")
def test_a_number_kept_long_enough_is_deleted_and_finds_nobody_any_more(world: World, owner: Owner) -> None:
    old, young = reported(world.leyla, kept() + 1), reported(world.leyla, kept() - 1)
    assert sorted(findable(world.kamran)) == sorted([old.id, young.id])
    assert delete() == 1
    assert delete() == 0
    assert seen_by(world.leyla, old).caller_number is None
    assert (seen_by(world.leyla, young).caller_number, seen_by(world.leyla, old).caller_name) == (
        NUMBER, "Aysel Quliyeva",
    )  # fmt: skip
    assert findable(world.kamran) == [young.id]
    with acting(world.kamran) as actor:
        assert {hit.subject_id for hit in index.find_name(actor, "Aysel Quliyeva")} == {old.id, young.id}
    assert "kept for as long as the country allows" in (
        signed_in(world.leyla).get(f"/hotline/contacts/{old.id}/").content.decode()
    )
    rows = owner.execute("SELECT unit_id, service, kind, subject_id FROM audit_entry WHERE code = 'number.deleted'")
    assert rows.fetchall() == [(world.leyla.unit_id, "worker", "contact", old.id)]


def test_what_is_not_over_keeps_its_number(world: World) -> None:
    contact = reported(world.leyla, kept() + 1)
    with acting(world.leyla) as actor:
        going_on = contacts.start(actor=actor, channel="phone", started_at=timezone.now() - (kept() + 1) * DAY)
        contacts.write(actor=actor, contact_id=going_on.id, talk=contacts.Talk(caller_number=NUMBER))
    with acting(world.leyla) as actor:
        situation = situations.open_new(actor=actor, contact_id=contact.id)
    assert delete() == 0
    assert sorted(findable(world.leyla)) == sorted([contact.id, going_on.id])
    with acting(world.leyla) as actor:
        situations.close(actor=actor, situation_id=situation.id)
    assert delete() == 1
    assert findable(world.leyla) == [going_on.id]


@pytest.mark.rule("CON-12")
def test_numbers_of_calls_that_nobody_took_and_of_past_blocks_go_too(world: World) -> None:
    then = timezone.now() - (kept() + 3) * DAY
    with time_machine.travel(then, tick=False), acting(world.leyla) as actor:
        for name, number in (("x", NUMBER), ("y", "")):
            Call(unit_id=actor.unit, external_id=name, number=number, withheld=not number, state="missed",
                 ringing_at=then, ended_at=then).save(force_insert=True)  # fmt: skip
        past = blocking.block(actor=actor, number=NUMBER, reason="abuse", until=then + DAY)
    with acting(world.leyla) as actor:
        live = blocking.block(actor=actor, number=NUMBER, reason="abuse", until=timezone.now() + DAY)
    assert delete() == 2
    assert findable(world.leyla, "block") == [live.id]
    with acting(world.leyla):
        assert {row.external_id: row.number for row in Call.objects.all()[:5]} == {"x": None, "y": ""}
        assert {row.id: row.number for row in Block.objects.all()[:5]} == {past.id: None, live.id: NUMBER}


def test_not_even_the_worker_deletes_what_is_young_and_the_server_nothing(world: World) -> None:
    contact = reported(world.leyla, 1)
    with connected_as(DatabaseRole.WORKER):
        assert tasks.forget_numbers(timezone.now() + 400 * DAY) == 0
    refused = pytest.raises(DatabaseError, match="not permitted")
    with acting(world.leyla), connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute("SELECT panah_forget_numbers(now(), 100)")
    assert findable(world.leyla) == [contact.id]
