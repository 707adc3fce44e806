"""Every function that runs as the owner, called by somebody of another unit with everything they could have guessed.

The functions are walked in the database's own catalogue, so that a new one is attacked from its first day. Whatever
they answer, no row of the other unit may change, and no id of it may come back that was not put in.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Error

from panah.hotline.models import Contact
from panah.vault import grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind
from tests.attack.intruder import WHOLE, Database, enter, fingerprints, login
from tests.database import Owner
from tests.hotline.given import an_ended_contact
from tests.world import World, acting

REFERENCE = "REF-2026-00001"
AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
# What trying leaves behind, of whomever: tries, lines of the trail, a hotline's own lines in the match index, and
# conflicts of interest that the attacker declares to have.
TRACES = {"accounts_attempt", "audit_entry", "vault_conflict", "vault_matchcheck", "vault_matchentry"}
Guess = dict[str, list[Any]]


def definers(owner: Owner) -> list[tuple[str, list[str]]]:
    """Every such function that the server may call: its name and the types of what it takes."""
    return owner.execute("""
        SELECT p.oid::regproc::text,
               coalesce(array_agg(t::regtype::text ORDER BY place) FILTER (WHERE t IS NOT NULL), '{}')
        FROM pg_proc p LEFT JOIN LATERAL unnest(p.proargtypes::oid[]) WITH ORDINALITY AS a (t, place) ON true
        WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
          AND has_function_privilege('panah_web', p.oid, 'EXECUTE')
        GROUP BY p.oid ORDER BY 1
    """).fetchall()


def guesses(owner: Owner, contact: Contact) -> Guess:
    """Ids, references and digests of the other unit, as somebody with a stolen list of them would try."""
    ids: list[Any] = [contact.id, contact.folder_id, contact.unit_id, contact.operator_id]
    for table, key in (("vault_grant", "folder_id"), ("duties_event", "matter_id"), ("duties_duty", "matter_id")):
        row = owner.execute(
            f"SELECT id FROM {table} WHERE {key} = ANY (%s) LIMIT 1".encode(),  # noqa: S608
            [[contact.id, contact.folder_id]],
        ).fetchone()
        assert row, table
        ids += row
    sessions = owner.execute(
        "SELECT id, token_digest FROM accounts_session WHERE member_id = %s", [contact.operator_id]
    ).fetchone()
    assert sessions
    return {
        "uuid": [*ids, sessions[0], None],
        "uuid[]": [ids, []],
        "text": [REFERENCE, "leyla", None],
        "bytea": [sessions[1], b"", None],
        "bigint": [2**62, None],
        "integer": [1000],
        "bigint[]": [[1, 2]],
        "smallint[]": [[0, 0]],
        "boolean": [True],
        "interval": ["1 year"],
        "date": ["2026-01-01", None],
        "time without time zone": ["22:00"],
        "timestamp with time zone": ["2020-01-01", None],
        "text[]": [["contact"]],
        "jsonb": [f'[{{"event": "{ids[5]}", "opened": [], "done": ["{ids[6]}"], "cancelled": ["{ids[6]}"]}}]'],
    }


def calls(taken: list[str], known: Guess) -> Iterator[tuple[Any, ...]]:
    """Every guess at every place; where there are many places, the same guess at all places of one type."""
    kinds = list(dict.fromkeys(taken))
    if sum(kind in {"uuid", "text", "bytea"} for kind in taken) <= 2:
        yield from itertools.product(*(known[kind] for kind in taken))
        return
    for chosen in itertools.product(*(known[kind] for kind in kinds)):
        picked = dict(zip(kinds, chosen, strict=True))
        yield tuple(picked[kind] for kind in taken)


def answers(database: Database, function: str, taken: list[str], values: tuple[Any, ...]) -> str:
    places = ", ".join(f"%s::{kind}" for kind in taken)
    try:
        with database.transaction():
            return str(database.execute(f"SELECT * FROM {function}({places})".encode(), values).fetchall())  # noqa: S608
    except Error as error:
        return str(error)


def given_away(said: str, values: tuple[Any, ...]) -> set[str]:
    """The ids in an answer that were not in the question."""
    return set(AN_ID.findall(said)) - set(AN_ID.findall(str(values)))


@pytest.fixture
def contact(world: World) -> Contact:
    """What the attacker is after: a contact offered to a third unit, its clocks running."""
    contact = an_ended_contact(world.leyla)
    with acting(world.leyla) as actor:
        basis = Basis(BasisKind.CONSENT, REFERENCE)
        grants.give(actor=actor, folder_id=contact.folder_id, unit_id=world.nigar.unit_id, basis=basis, pending=True)
    return contact


@pytest.mark.rule("PRI-01", "CON-01", "CON-03")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attacker", ["samira", "nobody"])
def test_no_function_of_the_owners_serves_a_stranger(
    world: World, owner: Owner, contact: Contact, attacker: str
) -> None:
    person = None if attacker == "nobody" else getattr(world, attacker)
    whole = {table: rest for table, rest in WHOLE.items() if table not in TRACES}
    # Whoever attacks may end sessions of their own.
    whole["accounts_session"] = f"WHERE member_id <> '{(person or world.rauf).member_id}'"
    known, before = guesses(owner, contact), fingerprints(owner, whole)
    own = {str(value) for each in (person,) if each for value in (each.member_id, each.unit_id)}
    told: dict[str, set[str]] = {}
    with login("panah_web") as database:
        if person is not None:
            enter(database, person)
        for function, taken in definers(owner):
            assert known.keys() >= set(taken), function
            for values in calls(taken, known):
                told.setdefault(function, set()).update(
                    given_away(answers(database, function, taken, values), values) - own
                )
        database.commit()
    assert {function: ids for function, ids in told.items() if ids} == {}
    assert len(told) > 20
    assert fingerprints(owner, whole) == before


@pytest.mark.django_db(transaction=True)
def test_the_same_calls_do_serve_those_they_are_for(world: World, contact: Contact) -> None:
    """Otherwise the attack above would prove nothing."""
    with login("panah_web") as database:
        for person, served in ((world.leyla, True), (world.samira, False)):
            enter(database, person)
            said = answers(database, "panah_who_can_see", ["uuid"], (contact.folder_id,))
            assert (str(world.nigar.unit_id) in given_away(said, (contact.folder_id,))) is served
            assert bool(given_away(answers(database, "panah_duties_waiting", ["uuid"], (contact.id,)), ())) is served
            database.rollback()
