"""Recording a consent: what for, to whom, how far, how and by whom it was given, until when."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from panah.cases.actions import consents as actions
from panah.cases.actions.consents import ChildAlone, ImpossibleConsent, UnknownAnswer
from panah.cases.models import Consent
from panah.core.errors import Forbidden, NotHere
from panah.core.ids import new_id
from panah.duties.models import Event
from panah.vault.models import Compartment
from tests.cases.making import agreement, consent
from tests.people.making import CHILD, registered
from tests.world import World, acting


@pytest.mark.rule("CON-06")
def test_it_names_recipient_scope_and_end_and_its_evidence_is_sealed(world: World) -> None:
    person = registered(world.leyla)
    row = consent(world.leyla, person, world.nigar, compartments=frozenset({Compartment.CASE}))
    with acting(world.kamran):
        kept = Consent.objects.get(id=row.id)
        assert kept.evidence == "Yes, tell the police, she said"
        assert (kept.recipient_unit_id, kept.compartments, kept.live) == (world.nigar.unit_id, ["case"], True)
        event = Event.objects.get(subject_id=row.id)
        assert (event.code, event.to_unit_id) == ("consent.given", None)
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_jsonb(c)::text FROM cases_consent c WHERE id = %s", [row.id])
            assert "police" not in str(cursor.fetchone())


DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"purpose": "curiosity"}, UnknownAnswer),
        ({"language": "xx"}, UnknownAnswer),
        ({"given_how": "telepathy"}, UnknownAnswer),
        ({"given_by": "neighbour"}, UnknownAnswer),
        ({"compartments": frozenset()}, UnknownAnswer),
        ({"recipient_unit_id": new_id()}, UnknownAnswer),
        ({"given_at": timezone.now() + 400 * DAY}, ImpossibleConsent),
        ({"until": timezone.now() - DAY}, ImpossibleConsent),
    ],
)
def test_what_cannot_be_right_is_refused(world: World, changes: dict[str, Any], refusal: type[Exception]) -> None:
    person = registered(world.leyla)
    said = agreement(world.nigar.unit_id, **changes)
    with acting(world.leyla) as actor, pytest.raises(refusal):
        actions.record(actor=actor, person_id=person.id, matter=new_id(), agreement=said)


def test_a_child_does_not_consent_alone(world: World) -> None:
    child = registered(world.leyla, CHILD)
    with acting(world.leyla) as actor, pytest.raises(ChildAlone):
        actions.record(actor=actor, person_id=child.id, matter=new_id(), agreement=agreement(world.nigar.unit_id))
    for giver in ("both", "guardian", "guardianship_body"):
        assert consent(world.leyla, child, world.nigar, given_by=giver).live


def test_only_who_holds_the_case_facts_and_may_record_does(world: World) -> None:
    person = registered(world.leyla)
    for name, refusal in (("samira", NotHere), ("nigar", NotHere), ("rauf", Forbidden)):
        with acting(getattr(world, name)) as actor, pytest.raises(refusal):
            actions.record(actor=actor, person_id=person.id, matter=new_id(), agreement=agreement(world.nigar.unit_id))


@pytest.mark.rule("CON-06")
@pytest.mark.parametrize(
    "column", ["recipient_unit_id", "person_id", "until", "compartments", "given_at", "purpose", "recorded_by_unit_id"]
)
def test_the_database_lets_nobody_rewrite_what_was_agreed(world: World, column: str) -> None:
    person, other = registered(world.leyla), registered(world.leyla)
    row = consent(world.leyla, person, world.nigar)
    values: dict[str, Any] = {
        "recipient_unit_id": world.sevinc.unit_id,
        "person_id": other.id,
        "until": row.until + 400 * DAY,
        "given_at": row.given_at - DAY,
        "compartments": ["case"],
        "purpose": "investigation",
        "recorded_by_unit_id": world.nigar.unit_id,
    }
    with acting(world.leyla), pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(id=row.id).update(**{column: values[column]})
