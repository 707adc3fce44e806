"""The two logins beside the server's: the worker knows clocks and codes, statistics codes; neither knows a word."""

from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django import app
from psycopg import errors
from pytest_django import Settings

from config.env import DatabaseRole
from panah.audit import keys
from panah.core.database import panah_models
from panah.core.ids import new_id
from panah.hotline.actions.contacts import Talk, write
from panah.vault.fields import SealedText
from tests.attack.intruder import NO_RIGHT, Database, login, named, savepoint
from tests.database import Owner
from tests.hotline.given import a_closed_contact, an_ended_contact, an_open_contact
from tests.roles import connected_as
from tests.world import World, acting

MODELS: dict[str, Any] = {model._meta.db_table: model for model in panah_models()}
# What names a person or opens something; statistics count without it.
TELLING = {"pseudonym", "login", "alias", "legal_name", "token_digest", "public_key", "tokens", "salt", "form_token"}
KEYS = ("vault_memberkey", "vault_unitkeyshare", "vault_grant", "vault_folder", "vault_recoverykey", "vault_indexentry")


def sealed_columns(model: Any) -> set[str]:
    return {each.column for each in model._meta.local_concrete_fields if getattr(each, "sealed", False)}


def readable(database: Database, table: str) -> set[str]:
    """The columns of a table that the login may read, found by trying."""
    found = set()
    for each in MODELS[table]._meta.local_concrete_fields:
        try:
            with savepoint(database):
                database.execute(named("SELECT {} FROM {} LIMIT 1", each.column, table))
        except NO_RIGHT:
            continue
        found.add(each.column)
    return found


def test_sealed_fields_are_what_they_say() -> None:
    fields = [f for model in MODELS.values() for f in model._meta.local_fields if isinstance(f, SealedText)]
    assert fields
    assert all(getattr(f, "sealed", False) for f in fields)


@pytest.mark.rule("CON-12", "PRI-01")
def test_the_worker_reads_no_sealed_word_and_no_key(world: World) -> None:
    with login("panah_worker") as worker:
        for table in KEYS:
            with savepoint(worker), pytest.raises(NO_RIGHT):
                worker.execute(named("SELECT 1 FROM {}", table))
        read = {table: readable(worker, table) for table in MODELS}
        for table, columns in read.items():
            assert not columns & sealed_columns(MODELS[table]), table
            assert not columns & {"token_digest", "salt", "proof_digest", "sealed_private_key"}, table
        assert "state" in read["hotline_call"]
        assert sealed_columns(MODELS["hotline_call"]) == {"number"}
        worker.rollback()


def test_the_worker_cannot_enter_as_anybody(world: World) -> None:
    statements = (
        "SELECT panah_enter('', interval '1 minute')",
        "SELECT panah_enter_device('')",
        "SELECT panah_check_password('leyla', '', 5, interval '1 minute')",
        "SELECT panah_sign_in_salt('leyla')",
        "SELECT panah_key_to_admit(gen_random_uuid(), gen_random_uuid())",
        "SELECT panah_order_lift(gen_random_uuid(), '', '2026-01-02', '')",
        "SELECT panah_trail(9, '', NULL, NULL, NULL, 9, 9)",
        "CREATE TEMPORARY TABLE duties_event (id uuid)",
        "SET ROLE panah_web",
        "UPDATE audit_entry SET code = 'x'",
        "DELETE FROM audit_batch",
    )
    with login("panah_worker") as worker:
        for statement in statements:
            with savepoint(worker), pytest.raises(NO_RIGHT):
                worker.execute(statement.encode())
        worker.rollback()


@pytest.mark.django_db(transaction=True)
def test_what_the_worker_does_it_can_do_without_a_word(
    world: World, owner: Owner, settings: Settings, tmp_path: Path
) -> None:
    """Every timed task runs with the worker's rights, on what the desk leaves behind."""
    settings.AUDIT_KEY, settings.AUDIT_PUBLIC_KEYS = tmp_path / "key", tmp_path / "public-keys"
    settings.AUDIT_ANCHOR = tmp_path / "anchor"
    keys.ensure()
    contact = an_ended_contact(world.leyla)
    owner.execute(
        "INSERT INTO hotline_call (id, unit_id, external_id, line, withheld, state, ringing_at) "
        "VALUES (%s, %s, 'lost', '', false, 'ringing', now() - interval '1 hour')",
        [new_id(), world.leyla.unit_id],
    )
    owner.execute("UPDATE duties_duty SET alert_at = now(), due_at = now() WHERE subject_id = %s", [contact.id])
    tasks = [each.task for each in app.periodic_registry.periodic_tasks.values()]
    with connected_as(DatabaseRole.WORKER):
        for task in tasks:
            task.func(timestamp=0)
    assert len(tasks) >= 4
    assert owner.execute("SELECT state FROM hotline_call WHERE external_id = 'lost'").fetchone() == ("missed",)
    assert owner.execute("SELECT 1 FROM duties_notice WHERE unit_id = %s", [world.leyla.unit_id]).fetchone()
    assert owner.execute("SELECT 1 FROM audit_batch").fetchone()


@pytest.mark.rule("PRI-01")
def test_statistics_read_codes_and_nothing_that_names_anybody(world: World) -> None:
    with login("panah_stats") as stats:
        for table, model in MODELS.items():
            columns = readable(stats, table)
            assert columns == set(model.access.stats), table
            assert not columns & (sealed_columns(model) | TELLING), table
            kinds = {model._meta.get_field(name).get_internal_type() for name in names_of(model, columns)}
            assert not kinds & {"BinaryField", "TextField"}, table
        for statement in (
            "INSERT INTO hotline_statcard DEFAULT VALUES",
            "SELECT panah_units()",
            "CREATE TEMP TABLE x ()",
        ):
            with savepoint(stats), pytest.raises(NO_RIGHT):
                stats.execute(statement.encode())
        stats.rollback()


def names_of(model: Any, columns: set[str]) -> set[str]:
    return {each.name for each in model._meta.local_concrete_fields if each.column in columns}


@pytest.mark.django_db(transaction=True)
def test_statistics_count_every_unit_and_see_no_word_of_any(world: World) -> None:
    a_closed_contact(world.leyla)
    open_one = an_open_contact(world.samira)
    with acting(world.samira) as actor:
        write(actor=actor, contact_id=open_one.id, talk=Talk(notes="A word", caller_name="Zümrüd"))
    with login("panah_stats") as stats:
        counted = stats.execute("SELECT count(*), count(DISTINCT unit_id) FROM hotline_contact").fetchone()
        assert counted == (2, 2)
        with savepoint(stats), pytest.raises(NO_RIGHT):
            stats.execute("SELECT notes FROM hotline_contact")
        with savepoint(stats), pytest.raises(NO_RIGHT):
            stats.execute("SELECT c::text FROM hotline_contact c")
        stats.rollback()


def test_the_trail_refuses_even_the_owner(world: World, owner: Owner) -> None:
    for statement in ("UPDATE audit_entry SET code = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"):
        with pytest.raises(errors.InsufficientPrivilege, match="only grows"):
            owner.execute(statement.encode())
