"""New rows are held back, written together, and seen by the row rules of what comes after them."""

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test.utils import CaptureQueriesContext

from panah.accounts.entering import entered
from panah.core import statements
from panah.core.actor import Actor
from panah.core.ids import new_id
from panah.vault import folders
from panah.vault.models import Compartment, Folder, IndexEntry
from tests.world import World, acting


def an_entry(actor: Actor) -> IndexEntry:
    """A line of the index of the actor's unit."""
    return IndexEntry(unit_id=actor.unit, subject_kind="contact", subject_id=new_id(), kind="name", tokens=[1])


def test_neighbours_are_written_with_one_statement(world: World) -> None:
    with acting(world.leyla) as actor, CaptureQueriesContext(connection) as asked:
        with statements.together():
            statements.insert(an_entry(actor))
            statements.insert(an_entry(actor))
            statements.follow("SELECT panah_member()", [])
            statements.insert(an_entry(actor))
        assert len(asked) == 3


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
        foreign = an_entry(actor)
        foreign.unit_id = world.nigar.unit_id
        with pytest.raises(ProgrammingError), transaction.atomic(), statements.together():
            statements.insert(foreign)


def test_who_only_reads_cannot_write(world: World) -> None:
    with entered(world.leyla.token, reading=True) as inside, pytest.raises(InternalError), transaction.atomic():
        statements.insert(an_entry(inside.actor))
