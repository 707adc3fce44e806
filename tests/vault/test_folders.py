"""A folder opens for those who hold a live grant, and for nobody else."""

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from panah.core.errors import KeyMissing
from panah.vault import folders, grants, keyring
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Compartment, Folder, Grant
from tests.world import Person, World, acting

CONSENT = Basis(BasisKind.CONSENT, "consent 1")


def make_folder(person: Person) -> Folder:
    with acting(person) as actor:
        return folders.create(actor=actor, compartment=Compartment.CASE)


def key_of(person: Person, folder: Folder) -> bytes | None:
    with acting(person):
        return keyring.needed().folder_key(folder.id)


def test_the_unit_that_made_it_opens_it(world: World) -> None:
    folder = make_folder(world.leyla)
    assert key_of(world.leyla, folder)
    assert key_of(world.kamran, folder) == key_of(world.leyla, folder)


@pytest.mark.rule("PRI-01")
def test_no_other_unit_opens_it(world: World) -> None:
    folder = make_folder(world.leyla)
    assert key_of(world.nigar, folder) is None
    with acting(world.nigar):
        assert not Folder.objects.filter(id=folder.id).exists()
        with pytest.raises(KeyMissing):
            keyring.needed().need(folder.id)


def test_a_grant_opens_it_and_its_end_closes_it(world: World) -> None:
    folder = make_folder(world.leyla)
    with acting(world.leyla) as actor:
        grant = grants.give(actor=actor, folder_id=folder.id, unit_id=world.nigar.unit_id, basis=CONSENT)
    assert key_of(world.nigar, folder)
    with acting(world.leyla) as actor:
        grants.end(actor=actor, grant_id=grant.id, reason="withdrawn")
    assert key_of(world.nigar, folder) is None


def test_a_grant_past_its_end_opens_nothing(world: World) -> None:
    folder = make_folder(world.leyla)
    with acting(world.leyla) as actor:
        past = timezone.now() - dt.timedelta(seconds=1)
        grants.give(actor=actor, folder_id=folder.id, unit_id=world.nigar.unit_id, basis=CONSENT, until=past)
    assert key_of(world.nigar, folder) is None


def test_who_cannot_open_cannot_share(world: World) -> None:
    folder = make_folder(world.leyla)
    with acting(world.nigar) as actor, pytest.raises(KeyMissing):
        grants.give(actor=actor, folder_id=folder.id, unit_id=world.nigar.unit_id, basis=CONSENT)


def test_a_stranger_cannot_end_a_grant(world: World) -> None:
    folder = make_folder(world.leyla)
    with acting(world.leyla):
        grant_id = Grant.objects.get(folder=folder).id
    with acting(world.nigar) as actor, pytest.raises(grants.GrantGone):
        grants.end(actor=actor, grant_id=grant_id, reason="mine now")


def test_who_can_see_lists_units_with_their_basis(world: World) -> None:
    folder = make_folder(world.leyla)
    with acting(world.leyla) as actor:
        grants.give(actor=actor, folder_id=folder.id, unit_id=world.nigar.unit_id, basis=CONSENT)
        sights = grants.who_can_see(folder.id)
    assert [(s.unit_id, s.basis_kind, s.live) for s in sights] == [
        (world.leyla.unit_id, BasisKind.OWNERSHIP, True),
        (world.nigar.unit_id, BasisKind.CONSENT, True),
    ]
    with acting(world.sevinc):
        assert grants.who_can_see(folder.id) == []


def test_a_page_of_folders_opens_with_one_query(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = [make_folder(world.leyla) for _ in range(5)]
    with acting(world.leyla):
        ring = keyring.needed()
        ring.unit_pair(world.leyla.unit_id)
        with django_assert_num_queries(1):
            ring.preload([folder.id for folder in made])
            assert all(ring.folder_key(folder.id) for folder in made)
