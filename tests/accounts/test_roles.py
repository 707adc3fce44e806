"""Nobody is all-informed: at start-up, in the table of roles, and in the database itself."""

import datetime as dt
from itertools import combinations
from typing import Any

import pytest
from django.core import checks
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from panah.accounts import permissions
from panah.accounts.apps import nobody_is_all_informed
from panah.accounts.models import Appointment
from panah.accounts.permissions import (
    ALL_INFORMED,
    APART,
    ROLE_COMPARTMENTS,
    ROLE_PERMISSIONS,
    ROLES_IN_KIND,
    Permission,
    Role,
    may_combine,
    permissions_of,
    roles_in,
)
from panah.core.country import country
from panah.vault.models import Compartment
from tests.world import Person, World, acting

SETS = [set(held) for size in (1, 2, 3) for held in combinations(Role, size)]


def near(held: set[Role]) -> set[Compartment]:
    return {compartment for role in held for compartment in ROLE_COMPARTMENTS[role]}


@pytest.mark.rule("PRI-02")
def test_the_start_is_refused_with_a_role_that_is_all_informed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert nobody_is_all_informed() == []
    monkeypatch.setitem(permissions.ROLE_COMPARTMENTS, Role.ADMINISTRATOR, frozenset(Compartment))
    found = [each for each in checks.run_checks() if each.id == "panah.PRI02"]
    assert [each.level for each in found] == [checks.ERROR]
    assert "administrator" in str(found[0].msg)


@pytest.mark.rule("PRI-02")
def test_no_allowed_combination_spans_what_tells_everything() -> None:
    """All sets of up to three roles; larger ones only hold more."""
    allowed = [held for held in SETS if may_combine(held)]
    assert len(allowed) > len(Role)
    for held in allowed:
        assert not near(held) >= ALL_INFORMED
    assert any(near(held) >= ALL_INFORMED for held in SETS if len(held) == 2)


@pytest.mark.rule("PRI-02")
@pytest.mark.parametrize("role", sorted(APART))
def test_who_watches_or_runs_the_system_does_nothing_else(role: Role) -> None:
    assert may_combine({role})
    for other in set(Role) - {role}:
        assert not may_combine({role, other})


def test_the_database_judges_combinations_as_python_does(as_owner: None) -> None:
    with connection.cursor() as cursor:
        for held in SETS:
            cursor.execute("SELECT panah_private.may_combine(%s::text[])", [[role.value for role in held]])
            assert cursor.fetchone() == (may_combine(held),), held


def test_every_role_has_its_line_in_every_table() -> None:
    assert set(ROLE_PERMISSIONS) == set(ROLE_COMPARTMENTS) == set(Role)
    assert {role for roles in ROLES_IN_KIND.values() for role in roles} == set(Role)
    assert set(ROLES_IN_KIND) <= set(country().codes("unit_kind").ids)


def test_the_head_of_every_kind_of_unit_can_let_people_in() -> None:
    for kind in ROLES_IN_KIND:
        assert Permission.MEMBER_ADMIT in ROLE_PERMISSIONS[roles_in(kind)[0]], kind


def test_a_role_of_a_newer_version_carries_nothing() -> None:
    assert permissions_of(["role_of_tomorrow"]) == frozenset()


def unsaved(person: Person, unit_id: Any, role: str) -> Appointment:
    return Appointment(
        member_id=person.member_id,
        unit_id=unit_id,
        role=role,
        order_number="1",
        order_date=dt.date(2025, 1, 1),
        appointed_at=timezone.now(),
        admitted_at=timezone.now(),
    )


@pytest.mark.rule("PRI-02")
def test_the_database_refuses_an_all_informed_appointment_even_from_its_owner(as_owner: None, world: World) -> None:
    with pytest.raises(IntegrityError, match="stay apart"), transaction.atomic():
        unsaved(world.leyla, world.sevinc.unit_id, "shelter_staff").save()
    with pytest.raises(IntegrityError, match="stay apart"), transaction.atomic():
        unsaved(world.nigar, world.aygun.unit_id, "auditor").save()
    unsaved(world.nigar, world.gunel.unit_id, "guardianship_worker").save()


@pytest.mark.rule("PRI-01")
@pytest.mark.parametrize("role", ["auditor", "administrator", "coordinator", "officer", "no_such_role"])
def test_the_database_lets_no_head_write_a_role_of_another_kind_of_unit(world: World, role: str) -> None:
    with acting(world.director), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        unsaved(world.leyla, world.director.unit_id, role).save()


@pytest.mark.rule("PRI-01")
def test_the_database_lets_nobody_else_appoint(world: World) -> None:
    for person, unit in ((world.leyla, world.leyla.unit_id), (world.director, world.samira.unit_id)):
        with acting(person), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            unsaved(world.kamran, unit, "hotline_director").save()


@pytest.mark.rule("HL-14")
def test_the_database_keeps_no_appointment_without_an_order(as_owner: None, world: World) -> None:
    nameless = unsaved(world.leyla, world.leyla.unit_id, "hotline_director")
    nameless.order_number = ""
    with pytest.raises(IntegrityError, match="appointment_has_order"), transaction.atomic():
        nameless.save()
