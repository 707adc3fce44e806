"""A body asks; somebody else decides; a trimmed extract in codes goes out once (PRI-04)."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from panah.cases.actions import consents, disclosing
from panah.cases.actions.disclosing import FIELDS, Ask, Decided, NoBasis, NothingAsked, OwnRequest
from panah.cases.models import Case, Disclosure
from panah.core.country import country
from panah.core.errors import NotHere
from panah.people.models import Identity, Person, Reach
from tests.cases.making import consent
from tests.cases.test_sights import a_case
from tests.world import Person as Member
from tests.world import World, acting, signed_in

pytestmark = pytest.mark.rule("PRI-04")


def wanted(to: Member, **changes: Any) -> Ask:
    usual: dict[str, Any] = {
        "to_unit_id": to.unit_id,
        "purpose": "criminal_case",
        "letter_number": "7/12",
        "letter_date": dt.date(2026, 3, 1),
        "fields": ("sex", "age_band", "standing"),
        "legal_basis": "prosecution_request",
    }
    return Ask(**(usual | changes))


def asked(by: Member, case: Case, ask: Ask) -> Disclosure:
    with acting(by) as actor:
        return disclosing.ask(actor=actor, case_id=case.id, ask=ask)


def test_only_what_was_granted_goes_out_and_only_once(world: World) -> None:
    _person, case = a_case(world.nigar)
    row = asked(world.nigar, case, wanted(world.elxan))
    with acting(world.vefa) as actor:
        disclosing.decide(actor=actor, disclosure_id=row.id, fields=("sex", "age_band"), reason="The case needs it")
    with acting(world.nigar) as actor:
        given = disclosing.give(actor=actor, disclosure_id=row.id)
        assert given.extract == {"sex": "female", "age_band": "21_23"}
        with pytest.raises(Decided):
            disclosing.give(actor=actor, disclosure_id=row.id)
    paper = signed_in(world.nigar).get(f"/cases/disclosures/{row.id}/paper/")
    assert paper.content.startswith(b"%PDF")


def test_the_coordinator_decides_without_seeing_the_case(world: World) -> None:
    _person, case = a_case(world.nigar)
    row = asked(world.nigar, case, wanted(world.elxan))
    page = signed_in(world.vefa).get(f"/cases/disclosures/{row.id}/")
    assert page.status_code == 200
    assert row.pseudonym in page.content.decode()
    with acting(world.vefa):
        assert not Case.objects.exists()
        assert not Person.objects.exists()


@pytest.mark.rule("CON-06", "CON-07")
@pytest.mark.parametrize("basis", ["", "prosecution_request", "duty_of_state_body", "nonsense"])
def test_without_a_basis_that_fits_it_is_refused(world: World, basis: str) -> None:
    """A centre's own bases leave out the prosecution's letter; without consent it gives nothing."""
    _person, case = a_case(world.tural)
    with pytest.raises(NoBasis):
        asked(world.tural, case, wanted(world.elxan, legal_basis=basis))


@pytest.mark.rule("CON-07")
def test_on_consent_it_goes_out_while_the_consent_lives(world: World) -> None:
    person, case = a_case(world.tural)
    agreed = consent(world.tural, person, world.elxan)
    row = asked(world.tural, case, wanted(world.elxan, legal_basis=""))
    with acting(world.vefa) as actor:
        disclosing.decide(actor=actor, disclosure_id=row.id, fields=("sex",), reason="Agreed to")
    with acting(world.tural) as actor:
        consents.withdraw(actor=actor, consent_id=agreed.id)
        with pytest.raises(NoBasis):
            disclosing.give(actor=actor, disclosure_id=row.id)


def test_who_entered_it_does_not_decide_it(world: World) -> None:
    _person, case = a_case(world.orxan)
    row = asked(world.orxan, case, wanted(world.elxan))
    with acting(world.orxan) as actor, pytest.raises(OwnRequest):
        disclosing.decide(actor=actor, disclosure_id=row.id, fields=("sex",), reason="Mine")


def test_nothing_beyond_what_was_asked_is_granted(world: World) -> None:
    _person, case = a_case(world.nigar)
    row = asked(world.nigar, case, wanted(world.elxan))
    with acting(world.orxan) as actor:
        with pytest.raises(NothingAsked):
            disclosing.decide(actor=actor, disclosure_id=row.id, fields=("citizenship",), reason="More")
        with pytest.raises(IntegrityError), transaction.atomic():
            Disclosure.objects.filter(id=row.id).update(given_fields=["citizenship"])
        refused = disclosing.decide(actor=actor, disclosure_id=row.id, fields=(), reason="Not needed")
        assert refused.state == "refused"
    with acting(world.nigar) as actor, pytest.raises(Decided):
        disclosing.give(actor=actor, disclosure_id=row.id)


@pytest.mark.parametrize("changes", [{"fields": ()}, {"fields": ("phone",)}, {"purpose": "curiosity"}])
def test_nothing_else_can_be_asked_for(world: World, changes: dict[str, Any]) -> None:
    _person, case = a_case(world.nigar)
    with pytest.raises(NothingAsked):
        asked(world.nigar, case, wanted(world.elxan, **changes))


def test_another_unit_sees_nothing_of_it(world: World) -> None:
    _person, case = a_case(world.nigar)
    row = asked(world.nigar, case, wanted(world.elxan))
    with acting(world.tural) as actor, pytest.raises(NotHere):
        Disclosure.gate(actor, row.id)
    assert signed_in(world.elxan).get(f"/cases/disclosures/{row.id}/").status_code == 403


@pytest.mark.rule("CON-02")
def test_an_extract_can_hold_codes_alone(world: World) -> None:
    """Whatever is sealed about a person, and whatever could endanger them, is no field an extract knows."""
    sealed = {
        field.name
        for model in (Person, Identity, Reach, Case)
        for field in model._meta.local_fields
        if getattr(field, "sealed", False)
    }
    assert sealed
    assert not sealed & FIELDS.keys()
    assert set(country().codes("disclosure_field").ids) == FIELDS.keys()
    person, case = a_case(world.nigar)
    values = {name: read(person, case) for name, read in FIELDS.items()}
    coded = ("sex", "age_band", "country", "language")
    codes = {code.id for name in coded for code in country().codes(name)} | {
        "",
        "yes",
        "no",
        "victim",
        "potential",
        "open",
    }
    assert {value for name, value in values.items() if name != "registered"} <= codes


def test_the_pages_lead_through_it(world: World) -> None:
    _person, case = a_case(world.nigar)
    client = signed_in(world.nigar)
    asked_for = {
        "to": str(world.elxan.unit_id),
        "letter_number": "7/12",
        "letter_date": "2026-03-01",
        "purpose": "criminal_case",
        "legal_basis": "prosecution_request",
        "fields_asked": ["sex", "standing"],
    }
    assert client.get(f"/cases/{case.id}/disclosures/new/").status_code == 200
    refused = client.post(f"/cases/{case.id}/disclosures/new/", asked_for | {"legal_basis": ""})
    assert refused.status_code == 422
    assert "PRI-04" in refused.content.decode()
    there = client.post(f"/cases/{case.id}/disclosures/new/", asked_for).headers["Location"]
    lead = signed_in(world.orxan)
    assert lead.post(there, {"given": ["sex"], "reason": "Needed"}).status_code == 302
    assert client.post(f"{there}give/").status_code == 302
    page = client.get(there).content.decode()
    assert "Female" in page
    assert client.get("/cases/disclosures/").status_code == 200
