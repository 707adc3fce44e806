"""Why somebody is protected may change, is recorded, and makes nobody less secret (DEF-03)."""

from dataclasses import replace

import pytest

from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Event
from panah.people.actions import roles
from panah.people.models import Identity, Notice, Person, PersonRole, RoleRecord
from panah.people.states import NoticeSubject
from panah.vault.models import Folder
from tests.people.making import ADULT, CHILD, registered
from tests.world import Person as Member
from tests.world import World, acting


def changed(by: Member, person: Person, role: PersonRole) -> Person:
    with acting(by) as actor:
        return roles.change(actor=actor, person_id=person.id, role=role)


@pytest.mark.rule("DEF-03")
@pytest.mark.parametrize("role", [PersonRole.WITNESS, PersonRole.RELATIVE, PersonRole.CONTRIBUTOR])
def test_a_change_is_dated_and_opens_nothing_to_anybody(world: World, role: PersonRole) -> None:
    person = registered(world.sevinc, ADULT)
    changed(world.sevinc, person, role)
    changed(world.sevinc, person, role)
    with acting(world.sevinc):
        (record,) = RoleRecord.history(person)
        assert (record.role, record.unit_id, record.by_id) == (role, world.sevinc.unit_id, world.sevinc.member_id)
        assert Event.objects.filter(subject_id=person.id, code="person.role_changed").count() == 1
        owned = Folder.objects.filter(owner_unit_id=world.sevinc.unit_id, compartment="identity")
        assert Identity.objects.get(person=person).folder_id in set(owned.values_list("id", flat=True))
    with acting(world.nigar):
        assert not Person.objects.filter(id=person.id).exists()


@pytest.mark.rule("CH-01")
def test_a_child_who_turns_out_to_be_a_victim_is_told_of(world: World) -> None:
    person = registered(world.sevinc, replace(CHILD, role=PersonRole.WITNESS))
    changed(world.sevinc, person, PersonRole.VICTIM)
    with acting(world.sevinc) as actor:
        assert Notice.sent_about(actor, person.id, NoticeSubject.CHILD).count() == 3


def test_only_the_unit_that_registered_changes_it(world: World) -> None:
    person = registered(world.sevinc, ADULT)
    with pytest.raises(NotHere):
        changed(world.tural, person, PersonRole.WITNESS)
    with pytest.raises(Forbidden):
        changed(world.gunel, person, PersonRole.WITNESS)
