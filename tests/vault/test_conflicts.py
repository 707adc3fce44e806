"""A declared conflict of interest closes a person to the declarer at once, and to nobody else."""

from uuid import UUID

import pytest

from panah.accounts.actions import conflicts
from panah.audit import reading
from panah.cases.actions.cases import open_case
from panah.cases.models import Case, CaseSource
from panah.core.errors import Forbidden, NotHere
from panah.people.known import known, known_many
from panah.people.models import Person
from panah.people.search import search
from panah.vault import keyring
from panah.vault.models import Conflict
from panah.vault.orders import ConflictGone
from tests.people.making import NAMES, registered
from tests.world import Person as Member
from tests.world import World, acting, signed_in

pytestmark = pytest.mark.rule("PRI-03")


def declared(by: Member, label: str) -> UUID:
    with acting(by) as actor:
        return conflicts.declare(actor=actor, label=label)


def lifted(by: Member, conflict: UUID) -> None:
    with acting(by) as actor:
        conflicts.lift(actor=actor, conflict_id=conflict)


def sees(member: Member, person: Person) -> bool:
    with acting(member) as actor:
        visible = bool(known_many(actor, [person.id]))
        assert visible is (keyring.needed().folder_key(person.folder_id) is not None)
    return visible


def test_the_person_disappears_for_the_declarer_alone(world: World) -> None:
    person = registered(world.nigar)
    with acting(world.nigar) as actor:
        case = open_case(actor=actor, person_id=person.id, source=CaseSource.FOUND)
    declared(world.nigar, case.number)
    assert not sees(world.nigar, person)
    assert sees(world.orxan, person)
    with acting(world.nigar) as actor, pytest.raises(NotHere):
        Case.gate(actor, case.id)


def test_nor_is_the_person_found_by_name(world: World) -> None:
    person = registered(world.leyla)
    declared(world.leyla, person.pseudonym)
    with acting(world.leyla) as actor:
        assert search(actor, NAMES[0]) == []
    with acting(world.kamran) as actor:
        assert [hit.person_id for hit in search(actor, NAMES[0])] == [person.id]


def test_what_is_written_about_the_person_later_is_closed_too(world: World) -> None:
    person = registered(world.nigar)
    declared(world.nigar, person.pseudonym)
    with acting(world.orxan) as actor:
        case = open_case(actor=actor, person_id=person.id, source=CaseSource.FOUND)
    with acting(world.nigar) as actor, pytest.raises(NotHere):
        Case.gate(actor, case.id)


def test_another_lead_lifts_it_and_nobody_else(world: World) -> None:
    person = registered(world.orxan)
    conflict = declared(world.orxan, person.pseudonym)
    with pytest.raises(ConflictGone):
        lifted(world.orxan, conflict)
    with pytest.raises(Forbidden):
        lifted(world.nigar, conflict)
    with pytest.raises(ConflictGone):
        lifted(world.tural, conflict)
    assert not sees(world.orxan, person)
    other = declared(world.nigar, person.pseudonym)
    lifted(world.orxan, other)
    assert sees(world.nigar, person)
    with pytest.raises(ConflictGone):
        lifted(world.orxan, other)


def test_the_lead_sees_that_it_was_declared_and_a_colleague_does_not(world: World) -> None:
    conflict = declared(world.kamran, "")
    for member, seen in ((world.director, True), (world.kamran, True), (world.leyla, False), (world.samira, False)):
        with acting(member) as actor:
            assert Conflict.visible(actor).filter(id=conflict).exists() is seen, member.login


def test_the_answer_does_not_tell_whether_somebody_is_known(world: World) -> None:
    person = registered(world.nigar)
    for label in (person.pseudonym, "Nobody 1234", ""):
        page = signed_in(world.malika).post("/accounts/conflicts/", {"label": label})
        assert page.status_code == 302, label


def test_the_same_is_declared_once(world: World) -> None:
    assert declared(world.leyla, "Nobody 1234") == declared(world.leyla, "nobody1234")


def test_a_try_to_look_is_refused_with_the_rule_and_noted(world: World) -> None:
    person = registered(world.nigar)
    declared(world.nigar, person.pseudonym)
    answer = signed_in(world.nigar).get(f"/people/{person.id}/")
    assert answer.status_code == 403
    assert "PRI-03" in answer.content.decode()
    assert signed_in(world.samira).get(f"/people/{person.id}/").status_code == 404
    with acting(world.aygun):
        codes = [line.code for line in reading.trail(code="look_up.").lines]
    assert codes == ["look_up.refused", "look_up.conflicted"]


def test_the_page_lists_and_lifts(world: World) -> None:
    person = registered(world.leyla)
    conflict = declared(world.leyla, person.pseudonym)
    page = signed_in(world.director).get("/accounts/conflicts/").content.decode()
    assert person.pseudonym in page
    assert signed_in(world.director).post(f"/accounts/conflicts/{conflict}/lift/").status_code == 302
    with acting(world.leyla) as actor:
        assert known(actor, person.id).pseudonym == person.pseudonym
