"""What may be done to the trail, and by whom."""

from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from config.env import DatabaseRole
from panah.audit import trail
from panah.audit.models import Entry
from panah.core.actor import Actor
from panah.core.ids import new_id
from tests.audit.deeds import deeds
from tests.database import Owner
from tests.roles import connected_as
from tests.world import World, acting


@pytest.mark.rule("PRI-03")
def test_a_deed_is_written_with_its_actor_and_without_content(
    world: World, transactional_db: None, owner: Owner
) -> None:
    contact = new_id()
    with acting(world.leyla) as actor:
        trail.write(actor, "contact.viewed", kind="contact", subject=contact, purpose="quality")
    row = owner.execute(
        "SELECT member_id, unit_id, record_unit_id, code, kind, subject_id, purpose, request_id FROM audit_entry"
        " WHERE subject_id = %s",
        [contact],
    ).fetchone()
    leyla = world.leyla
    where = (leyla.member_id, leyla.unit_id, leyla.unit_id)
    assert row == (*where, "contact.viewed", "contact", contact, "quality", "test")


def test_a_deed_that_is_undone_leaves_no_entry(world: World, transactional_db: None, owner: Owner) -> None:
    with acting(world.leyla) as actor:
        trail.write(actor, "contact.closed")
        transaction.set_rollback(True)
    assert owner.execute("SELECT count(*) FROM audit_entry WHERE code = 'contact.closed'").fetchone() == (0,)


def test_nobody_writes_in_anothers_name(world: World) -> None:
    kamran = Actor(member_id=world.kamran.member_id, unit_id=world.kamran.unit_id)
    with acting(world.leyla), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        trail.write(kamran, "contact.viewed")


INSERT = "INSERT INTO audit_entry (service, code, kind, purpose, request_id, member_id, {column}) VALUES {values}"


@pytest.mark.parametrize(
    ("column", "value"), [("at", "now()"), ("at", "now() - interval '1 day'"), ("xact", "7"), ("id", "3")]
)
def test_number_and_time_are_the_database_s_own(world: World, column: str, value: str) -> None:
    statement = INSERT.format(column=column, values=f"('', 'x.y', '', '', '', %s, {value})")
    with acting(world.leyla), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement, [world.leyla.member_id])


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM audit_entry",
        "UPDATE audit_entry SET code = 'x.y'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "SELECT * FROM audit_batch",
        "INSERT INTO audit_batch (number) VALUES (1)",
        "INSERT INTO audit_proof (seals, entries, unsealed, seconds, findings) VALUES (1, 1, 0, 0, '[]')",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER panah_only_grows ON audit_entry",
        "SET session_replication_role = replica",
    ],
)
def test_the_server_may_only_add(world: World, statement: str) -> None:
    with acting(world.leyla), pytest.raises(DatabaseError, match=r"denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.rule("PRI-03")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET code = 'nothing.happened'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_batch SET count = 1",
        "DELETE FROM audit_batch",
        "DELETE FROM audit_proof",
    ],
)
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_even_the_owner_is_refused_a_change(owner: Owner, statement: str, role: str) -> None:
    owner.execute(f"SET session_replication_role = {role}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
        owner.execute(statement)


def test_the_worker_reads_the_trail_and_changes_nothing(world: World, transactional_db: None) -> None:
    deeds(world.leyla, 1)
    with connected_as(DatabaseRole.WORKER):
        assert Entry.objects.filter(member_id=world.leyla.member_id).exists()
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Entry.objects.update(code="x.y")


def test_an_entry_costs_one_statement(world: World, django_assert_num_queries: object) -> None:
    with acting(world.leyla) as actor, django_assert_num_queries(1):  # type: ignore[operator]
        trail.write(actor, "contact.viewed", kind="contact", subject=new_id())


def test_a_record_of_another_unit_is_named_as_its_own(world: World, transactional_db: None, owner: Owner) -> None:
    with acting(world.nigar) as actor:
        trail.write(actor, "contact.viewed", kind="contact", record_unit=world.leyla.unit_id)
    row = owner.execute("SELECT unit_id, record_unit_id FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone()
    assert row == (world.nigar.unit_id, world.leyla.unit_id)


def test_a_service_without_a_member_is_named_as_such(owner: Owner, transactional_db: None) -> None:
    with connected_as(DatabaseRole.WORKER):
        trail.write(Actor(service="worker", unit_id=UUID(int=5)), "call.lost", kind="call")
    row = owner.execute("SELECT member_id, service FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone()
    assert row == (None, "worker")


@pytest.mark.parametrize("service", ["", "worker", "telephony"])
def test_who_is_not_entered_writes_nothing(world: World, service: str) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        trail.write(Actor(service=service), "call.lost")
