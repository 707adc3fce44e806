"""Writing down and opening an identity: sealed, found by any spelling, opened for a purpose that is kept."""

import datetime as dt

import pytest

from panah.core.errors import Forbidden, NeedsPurpose, NotHere
from panah.people import pseudonyms
from panah.people.actions import identity
from panah.people.actions.identity import Named, Reached
from panah.people.models import Identity, Person, Reach
from panah.vault import grants, index
from panah.vault.fields import TooLong
from panah.vault.folders import Basis
from panah.vault.models import BasisKind
from tests.database import Owner
from tests.people.making import registered
from tests.world import World, acting

AYSEL = Named(
    names=("Aysel Məmmədova", "Айсель"),
    birth_date=dt.date(2003, 5, 17),
    documents=(("passport", "C01234567"),),
    remarks="A scar on the left hand",
)


def test_what_was_written_is_read_again_by_the_unit(world: World) -> None:
    person = registered(world.leyla, names=(), phone="")
    with acting(world.leyla) as actor:
        identity.save_identity(actor=actor, person_id=person.id, words=AYSEL)
    with acting(world.kamran) as actor:
        row = identity.open_identity(actor=actor, person_id=person.id, purpose="protection")
        assert (row.names, row.birth_date, row.documents) == (
            ["Aysel Məmmədova", "Айсель"], "2003-05-17", [["passport", "C01234567"]],
        )  # fmt: skip
        assert row.remarks == "A scar on the left hand"


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("PRI-01")
def test_the_trail_tells_who_opened_what_and_what_for(world: World, owner: Owner) -> None:
    person = registered(world.leyla)
    with acting(world.kamran) as actor:
        identity.open_identity(actor=actor, person_id=person.id, purpose="call_back")
    row = owner.execute(
        "SELECT member_id, unit_id, record_unit_id, purpose FROM audit_entry WHERE code = 'identity.opened'"
        " AND subject_id = %s",
        [person.id],
    ).fetchall()
    unit = world.leyla.unit_id
    assert row == [(world.kamran.member_id, unit, unit, "call_back")]


@pytest.mark.parametrize("purpose", ["", "curiosity"])
def test_without_a_purpose_from_the_list_nothing_opens(world: World, purpose: str) -> None:
    person = registered(world.leyla)
    with acting(world.leyla) as actor:
        with pytest.raises(NeedsPurpose):
            identity.open_identity(actor=actor, person_id=person.id, purpose=purpose)
        with pytest.raises(NeedsPurpose):
            identity.open_reach(actor=actor, person_id=person.id, purpose=purpose)


def test_other_units_open_nothing_and_other_roles_may_not_ask(world: World) -> None:
    person = registered(world.leyla)
    for stranger in (world.nigar, world.samira):
        with acting(stranger) as actor, pytest.raises(NotHere):
            identity.open_identity(actor=actor, person_id=person.id, purpose="protection")
    for role in (world.rauf, world.aygun):
        with acting(role) as actor, pytest.raises(Forbidden):
            identity.open_identity(actor=actor, person_id=person.id, purpose="protection")


def test_only_the_unit_that_registered_writes(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.samira) as actor, pytest.raises(NotHere):
        identity.save_identity(actor=actor, person_id=person.id, words=AYSEL)
    with acting(world.gunel) as actor, pytest.raises(Forbidden):
        identity.save_reach(actor=actor, person_id=person.id, words=Reached(phone="+994501234567"))


def test_a_false_name_that_turns_out_near_is_coined_anew(world: World) -> None:
    person = registered(world.leyla, names=(), phone="")
    real = person.pseudonym.split()[0] + "va"
    with acting(world.leyla) as actor:
        identity.save_identity(actor=actor, person_id=person.id, words=Named(names=(real,)))
        named = {
            Person.objects.get(id=person.id).pseudonym,
            Identity.objects.get(person_id=person.id).pseudonym,
            Reach.objects.get(person_id=person.id).pseudonym,
        }
    (fresh,) = named
    assert not pseudonyms.near(fresh, [real])


def test_a_false_name_another_unit_was_told_stays(world: World) -> None:
    person = registered(world.leyla, names=(), phone="")
    with acting(world.leyla) as actor:
        basis = Basis(BasisKind.CONSENT, "a consent")
        grants.give(actor=actor, folder_id=person.folder_id, unit_id=world.nigar.unit_id, basis=basis, pending=True)
        identity.save_identity(actor=actor, person_id=person.id, words=Named(names=(person.pseudonym.split()[0],)))
        assert Person.objects.get(id=person.id).pseudonym == person.pseudonym


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (Named(names=("\u200b\u200d",)), index.NoName),
        (Named(documents=(("passport", "x"),)), index.NoDocument),
        (Named(remarks="a" * 90_000), TooLong),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_changes(
    world: World, words: Named, refusal: type[Exception]
) -> None:
    person = registered(world.leyla)
    with acting(world.leyla) as actor, pytest.raises(refusal):
        identity.save_identity(actor=actor, person_id=person.id, words=words)
    with acting(world.leyla):
        assert Identity.objects.get(person_id=person.id).names == ["Aysel Məmmədova"]


def test_a_number_that_is_no_number_is_refused(world: World) -> None:
    person = registered(world.leyla, phone="")
    with acting(world.leyla) as actor, pytest.raises(index.NoNumber):
        identity.save_reach(actor=actor, person_id=person.id, words=Reached(phone="call me"))
