"""What the database allows is what the models say and nothing more: rights, row rules, functions, and who runs them."""

from typing import Any

import pytest
from django.db import connection, transaction

from config.env import DatabaseRole
from panah.accounts.entering import enter
from panah.core.database import ROLES, STATEMENTS, WORKER_FUNCTIONS, Access, panah_models
from tests.attack.intruder import NO_RIGHT, login
from tests.database import Owner
from tests.roles import connected_as
from tests.world import World

Right = tuple[str, str, str]
# Tables of the database's own affairs: the job queue and the list of migrations.
NO_MODEL = ("procrastinate_", "django_migrations")
MODELS: dict[str, Any] = {model._meta.db_table: model for model in panah_models()}


def asked(owner: Owner, query: str, *values: Any) -> set[tuple[Any, ...]]:
    return set(owner.execute(query.encode(), values or None).fetchall())


def declared(model: Any) -> set[Right]:
    """Every column that a role may read or write by what the model says, with the statement."""
    access: Access = model.access
    columns = {each.column: getattr(each, "sealed", False) for each in model._meta.local_concrete_fields}
    rights = {("panah_stats", "SELECT", column) for column in access.stats}
    for role, letters in (("panah_web", access.web), ("panah_worker", access.worker)):
        for column, sealed in columns.items():
            unseen = column in access.hidden or (sealed and role == "panah_worker")
            barred = {"S": unseen, "I": column in access.fixed, "U": column in access.fixed, "D": True}
            rights |= {(role, STATEMENTS[letter], column) for letter in letters if not barred[letter]}
    return rights


def test_every_column_is_open_to_whom_its_model_says_and_to_nobody_else(world: World, owner: Owner) -> None:
    given = asked(
        owner,
        """
        SELECT c.relname, r.rolname, p.statement, a.attname
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        CROSS JOIN pg_roles r CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('REFERENCES')) AS p (statement)
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND r.rolname = ANY (%s)
          AND has_column_privilege(r.rolname, c.oid, a.attnum, p.statement)
        """,
        list(ROLES),
    )
    by_table: dict[str, set[Right]] = {table: set() for table in MODELS}
    for table, role, statement, column in given:
        if not table.startswith(NO_MODEL):
            by_table[table].add((role, statement, column))
    for table, model in MODELS.items():
        assert by_table[table] == declared(model), table


def test_whole_tables_are_deleted_from_by_whom_the_model_says(world: World, owner: Owner) -> None:
    given = asked(
        owner,
        """
        SELECT c.relname, r.rolname, p.statement FROM pg_class c CROSS JOIN pg_roles r
        CROSS JOIN (VALUES ('DELETE'), ('TRUNCATE'), ('TRIGGER')) AS p (statement)
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
          AND r.rolname = ANY (%s) AND has_table_privilege(r.rolname, c.oid, p.statement)
        """,
        list(ROLES),
    )
    wanted = {(table, "panah_web", "DELETE") for table, model in MODELS.items() if "D" in model.access.web}
    wanted |= {(table, "panah_worker", "DELETE") for table, model in MODELS.items() if "D" in model.access.worker}
    assert {each for each in given if not each[0].startswith(NO_MODEL)} == wanted
    assert {role for table, role, _ in given if table.startswith(NO_MODEL)} == {"panah_worker"}


def test_there_is_no_table_that_no_model_speaks_for(world: World, owner: Owner) -> None:
    there = asked(
        owner,
        "SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r', 'v', 'm', 'p', 'f')",
    )
    ours = {name: under_rules for name, under_rules in there if not name.startswith(NO_MODEL)}
    assert ours == dict.fromkeys(MODELS, True)
    schemas = asked(owner, "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'")
    assert schemas == {("public",), ("panah_private",), ("beginning",)}  # The last is the tests' own.


def policies(model: Any) -> set[tuple[str, str, bool, bool]]:
    """The row rules of a table by what its model says: role, statement, whether of reading, whether of writing."""
    kinds = {"S": ("SELECT", True, False), "I": ("INSERT", False, True), "U": ("UPDATE", True, True)}
    kinds["D"] = ("DELETE", True, False)
    rules = {("panah_web", *kinds[letter]) for letter in model.access.web}
    if getattr(model, "service_rule", None):
        rules.add(("panah_web", "ALL", True, True))
    if model.access.worker:
        rules.add(("panah_worker", "ALL", True, True))
    if model.access.stats:
        rules.add(("panah_stats", "SELECT", True, False))
    return rules


@pytest.mark.rule("PRI-01")
def test_every_table_has_the_row_rules_of_its_model(world: World, owner: Owner) -> None:
    rows = owner.execute("SELECT tablename, roles[1]::text, cardinality(roles), cmd, qual, with_check FROM pg_policies")
    found: dict[str, set[tuple[str, str, bool, bool]]] = {table: set() for table in MODELS}
    for table, role, roles, statement, qual, check in rows:
        assert roles == 1, table
        found[table].add((role, statement, qual is not None, check is not None))
        # What everybody sees, the server sees only where the model says so out loud.
        if role == "panah_web" and qual == "true":
            assert MODELS[table].row_rule == "true", table
        assert role != "panah_web" or check != "true", table
    for table, model in MODELS.items():
        assert found[table] == policies(model), table


def test_no_login_can_turn_row_rules_off(world: World, owner: Owner) -> None:
    roles = owner.execute(
        "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolinherit FROM pg_roles "
        "WHERE rolname = ANY (%s) ORDER BY 1",
        [list(ROLES)],
    ).fetchall()
    assert roles == [(role, *[False] * 6) for role in sorted(ROLES)]
    assert not asked(
        owner,
        "SELECT pg_get_userbyid(member), pg_get_userbyid(roleid) FROM pg_auth_members "
        "WHERE pg_get_userbyid(member) = ANY (%s) OR pg_get_userbyid(roleid) = ANY (%s)",
        list(ROLES),
        list(ROLES),
    )
    assert not asked(owner, "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = ANY (%s)", list(ROLES))


def test_nothing_can_be_made_in_the_database(world: World, owner: Owner) -> None:
    name = connection.settings_dict["NAME"]
    for role in ROLES:
        for right in ("CREATE", "TEMPORARY"):
            query = "SELECT has_database_privilege(%s, %s, %s)"
            assert owner.execute(query, [role, name, right]).fetchone() == (False,), (role, right)
        allowed = asked(
            owner,
            "SELECT n.nspname, p.kind FROM pg_namespace n CROSS JOIN (VALUES ('USAGE'), ('CREATE')) AS p (kind) "
            "WHERE n.nspname IN ('public', 'panah_private') AND has_schema_privilege(%s, n.oid, p.kind)",
            role,
        )
        assert allowed == {("public", "USAGE")}, role


def functions(owner: Owner) -> list[tuple[str, str, str, bool, list[str], str]]:
    """Signature, schema, name, whether it runs as the owner, its settings, and the logins that may call it."""
    return owner.execute(
        """
        SELECT p.oid::regprocedure::text, n.nspname, p.proname, p.prosecdef, coalesce(p.proconfig, '{}'), (
            SELECT coalesce(string_agg(r, ',' ORDER BY r), '') FROM unnest(%s::text[] || 'public'::text) AS r
            WHERE has_function_privilege(r, p.oid, 'EXECUTE'))
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('public', 'panah_private') ORDER BY 1
        """,
        [list(ROLES)],
    ).fetchall()


def test_what_runs_as_the_owner_looks_nowhere_but_where_it_should(world: World, owner: Owner) -> None:
    """Without pg_temp named last, a type of that name would be looked for there first."""
    paths = {("search_path=pg_catalog, pg_temp",), ("search_path=pg_catalog, public, pg_temp",)}
    running = [(signature, settings) for signature, _, _, definer, settings, _ in functions(owner) if definer]
    assert len(running) > 20
    for signature, settings in running:
        assert tuple(each for each in settings if each.startswith("search_path")) in paths, signature


def test_functions_are_run_by_whom_they_are_for(world: World, owner: Owner) -> None:
    asked_by_rules = {
        name
        for (name,) in asked(
            owner,
            "SELECT refobjid::regprocedure::text FROM pg_depend WHERE classid = 'pg_policy'::regclass "
            "AND refclassid = 'pg_proc'::regclass",
        )
    }
    for signature, schema, name, _, _, callers in functions(owner):
        if schema == "panah_private":
            wanted = "panah_web" if signature in asked_by_rules else ""
        elif name.startswith("procrastinate"):
            wanted = "panah_worker"
        else:
            wanted = "panah_web,panah_worker" if name in WORKER_FUNCTIONS else "panah_web"
        assert callers == wanted, signature


def test_the_servers_own_statements_are_in_nobodys_view(world: World, owner: Owner) -> None:
    """A session's token is in them, and the server's login sees what its other connections run."""
    with login("panah_web") as web:
        assert web.execute("SHOW track_activities").fetchone() == ("off",)
        with pytest.raises(NO_RIGHT):
            web.execute("SET track_activities = on")


@pytest.mark.django_db(transaction=True)
def test_a_token_stands_in_no_statement(world: World, owner: Owner) -> None:
    """So that it is safe also where nobody may switch that view off, and in the database's log."""
    with connected_as(DatabaseRole.OWNER), transaction.atomic():
        enter(world.leyla.token)
        running = "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        seen = " ".join(query for (query,) in owner.execute(running))
    assert "panah_enter(" in seen
    assert world.leyla.token.hex() not in seen


def test_counters_are_drawn_from_and_not_read(world: World, owner: Owner) -> None:
    """A table's own numbers are given out by the table alone; who could draw them could leave gaps in the trail."""
    rights = asked(
        owner,
        """
        SELECT c.relname, r.rolname, p.kind, EXISTS (
            SELECT 1 FROM pg_depend d
            WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))
        FROM pg_class c CROSS JOIN pg_roles r CROSS JOIN (VALUES ('SELECT'), ('USAGE'), ('UPDATE')) AS p (kind)
        WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace AND r.rolname = ANY (%s)
          AND NOT starts_with(c.relname, 'procrastinate') AND has_sequence_privilege(r.rolname, c.oid, p.kind)
        """,
        list(ROLES),
    )
    of_web = {each for each in rights if each[1] == "panah_web"}
    assert of_web
    assert {(kind, of_table) for _, _, kind, of_table in of_web} == {("USAGE", False)}
    assert rights - of_web == {("audit_entry_id_seq", "panah_worker", "SELECT", True)}
