"""Family and household: seen by who may see both, and a suspicion that keeps two apart."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Event
from panah.people.actions import links
from panah.people.actions.links import NoSuchPerson, NotALink
from panah.people.models import Identity, Link, Person
from panah.vault import grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind
from tests.people.making import ADULT, CHILD, registered
from tests.world import Person as Member
from tests.world import World, acting

LAW = Basis(BasisKind.DECISION, "test")


def linked(by: Member, person: Person, other: Person, **changes: Any) -> Link:
    said = {"kind": "parent", "suspicion": ""} | changes
    with acting(by) as actor:
        return links.record(actor=actor, person_id=person.id, pseudonym=other.pseudonym, **said)


def seen(by: Member, person: Person) -> list[Link]:
    with acting(by) as actor:
        return list(Link.of(actor, person.id))


def family(by: Member) -> tuple[Person, Person]:
    return registered(by, CHILD, names=(), phone=""), registered(by, ADULT, names=(), phone="")


def test_a_link_is_seen_from_both_sides(world: World) -> None:
    child, mother = family(world.nigar)
    row = linked(world.nigar, child, mother)
    assert seen(world.nigar, child) == seen(world.nigar, mother) == [row]


@pytest.mark.rule("PRI-01")
def test_who_may_see_one_of_the_two_does_not_learn_that_there_is_another(world: World) -> None:
    child, mother = family(world.nigar)
    row = linked(world.nigar, child, mother)
    with acting(world.nigar) as actor:
        grants.give(actor=actor, folder_id=child.folder_id, unit_id=world.tural.unit_id, basis=LAW)
    assert seen(world.tural, child) == []
    with acting(world.tural):
        assert not Event.objects.filter(subject_kind="link").exists()
    with acting(world.nigar) as actor:
        grants.give(actor=actor, folder_id=mother.folder_id, unit_id=world.tural.unit_id, basis=LAW)
    assert seen(world.tural, child) == [row]


def test_a_change_ends_what_was_said_before(world: World) -> None:
    child, mother = family(world.nigar)
    linked(world.nigar, child, mother)
    suspected = linked(world.nigar, child, mother, suspicion="person_said")
    assert seen(world.nigar, child) == [suspected]
    with acting(world.nigar) as actor:
        assert Link.objects.filter(person=child).count() == 2
        links.end(actor=actor, link_id=suspected.id)
        with pytest.raises(NotHere):
            links.end(actor=actor, link_id=suspected.id)
    assert seen(world.nigar, child) == []


def test_a_suspicion_is_known_to_who_has_both_in_whatever_way(world: World) -> None:
    """A shelter that was given two identities, and neither case, must not house them together unawares."""
    child, mother = family(world.nigar)
    linked(world.nigar, child, mother, suspicion="investigation")
    with acting(world.nigar) as actor:
        assert links.suspected_of(child) == {mother.id}
        assert links.suspected_of(mother) == frozenset()
        identities = dict(Identity.objects.filter(person__in=[child, mother]).values_list("person_id", "folder_id"))
        grants.give(actor=actor, folder_id=identities[child.id], unit_id=world.sevinc.unit_id, basis=LAW)
    with acting(world.sevinc):
        assert links.suspected_of(child) == frozenset()
    with acting(world.nigar) as actor:
        grants.give(actor=actor, folder_id=identities[mother.id], unit_id=world.sevinc.unit_id, basis=LAW)
    with acting(world.sevinc):
        assert links.suspected_of(child) == {mother.id}
        assert not Link.objects.exists()


def test_an_ended_suspicion_holds_no_more(world: World) -> None:
    child, mother = family(world.nigar)
    row = linked(world.nigar, child, mother, suspicion="third_person")
    with acting(world.nigar) as actor:
        links.end(actor=actor, link_id=row.id)
        assert links.suspected_of(child) == frozenset()


def test_what_cannot_be_right_is_refused(world: World) -> None:
    child, mother = family(world.nigar)
    elsewhere = registered(world.tural, ADULT, names=(), phone="")
    for other in (child, elsewhere):
        with pytest.raises(NoSuchPerson):
            linked(world.nigar, child, other)
    for changes in ({"kind": "neighbour"}, {"suspicion": "gossip"}):
        with pytest.raises(NotALink):
            linked(world.nigar, child, mother, **changes)
    with pytest.raises(NotHere):
        linked(world.tural, child, elsewhere)
    with pytest.raises(Forbidden):
        linked(world.gunel, child, mother)


def test_the_database_wants_a_basis_and_keeps_what_was_said(world: World) -> None:
    child, mother = family(world.nigar)
    row = linked(world.nigar, child, mother, suspicion="person_said")
    with acting(world.nigar), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("UPDATE people_link SET suspected = false WHERE id = %s", [row.id])
    row.pk, row.basis = child.id, ""
    with acting(world.nigar), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
