"""Consents for tests: what somebody of the hotline recorded for a person and a recipient."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils import timezone

from panah.cases.actions import consents as actions
from panah.cases.actions.consents import Agreement
from panah.cases.models import Consent
from panah.core.ids import new_id
from panah.people.models import Person
from panah.vault.models import Compartment
from tests.world import Person as Member
from tests.world import acting

ALL = frozenset({Compartment.CASE, Compartment.IDENTITY, Compartment.CONTACT})


def agreement(recipient: UUID, **changes: Any) -> Agreement:
    """An adult's spoken consent for everything, for thirty days; change what the test is about."""
    usual: dict[str, Any] = {
        "recipient_unit_id": recipient,
        "purpose": "protection",
        "compartments": ALL,
        "language": "az",
        "given_how": "oral",
        "given_by": "person",
        "until": timezone.now() + dt.timedelta(days=30),
        "evidence": "Yes, tell the police, she said",
    }
    return Agreement(**(usual | changes))


def consent(by: Member, person: Person, recipient: Member, *, matter: UUID | None = None, **changes: Any) -> Consent:
    """A recorded consent of a person for the unit of the recipient."""
    with acting(by) as actor:
        said = agreement(recipient.unit_id, **changes)
        return actions.record(actor=actor, person_id=person.id, matter=matter or new_id(), agreement=said)


def written(person: Person, recipient: UUID, **changes: Any) -> Consent:
    """A row of the ledger as it cannot be recorded today: one that has ended, one from earlier."""
    now = timezone.now()
    usual: dict[str, Any] = {
        "folder_id": person.folder_id,
        "person": person,
        "matter_id": new_id(),
        "purpose": "protection",
        "recipient_unit_id": recipient,
        "compartments": sorted(ALL),
        "language": "az",
        "given_how": "oral",
        "given_by": "person",
        "given_at": now - dt.timedelta(days=60),
        "until": now - dt.timedelta(days=30),
        "recorded_by_id": person.id,
        "recorded_by_unit_id": person.registered_by_unit_id,
    }
    row = Consent(**(usual | changes))
    row.save(force_insert=True)
    return row
