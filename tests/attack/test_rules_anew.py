"""Rules are made anew while server and worker go on: no right is missing for a moment, and no request is ended."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from psycopg import sql

from config.env import DatabaseRole
from panah.core.database import apply_rules, panah_models
from tests.attack.intruder import login
from tests.database import Owner
from tests.roles import connected_as
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60
WAITING = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock' "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
MODELS: list[Any] = panah_models()
TABLES = [model._meta.db_table for model in MODELS if "S" in model.access.web]


def seen(table: str) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))


def test_no_right_is_missing_while_rules_are_made(world: World) -> None:
    made = Event()

    def serve() -> int:
        served = 0
        with login("panah_web", autocommit=True) as web, login("panah_worker", autocommit=True) as worker:
            while not served or not made.is_set():
                for table in TABLES:
                    web.execute(seen(table))
                worker.execute("SELECT panah_moment(), count(*) FROM procrastinate_jobs")
                served += 1
        return served

    with ThreadPoolExecutor(1) as other:
        serving = other.submit(serve)
        try:
            with connected_as(DatabaseRole.OWNER):
                apply_rules()
        finally:
            made.set()
        assert serving.result(PATIENCE)


def test_a_request_that_waits_for_the_rules_is_not_ended(world: World, owner: Owner) -> None:
    """It holds what the rules wait for and comes for what they hold; one of the two has to let go."""

    def make() -> None:
        with connected_as(DatabaseRole.OWNER):
            apply_rules()

    with login("panah_web") as web, ThreadPoolExecutor(1) as other:
        web.execute(seen(TABLES[-1]))
        making, until = other.submit(make), time.monotonic() + PATIENCE
        while not (owner.execute(WAITING).fetchone() or (0,))[0]:
            assert time.monotonic() < until
        assert web.execute(seen(TABLES[0])).fetchone() is not None
        web.commit()
        making.result(PATIENCE)
