"""Every table with a folder, asked by a partner's specialist through the server's own login (SH-13)."""

from collections.abc import Iterator
from typing import Any

import pytest

from panah.core.database import EVERY_ROW, panah_models
from panah.core.ids import new_id
from panah.vault.models import Folder
from tests.attack.filling import Estate, fill
from tests.attack.intruder import NO_RIGHT, Database, enter, named, savepoint
from tests.database import Owner
from tests.world import Person, World


def is_secret(model: Any) -> bool:
    """Whether a table's rows lie in a folder, or are folders, and some of them are open to the server."""
    lies = any(field.name == "folder" for field in model._meta.local_fields)
    return (lies or model is Folder) and "S" in model.access.web and model.row_rule != EVERY_ROW


SECRET = [model for model in panah_models() if is_secret(model)]


@pytest.fixture
def house(world: World, owner: Owner) -> Iterator[Estate]:
    """A row of the shelter's in every table, in a transaction that is taken back."""
    estate = Estate(world.sevinc)
    with owner.transaction(force_rollback=True):
        fill(owner, estate)
        yield estate


def seen(database: Database, person: Person, house: Estate) -> set[str]:
    """The tables in which a person sees the shelter's row."""
    found = set()
    with savepoint(database):
        database.execute("SET LOCAL SESSION AUTHORIZATION panah_web")
        enter(database, person)
        for model in SECRET:
            table = model._meta.db_table
            row = database.execute(named("SELECT 1 FROM {} WHERE id = %s", table), [house.rows[table]["id"]]).fetchone()
            if row:
                found.add(table)
    return found


@pytest.mark.rule("SH-13")
def test_a_specialist_without_an_assignment_sees_no_row_that_lies_in_a_folder(
    world: World, owner: Owner, house: Estate
) -> None:
    owner.execute("DELETE FROM shelter_careassignment")
    assert len(SECRET) > 60
    assert seen(owner, world.diana, house) == set()
    # The same rows are there for who works in the house; session notes belong to who wrote them.
    assert len(seen(owner, world.sevinc, house)) > 50


@pytest.mark.rule("SH-13")
def test_a_specialist_cannot_open_a_folder_to_anybody(world: World, owner: Owner, house: Estate) -> None:
    with savepoint(owner):
        owner.execute("SET LOCAL SESSION AUTHORIZATION panah_web")
        enter(owner, world.diana)
        statement = (
            "INSERT INTO vault_grant (id, folder_id, unit_id, sealed_key, basis_kind, basis_reference, granted_by_id,"
            " granted_by_unit_id, granted_at, pending, end_reason, suspended_by, spared_members)"
            " VALUES (%s, %s, %s, '', 'assignment', '', panah_member(), panah_unit(), now(), false, '', '', '{}')"
        )
        for unit in (world.diana.unit_id, world.malika.unit_id):
            with savepoint(owner), pytest.raises(NO_RIGHT):
                owner.execute(statement, [new_id(), house.folder, unit])


@pytest.mark.rule("SH-13")
def test_who_is_more_than_a_specialist_in_another_unit_is_still_limited_here(
    world: World, owner: Owner, house: Estate
) -> None:
    owner.execute("DELETE FROM shelter_careassignment")
    owner.execute(
        "INSERT INTO accounts_appointment (id, unit_id, member_id, role, order_number, order_date, appointed_at,"
        " appointed_by_id, admitted_at, end_order, legal_name) SELECT %s, %s, member_id, 'ngo_partner', order_number,"
        " order_date, now(), appointed_by_id, now(), '', legal_name FROM accounts_appointment WHERE member_id = %s",
        [new_id(), world.malika.unit_id, world.diana.member_id],
    )
    assert seen(owner, world.diana, house) == set()


@pytest.mark.rule("SH-13", "CON-03")
def test_a_specialist_does_not_learn_who_can_see_a_resident_of_others(
    world: World, owner: Owner, house: Estate
) -> None:
    owner.execute("DELETE FROM shelter_careassignment")
    owner.execute(
        "UPDATE vault_grant SET pending = false, ended_at = NULL, until = NULL WHERE folder_id = %s", [house.folder]
    )
    for person, lines in ((world.diana, 0), (world.sevinc, 1)):
        with savepoint(owner):
            owner.execute("SET LOCAL SESSION AUTHORIZATION panah_web")
            enter(owner, person)
            assert len(owner.execute("SELECT * FROM panah_who_can_see(%s)", [house.folder]).fetchall()) == lines
