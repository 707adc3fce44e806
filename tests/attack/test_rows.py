"""Every table, attacked by somebody of another unit: what is not theirs they neither see nor touch."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import models
from psycopg import errors

from panah.core.database import panah_models
from panah.core.ids import new_id
from panah.vault.models import ProtectedModel, UnitModel
from tests.attack.filling import Estate, Made, fill, insert
from tests.attack.intruder import NO_RIGHT, Database, enter, named, savepoint
from tests.database import Owner
from tests.world import Person, World

# Open to everybody who works here, on purpose: who takes part and by which paper, public keys, where help is found.
# Nothing else may be.
OPEN = {
    "accounts_body",
    "accounts_member",
    "accounts_unit",
    "hotline_service",
    "referrals_memorandum",
    "referrals_partner",
    "referrals_partnertraining",
    "vault_matchkey",
    "vault_recoverykey",
    "vault_unitkey",
}
# The plan is read by everybody who takes part: what it says, who is to report by when, who is trained where, and by
# which body which campaign is run. What is said in reports, what is needed and what is found are not among these.
PLAN = {
    "budgetcall", "campaign", "carrier", "carrierstep", "course", "distribution", "heading", "hotlinetie",
    "indicator", "liaison", "material", "measure", "measurebody", "participant", "plan", "planstep", "round",
    "share", "slot", "study", "training",
}  # fmt: skip
Model = type[models.Model]
TABLES: dict[str, Any] = {model._meta.db_table: model for model in panah_models()}
CLOSED = {name: model for name, model in TABLES.items() if name not in OPEN | {f"plan_{each}" for each in PLAN}}
READ = {name: model for name, model in CLOSED.items() if "S" in model.access.web}
# Those of which all columns are open, and so the places of their rows too.
WHOLE = {name: model for name, model in READ.items() if not model.access.hidden}
# What those without a unit's rows of their own may see: the people of all units are the coordinator's to appoint,
# what bodies need, find and ask abroad is for the office to answer, and the outcome of the trail's proof belongs to no
# unit.
BESIDES = {
    "vefa": {
        "accounts_appointment", "accounts_invitation", "plan_budgetproposal", "plan_finding", "plan_foreignrequest",
        "plan_meetingdecision", "plan_need", "plan_offer", "plan_report", "plan_sharedpaper",
    },
    "rauf": {"audit_proof"},
    "aygun": {"audit_alarm", "audit_proof"},
}  # fmt: skip


@dataclass
class Scene:
    """Two hotlines, a row of each in every table, and a database that somebody of the first attacks."""

    database: Database
    mine: Estate
    theirs: Estate

    @contextmanager
    def acting(self, person: Person | None) -> Iterator[Database]:
        """The server's own login, with a person's session or without any."""
        with savepoint(self.database):
            self.database.execute("SET LOCAL SESSION AUTHORIZATION panah_web")
            if person:
                enter(self.database, person)
            yield self.database

    def print_of(self, table: str) -> Any:
        """What the other unit's row is, whole, as the owner sees it."""
        statement = named("SELECT md5(t::text) FROM {} t WHERE {} = %s", table, TABLES[table]._meta.pk.column)
        return self.database.execute(statement, [key_of(self.theirs, table)]).fetchone()


@pytest.fixture
def scene(world: World, owner: Owner) -> Iterator[Scene]:
    """All of it in one transaction of the owner's, who turns into the server where it is attacked."""
    mine, theirs = Estate(world.leyla), Estate(world.samira)
    with owner.transaction(force_rollback=True):
        fill(owner, mine, theirs)
        yield Scene(owner, mine, theirs)


def keys(database: Database, model: Any) -> set[Any]:
    """The keys of all rows that can be seen."""
    key, table = model._meta.pk.column, model._meta.db_table
    return {row[0] for row in database.execute(named("SELECT {} FROM {}", key, table))}


def key_of(estate: Estate, table: str) -> Any:
    return estate.rows[table][TABLES[table]._meta.pk.column]


def test_what_is_open_holds_no_words() -> None:
    assert set(TABLES) >= OPEN
    for table in OPEN:
        assert not issubclass(TABLES[table], (ProtectedModel, UnitModel)), table
        assert not [f.name for f in TABLES[table]._meta.local_fields if getattr(f, "sealed", False)], table


@pytest.mark.rule("PRI-01", "CON-03")
def test_a_unit_sees_its_own_rows_and_no_others(scene: Scene) -> None:
    with scene.acting(scene.mine.person) as database:
        for table, model in READ.items():
            seen = keys(database, model)
            assert key_of(scene.theirs, table) not in seen, table
            if issubclass(model, (ProtectedModel, UnitModel)):
                assert key_of(scene.mine, table) in seen, table
    with scene.acting(scene.theirs.person) as database:
        for table, model in READ.items():
            assert key_of(scene.mine, table) not in keys(database, model), table


@pytest.mark.rule("PRI-02")
@pytest.mark.parametrize("name", ["rauf", "aygun", "vefa", "elxan", "nobody"])
def test_who_runs_watches_or_coordinates_sees_no_row_of_either(scene: Scene, world: World, name: str) -> None:
    seen = set()
    with scene.acting(None if name == "nobody" else getattr(world, name)) as database:
        for table, model in READ.items():
            if keys(database, model) & {key_of(scene.mine, table), key_of(scene.theirs, table)}:
                seen.add(table)
    assert seen == BESIDES.get(name, set())


def test_tables_that_are_read_by_functions_alone_are_shut(scene: Scene) -> None:
    shut = CLOSED.keys() - READ.keys()
    assert {"vault_memberkey", "vault_matchentry", "audit_entry", "accounts_attempt"} <= shut
    with scene.acting(scene.mine.person) as database:
        for table in shut:
            with savepoint(database), pytest.raises(NO_RIGHT):
                database.execute(named("SELECT 1 FROM {}", table))


def leak(table: str, key: str) -> Any:
    """A condition that fails loudly on the other unit's row, if it is ever looked at."""
    return named("SELECT count(*) FROM {} WHERE 1 / (CASE WHEN {} = %s THEN 0 ELSE 1 END) = 1", table, key)


def test_no_condition_is_asked_of_a_row_that_is_not_seen(scene: Scene) -> None:
    with scene.acting(scene.mine.person) as database:
        for table, model in READ.items():
            database.execute(leak(table, model._meta.pk.column), [key_of(scene.theirs, table)])
        own = "hotline_contact"
        with savepoint(database), pytest.raises(errors.DivisionByZero):
            database.execute(leak(own, "id"), [key_of(scene.mine, own)])


def test_no_place_on_the_disk_leads_to_a_row_that_is_not_seen(scene: Scene) -> None:
    """By its place, by a range of places, or locked: the rule is asked all the same."""
    with scene.acting(scene.mine.person) as database:
        for table, model in WHOLE.items():
            key = model._meta.pk.column
            place = named("SELECT {} FROM {} WHERE ctid >= '(0,0)' OR ctid = '(0,2)'", key, table)
            assert key_of(scene.theirs, table) not in {row[0] for row in database.execute(place)}, table
            if "U" in model.access.web:
                locked = named("SELECT {} FROM {} WHERE {} = %s FOR UPDATE", key, table, key)
                assert not database.execute(locked, [key_of(scene.theirs, table)]).fetchall(), table


def test_no_way_of_writing_a_table_out_gives_more(scene: Scene) -> None:
    with scene.acting(scene.mine.person) as database:
        for table in WHOLE:
            with database.cursor() as cursor, cursor.copy(named("COPY {} TO STDOUT", table)) as copy:
                written = b"".join(bytes(piece) for piece in copy).decode()
            assert str(key_of(scene.theirs, table)) not in written, table
            if table == "hotline_contact":
                assert str(key_of(scene.mine, table)) in written


def elsewhere(model: Any, row: Made, other: Estate) -> Made:
    """What would be changed in a row of one's own to bring it into the other's hands: whose it is."""
    if issubclass(model, ProtectedModel):
        return {"folder_id": other.folder}
    if issubclass(model, UnitModel):
        return {"unit_id": other.person.unit_id}
    columns = {"unit_id": other.person.unit_id, "member_id": other.person.member_id}
    return {column: value for column, value in columns.items() if column in row}


@pytest.mark.rule("PRI-01", "CON-01")
def test_nothing_is_written_into_anothers_folder_or_unit(scene: Scene) -> None:
    tried = 0
    with scene.acting(scene.mine.person) as database:
        for table, model in CLOSED.items():
            copied = scene.theirs.rows[table] | {model._meta.pk.column: fresh_key(model)}
            if model._meta.pk.column in {"member_id", "unit_id"}:
                copied = scene.theirs.rows[table]
            with savepoint(database), pytest.raises(NO_RIGHT):
                insert(database, model, copied)
            tried += 1
    assert tried == len(CLOSED)


def fresh_key(model: Any) -> Any:
    return new_id() if isinstance(model._meta.pk, models.UUIDField) else int(new_id()) % 10**12


@pytest.mark.rule("PRI-01")
def test_a_row_of_ones_own_cannot_be_pushed_over_to_another(scene: Scene) -> None:
    moved = set()
    with scene.acting(scene.mine.person) as database:
        for table, model in CLOSED.items():
            # What is about somebody is not theirs: an alarm, a report. They do not see it, let alone move it.
            if table in READ and key_of(scene.mine, table) not in keys(database, model):
                assert not issubclass(model, (ProtectedModel, UnitModel)), table
                continue
            for column, value in elsewhere(model, scene.mine.rows[table], scene.theirs).items():
                key = model._meta.pk.column
                statement = named("UPDATE {} SET {} = %s WHERE {} = %s", table, column, key)
                with savepoint(database), pytest.raises(NO_RIGHT):
                    database.execute(statement, [value, key_of(scene.mine, table)])
                moved.add(table)
    assert moved >= {table for table, model in CLOSED.items() if issubclass(model, (ProtectedModel, UnitModel))}


@pytest.mark.rule("PRI-01")
def test_anothers_row_is_neither_changed_nor_deleted(scene: Scene) -> None:
    before = {table: scene.print_of(table) for table in CLOSED}
    assert all(before.values())
    with scene.acting(scene.mine.person) as database:
        for table, model in CLOSED.items():
            key, theirs = model._meta.pk.column, key_of(scene.theirs, table)
            column = next(f.column for f in model._meta.local_fields if f.column != key)
            change = named("UPDATE {} SET {} = {} WHERE {} = %s", table, column, column, key)
            assert touched(database, change, theirs, allowed="U" in model.access.web) == 0, table
            remove = named("DELETE FROM {} WHERE {} = %s", table, key)
            assert touched(database, remove, theirs, allowed="D" in model.access.web) == 0, table
    assert {table: scene.print_of(table) for table in CLOSED} == before


def touched(database: Database, statement: Any, key: Any, *, allowed: bool) -> int:
    """How many rows a statement changed; one the role may not run must be refused as such."""
    with savepoint(database):
        if allowed:
            return database.execute(statement, [key]).rowcount
        with pytest.raises(NO_RIGHT):
            database.execute(statement, [key])
    return 0


def test_no_table_can_be_emptied_altered_or_taken(scene: Scene) -> None:
    statements = (
        "TRUNCATE {} CASCADE",
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {} OWNER TO panah_web",
        "CREATE TRIGGER mine BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE POLICY mine ON {} USING (true)",
        "CREATE RULE mine AS ON SELECT TO {} DO ALSO NOTHING",
        "CREATE INDEX ON {} ((1))",
    )
    with scene.acting(scene.mine.person) as database:
        for table in TABLES:
            for statement in statements:
                with savepoint(database), pytest.raises(NO_RIGHT):
                    database.execute(named(statement, table))
