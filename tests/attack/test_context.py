"""Who acts is known to the database by a keyed digest: it can be neither made up, nor changed, nor used again."""

from collections.abc import Callable
from uuid import UUID

import pytest
from psycopg import errors

from panah.accounts.entering import presented
from panah.core.ids import new_id
from tests.attack.intruder import NO_RIGHT, Database, as_web, ask, enter, login, savepoint
from tests.database import Owner
from tests.world import World

CONTEXT = "SELECT current_setting('panah.context', true)"
SET = "SELECT set_config('panah.context', %s, %s)"


def units(database: Database) -> list[UUID]:
    found = ask(database, "SELECT panah_units()")
    assert isinstance(found, list)
    return found


def nobody(database: Database) -> bool:
    """Whether the database believes that anybody is acting."""
    known = database.execute("SELECT panah_member(), panah_unit(), panah_units(), panah_roles(), panah_service()")
    return known.fetchone() == (None, None, [], [], "") and ask(database, "SELECT panah_acting()") is False


def test_who_enters_is_known_and_gone_with_the_transaction(world: World) -> None:
    with as_web(world.leyla) as database:
        assert units(database) == [world.leyla.unit_id]
        assert ask(database, "SELECT panah_member()") == world.leyla.member_id
        database.rollback()
        assert nobody(database)


@pytest.mark.rule("PRI-01")
@pytest.mark.parametrize(
    "forged",
    [
        lambda payload, digest, world: f"{payload}#",
        lambda payload, digest, world: payload,
        lambda payload, digest, world: f"#{digest}",
        lambda payload, digest, world: f"{payload}#{'0' * 64}",
        lambda payload, digest, world: f"{payload}#{digest.upper()}",
        lambda payload, digest, world: f"{payload}#{digest}0",
        lambda payload, digest, world: f"{payload}|#{digest}",
        lambda payload, digest, world: (
            f"{payload.replace(str(world.leyla.unit_id), str(world.samira.unit_id))}#{digest}"
        ),
        lambda payload, digest, world: f"{payload.replace('operator', 'auditor')}#{digest}",
        lambda payload, digest, world: (
            f"{payload.replace(str(world.leyla.member_id), str(world.rauf.member_id))}#{digest}"
        ),
        lambda payload, digest, world: f"{payload}telephony#{digest}",
    ],
)
def test_a_forged_context_is_nobodys(world: World, forged: Callable[[str, str, World], str]) -> None:
    with as_web(world.leyla) as database:
        payload, _, digest = ask(database, CONTEXT).partition("#")
        database.execute(SET, [forged(payload, digest, world), True])
        assert nobody(database)
        assert not database.execute("SELECT 1 FROM vault_folder").fetchall()
        database.execute(SET, [f"{payload}#{digest}", True])
        assert units(database) == [world.leyla.unit_id]


@pytest.mark.rule("PRI-01")
@pytest.mark.parametrize("local", [True, False])
def test_a_context_is_good_for_its_own_transaction_and_connection_alone(world: World, local: bool) -> None:
    with as_web(world.leyla) as database, as_web() as other:
        stolen = ask(database, CONTEXT)
        other.execute(SET, [stolen, local])
        assert nobody(other)
        database.rollback()
        database.execute(SET, [stolen, local])
        assert nobody(database)


def test_a_context_kept_by_the_session_is_worth_nothing_later(world: World) -> None:
    with login("panah_web") as database:
        enter(database, world.leyla)
        database.execute(SET, [ask(database, CONTEXT), False])
        assert units(database)
        database.commit()
        assert ask(database, CONTEXT)
        assert nobody(database)


def test_nothing_but_a_running_sessions_token_enters(world: World, owner: Owner) -> None:
    digest = owner.execute(
        "SELECT token_digest FROM accounts_session WHERE member_id = %s AND ended_at IS NULL", [world.leyla.member_id]
    ).fetchone()
    assert digest
    with as_web() as database:
        for token in (digest[0], world.leyla.token[:-1], world.leyla.token + b"\0", b"", new_id().bytes * 2):
            entered = database.execute("SELECT outcome FROM panah_enter(%s, interval '15 minutes')", [token])
            assert entered.fetchone() == ("none",)
            assert nobody(database)
        assert not database.execute("SELECT * FROM panah_enter_device(%s)", [presented(world.leyla.token)]).fetchall()


def test_no_one_waits_longer_for_an_idle_screen_than_two_hours(world: World, owner: Owner) -> None:
    """The server says how long; whoever speaks in its name cannot say for ever."""
    with owner.transaction(force_rollback=True):
        owner.execute(
            "UPDATE accounts_session SET last_seen_at = now() - interval '121 minutes' WHERE member_id = %s",
            [world.leyla.member_id],
        )
        owner.execute("SET LOCAL SESSION AUTHORIZATION panah_web")
        entered = owner.execute(
            "SELECT outcome FROM panah_enter(%s, interval '1 year')", [presented(world.leyla.token)]
        )
        assert entered.fetchone() == ("locked",)
        assert ask(owner, "SELECT panah_acting()") is False


def test_the_key_of_the_digest_is_out_of_reach(world: World) -> None:
    statements = (
        "SELECT key FROM panah_private.context_key",
        "SELECT panah_private.digest('x')",
        "SELECT panah_private.set_context(NULL, NULL, '{}', '{}', 'telephony')",
        "SELECT panah_private.context_part(1)",
        "SELECT panah_private.opens(gen_random_uuid(), '{}')",
        "SELECT * FROM panah_private.role_permission",
        "INSERT INTO panah_private.role_permission VALUES ('operator', 'audit:trail:view')",
        "CREATE TABLE panah_private.mine (i int)",
    )
    with as_web(world.leyla) as database:
        for statement in statements:
            with savepoint(database), pytest.raises(NO_RIGHT):
                database.execute(statement.encode())


def test_nobody_guesses_a_password_without_end(world: World, owner: Owner) -> None:
    """The server says after how many tries a login waits, but twenty are the end for whoever speaks in its name."""
    ways = (
        "SELECT outcome FROM panah_check_password('leyla', sha256(%s), 1000000, interval '0')",
        "SELECT panah_open_session('leyla', sha256(%s), '\\x01', '', '', true, gen_random_uuid())",
    )
    with as_web() as database:
        before = ask(database, "SELECT outcome FROM panah_check_password('kamran', '', 5, interval '15 minutes')")
        assert before == "refused"
        for _number in range(10):
            for way in ways:
                assert ask(database, way, new_id().bytes) in ("refused", False)
        assert ask(database, ways[0], b"one more") == "throttled"


@pytest.mark.parametrize("person", ["leyla", "nobody at all"])
def test_many_guesses_at_once_wait_for_each_other(world: World, person: str) -> None:
    """Otherwise all of them would be asked before the first is counted; of an unknown login they do as well."""
    ways = (
        "SELECT outcome FROM panah_check_password(%s, 'x', 8, interval '15 minutes')",
        "SELECT panah_open_session(%s, 'x', '\\x01', '', '', true, gen_random_uuid())",
    )
    for way in ways:
        with as_web() as first, as_web() as second:
            second.execute("SET LOCAL lock_timeout = '100ms'")
            assert ask(first, way, person) in ("refused", False)
            for other in ways:
                with savepoint(second), pytest.raises(errors.LockNotAvailable):
                    ask(second, other, person)
            assert ask(second, way, "kamran") in ("refused", False)


def test_many_codes_at_once_wait_for_each_other(world: World) -> None:
    tried = "SELECT panah_try_factor(%s, 8, interval '15 minutes')"
    with as_web() as first, as_web() as second:
        second.execute("SET LOCAL lock_timeout = '100ms'")
        assert ask(first, tried, presented(world.leyla.token))
        with savepoint(second), pytest.raises(errors.LockNotAvailable):
            ask(second, tried, presented(world.leyla.token))
        assert ask(second, tried, presented(world.kamran.token))


def test_the_roles_a_context_names_are_not_for_choosing(world: World) -> None:
    with as_web(world.leyla) as database:
        assert ask(database, "SELECT panah_may('hotline:contact:view')") is True
        assert ask(database, "SELECT panah_may('audit:trail:view')") is False
        for statement in (
            "SELECT * FROM panah_trail(9, '', NULL, NULL, NULL, 9, 9)",
            "SELECT * FROM panah_accesses(9, now(), '{contact}', 9)",
            "SELECT panah_order_enter(gen_random_uuid(), 'Tarivo 4821', '1', '2026-01-01', 'court', '{}', '{}')",
            "SELECT panah_order_lift(gen_random_uuid(), '2', '2026-01-02', 'court')",
        ):
            with savepoint(database), pytest.raises(NO_RIGHT):
                database.execute(statement.encode())
