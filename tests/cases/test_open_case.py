"""Opening a case: numbered by the database, in a folder of its own, once at a time for a unit and person."""

import re

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from panah.cases.actions.cases import AlreadyOpen, UnknownAnswer, describe, open_case
from panah.cases.models import Assignment, Case, CaseSource
from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Event
from panah.people.models import Person
from panah.referrals.actions import answering
from panah.vault import grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Compartment
from tests.cases.filing import closed, opened, registered
from tests.referrals.making import offered
from tests.world import World, acting, signed_in

pytestmark = pytest.mark.django_db


def test_a_case_gets_a_number_a_folder_of_its_own_and_its_opener(world: World) -> None:
    person = registered(world.nigar)
    case = opened(world.nigar, person, CaseSource.BORDER)
    with acting(world.nigar):
        assert re.fullmatch(r"CASE-\d{4}-\d{6}", case.number)
        assert (case.folder.compartment, case.folder.owner_unit_id) == (Compartment.CASE, world.nigar.unit_id)
        assert case.folder_id != person.folder_id
        assert [row.member_id for row in Assignment.running([case.id])] == [world.nigar.member_id]
        told = Event.timeline(case.id).get(code="case.opened")
        assert (told.facts, told.folder_id) == ({"source": "border"}, case.folder_id)


def test_two_cases_never_share_a_number(world: World) -> None:
    assert opened(world.nigar).number != opened(world.nigar).number


def test_another_unit_finds_nothing_of_it(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.tural) as actor, pytest.raises(NotHere):
        Case.gate(actor, case.id)
    assert signed_in(world.tural).get(f"/cases/{case.id}/").status_code == 404


def test_a_unit_keeps_one_open_case_about_a_person(world: World) -> None:
    person = registered(world.nigar)
    first = opened(world.nigar, person)
    with acting(world.orxan) as actor, pytest.raises(AlreadyOpen) as refusal:
        open_case(actor=actor, person_id=person.id, source=CaseSource.SELF)
    assert refusal.value.case == first


def test_two_who_open_at_once_get_one_case(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = registered(world.nigar)
    first = opened(world.nigar, person)
    seen = iter((None, first))
    monkeypatch.setattr(Case, "open_about", lambda *_: next(seen))
    with acting(world.orxan) as actor, pytest.raises(AlreadyOpen) as refusal:
        open_case(actor=actor, person_id=person.id, source=CaseSource.SELF)
    assert refusal.value.case == first


def test_after_its_closure_a_new_one_may_be_opened(world: World) -> None:
    person = registered(world.nigar)
    first = opened(world.nigar, person)
    closed(first, world.nigar, world.orxan)
    assert opened(world.nigar, person).id != first.id


def test_each_unit_keeps_its_own_case(world: World) -> None:
    person = registered(world.nigar)
    first = opened(world.nigar, person)
    with acting(world.nigar) as actor:
        basis = Basis(BasisKind.CONSENT, "a test")
        grants.give(actor=actor, folder_id=person.folder_id, unit_id=world.tural.unit_id, basis=basis)
    second = opened(world.tural, person)
    assert (first.number, first.folder_id) != (second.number, second.folder_id)


def test_a_person_of_others_cannot_be_opened_a_case_about(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.nigar) as actor, pytest.raises(NotHere):
        open_case(actor=actor, person_id=person.id, source=CaseSource.FOUND)


def test_who_may_not_open_cases_is_refused(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.leyla) as actor, pytest.raises(Forbidden):
        open_case(actor=actor, person_id=person.id, source=CaseSource.SELF)


@pytest.mark.parametrize("column", ["unit_id", "person_id", "number", "source", "opened_by_id"])
def test_the_database_lets_nobody_turn_a_case_into_another(world: World, column: str) -> None:
    case, other = opened(world.nigar), registered(world.nigar)
    with acting(world.nigar), pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(id=case.id).update(**{column: str(other.id)[:16] if column == "source" else other.id})


def test_a_false_name_coined_anew_is_coined_anew_on_the_case(world: World) -> None:
    person = registered(world.nigar)
    case = opened(world.nigar, person)
    with acting(world.nigar) as actor:
        Person.objects.filter(id=person.id).update(pseudonym="Sünbül 8181")
        assert Case.gate(actor, case.id).pseudonym == "Sünbül 8181"


def browser(world: World) -> Client:
    return signed_in(world.nigar)


def test_the_form_opens_a_case_about_somebody_new(world: World) -> None:
    answer = browser(world).post("/cases/new/", {"source": "self", "sex": "female"}, follow=True)
    with acting(world.nigar):
        made = Case.objects.order_by("-id")[0]
        assert (made.source, made.person.sex, made.person.is_child) == ("self", "female", True)
    assert made.number in answer.content.decode()


def test_the_form_finds_somebody_by_the_false_name(world: World) -> None:
    person = registered(world.nigar)
    browser(world).post("/cases/new/", {"source": "ngo", "pseudonym": person.pseudonym})
    with acting(world.nigar) as actor:
        assert Case.open_about(actor, person.id) is not None


def test_the_form_says_when_nobody_bears_the_name(world: World) -> None:
    person = registered(world.leyla)
    answer = browser(world).post("/cases/new/", {"source": "ngo", "pseudonym": person.pseudonym})
    assert answer.status_code == 422
    assert "No person your unit was let into" in answer.content.decode()


def test_the_form_leads_to_the_case_that_is_open(world: World) -> None:
    case = opened(world.nigar)
    answer = browser(world).post("/cases/new/", {"source": "ngo", "pseudonym": case.pseudonym})
    assert answer.status_code == 422
    assert f'href="/cases/{case.id}/"' in answer.content.decode()


def test_an_accepted_referral_becomes_a_case(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(world.nigar) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
    answer = browser(world).post(f"/referrals/{referral.id}/case/")
    with acting(world.nigar) as actor:
        case = Case.open_about(actor, referral.person_id)
    assert case is not None
    assert (case.source, case.source_id) == (CaseSource.REFERRAL, referral.id)
    assert answer["Location"] == f"/cases/{case.id}/"
    assert case.number in browser(world).get(f"/referrals/{referral.id}/").content.decode()
    assert browser(world).post(f"/referrals/{referral.id}/case/")["Location"] == f"/cases/{case.id}/"


def test_a_referral_nobody_accepted_does_not(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    answer = browser(world).post(f"/referrals/{referral.id}/case/")
    assert (answer.status_code, "Accept the referral first" in answer.content.decode()) == (409, True)


def test_what_happened_is_put_into_codes_and_the_newest_word_counts(world: World) -> None:
    case = opened(world.nigar)
    assert "Save" in browser(world).get(f"/cases/{case.id}/?describe=1").content.decode()
    for destination in ("TUR", "RUS"):
        said = {"destination": destination, "exploitation": "forced_labour"}
        assert browser(world).post(f"/cases/{case.id}/described/", said).status_code == 302
    with acting(world.nigar) as actor:
        now = Case.gate(actor, case.id)
        told = Event.timeline(case.id).filter(code="case.described").values_list("facts__destination", flat=True)
        assert (now.destination, now.exploitation, list(told)) == ("RUS", "forced_labour", ["TUR", "RUS"])
    assert "Russia" in browser(world).get(f"/cases/{case.id}/").content.decode()


@pytest.mark.parametrize("said", [{"destination": "ZZZ"}, {"exploitation": "boredom"}])
def test_codes_that_are_on_no_list_are_refused(world: World, said: dict[str, str]) -> None:
    case = opened(world.nigar)
    with acting(world.nigar) as actor, pytest.raises(UnknownAnswer):
        describe(actor=actor, case_id=case.id, **({"destination": "", "exploitation": ""} | said))
    assert browser(world).post(f"/cases/{case.id}/described/", said).status_code == 422
