"""Whatever else PostgreSQL lets a login try: none of it leads round the row rules, out of the database, to a secret."""

from typing import Any

import pytest
from psycopg import Error, errors

from panah.core.ids import new_id
from panah.vault import index
from tests.attack.intruder import NO_RIGHT, Database, as_web, ask, enter, login, savepoint
from tests.database import Owner
from tests.world import World, acting

# What a MERGE has touched is given back from PostgreSQL 17 on.
MERGE_RETURNS = 170_000
REFUSED = (
    # Becoming somebody else.
    "SET ROLE postgres",
    "SET ROLE panah_worker",
    "SET ROLE panah_stats",
    "SET ROLE pg_read_all_data",
    "SET SESSION AUTHORIZATION postgres",
    "SET SESSION AUTHORIZATION panah_worker",
    "GRANT panah_worker TO panah_web",
    "GRANT pg_read_all_data TO panah_web",
    "ALTER ROLE panah_web BYPASSRLS",
    "ALTER ROLE panah_web SUPERUSER",
    "ALTER ROLE panah_worker PASSWORD 'mine'",
    "CREATE ROLE mine",
    # Switching off what holds.
    "SET session_replication_role = replica",
    "ALTER ROLE panah_web SET session_replication_role = replica",
    "SET log_statement = 'all'",
    "LOAD 'auto_explain'",
    # Making something that others, or the owner's functions, would stumble over.
    "CREATE TABLE public.mine (i int)",
    "CREATE TEMPORARY TABLE duties_event (id uuid)",
    "CREATE TEMPORARY VIEW duties_event AS SELECT 1",
    "CREATE TEMPORARY SEQUENCE mine",
    "CREATE DOMAIN pg_temp.uuid AS pg_catalog.uuid CHECK (VALUE IS NOT NULL)",
    "CREATE TYPE pg_temp.mine AS (i int)",
    "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION public.leak(t text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE NOTICE $$%$$, t; END'",
    "CREATE OPERATOR public.~~ (LEFTARG = bytea, RIGHTARG = bytea, PROCEDURE = byteaeq)",
    "CREATE CAST (bytea AS uuid) WITH INOUT",
    "CREATE VIEW public.mine AS SELECT 1",
    "CREATE MATERIALIZED VIEW public.mine AS SELECT 1",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE c AS 'libc', 'getpid'",
    "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE PUBLICATION mine FOR ALL TABLES",
    "CREATE FOREIGN DATA WRAPPER mine",
    "CREATE OR REPLACE FUNCTION public.panah_units() RETURNS uuid[] LANGUAGE sql AS 'SELECT NULL::uuid[]'",
    "ALTER FUNCTION public.panah_units() SECURITY INVOKER",
    "ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT SELECT ON TABLES TO panah_web",
    # Leaving the database.
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/panah-attack'",
    "COPY hotline_contact FROM PROGRAM 'true'",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_read_binary_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_stat_file('PG_VERSION')",
    "SELECT pg_ls_logdir()",
    "SELECT pg_current_logfile()",
    "SELECT pg_hba_file_rules()",
    "SELECT lo_import('/etc/passwd')",
    "SELECT pg_create_logical_replication_slot('mine', 'test_decoding')",
    "SELECT pg_switch_wal()",
    "SELECT pg_reload_conf()",
    # Large objects know no row rules.
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_create(0)",
    "SELECT lo_get(1)",
    # What the database knows about everybody's rows.
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_statistic_ext_data",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_largeobject",
    "SELECT * FROM pg_subscription",
    "SELECT last_value FROM hotline_contact_numbers",
    "SELECT setval('hotline_contact_numbers', 1)",
    "SELECT nextval('audit_entry_id_seq')",
    # Sealed keys, and what sign-in works with.
    "SELECT sealed_private_key FROM accounts_session",
    "SELECT token_digest FROM accounts_session",
    "SELECT challenge FROM accounts_session",
    "SELECT s FROM accounts_session s",
    "SELECT sealed_private_key FROM vault_memberkey",
    "SELECT tokens FROM vault_matchentry",
    "SELECT token_digest FROM accounts_device",
    "SELECT args FROM procrastinate_jobs",
    "SELECT procrastinate_cancel_job_v1(1, true, true)",
    # What is written down stays written down.
    "UPDATE audit_entry SET code = 'x'",
    "DELETE FROM audit_entry",
    "UPDATE duties_event SET code = 'x'",
    "UPDATE duties_duty SET done_at = now()",
    "UPDATE vault_grant SET until = NULL",
    "UPDATE vault_folder SET owner_unit_id = gen_random_uuid()",
    "UPDATE accounts_member SET login = 'mine'",
    "UPDATE accounts_member SET in_demo = true",
    "INSERT INTO accounts_member (id, login) VALUES (gen_random_uuid(), 'x')",
    "INSERT INTO audit_entry (id, service, code, kind, purpose, request_id) VALUES (9, '', '', '', '', '')",
    "INSERT INTO audit_entry (at, service, code, kind, purpose, request_id) VALUES (now(), '', '', '', '', '')",
    "LOCK TABLE vault_memberkey",
    "REFRESH MATERIALIZED VIEW accounts_member",
)


@pytest.mark.rule("PRI-01", "CON-03")
def test_no_statement_leads_out(world: World) -> None:
    with as_web(world.director) as database:
        passed = {statement for statement in REFUSED if not refused(database, statement)}
    assert passed == set()


def test_no_statement_outside_of_transactions_leads_out(world: World) -> None:
    statements = ("ALTER SYSTEM SET fsync = off", "CREATE DATABASE mine", "DROP DATABASE postgres")
    with login("panah_web", autocommit=True) as database:
        for statement in statements:
            with pytest.raises(NO_RIGHT):
                database.execute(statement.encode())


def refused(database: Database, statement: str) -> bool:
    """Whether it was refused for want of a right; any other error would prove nothing."""
    try:
        with savepoint(database):
            database.execute(statement.encode())
    except NO_RIGHT:
        return True
    except Error as error:
        pytest.fail(f"{statement}: {error}")
    return False


def test_row_rules_cannot_be_switched_off(world: World) -> None:
    with as_web(world.samira) as database:
        for statement in ("SET LOCAL row_security = off", "SET row_security = off"):
            with savepoint(database):
                database.execute(statement.encode())
                with pytest.raises(NO_RIGHT):
                    database.execute("SELECT 1 FROM vault_folder")
        with savepoint(database), pytest.raises(errors.FeatureNotSupported):
            copy_in(database, "COPY vault_grant FROM STDIN")


def test_a_reading_transaction_stays_one(world: World) -> None:
    with as_web() as database:
        database.execute("SET TRANSACTION READ ONLY")
        enter(database, world.leyla)
        for statement in ("SET TRANSACTION READ WRITE", "SELECT set_config('transaction_read_only', 'off', true)"):
            with savepoint(database), pytest.raises(errors.ActiveSqlTransaction):
                database.execute(statement.encode())
        with pytest.raises(errors.ReadOnlySqlTransaction):
            database.execute("UPDATE accounts_member SET language = 'ru' WHERE id = panah_member()")


def copy_in(database: Database, statement: str) -> None:
    with database.cursor() as cursor, cursor.copy(statement.encode()):
        pass


def given(database: Database, how: str) -> set[Any]:
    return {row[0] for row in database.execute(how.encode()).fetchall()}


@pytest.mark.rule("PRI-01")
def test_nothing_prepared_or_kept_open_by_one_serves_another(world: World) -> None:
    """One connection serves many people, one after another: what the first leaves behind shows the next nothing new."""
    with login("panah_web") as database:
        enter(database, world.leyla)
        database.execute("PREPARE mine AS SELECT id FROM vault_grant")
        hers = given(database, "EXECUTE mine")
        assert hers
        for _time in range(6):  # By then PostgreSQL keeps one plan for all.
            database.execute("EXECUTE mine")
        database.commit()
        assert given(database, "EXECUTE mine") == set()
        enter(database, world.samira)
        theirs = given(database, "EXECUTE mine")
        assert theirs
        assert not theirs & hers
        database.execute("DECLARE kept CURSOR WITH HOLD FOR SELECT id FROM vault_grant")
        database.commit()
        enter(database, world.leyla)
        assert given(database, "FETCH ALL FROM kept") == theirs
        database.rollback()


def test_a_cursor_opened_before_entering_sees_what_nobody_sees(world: World) -> None:
    with as_web() as database:
        database.execute("DECLARE early NO SCROLL CURSOR WITH HOLD FOR SELECT id FROM vault_grant")
        assert given(database, "FETCH ALL FROM early") == set()
        enter(database, world.leyla)
        assert given(database, "FETCH ALL FROM early") == set()


@pytest.mark.rule("PRI-01")
def test_what_the_database_keeps_about_rows_is_not_shown(world: World, owner: Owner) -> None:
    owner.execute("ANALYZE vault_grant, accounts_session, accounts_appointment")
    shown = (
        "SELECT count(*) FROM {} WHERE schemaname = 'public' AND tablename IN ('vault_grant', 'accounts_appointment')"
    )
    assert owner.execute(shown.format("pg_stats").encode()).fetchone() != (0,)
    with as_web(world.leyla) as database:
        for view in ("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"):
            assert ask(database, shown.format(view)) == 0


def test_the_statements_of_others_are_not_shown(world: World) -> None:
    with as_web(world.nigar) as other, as_web(world.leyla) as database:
        other.execute("SELECT count(*) FROM vault_grant")
        running = database.execute(
            "SELECT query, state FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = current_user"
        ).fetchall()
        assert set(running) == {("", "disabled")}
        foreign = "SELECT DISTINCT query FROM pg_stat_activity WHERE usename <> current_user AND query <> ''"
        assert set(database.execute(foreign.encode())) <= {("<insufficient privilege>",)}


def test_plans_name_no_value(world: World) -> None:
    """How many rows were passed over is the most that a plan tells; the threat model says so."""
    with as_web(world.samira) as database:
        plan = database.execute("EXPLAIN (ANALYZE, VERBOSE, COSTS OFF) SELECT * FROM vault_grant").fetchall()
        assert str(world.leyla.unit_id) not in str(plan)
        assert str(world.samira.unit_id) not in str(plan)
        assert "panah_units()" in str(plan)


@pytest.mark.rule("PRI-01")
@pytest.mark.django_db(transaction=True)
def test_errors_tell_nothing_of_anothers_rows(world: World, owner: Owner) -> None:
    """A key that is taken is told by its own value, and by nothing that stands beside it."""
    with acting(world.leyla) as actor:
        index.write(actor=actor, subject_kind="contact", subject_id=new_id(), names=["Nərgiz"])
    entry = owner.execute("SELECT id FROM vault_indexentry WHERE unit_id = %s", [world.leyla.unit_id]).fetchone()
    assert entry
    insert = (
        "INSERT INTO vault_indexentry (id, unit_id, subject_kind, subject_id, kind, tokens) "
        "VALUES (%s, %s, 'contact', gen_random_uuid(), 'name', '{1}')"
    )
    with as_web(world.samira) as database:
        with savepoint(database), pytest.raises(errors.UniqueViolation) as taken:
            database.execute(insert.encode(), [entry[0], world.samira.unit_id])
        assert taken.value.diag.message_detail is None
        with savepoint(database), pytest.raises(NO_RIGHT) as refused:
            database.execute(insert.encode(), [new_id(), world.leyla.unit_id])
        assert refused.value.diag.message_detail is None
        upsert = f"{insert} ON CONFLICT (id) DO UPDATE SET kind = 'phone' RETURNING *"
        with savepoint(database), pytest.raises(NO_RIGHT):
            database.execute(upsert.encode(), [entry[0], world.samira.unit_id])
        merge = (
            "MERGE INTO vault_indexentry t USING (SELECT 1) s ON t.unit_id = %s "
            "WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN DO NOTHING"
        )
        if database.info.server_version >= MERGE_RETURNS:
            merge += " RETURNING t.*"
        assert database.execute(merge.encode(), [world.leyla.unit_id]).rowcount == 0


def test_announcements_carry_a_unit_and_a_kind_of_thing(world: World) -> None:
    """Whoever has the server's login can listen, and learns no more than that something changed somewhere."""
    with login("panah_web", autocommit=True) as ear:
        ear.execute("LISTEN panah_live")
        with login("panah_web") as database:
            enter(database, world.leyla)
            database.execute("SELECT pg_notify('panah_live', %s)", ['{"unit": "1", "topic": "calls"}'])
            database.commit()
        heard = next(ear.notifies(timeout=10))
        assert heard.payload == '{"unit": "1", "topic": "calls"}'
