"""The database of the tests: made by the owner, used as the web role, on one throw-away server for all processes.

A migrated database is kept as a template under the fingerprint of the code that makes it, and each test process
copies it, so that migrations run once per change and not once per process.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg import sql
from pytest_django import DjangoDbBlocker

from config import env
from config.postgres import TESTING, embedded
from config.refusals import sentence_for
from panah.core.database import close_database
from tests import world

PREFIX = "test_panah"
# Any number will do, as long as all test processes use the same one.
TEMPLATE_LOCK = 20_041_128

Owner = psycopg.Connection[tuple[Any, ...]]


def owner_url(name: str) -> str:
    """Where the owner reaches the database with this name."""
    parts = urlsplit(settings.PANAH_DATABASE_URL)
    return parts._replace(path=f"/{name}").geturl()


def as_owner(name: str) -> Owner:
    """A connection of the owner's own, outside Django and outside any test's transaction."""
    return psycopg.connect(owner_url(name), autocommit=True)


def fingerprint() -> str:
    """Changes whenever anything changes that could make the migrated database different."""
    digest = hashlib.sha256(version("procrastinate").encode())
    for path in sorted(p for kind in ("*.py", "*.sql") for p in (env.ROOT / "panah").rglob(kind)):
        digest.update(str(path.relative_to(env.ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sweep(server: Owner, template: str) -> None:
    """Drop what killed test processes left behind, and templates of code that is no longer there."""
    rows = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"]).fetchall()
    for (name,) in rows:
        kind, _, mark = name.removeprefix(f"{PREFIX}_").partition("_")
        pid = mark.partition("_")[0]
        stale = name != template if kind == "template" else not (pid.isdigit() and _alive(int(pid)))
        if stale:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _become(role: env.DatabaseRole, name: str) -> None:
    """Turn Django's connection into another role's on another database, for every thread of this process."""
    connection.close()
    wanted = env.database(settings.PANAH_DATABASE_URL, role, settings.SECRET_KEY)
    connection.settings_dict.update(wanted | {"NAME": name})


def _make_template(server: Owner, template: str) -> None:
    """Migrate a new database and give it the template's name only when it is whole."""
    draft = f"{PREFIX}_draft_{os.getpid()}"
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    _become(env.DatabaseRole.OWNER, draft)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(template)))


def _copy(name: str) -> None:
    template = f"{PREFIX}_template_{fingerprint()}"
    with as_owner("postgres") as server:
        server.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        _sweep(server, template)
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _make_template(server, template)
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
    _become(env.DatabaseRole.OWNER, name)
    with connection.cursor() as cursor:
        # The rights on a database as such do not come along with a copy.
        close_database(cursor)


@contextmanager
def another_database(mark: str) -> Iterator[str]:
    """Give the name of a migrated database beside this process's own, in which nobody has founded anything yet."""
    own = connection.settings_dict["NAME"]
    name = f"{own}_{mark}"
    _copy(name)
    _become(env.DatabaseRole.WEB, own)
    try:
        yield name
    finally:
        with as_owner("postgres") as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _quoted(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _keep_beginning(owner: Owner) -> list[sql.Composable]:
    """Put the rows every test begins with aside; give the statements that bring a used database back to them.

    As if it fed a replica, the owner sets off neither triggers nor foreign keys. The guards that hold even then rest
    meanwhile, for the trail refuses to be emptied even by its owner. Rows are deleted rather than truncated: they are
    few, and new files for every table and index would take a hundred times as long.
    """
    rows = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    tables = [name for (name,) in rows if name != "django_migrations"]
    guards = owner.execute(
        "SELECT relname, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE tgenabled = 'A'"
    ).fetchall()
    disable, enable = sql.SQL("ALTER TABLE {} DISABLE TRIGGER {}"), sql.SQL("ALTER TABLE {} ENABLE ALWAYS TRIGGER {}")
    # Whoever still writes is waited for, so that nothing of theirs stays behind.
    back: list[sql.Composable] = [sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(_quoted(tables))]
    back.append(sql.SQL("SET LOCAL session_replication_role = replica"))
    back += [disable.format(*map(sql.Identifier, guard)) for guard in guards]
    back += [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in tables]
    owner.execute("CREATE SCHEMA beginning")
    for name in tables:
        table, kept = sql.Identifier(name), sql.Identifier("beginning", name)
        if owner.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(kept, table)).rowcount:
            columns = _quoted(_columns(owner, name))
            refill = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {}")
            back.append(refill.format(table, columns, columns, kept))
    return back + [enable.format(*map(sql.Identifier, guard)) for guard in guards]


def _columns(owner: Owner, table: str) -> list[str]:
    """The table's columns that are written rather than generated."""
    rows = owner.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum",
        [f'public."{table}"'],
    )
    return [name for (name,) in rows]


def back_to_beginning(owner: Owner, back: str) -> None:
    """After a test that committed, bring the database back to what every test begins with.

    The owner stays connected for the whole run: one who comes anew reads about every table first, which takes longer.
    """
    with owner.transaction():
        # A request still under way may hold a table; waiting for ever would only hide which test left it.
        owner.execute("SET LOCAL lock_timeout = '20s'")
        owner.execute(back.encode())


class AtTheDesk:
    """Nobody's screen locks, nor has anybody to show again who they are, however long a run takes on a busy machine."""

    def __init__(self, owner: Owner, often: float = 300) -> None:
        self._owner, self._often, self._touched = owner, often, time.monotonic()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Touch every session between two tests, when none has a transaction open."""
        if time.monotonic() < self._touched + self._often:
            return
        for schema in ("public", "beginning"):
            table = sql.Identifier(schema, "accounts_session")
            self._owner.execute(
                sql.SQL(
                    "UPDATE {} SET last_seen_at = now(), passed_at = passed_at + (now() - last_seen_at),"
                    " stepped_up_at = stepped_up_at + (now() - last_seen_at)"
                ).format(table)
            )
        self._touched = time.monotonic()


def pytest_configure(config: pytest.Config) -> None:
    """Say at once that a named server will not do: the tests set aside what guards a database even from its owner."""
    url = env.DATABASE_URL.read()
    if not url or hasattr(config, "workerinput"):
        return
    try:
        with psycopg.connect(url) as server:
            able = server.execute("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper").fetchone()
    except psycopg.Error as problem:
        raise pytest.UsageError(sentence_for(problem)) from None
    if not able:
        raise pytest.UsageError("Tests need a server of their own and a superuser on it; DATABASE_URL names another.")


def _needs_database(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files without a database go before all others but one: while a process makes it, its neighbour need not wait."""
    with_database = list(dict.fromkeys(item.path for item in items if _needs_database(item)))
    places = dict.fromkeys(with_database, 2) | dict.fromkeys(with_database[:1], 0)
    items.sort(key=lambda item: places.get(item.path, 1))


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written inside is taken back at the end, as if it had never been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """The server: the embedded one, or the one DATABASE_URL names."""
    if env.DATABASE_URL.read():
        yield
        return
    with embedded(env.VAR.read() / "postgres-test", TESTING):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    database_server: None,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """One database for this process; everything after this fixture reaches it as `panah_web`."""
    name = f"{PREFIX}_run_{os.getpid()}"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        _become(env.DatabaseRole.OWNER, "postgres")
        _copy(name)
        world.build()
        with as_owner(name) as owner:
            back = sql.SQL("; ").join(_keep_beginning(owner)).as_string(owner)
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: back_to_beginning(owner, back))
            _become(env.DatabaseRole.WEB, name)
            desk = AtTheDesk(owner)
            request.config.pluginmanager.register(desk)
            yield
            request.config.pluginmanager.unregister(desk)
        connection.close()
        with as_owner("postgres") as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def owner(db: None) -> Iterator[Owner]:
    """The owner's connection to this process's database; it sees what was committed."""
    with as_owner(connection.settings_dict["NAME"]) as opened:
        yield opened
