"""A suspension order reaches everything about a person, for everybody but those it names, for as long as it stands."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, transaction

from panah.audit import reading
from panah.cases.actions.cases import open_case
from panah.cases.models import Case, CaseSource
from panah.core.errors import KeyMissing, Refused
from panah.people.known import known
from panah.people.models import Identity, Person
from panah.people.search import search
from panah.vault import grants, keyring, orders
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Compartment, Grant, SuspensionOrder
from panah.vault.orders import Decision, NobodyCalled, OrderGone, Suspended
from tests.people.making import NAMES, registered
from tests.world import WORLD, World, acting, signed_in
from tests.world import Person as Member

pytestmark = pytest.mark.rule("CON-08")

FIRST = Decision(number="12/3", decided_on=dt.date(2026, 3, 1), body="Baku City Court")
SECOND = Decision(number="14/1", decided_on=dt.date(2026, 5, 1), body="Baku City Court")
SHARED = Basis(BasisKind.DECISION, "given")


def ordered(label: str, *spared: Member, scope: tuple[Compartment, ...] = ()) -> UUID:
    """An order the prosecutor enters."""
    with acting(WORLD.elxan) as actor:
        ids = [each.member_id for each in spared]
        return orders.enter(actor=actor, label=label, decision=FIRST, scope=scope, spared=ids)


def lifted(order: UUID) -> None:
    with acting(WORLD.elxan) as actor:
        orders.lift(actor=actor, order_id=order, decision=SECOND)


def sees(member: Member, person: Person) -> bool:
    """Whether a member sees the row and holds its key; the two must agree."""
    with acting(member) as actor:
        visible = Person.visible(actor).filter(id=person.id).exists()
        key = keyring.needed().folder_key(person.folder_id)
    assert visible is (key is not None)
    return visible


@pytest.fixture
def person(world: World) -> Person:
    """Registered by the Department, shared with the shelter."""
    row = registered(world.nigar)
    with acting(world.nigar) as actor:
        grants.give(actor=actor, folder_id=row.folder_id, unit_id=world.sevinc.unit_id, basis=SHARED)
    return row


def test_everybody_is_shut_out_at_once_but_the_officials_it_names(world: World, person: Person) -> None:
    order = ordered(person.pseudonym, world.orxan)
    assert not sees(world.nigar, person)
    assert not sees(world.sevinc, person)
    assert sees(world.orxan, person)
    with acting(world.orxan) as actor:
        assert known(actor, person.id).identity is not None
    lifted(order)
    assert sees(world.nigar, person)
    assert sees(world.sevinc, person)


def test_every_folder_about_the_person_is_under_it(world: World, person: Person) -> None:
    with acting(world.nigar) as actor:
        case = open_case(actor=actor, person_id=person.id, source=CaseSource.FOUND)
    ordered(case.number)
    with acting(world.nigar) as actor:
        assert not Case.visible(actor).filter(id=case.id).exists()
        assert not Identity.of(actor, [person.id]).exists()
        assert not keyring.needed().folder_key(case.folder_id)


def test_the_scope_keeps_to_some_kinds_of_folders(world: World, person: Person) -> None:
    ordered(person.pseudonym, scope=(Compartment.IDENTITY,))
    assert sees(world.nigar, person)
    with acting(world.nigar) as actor:
        assert known(actor, person.id).identity is None


def test_what_is_made_while_it_stands_is_under_it_too(world: World, person: Person) -> None:
    ordered(person.pseudonym, world.orxan)
    with acting(world.orxan) as actor:
        case = open_case(actor=actor, person_id=person.id, source=CaseSource.FOUND)
    with acting(world.nigar) as actor:
        assert not Case.visible(actor).filter(id=case.id).exists()
    with acting(world.orxan) as actor:
        assert Case.gate(actor, case.id).number == case.number


def test_what_was_offered_before_opens_nothing_when_it_is_accepted(world: World, person: Person) -> None:
    with acting(world.nigar) as actor:
        offer = Basis(BasisKind.CONSENT, "REF-1")
        grants.give(actor=actor, folder_id=person.folder_id, unit_id=world.leyla.unit_id, basis=offer, pending=True)
    order = ordered(person.pseudonym)
    with acting(world.leyla) as actor:
        assert grants.claim(actor=actor, reference="REF-1") == 1
    assert not sees(world.leyla, person)
    lifted(order)
    assert sees(world.leyla, person)


def test_nobody_can_share_while_it_stands(world: World, person: Person) -> None:
    ordered(person.pseudonym, world.orxan)
    for member in (world.nigar, world.orxan):
        with acting(member) as actor, pytest.raises((KeyMissing, ProgrammingError)), transaction.atomic():
            grants.give(actor=actor, folder_id=person.folder_id, unit_id=world.leyla.unit_id, basis=SHARED)


def test_the_person_is_not_found_by_name_either(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.leyla) as actor:
        assert [hit.person_id for hit in search(actor, NAMES[0])] == [person.id]
    ordered(person.pseudonym, world.kamran)
    with acting(world.leyla) as actor:
        assert search(actor, NAMES[0]) == []
    with acting(world.kamran) as actor:
        assert [hit.person_id for hit in search(actor, NAMES[0])] == [person.id]


def test_of_two_orders_each_has_to_be_lifted_and_both_have_to_spare(world: World, person: Person) -> None:
    one, two = ordered(person.pseudonym, world.orxan, world.nigar), ordered(person.pseudonym, world.nigar)
    assert sees(world.nigar, person)
    assert not sees(world.orxan, person)
    lifted(two)
    assert sees(world.orxan, person)
    assert not sees(world.sevinc, person)
    lifted(one)
    assert sees(world.sevinc, person)


def test_the_prosecutor_learns_nothing_but_that_it_stands(world: World, person: Person) -> None:
    order = ordered(person.pseudonym)
    with acting(world.elxan) as actor:
        (row,) = SuspensionOrder.visible(actor)
        assert (row.id, row.label, row.number) == (order, person.pseudonym, FIRST.number)
        assert not Person.objects.exists()
        assert not Grant.objects.filter(folder_id=person.folder_id).exists()


def test_an_order_about_nobody_is_refused(world: World) -> None:
    with pytest.raises(NobodyCalled):
        ordered("Nobody 1234")


def test_it_is_lifted_once(world: World, person: Person) -> None:
    order = ordered(person.pseudonym)
    lifted(order)
    with pytest.raises(OrderGone):
        lifted(order)


def test_who_held_a_right_is_told_by_which_decision_and_nobody_else(world: World, person: Person) -> None:
    def said(member: Member) -> Refused | None:
        with acting(member):
            return orders.withheld(person.id)

    assert said(world.nigar) is None
    ordered(person.pseudonym, world.orxan)
    told: Any = said(world.nigar)
    assert isinstance(told, Suspended)
    assert "12/3" in str(told)
    assert "Baku City Court" in str(told)
    assert said(world.samira) is None


def test_a_page_says_why(world: World, person: Person) -> None:
    ordered(person.pseudonym)
    address = f"/people/{person.id}/"
    frozen = signed_in(world.nigar).get(address)
    assert frozen.status_code == 403
    assert "12/3" in frozen.content.decode()
    assert "CON-08" in frozen.content.decode()
    assert signed_in(world.samira).get(address).status_code == 404


def test_both_decisions_are_in_the_trail(world: World, person: Person) -> None:
    lifted(ordered(person.pseudonym))
    with acting(world.aygun):
        lines = reading.trail(code="order.").lines
    assert [line.code for line in lines] == ["order.lifted", "order.entered"]
