"""The agreed table of rights, the one in the code and the one in the database are the same."""

import tomllib
from pathlib import Path

import pytest

from panah.accounts.permissions import ROLE_PERMISSIONS, Permission, Role, permissions_of
from tests.database import Owner
from tests.permissions.routes import routes
from tests.world import PEOPLE, World, acting

AGREED: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "matrix.toml").read_text("utf-8"))


@pytest.mark.rule("PRI-01")
def test_the_code_says_what_was_agreed() -> None:
    assert {role: set(held) for role, held in AGREED.items()} == {
        role.value: {permission.value for permission in held} for role, held in ROLE_PERMISSIONS.items()
    }


def test_the_agreed_table_reads_well() -> None:
    assert list(AGREED) == [role.value for role in Role]
    for role, held in AGREED.items():
        assert held == sorted(set(held)), role


@pytest.mark.rule("PRI-01")
def test_the_database_says_the_same(world: World, owner: Owner) -> None:
    rows = owner.execute("SELECT role, permission FROM panah_private.role_permission").fetchall()
    assert sorted(rows) == sorted((role, permission) for role, held in AGREED.items() for permission in held)


def test_who_acts_has_the_rights_of_their_roles_and_no_others(world: World) -> None:
    for login, (_unit, roles) in PEOPLE.items():
        with acting(getattr(world, login)) as actor:
            assert set(actor.permissions) == {p for role in roles for p in AGREED[role.value]} == permissions_of(roles)


def test_every_right_is_somebodys_and_every_gate_asks_for_one() -> None:
    held = {permission for each in AGREED.values() for permission in each}
    assert held == {permission.value for permission in Permission}
    asked = {permission for route in routes() for permission in route.gate or ()}
    assert asked <= held
