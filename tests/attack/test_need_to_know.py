"""Orders, conflicts, alarms and returns, attacked with the server's own login by those they stand against."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from psycopg import errors

from panah.accounts.actions import conflicts
from panah.cases.models import Consent, Reflection
from panah.people.models import Person
from panah.vault import folders, orders
from panah.vault.models import Compartment
from panah.vault.orders import Decision
from tests.attack.intruder import NO_RIGHT, as_web, ask, login, savepoint
from tests.database import Owner
from tests.people.making import registered
from tests.world import World, acting

pytestmark = pytest.mark.django_db(transaction=True)

ORDER = Decision(number="12/3", decided_on=dt.date(2026, 3, 1), body="Court")


@pytest.fixture
def person(world: World) -> Person:
    """Registered by the Department, under an order that spares nobody, and in a conflict of the lead's."""
    row = registered(world.nigar)
    with acting(world.elxan) as actor:
        orders.enter(actor=actor, label=row.pseudonym, decision=ORDER)
    with acting(world.orxan) as actor:
        conflicts.declare(actor=actor, label=row.pseudonym)
    return row


@pytest.fixture
def states(owner: Owner, person: Person) -> Iterator[None]:
    """What must be as it was after every attack."""

    def now() -> list[object]:
        return [
            owner.execute(f"SELECT * FROM {table} ORDER BY id".encode()).fetchall()  # noqa: S608
            for table in ("vault_suspensionorder", "vault_conflict", "vault_watchedfolder", "vault_grant")
        ]

    before = now()
    yield
    assert now() == before


STATEMENTS = (
    "UPDATE vault_suspensionorder SET lifted_at = now(), lift_number = '1', lift_body = 'x', lift_decided_on = now()",
    "UPDATE vault_suspensionorder SET spared_members = ARRAY[panah_member()]",
    "DELETE FROM vault_suspensionorder",
    "INSERT INTO vault_suspensionorder SELECT * FROM vault_suspensionorder",
    "SELECT subject_id FROM vault_suspensionorder",
    "UPDATE vault_grant SET suspended_at = NULL",
    "UPDATE vault_grant SET spared_members = ARRAY[panah_member()]",
    "UPDATE vault_conflict SET lifted_at = now()",
    "DELETE FROM vault_conflict",
    "SELECT subject_id FROM vault_conflict",
    "SELECT * FROM vault_watchedfolder",
    "DELETE FROM vault_watchedfolder",
    "SELECT panah_private.freeze('{}')",
    "SELECT panah_private.unwatch(gen_random_uuid())",
    "SELECT panah_private.watch(gen_random_uuid())",
    "SELECT panah_private.barred()",
    "SELECT panah_private.person_called('Tarivo 4821')",
    "ALTER TABLE vault_grant DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
)


@pytest.mark.rule("CON-08", "PRI-03")
@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_statement_of_the_servers_touches_an_order_or_a_conflict(
    world: World, person: Person, states: None, statement: str
) -> None:
    for member in (world.nigar, world.orxan, world.elxan, world.rauf, world.aygun):
        with as_web(member) as database, savepoint(database), pytest.raises((NO_RIGHT, errors.UndefinedFunction)):
            database.execute(statement.encode())


@pytest.mark.rule("CON-08")
def test_only_a_prosecutor_of_the_same_unit_lifts_an_order(
    world: World, owner: Owner, person: Person, states: None
) -> None:
    (order,) = owner.execute("SELECT id FROM vault_suspensionorder").fetchone() or (None,)
    lift = f"SELECT panah_order_lift('{order}', '2', '2026-03-02', 'court')"
    for member in (world.nigar, world.orxan, world.rauf, world.vefa, world.aygun):
        with as_web(member) as database, savepoint(database), pytest.raises(NO_RIGHT):
            database.execute(lift.encode())
    with as_web(world.elxan) as database:
        with savepoint(database), pytest.raises(errors.CheckViolation):
            database.execute(f"SELECT panah_order_lift('{order}', '', '2026-03-02', 'court')".encode())
        assert ask(database, lift) is True


@pytest.mark.rule("CON-08")
def test_a_grant_written_by_hand_opens_nothing_that_is_frozen(
    world: World, owner: Owner, person: Person, states: None
) -> None:
    insert = (
        "INSERT INTO vault_grant (id, folder_id, unit_id, sealed_key, basis_kind, basis_reference, granted_by_id, "
        "granted_by_unit_id, granted_at, pending, end_reason, suspended_by, spared_members) VALUES (gen_random_uuid(), "
        "'{}', '{}', '', 'law', 'mine', panah_member(), panah_unit(), now(), false, '', '', ARRAY[panah_member()])"
    )
    for member in (world.nigar, world.orxan, world.samira):
        with as_web(member) as database, savepoint(database), pytest.raises(NO_RIGHT):
            database.execute(insert.format(person.folder_id, member.unit_id).encode())


def test_the_sealed_key_of_a_frozen_folder_is_not_read(world: World, person: Person) -> None:
    question = "SELECT count(*) FROM vault_grant WHERE folder_id = %s"
    for member in (world.nigar, world.orxan):
        with as_web(member) as database:
            assert ask(database, question, person.folder_id) == 0


@pytest.mark.rule("PRI-03")
def test_the_conflicted_lift_nothing_of_their_own(world: World, owner: Owner, person: Person, states: None) -> None:
    (conflict,) = owner.execute("SELECT id FROM vault_conflict").fetchone() or (None,)
    lift = f"SELECT panah_conflict_lift('{conflict}')"
    with as_web(world.orxan) as database:
        assert ask(database, lift) is False
        assert ask(database, "SELECT count(*) FROM people_person WHERE id = %s", person.id) == 0
    with as_web(world.nigar) as database, savepoint(database), pytest.raises(NO_RIGHT):
        database.execute(lift.encode())
    with as_web(world.tural) as database:
        assert ask(database, lift) is False


def test_nobody_declares_for_somebody_else(world: World, owner: Owner, person: Person) -> None:
    with as_web(world.nigar) as database:
        database.execute("SELECT panah_conflict_declare(gen_random_uuid(), %s)", [person.pseudonym])
        rows = database.execute("SELECT member_id FROM vault_conflict").fetchall()
    assert rows == [(world.nigar.member_id,)]


def test_every_rule_that_asks_for_a_grant_asks_for_conflicts_too(world: World, owner: Owner) -> None:
    rows = owner.execute("SELECT tablename, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies").fetchall()
    asking = {table for table, rule in rows if "opens(" in rule}
    assert len(asking) > 20
    assert {table for table, rule in rows if "opens(" in rule and "barred()" not in rule} == set()


@pytest.mark.rule("PRI-03")
def test_the_worker_reads_counts_and_the_server_does_not(world: World, person: Person) -> None:
    with login("panah_worker") as worker:
        for statement in ("UPDATE audit_alarm SET result = 'task'", "DELETE FROM audit_alarm"):
            with savepoint(worker), pytest.raises(NO_RIGHT):
                worker.execute(statement.encode())
        worker.rollback()
    with as_web(world.aygun) as database:
        with savepoint(database), pytest.raises(NO_RIGHT):
            database.execute(
                "INSERT INTO audit_alarm (id, kind, member_id, hour, count, codes, result) "
                "VALUES (gen_random_uuid(), 'many', gen_random_uuid(), now(), 1, '{}', '')"
            )
        unusual = "SELECT count(*) FROM panah_unusual('-infinity', 'infinity', %s, 'UTC', '22:00', '06:00', 1, 1, 1)"
        assert ask(database, unusual, ["order.entered"]) == 0
    with login("panah_worker") as worker:
        assert ask(worker, unusual, ["order.entered"]) > 0


@pytest.mark.rule("CON-06")
def test_a_return_is_neither_made_up_nor_answered_for_another(world: World, owner: Owner) -> None:
    made: UUID = world.nigar.unit_id
    with as_web(world.samira) as database:
        with savepoint(database), pytest.raises(NO_RIGHT):
            database.execute(
                "INSERT INTO cases_return (id, unit_id, consent_id, matter_id, pseudonym, compartments, "
                "asked_by_unit_id, asked_at, answer) VALUES (gen_random_uuid(), %s, gen_random_uuid(), "
                "gen_random_uuid(), 'x', '{}', panah_unit(), now(), '')",
                [made],
            )
        assert database.execute("UPDATE cases_return SET answer = 'destroyed'").rowcount == 0


def test_nothing_is_written_about_a_person_of_others_into_ones_own_folder(world: World) -> None:
    theirs = registered(world.leyla)
    now = timezone.now()
    with acting(world.nigar) as actor:
        own = folders.create(actor=actor, compartment=Compartment.CASE)
        for row in (
            Reflection(
                folder=own, person_id=theirs.id, unit_id=actor.unit, opened_by_id=actor.member, opened_at=now,
                ends_at=now + dt.timedelta(days=30),
            ),
            Consent(
                folder=own, person_id=theirs.id, matter_id=theirs.id, purpose="protection",
                recipient_unit_id=actor.unit, compartments=["identity"], language="az", given_how="oral",
                given_by="person", given_at=now, until=now + dt.timedelta(days=30), recorded_by_id=actor.member,
                recorded_by_unit_id=actor.unit,
            ),
        ):  # fmt: skip
            with pytest.raises(DatabaseError, match="folder of its person"), transaction.atomic():
                row.save(force_insert=True)
