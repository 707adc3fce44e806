"""A consent holds for the recipient it names, as far as it goes and as long as it lasts."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from panah.cases.actions import consents as actions
from panah.cases.actions.consents import live_consent
from panah.cases.models import ConsentUse
from panah.people.models import Person
from panah.vault.models import Compartment
from tests.cases.making import ALL, consent, written
from tests.people.making import registered
from tests.world import Person as Member
from tests.world import World, acting

CASE, IDENTITY = Compartment.CASE, Compartment.IDENTITY


def live(by: Member, person: Person, recipient: Member, compartments: frozenset[Compartment] = ALL) -> bool:
    with acting(by) as actor:
        return live_consent(actor, person.id, recipient.unit_id, compartments) is not None


@pytest.mark.rule("CON-06")
def test_it_holds_for_its_recipient_alone(world: World) -> None:
    person = registered(world.leyla)
    consent(world.leyla, person, world.nigar)
    assert live(world.kamran, person, world.nigar)
    assert not live(world.kamran, person, world.sevinc)


@pytest.mark.rule("CON-06")
def test_it_holds_for_its_person_alone(world: World) -> None:
    person, other = registered(world.leyla), registered(world.leyla)
    consent(world.leyla, person, world.nigar)
    assert not live(world.leyla, other, world.nigar)


@pytest.mark.rule("CON-06")
def test_it_holds_as_far_as_it_goes(world: World) -> None:
    person = registered(world.leyla)
    consent(world.leyla, person, world.nigar, compartments=frozenset({CASE}))
    assert live(world.leyla, person, world.nigar, frozenset({CASE}))
    assert live(world.leyla, person, world.nigar, frozenset())
    assert not live(world.leyla, person, world.nigar, frozenset({CASE, IDENTITY}))


@pytest.mark.rule("CON-06")
def test_two_narrow_ones_do_not_make_a_wide_one(world: World) -> None:
    person = registered(world.leyla)
    for compartment in (CASE, IDENTITY):
        consent(world.leyla, person, world.nigar, compartments=frozenset({compartment}))
    assert not live(world.leyla, person, world.nigar, frozenset({CASE, IDENTITY}))


@pytest.mark.rule("CON-06")
def test_one_that_has_ended_or_was_withdrawn_holds_for_nothing(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.leyla):
        written(person, world.nigar.unit_id)
    assert not live(world.leyla, person, world.nigar)
    fresh = consent(world.leyla, person, world.nigar)
    assert live(world.leyla, person, world.nigar)
    with acting(world.leyla) as actor:
        actions.withdraw(actor=actor, consent_id=fresh.id)
    assert not live(world.leyla, person, world.nigar)


@pytest.mark.rule("CON-07")
def test_nothing_rests_on_a_consent_that_comes_later_or_has_ended(world: World) -> None:
    person, now, day = registered(world.leyla), timezone.now(), dt.timedelta(days=1)
    with acting(world.leyla) as actor:
        ended = written(person, world.nigar.unit_id)
        coming = written(person, world.nigar.unit_id, given_at=now + day, until=now + 9 * day)
        for row in (ended, coming):
            with pytest.raises(IntegrityError), transaction.atomic():
                actions.rest_on(actor=actor, consent=row, reference="REF-2026-1")
        assert not live_consent(actor, person.id, world.nigar.unit_id, ALL)
        assert not ConsentUse.objects.filter(consent__in=[ended, coming]).exists()
