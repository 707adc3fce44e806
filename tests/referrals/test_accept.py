"""Accepting opens exactly what was offered, ends the clock, and lets the receiver find the person."""

import datetime as dt

import pytest
from django.utils import timezone
from psycopg import sql

from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Duty
from panah.people.known import known
from panah.people.search import search
from panah.referrals.actions import answering, reviewing
from panah.referrals.actions.answering import BasisOver
from panah.referrals.actions.moving import MovedOn
from panah.referrals.models import Referral
from panah.vault.models import Compartment
from tests.cases.making import consent
from tests.database import Owner
from tests.people.making import NAMES, registered
from tests.referrals.making import names_seen, offered, opens, sent
from tests.world import World, acting


@pytest.mark.rule("PRI-01")
@pytest.mark.rule("REG-04")
def test_what_was_offered_opens_and_nothing_else(world: World) -> None:
    identity = frozenset({Compartment.IDENTITY})
    person = registered(world.leyla)
    consent(world.leyla, person, world.nigar)
    referral = sent(world.leyla, person, world.nigar, compartments=identity)
    with acting(world.nigar) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
    assert names_seen(world.nigar, referral) == list(NAMES)
    with acting(world.nigar) as actor:
        held = known(actor, person.id)
        assert (held.person, held.reach, held.pseudonym) == (None, None, person.pseudonym)
    assert not opens(world.nigar, person.folder_id)


@pytest.mark.rule("NRM-06")
def test_the_clock_ends_with_the_answer(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(world.nigar) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
        duty = Duty.objects.get(subject_id=referral.id)
    assert duty.done_by_id == world.nigar.member_id
    with acting(world.leyla):
        row = Referral.objects.get(id=referral.id)
    assert (row.state, row.answered_at is not None) == ("accepted", True)


def test_the_receiver_finds_the_person_by_name_and_number_from_then_on(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(world.orxan) as actor:
        assert search(actor, "Айсель Мамедова") == []
        answering.accept(actor=actor, referral_id=referral.id)
    with acting(world.nigar) as actor:
        for text in ("Айсель Мамедова", "050 123 45 67", referral.pseudonym):
            assert [hit.person_id for hit in search(actor, text)] == [referral.person_id]


def test_of_two_officers_the_first_has_it(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(world.nigar) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
    with acting(world.orxan) as actor, pytest.raises(MovedOn):
        answering.accept(actor=actor, referral_id=referral.id)
    with acting(world.orxan) as actor, pytest.raises(MovedOn):
        answering.decline(actor=actor, referral_id=referral.id, reason="no_capacity")


@pytest.mark.parametrize(("name", "refusal"), [("sevinc", NotHere), ("samira", NotHere), ("leyla", Forbidden)])
def test_nobody_else_accepts(world: World, name: str, refusal: type[Exception]) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(getattr(world, name)) as actor, pytest.raises(refusal):
        answering.accept(actor=actor, referral_id=referral.id)


@pytest.mark.rule("CON-06")
def test_a_consent_withdrawn_before_the_answer_leaves_nothing_to_accept(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(world.leyla) as actor:
        reviewing.withdraw_consent(actor=actor, consent_id=referral.consent_id or referral.id)
    with acting(world.nigar) as actor, pytest.raises(MovedOn):
        answering.accept(actor=actor, referral_id=referral.id)
    assert names_seen(world.nigar, referral) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("CON-06")
@pytest.mark.rule("CON-07")
def test_a_consent_that_ran_out_before_the_answer_opens_nothing(world: World, owner: Owner) -> None:
    person = registered(world.leyla)
    until = timezone.now() + dt.timedelta(days=1)
    consent(world.leyla, person, world.nigar, until=until)
    referral = sent(world.leyla, person, world.nigar)
    with owner.transaction():
        # The day passes: nobody may date a consent or a right back, so all that happened moves into the past at once.
        owner.execute("SET LOCAL session_replication_role = replica")
        for table, began in (("cases_consent", "given_at"), ("vault_grant", "granted_at")):
            moved = sql.SQL("UPDATE {} SET {began} = {began} - interval '1 day', until = until - interval '1 day'")
            names = moved.format(sql.Identifier(table), began=sql.Identifier(began))
            assert owner.execute(sql.SQL("{} WHERE until = %s").format(names), [until]).rowcount
    with acting(world.nigar) as actor, pytest.raises(BasisOver):
        answering.accept(actor=actor, referral_id=referral.id)
    assert names_seen(world.nigar, referral) is None
    with acting(world.nigar):
        assert Referral.objects.get(id=referral.id).state == "offered"


def test_each_of_two_consents_opens_and_ends_by_itself(world: World) -> None:
    person = registered(world.leyla)
    referrals = []
    for compartments in ({Compartment.CASE}, {Compartment.CASE, Compartment.IDENTITY}):
        consent(world.leyla, person, world.nigar, compartments=frozenset(compartments))
        referrals.append(sent(world.leyla, person, world.nigar, compartments=frozenset(compartments)))
        with acting(world.nigar) as actor:
            answering.accept(actor=actor, referral_id=referrals[-1].id)
    with acting(world.leyla) as actor:
        wide = referrals[1].consent_id
        assert wide is not None
        reviewing.withdraw_consent(actor=actor, consent_id=wide)
    assert names_seen(world.nigar, referrals[0]) is None
    assert opens(world.nigar, person.folder_id)
