"""What the database itself holds to: roles, rights, functions and row rules, made from the models after every migrate.

Each model of Panah declares three class attributes (the bases in `panah.vault.models` set them):
`access` (which statements each role may run), `row_rule` (SQL that says which rows the web role sees)
and `write_rule` (SQL that a written row must satisfy; the row rule by default).

Everything PostgreSQL gives to everybody by itself (running functions, making temporary tables) is taken away first.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from psycopg import sql
from psycopg.errors import LockNotAvailable

from config.env import EnvironmentProblem

OLDEST_SERVER = 15
ROLES = ("panah_web", "panah_worker", "panah_stats")
STATEMENTS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
# How often and how long rules wait for the tables: shorter than the database waits before it ends a request for us.
MOST_TRIES, LONGEST_WAIT = 120, 0.5
EVERY_ROW = "true"
NO_ROW = "false"
# The functions of ours that the worker calls; the server may call all those that do not lie in panah_private.
WORKER_FUNCTIONS = (
    "panah_member",
    "panah_unusual",
    "panah_moment",
    "panah_shift",
    "panah_happened",
    "panah_duties_waiting",
    "panah_duties_follow",
    "panah_expire_grants",
    "panah_rest_partners",
    "panah_forget_numbers",
    "panah_stays_lacking",
)


@dataclass(frozen=True, slots=True)
class Access:
    """The statements (letters of SIUD) each role may run on a table, and the columns statistics may read.

    `hidden` columns are read through functions of the database alone; `fixed` ones are written by nobody but the
    owner and such functions. The worker never reads a sealed column, whatever is said here.
    """

    web: str = "SIU"
    worker: str = ""
    stats: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


def panah_models() -> list[type[Model]]:
    """Give every concrete model of Panah's rooms, in room order."""
    rooms = [config for config in apps.get_app_configs() if config.name.startswith("panah.")]
    return [model for config in rooms for model in config.get_models() if model._meta.managed]


def sql_files() -> list[Path]:
    """Give the SQL files of the rooms, lower rooms first, by name inside a room."""
    rooms = [config for config in apps.get_app_configs() if config.name.startswith("panah.")]
    rooms.sort(key=lambda config: settings.ROOMS.index(config.label))
    return [path for config in rooms for path in sorted((Path(config.path) / "sql").glob("*.sql"))]


def check_server(**_: Any) -> None:
    """Raise EnvironmentProblem for a server that is too old, or a database that does not know every letter."""
    connection.ensure_connection()
    info = connection.connection.info
    if info.server_version < OLDEST_SERVER * 10_000:
        raise EnvironmentProblem(f"PostgreSQL {OLDEST_SERVER} or newer is needed.")
    if info.parameter_status("server_encoding") != "UTF8":
        raise EnvironmentProblem("The database must be encoded in UTF8; make it anew with ENCODING 'UTF8'.")


def apply_rules(**_: Any) -> None:
    """Bring roles, functions, row rules and rights to what the code says; safe to repeat, also while others work.

    All of it becomes true in one moment, so that a server and a worker never find a right taken away.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # One at a time: two processes replacing the same function at once would fail.
        cursor.execute("SELECT pg_advisory_xact_lock(815)")
        _hold_tables(cursor)
        make_roles(cursor)
        close_database(cursor)
        for path in sql_files():
            cursor.execute(path.read_text("utf-8"))
        _revoke_everything(cursor)
        for model in panah_models():
            _apply_model(cursor, model)
        _grant_counters(cursor)
        _grant_functions(cursor)
        _grant_queue(cursor)


def _hold_tables(cursor: CursorWrapper) -> None:
    """Have every table to ourselves, or let go of all of them, so that a request that waits for us can end; try again.

    Taken one by one while rules are made, they would be waited for by requests that hold the next.
    """
    tables = ", ".join(f'"{model._meta.db_table}"' for model in panah_models())
    for tries in range(1, MOST_TRIES + 1):
        try:
            with transaction.atomic():
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LONGEST_WAIT}s"])
                cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
                cursor.execute("SET LOCAL lock_timeout = 0")
        except OperationalError as problem:
            if tries == MOST_TRIES or not isinstance(problem.__cause__, LockNotAvailable):
                raise
            time.sleep(LONGEST_WAIT)
        else:
            return


def make_roles(cursor: CursorWrapper) -> None:
    """Make the login roles that are not the owner's, with the passwords the settings give them; safe to repeat."""
    for role in ROLES:
        cursor.execute(
            f"DO $$ BEGIN CREATE ROLE {role} LOGIN NOINHERIT; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        password = getattr(settings, "DATABASE_ROLE_PASSWORDS", {}).get(role)
        if password:
            cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))


def close_database(cursor: CursorWrapper) -> None:
    """Let nobody but the owner make anything in this database, temporary tables and types included; safe to repeat.

    A type of one's own in pg_temp would stand before the real one inside functions that run as the owner.
    A copy of a database does not take this along, so it is said again for each.
    """
    cursor.execute("SELECT current_database()")
    (name,) = cursor.fetchone() or ("",)
    revoke = "REVOKE CREATE, TEMPORARY ON DATABASE {} FROM PUBLIC, {}"
    cursor.execute(sql.SQL(revoke).format(sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, ROLES))))


def _revoke_everything(cursor: CursorWrapper) -> None:
    roles = ", ".join(ROLES)
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {roles}")
    cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {roles}")
    cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {roles}")
    cursor.execute(f"REVOKE ALL ON SCHEMA panah_private FROM PUBLIC, {roles}")
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA panah_private FROM PUBLIC, {roles}")
    cursor.execute(f"REVOKE EXECUTE ON ALL ROUTINES IN SCHEMA public, panah_private FROM PUBLIC, {roles}")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {roles}")


def _apply_model(cursor: CursorWrapper, model: Any) -> None:
    table = model._meta.db_table
    access: Access = model.access
    cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    _drop_policies(cursor, table)
    read = getattr(model, "row_rule", NO_ROW)
    write = getattr(model, "write_rule", None) or read
    for letter in access.web:
        _policy(cursor, table, letter, read, write)
    service = getattr(model, "service_rule", None)
    if service:
        cursor.execute(
            f'CREATE POLICY panah_service ON "{table}" TO panah_web USING ({service}) WITH CHECK ({service})'
        )
    if access.worker:
        cursor.execute(f'CREATE POLICY panah_worker ON "{table}" TO panah_worker USING (true) WITH CHECK (true)')
    if access.stats:
        cursor.execute(f'CREATE POLICY panah_stats ON "{table}" FOR SELECT TO panah_stats USING (true)')
    _grant(cursor, model, access)


def _drop_policies(cursor: CursorWrapper, table: str) -> None:
    cursor.execute("SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = %s", [table])
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP POLICY "{name}" ON "{table}"')


def _policy(cursor: CursorWrapper, table: str, letter: str, read: str, write: str) -> None:
    clauses = {
        "S": f"USING ({read})",
        "I": f"WITH CHECK ({write})",
        "U": f"USING ({read}) WITH CHECK ({write})",
        "D": f"USING ({write})",
    }
    statement = STATEMENTS[letter]
    name = f"panah_{statement.lower()}"
    cursor.execute(f'CREATE POLICY {name} ON "{table}" FOR {statement} TO panah_web {clauses[letter]}')


def _grant(cursor: CursorWrapper, model: Any, access: Access) -> None:
    table = model._meta.db_table
    sealed = tuple(field.column for field in model._meta.local_concrete_fields if getattr(field, "sealed", False))
    for role, letters, unseen in (
        ("panah_web", access.web, access.hidden),
        ("panah_worker", access.worker, access.hidden + sealed),
    ):
        barred = {"S": unseen, "I": access.fixed, "U": access.fixed}
        for letter in letters:
            columns = _all_but(model, barred.get(letter, ()))
            cursor.execute(f'GRANT {STATEMENTS[letter]}{columns} ON "{table}" TO {role}')
    if access.stats:
        columns = ", ".join(f'"{column}"' for column in access.stats)
        cursor.execute(f'GRANT SELECT ({columns}) ON "{table}" TO panah_stats')


def _all_but(model: Any, barred: tuple[str, ...]) -> str:
    """Give the list of the other columns for a GRANT; nothing, which means all, where none is barred."""
    columns = [f'"{field.column}"' for field in model._meta.local_concrete_fields if field.column not in barred]
    return f" ({', '.join(columns)})" if barred else ""


def _grant_counters(cursor: CursorWrapper) -> None:
    """Let the server draw from the counters the rooms make; a table's own numbers are the table's affair."""
    cursor.execute("""
        SELECT c.oid::regclass FROM pg_class c
        WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace AND NOT EXISTS (
            SELECT 1 FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i'))
    """)
    for (counter,) in cursor.fetchall():
        cursor.execute(f"GRANT USAGE ON SEQUENCE {counter} TO panah_web")
    # How many lines of the trail were ever begun: its proof asks.
    cursor.execute("GRANT SELECT ON SEQUENCE audit_entry_id_seq TO panah_worker")


def _grant_functions(cursor: CursorWrapper) -> None:
    """Let the server call our functions, and its row rules those they ask; the worker a few; nobody else any."""
    cursor.execute("""
        SELECT oid::regprocedure, proname FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND starts_with(proname, 'panah_')
    """)
    for signature, name in cursor.fetchall():
        callers = "panah_web, panah_worker" if name in WORKER_FUNCTIONS else "panah_web"
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {callers}")
    cursor.execute("""
        SELECT DISTINCT p.oid::regprocedure FROM pg_depend d JOIN pg_proc p ON p.oid = d.refobjid
        WHERE d.classid = 'pg_policy'::regclass AND d.refclassid = 'pg_proc'::regclass
          AND p.pronamespace = 'panah_private'::regnamespace
    """)
    for (signature,) in cursor.fetchall():
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO panah_web")


def _grant_queue(cursor: CursorWrapper) -> None:
    """Let the worker use the job queue, which holds ids and task names only. The server puts nothing into it."""
    of_queue = "= 'public'::regnamespace AND starts_with({}, 'procrastinate')"
    relations = f"SELECT oid::regclass, relkind FROM pg_class WHERE relnamespace {of_queue.format('relname')}"  # noqa: S608
    cursor.execute(relations)
    for relation, kind in cursor.fetchall():
        if kind in "rp":
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {relation} TO panah_worker")
        elif kind == "S":
            cursor.execute(f"GRANT USAGE ON SEQUENCE {relation} TO panah_worker")
    functions = f"SELECT oid::regprocedure FROM pg_proc WHERE pronamespace {of_queue.format('proname')}"  # noqa: S608
    cursor.execute(functions)
    for (signature,) in cursor.fetchall():
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO panah_worker")
