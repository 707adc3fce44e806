"""A right to see has a basis and an end, also for somebody who writes grants by hand."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from panah.core.ids import new_id
from panah.vault import folders, grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Compartment, Folder, Grant
from tests.world import Person, World, acting

CONSENT = Basis(BasisKind.CONSENT, "consent 1")
MONTH = dt.timedelta(days=30)


@pytest.fixture
def shared(world: World) -> Folder:
    """A folder of the hotline's, which the Department holds for a month on a consent."""
    with acting(world.leyla) as actor:
        folder = folders.create(actor=actor, compartment=Compartment.CASE)
        until = timezone.now() + MONTH
        grants.give(actor=actor, folder_id=folder.id, unit_id=world.nigar.unit_id, basis=CONSENT, until=until)
    return folder


def by_hand(by: Person, folder: Folder, to: UUID, **changes: Any) -> Grant:
    """A grant as somebody would write it who does not ask the vault."""
    usual: dict[str, Any] = {
        "folder_id": folder.id,
        "unit_id": to,
        "sealed_key": b"whatever",
        "basis_kind": "law",
        "basis_reference": new_id().hex,
        "granted_by_id": by.member_id,
        "granted_by_unit_id": by.unit_id,
        "granted_at": timezone.now(),
        "until": timezone.now() + MONTH / 2,
    }
    grant = Grant(**(usual | changes))
    with acting(by), transaction.atomic():
        grant.save(force_insert=True)
    return grant


@pytest.mark.rule("CON-03", "PRI-01")
def test_nobody_grants_what_they_do_not_hold(world: World, shared: Folder) -> None:
    for stranger in (world.samira, world.sevinc, world.rauf, world.elxan):
        with pytest.raises(ProgrammingError, match="row-level security"):
            by_hand(stranger, shared, stranger.unit_id)


@pytest.mark.rule("PRI-01")
def test_who_was_let_in_for_a_time_does_not_stay_longer(world: World, shared: Folder) -> None:
    """Neither by a grant to oneself, nor by passing it on for longer, nor by calling it one's own."""
    for to, changes in (
        (world.nigar.unit_id, {}),
        (world.nigar.unit_id, {"until": None}),
        (world.nigar.unit_id, {"basis_kind": "ownership", "until": None}),
        (world.sevinc.unit_id, {"until": None}),
        (world.sevinc.unit_id, {"until": timezone.now() + 2 * MONTH}),
        (world.sevinc.unit_id, {"basis_kind": "ownership"}),
    ):
        with pytest.raises(ProgrammingError, match="row-level security"):
            by_hand(world.nigar, shared, to, **changes)
    assert by_hand(world.nigar, shared, world.sevinc.unit_id).unit_id in world.units.values()


def test_a_grant_is_written_in_ones_own_name(world: World, shared: Folder) -> None:
    for changes in (
        {"granted_by_id": world.kamran.member_id},
        {"granted_by_unit_id": world.nigar.unit_id},
        {"ended_at": timezone.now()},
        {"suspended_at": timezone.now()},
    ):
        with pytest.raises(ProgrammingError, match="row-level security"):
            by_hand(world.leyla, shared, world.sevinc.unit_id, **changes)
    assert by_hand(world.leyla, shared, world.sevinc.unit_id, until=None).unit_id in world.units.values()


@pytest.mark.rule("CON-08")
def test_who_is_suspended_cannot_let_themselves_in_again(world: World, shared: Folder) -> None:
    with acting(world.elxan) as actor:
        assert grants.suspend(actor=actor, folder_ids=[shared.id], but_units=[], order="order 7") == 2
    for person in (world.leyla, world.nigar):
        with pytest.raises(ProgrammingError, match="row-level security"):
            by_hand(person, shared, person.unit_id)
        with acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT panah_claim_grants(%s)", ["consent 1"])
            assert cursor.fetchone() == (0,)
            assert not Folder.objects.filter(id=shared.id).exists()


def test_a_folder_without_a_grant_is_its_makers_to_open_and_nobody_elses(world: World) -> None:
    with acting(world.leyla):
        bare = Folder.objects.create(
            compartment=Compartment.CASE, owner_unit_id=world.leyla.unit_id, created_at=timezone.now()
        )
    with pytest.raises(ProgrammingError, match="row-level security"):
        by_hand(world.samira, bare, world.samira.unit_id)
    assert (
        by_hand(world.leyla, bare, world.leyla.unit_id, basis_kind="ownership", until=None).unit_id
        in world.units.values()
    )
