"""A right to see has a basis and an end, also for somebody who writes grants by hand."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from panah.accounts.entering import enter_device
from panah.core.functions import rows, value
from panah.core.ids import new_id
from panah.people.models import Identity, Reach
from panah.people.models import Person as Protected
from panah.referrals.models import Referral
from panah.vault import folders, grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Compartment, Folder, Grant
from tests.people.making import registered
from tests.referrals.making import offered
from tests.world import EXCHANGE, Person, World, acting

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


@pytest.mark.rule("PRI-01", "CON-08")
def test_a_folder_and_what_makes_it_ones_own_come_from_the_database_alone(world: World, shared: Folder) -> None:
    """Not by hand, not for another unit, and not for a folder that is there already."""
    bare = Folder(compartment=Compartment.CASE, owner_unit_id=world.leyla.unit_id, created_at=timezone.now())
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with acting(world.leyla), refused, transaction.atomic():
        bare.save(force_insert=True)
    for by in (world.leyla, world.nigar):
        with pytest.raises(ProgrammingError, match="row-level security"):
            by_hand(by, shared, by.unit_id, basis_kind="ownership", until=None)
    for unit_id, folder_id, refusal in (
        (world.nigar.unit_id, new_id(), ProgrammingError),
        (None, new_id(), ProgrammingError),
        (world.leyla.unit_id, shared.id, IntegrityError),
    ):
        with acting(world.leyla), pytest.raises(refusal), transaction.atomic():
            value("panah_make_folder", folder_id, "case", unit_id, new_id(), b"whatever")


@pytest.mark.django_db(transaction=True)
def test_an_exchange_makes_no_folder(world: World) -> None:
    """It acts for a unit, but is no member of it."""
    with transaction.atomic():
        enter_device(EXCHANGE.token)
        with pytest.raises(ProgrammingError, match="not permitted"), transaction.atomic():
            value("panah_make_folder", new_id(), "case", world.leyla.unit_id, new_id(), b"whatever")


def a_copy(referral: Referral, **changes: Any) -> Referral:
    """A referral as somebody would write it by hand who may see another one."""
    fresh = {"id": new_id(), "form_token": None, "number": f"X-{new_id().hex[-8:]}"}
    same = {field.attname: getattr(referral, field.attname) for field in Referral._meta.concrete_fields}
    return Referral(**(same | fresh | changes))


def test_a_referral_made_up_ends_nothing_that_others_gave(world: World, shared: Folder) -> None:
    """Not by calling it what the right of another unit rests on, and not by letting it follow from one's own."""
    first = offered(world.samira, world.nigar)
    with acting(world.samira):
        own = a_copy(first)
        own.save(force_insert=True)
        a_copy(first, number=CONSENT.reference, state="expired").save(force_insert=True)
        assert value("panah_expire_grants", CONSENT.reference) == 0
        assert rows("panah_take_back_passed_on", own.id, "why") == []
        for changes, refusal in (
            ({"sender_unit_id": world.leyla.unit_id}, DatabaseError),
            ({"previous_id": own.id}, IntegrityError),
        ):
            with pytest.raises(refusal), transaction.atomic():
                a_copy(first, **changes).save(force_insert=True)
    with acting(world.nigar):
        assert Grant.objects.filter(folder=shared, ended_at=None).exists()


@pytest.mark.rule("CON-03", "PRI-01")
def test_nobody_takes_a_row_along_into_a_folder_of_their_own(world: World) -> None:
    """Who was let in for a time could otherwise keep it, and take it from everybody else."""
    person = registered(world.nigar)
    with acting(world.nigar) as actor:
        own = folders.create(actor=actor, compartment=Compartment.IDENTITY)
        rows: tuple[Any, ...] = (
            Protected.objects.filter(id=person.id),
            Identity.objects.filter(person=person),
            Reach.objects.filter(person=person),
        )
        for row in rows:
            with pytest.raises(ProgrammingError, match="stays in its folder"), transaction.atomic():
                row.update(folder_id=own.id)
