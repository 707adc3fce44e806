"""A consent withdrawn ends at once whatever rests on it; a refusal shares nothing."""

import pytest
from django.db import IntegrityError, transaction

from panah.cases.actions import consents as actions
from panah.cases.actions.consents import AlreadyWithdrawn
from panah.cases.models import Consent
from panah.core.errors import Forbidden, NotHere
from panah.core.ids import new_id
from panah.duties.models import Event
from panah.vault import grants, keyring
from panah.vault.folders import Basis
from panah.vault.models import BasisKind
from tests.cases.making import consent
from tests.people.making import registered
from tests.world import World, acting


@pytest.mark.rule("CON-06")
def test_every_right_that_rests_on_it_ends_at_once_and_no_other(world: World) -> None:
    person = registered(world.leyla)
    row, other = consent(world.leyla, person, world.nigar), consent(world.leyla, person, world.sevinc)
    with acting(world.leyla) as actor:
        for given, to in ((row, world.nigar), (other, world.sevinc)):
            reference = f"share {to.login}"
            basis = Basis(BasisKind.CONSENT, reference)
            grants.give(actor=actor, folder_id=person.folder_id, unit_id=to.unit_id, basis=basis)
            actions.rest_on(actor=actor, consent=given, reference=reference)
    with acting(world.kamran) as actor:
        actions.withdraw(actor=actor, consent_id=row.id)
    with acting(world.nigar):
        assert keyring.needed().folder_key(person.folder_id) is None
    with acting(world.sevinc):
        assert keyring.needed().folder_key(person.folder_id) is not None


def test_the_withdrawal_is_addressed_to_the_recipient(world: World) -> None:
    person = registered(world.leyla)
    row = consent(world.leyla, person, world.nigar)
    with acting(world.leyla) as actor:
        actions.withdraw(actor=actor, consent_id=row.id)
        event = Event.objects.get(subject_id=row.id, code="consent.withdrawn")
    assert (event.to_unit_id, event.matter_id) == (world.nigar.unit_id, row.matter_id)


def test_it_is_withdrawn_once_and_stays_so(world: World) -> None:
    person = registered(world.leyla)
    row = consent(world.leyla, person, world.nigar)
    with acting(world.leyla) as actor:
        actions.withdraw(actor=actor, consent_id=row.id)
    with acting(world.kamran) as actor, pytest.raises(AlreadyWithdrawn):
        actions.withdraw(actor=actor, consent_id=row.id)
    with acting(world.leyla), pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(id=row.id).update(withdrawn_at=None)


def test_only_the_unit_that_recorded_it_withdraws(world: World) -> None:
    person = registered(world.leyla)
    row = consent(world.leyla, person, world.nigar)
    for name, refusal in (("samira", NotHere), ("nigar", NotHere), ("rauf", Forbidden)):
        with acting(getattr(world, name)) as actor, pytest.raises(refusal):
            actions.withdraw(actor=actor, consent_id=row.id)


def test_a_refusal_is_written_down_and_shares_nothing(world: World) -> None:
    person, matter = registered(world.leyla), new_id()
    with acting(world.leyla) as actor:
        actions.refuse(
            actor=actor,
            matter=matter,
            folder_id=person.folder_id,
            recipient_unit_id=world.nigar.unit_id,
            subject_kind="person",
            subject_id=person.id,
        )
        event = Event.objects.get(matter_id=matter)
    assert (event.code, event.facts) == ("consent.refused", {"recipient_kind": "special_unit"})
    with acting(world.nigar):
        assert not Event.objects.filter(matter_id=matter).exists()
