"""Who can see a case, why and until when; ending and extending it; and who has seen it."""

import datetime as dt

import pytest
from django.utils import timezone

from panah.accounts.models import names_of_unit
from panah.cases.actions import consents, sight
from panah.cases.actions.cases import open_case
from panah.cases.actions.looking import look
from panah.cases.actions.sight import TooLong
from panah.cases.models import Case, CaseSource, Consent
from panah.cases.sights import Line, parts, seen
from panah.core.country import say
from panah.core.errors import Forbidden, NotHere
from panah.people.actions import identity
from panah.people.models import Person
from panah.vault import grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind
from tests.cases.making import consent
from tests.database import Owner
from tests.people.making import registered
from tests.world import Person as Member
from tests.world import World, acting, signed_in

REFERENCE = "REF-2026-00077"


def a_case(by: Member) -> tuple[Person, Case]:
    person = registered(by)
    with acting(by) as actor:
        return person, open_case(actor=actor, person_id=person.id, source=CaseSource.FOUND)


def shared(by: Member, person: Person, to: Member, until: dt.datetime) -> Consent:
    """The person's case facts opened to a unit on consent, until a moment within it."""
    given = consent(by, person, to)
    with acting(by) as actor:
        basis = Basis(BasisKind.CONSENT, REFERENCE)
        grants.give(actor=actor, folder_id=person.folder_id, unit_id=to.unit_id, basis=basis, until=until)
        consents.rest_on(actor=actor, consent=given, reference=REFERENCE)
    return given


def line_of(by: Member, case: Case, whose: Member) -> Line:
    unit = say(names_of_unit(whose.unit_id))
    with acting(by) as actor:
        return next(line for part in parts(actor, case) for line in part.lines if line.unit == unit)


@pytest.mark.rule("PRI-01", "CON-06")
def test_it_says_who_why_and_until_when_in_words(world: World) -> None:
    person, case = a_case(world.tural)
    until = timezone.now() + dt.timedelta(days=5)
    shared(world.tural, person, world.nigar, until)
    line = line_of(world.tural, case, world.nigar)
    assert REFERENCE in line.why
    assert "rotection" in line.why or "üdafiə" in line.why
    assert line.until == until
    assert line.endable
    page = signed_in(world.tural).get(f"/cases/{case.id}/sights/")
    assert page.status_code == 200
    assert REFERENCE in page.content.decode()


@pytest.mark.rule("CON-06")
def test_it_lasts_longer_within_the_consent_and_not_beyond(world: World) -> None:
    person, case = a_case(world.tural)
    given = shared(world.tural, person, world.nigar, timezone.now() + dt.timedelta(days=5))
    grant_id = line_of(world.tural, case, world.nigar).grant_id
    with acting(world.tural) as actor:
        with pytest.raises(TooLong):
            sight.extend(actor=actor, case_id=case.id, grant_id=grant_id, until=given.until + dt.timedelta(days=1))
        sight.extend(actor=actor, case_id=case.id, grant_id=grant_id, until=given.until)
    assert line_of(world.tural, case, world.nigar).until == given.until


def test_the_unit_whose_folder_it_is_ends_it(world: World) -> None:
    person, case = a_case(world.tural)
    shared(world.tural, person, world.nigar, timezone.now() + dt.timedelta(days=5))
    grant_id = line_of(world.tural, case, world.nigar).grant_id
    with acting(world.nigar) as actor, pytest.raises((NotHere, Forbidden)):
        sight.end(actor=actor, case_id=case.id, grant_id=grant_id)
    with acting(world.tural) as actor:
        sight.end(actor=actor, case_id=case.id, grant_id=grant_id)
    with acting(world.nigar) as actor:
        assert not Person.visible(actor).filter(id=person.id).exists()


def test_ones_own_right_is_not_ended_here(world: World) -> None:
    _person, case = a_case(world.tural)
    own = line_of(world.tural, case, world.tural)
    assert not own.endable
    with acting(world.tural) as actor, pytest.raises(NotHere):
        sight.end(actor=actor, case_id=case.id, grant_id=own.grant_id)


@pytest.mark.rule("PRI-03")
def test_the_person_is_told_which_units_looked_and_when_and_not_who(world: World) -> None:
    person, case = a_case(world.nigar)
    with acting(world.orxan) as actor:
        look(actor=actor, case_id=case.id, purpose="protection")
        identity.open_identity(actor=actor, person_id=person.id, purpose="protection")
    with acting(world.nigar):
        lines = seen(person.id)
    assert [line.times for line in lines] == [1, 1]
    assert not any("rxan" in str(line) for line in lines)
    with acting(world.sevinc):
        assert seen(person.id) == []


@pytest.mark.rule("PRI-03")
@pytest.mark.django_db(transaction=True)
def test_the_day_of_a_look_is_the_countrys(world: World, owner: Owner) -> None:
    """In its small hours it is still yesterday elsewhere."""
    person, _case = a_case(world.nigar)
    owner.execute(
        "INSERT INTO audit_entry (service, code, kind, purpose, request_id, unit_id, subject_id, at)"
        " VALUES ('', 'case.looked_up', 'person', '', '', %s, %s, '2026-03-01 21:30+00')",
        [world.nigar.unit_id, person.id],
    )
    with acting(world.nigar):
        assert [line.day for line in seen(person.id)] == [dt.date(2026, 3, 2)]


@pytest.mark.rule("CON-14")
def test_nobody_learns_of_a_unit_they_could_not_know_of(world: World) -> None:
    """A unit that holds the case facts alone is not told who opened the identity."""
    person, case = a_case(world.nigar)
    with acting(world.nigar) as actor:
        basis = Basis(BasisKind.DECISION, "given")
        grants.give(actor=actor, folder_id=person.folder_id, unit_id=world.sevinc.unit_id, basis=basis)
        identity.open_identity(actor=actor, person_id=person.id, purpose="protection")
        look(actor=actor, case_id=case.id, purpose="protection")
    with acting(world.nigar):
        assert len(seen(person.id)) == 2
    with acting(world.sevinc):
        assert seen(person.id) == []


@pytest.mark.parametrize("path", ["sights/paper/", "consents/paper/az/", "consents/paper/ru/"])
def test_both_are_drawn_on_paper(world: World, path: str) -> None:
    person, case = a_case(world.tural)
    consent(world.tural, person, world.nigar)
    answer = signed_in(world.tural).get(f"/cases/{case.id}/{path}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert case.number in answer["Content-Disposition"]
