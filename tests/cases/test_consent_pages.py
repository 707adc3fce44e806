"""The consent ledger of a case in the hands of a centre's worker, and the recipient's duty to give back."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from panah.cases.actions import consents, returning
from panah.cases.actions.returning import Answered, NoAnswer
from panah.cases.models import Consent, Return
from panah.core.errors import NotHere
from panah.core.ids import new_id
from panah.duties.models import OPEN, Duty
from panah.people.models import Person
from panah.vault import folders, grants, keyring
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Compartment, Grant
from tests.cases.making import consent
from tests.cases.test_sights import a_case, shared
from tests.people.making import CHILD, registered
from tests.world import Person as Member
from tests.world import World, acting, signed_in


def form(recipient: Member, **changes: Any) -> dict[str, Any]:
    usual = {
        "recipient": str(recipient.unit_id),
        "purpose": "protection",
        "compartments": ["case"],
        "given_by": "person",
        "given_how": "oral",
        "language": "az",
        "until": (timezone.localdate() + dt.timedelta(days=10)).isoformat(),
        "evidence": "She said yes",
    }
    return usual | changes


@pytest.mark.rule("CON-07")
def test_a_consent_is_recorded_on_the_case_and_listed(world: World) -> None:
    _person, case = a_case(world.tural)
    client = signed_in(world.tural)
    assert client.get(f"/cases/{case.id}/consents/new/").status_code == 200
    assert client.post(f"/cases/{case.id}/consents/new/", form(world.nigar)).status_code == 302
    page = client.get(f"/cases/{case.id}/consents/").content.decode()
    assert "She said yes" in page
    assert "The person withdraws it" in page


@pytest.mark.rule("CH-13")
def test_a_child_does_not_consent_alone(world: World) -> None:
    child = registered(world.tural, CHILD)
    with acting(world.tural) as actor:
        from panah.cases.actions.cases import open_case
        from panah.cases.models import CaseSource

        case = open_case(actor=actor, person_id=child.id, source=CaseSource.FOUND)
    client = signed_in(world.tural)
    answer = client.post(f"/cases/{case.id}/consents/new/", form(world.nigar))
    assert answer.status_code == 422
    with acting(world.tural) as actor:
        assert not Consent.of(actor, child.id).exists()
    assert client.post(f"/cases/{case.id}/consents/new/", form(world.nigar, given_by="both")).status_code == 302


@pytest.mark.rule("CON-06", "CON-07")
def test_withdrawn_from_the_page_it_closes_and_starts_the_duty_to_give_back(world: World) -> None:
    person, case = a_case(world.tural)
    given = shared(world.tural, person, world.nigar, timezone.now() + dt.timedelta(days=5))
    page = signed_in(world.tural).get(f"/cases/{case.id}/consents/").content.decode()
    assert "can no longer see" in page
    answer = signed_in(world.tural).post(f"/referrals/consents/{given.id}/withdraw/", {"case": str(case.id)})
    assert answer.headers["Location"] == f"/cases/{case.id}/consents/"
    with acting(world.nigar) as actor:
        assert not Person.visible(actor).filter(id=person.id).exists()
        duty = Duty.objects.get(OPEN, rule="CON-06", unit_id=world.nigar.unit_id)
        assert (duty.step, duty.subject_id) == ("return_special_unit", given.id)
        assert [row.consent_id for row in Return.waiting(actor)] == [given.id]
    assert signed_in(world.nigar).get(f"/cases/returns/{given.id}/").status_code == 200
    assert signed_in(world.nigar).post(f"/cases/returns/{given.id}/", {"answer": "destroyed"}).status_code == 302
    with acting(world.nigar):
        assert not Duty.objects.filter(OPEN, id=duty.id).exists()
    with acting(world.tural) as actor:
        assert Return.gate(actor, given.id).answer == "destroyed"


def test_where_nothing_was_shared_nothing_is_asked_back(world: World) -> None:
    person = registered(world.tural)
    given = consent(world.tural, person, world.nigar)
    with acting(world.tural) as actor:
        consents.withdraw(actor=actor, consent_id=given.id)
    with acting(world.nigar):
        assert not Return.objects.filter(consent_id=given.id).exists()
        assert not Duty.objects.filter(rule="CON-06").exists()


def test_only_the_unit_that_received_it_answers_once(world: World) -> None:
    person, _case = a_case(world.tural)
    given = shared(world.tural, person, world.nigar, timezone.now() + dt.timedelta(days=5))
    with acting(world.tural) as actor:
        consents.withdraw(actor=actor, consent_id=given.id)
        with pytest.raises(NotHere):
            returning.confirm(actor=actor, consent_id=given.id, answer="destroyed")
    with acting(world.samira) as actor, pytest.raises(NotHere):
        returning.confirm(actor=actor, consent_id=given.id, answer="destroyed")
    with acting(world.nigar) as actor:
        with pytest.raises(NoAnswer):
            returning.confirm(actor=actor, consent_id=given.id, answer="sold")
        returning.confirm(actor=actor, consent_id=given.id, answer="returned")
        with pytest.raises(Answered):
            returning.confirm(actor=actor, consent_id=given.id, answer="returned")


def test_the_database_lets_nothing_of_it_change_but_the_answer(world: World) -> None:
    person, _case = a_case(world.tural)
    given = shared(world.tural, person, world.nigar, timezone.now() + dt.timedelta(days=5))
    with acting(world.tural) as actor:
        consents.withdraw(actor=actor, consent_id=given.id)
    with acting(world.nigar), pytest.raises(IntegrityError), transaction.atomic():
        Return.objects.filter(consent_id=given.id).update(pseudonym="Other 1234")
    with acting(world.tural), pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        Return.objects.filter(consent_id=given.id).update(answer="returned", answered_at=timezone.now())


@pytest.mark.rule("CON-06")
def test_however_many_rights_rest_on_it_they_end_with_one_statement(world: World) -> None:
    person = registered(world.tural)
    given = consent(world.tural, person, world.nigar)
    with acting(world.tural) as actor:
        opened = []
        for number in range(12):
            folder = folders.create(actor=actor, compartment=Compartment.CASE)
            reference = f"share {number}"
            basis = Basis(BasisKind.CONSENT, reference)
            grants.give(actor=actor, folder_id=folder.id, unit_id=world.nigar.unit_id, basis=basis)
            consents.rest_on(actor=actor, consent=given, reference=reference)
            opened.append(folder.id)
        with CaptureQueriesContext(connection) as asked:
            consents.withdraw(actor=actor, consent_id=given.id)
    assert sum("panah_end_grants_of" in query["sql"] for query in asked) == 1
    with acting(world.nigar):
        assert all(keyring.needed().folder_key(each) is None for each in opened)
        assert Grant.objects.filter(folder_id__in=opened, ended_at__isnull=False).count() == len(opened)


@pytest.mark.rule("CON-06", "CON-07")
def test_without_consent_a_centre_can_open_no_case_file_to_the_police(world: World) -> None:
    """Neither the file nor anything in it: the page offers no way, and a right without a live consent is refused."""
    person, case = a_case(world.tural)
    given = consent(world.tural, person, world.nigar)
    with acting(world.tural) as actor:
        consents.withdraw(actor=actor, consent_id=given.id)
    with acting(world.tural) as actor, pytest.raises(IntegrityError), transaction.atomic():
        consents.rest_on(actor=actor, consent=given, reference=f"later {new_id()}")
    assert signed_in(world.nigar).get(f"/cases/{case.id}/").status_code == 404
    assert signed_in(world.nigar).get(f"/cases/{case.id}/documents/").status_code == 404
