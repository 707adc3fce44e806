"""New rows are held back, written together, and seen by the row rules of what comes after them."""

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from panah.accounts.entering import entered
from panah.core import statements
from panah.core.actor import Actor
from panah.vault import folders
from panah.vault.models import Compartment, Folder
from tests.world import World, acting


def a_folder(actor: Actor) -> Folder:
    """A folder of the actor's unit that nothing opens yet."""
    return Folder(compartment=Compartment.HOTLINE, owner_unit_id=actor.unit, created_at=timezone.now())


def test_neighbours_are_written_with_one_statement(world: World) -> None:
    with acting(world.leyla) as actor, CaptureQueriesContext(connection) as asked:
        with statements.together():
            statements.insert(a_folder(actor))
            statements.insert(a_folder(actor))
            statements.apart()
            statements.insert(a_folder(actor))
        assert len(asked) == 2


def test_a_question_waits_for_what_was_written_before_it(world: World) -> None:
    with acting(world.leyla) as actor, statements.together():
        made = folders.create(actor=actor, compartment=Compartment.HOTLINE)
        seen = statements.ask("SELECT count(*) FROM vault_folder WHERE id = $1", [made.id])
        assert seen == [(1,)]


def broken_off(actor: Actor, made: list[Folder]) -> None:
    """Make a folder and fail before the end."""
    with statements.together():
        made.append(folders.create(actor=actor, compartment=Compartment.HOTLINE))
        raise LookupError


def test_what_breaks_off_has_written_nothing(world: World) -> None:
    made: list[Folder] = []
    with acting(world.leyla) as actor:
        with pytest.raises(LookupError):
            broken_off(actor, made)
        assert not Folder.objects.filter(id=made[0].id).exists()
        kept = folders.create(actor=actor, compartment=Compartment.HOTLINE)
        assert Folder.objects.filter(id=kept.id).exists()


def test_what_the_database_refuses_is_raised_at_the_end(world: World) -> None:
    with acting(world.leyla) as actor:
        foreign = a_folder(actor)
        foreign.owner_unit_id = world.nigar.unit_id
        with pytest.raises(ProgrammingError), transaction.atomic(), statements.together():
            statements.insert(foreign)


def test_who_only_reads_cannot_write(world: World) -> None:
    with entered(world.leyla.token, reading=True) as inside, pytest.raises(InternalError), transaction.atomic():
        statements.insert(a_folder(inside.actor))
