"""Without a memorandum in force an organisation has no access: in the actions, in the database, and in time."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from config.env import DatabaseRole
from panah.accounts.actions import conflicts
from panah.core.errors import Forbidden, KeyMissing, NotHere
from panah.core.functions import value
from panah.core.ids import new_id
from panah.duties.models import Duty
from panah.people.models import Identity
from panah.referrals import tasks
from panah.referrals.actions import answering, memoranda, signalling
from panah.referrals.actions.memoranda import (
    AlreadyEnded,
    EndsEarly,
    NoMemorandum,
    NotAnOrganisation,
    NumberTaken,
    Paper,
)
from panah.referrals.models import Memorandum, Referral, Signal
from panah.referrals.models.memoranda import NGO_KINDS
from panah.vault import folders, grants, orders
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Compartment, Grant
from tests.cases.making import consent
from tests.database import Owner
from tests.people.making import registered
from tests.referrals.making import offered, opens, sent
from tests.referrals.test_signals import a_signal
from tests.roles import connected_as
from tests.world import World, acting, signed_in

IDENTITY = frozenset({Compartment.IDENTITY})
TODAY = timezone.localdate()


def the_one(world: World) -> UUID:
    with acting(world.orxan):
        return Memorandum.objects.get(number="M-1").id


def ended(world: World) -> None:
    """The organisation's memorandum, ended early."""
    with acting(world.orxan) as actor:
        memoranda.end(actor=actor, memorandum_id=the_one(world), reason="breach")


def a_paper(world: World, **changes: Any) -> Paper:
    usual: dict[str, Any] = {
        "partner_id": world.malika.unit_id,
        "special_unit_id": world.nigar.unit_id,
        "number": "M-2",
        "starts_on": TODAY - dt.timedelta(days=1),
        "ends_on": TODAY + dt.timedelta(days=300),
        "document": "folder 4",
    }
    return Paper(**(usual | changes))


@pytest.mark.rule("NGO-01")
def test_without_one_it_sends_no_signal_and_is_offered_nothing(world: World) -> None:
    person = registered(world.leyla)
    consent(world.leyla, person, world.malika)
    ended(world)
    with acting(world.malika) as actor, pytest.raises(NoMemorandum) as refusal:
        signalling.send(actor=actor, told=a_signal())
    assert refusal.value.rule == "NGO-01"
    assert str(refusal.value.allow)
    with pytest.raises(NoMemorandum):
        sent(world.leyla, person, world.malika, compartments=IDENTITY)
    with acting(world.orxan) as actor:
        memoranda.record(actor=actor, paper=a_paper(world))
    assert sent(world.leyla, person, world.malika, compartments=IDENTITY).state == "offered"
    with acting(world.malika) as actor:
        signalling.send(actor=actor, told=a_signal())


@pytest.mark.rule("NGO-01")
def test_one_that_ends_between_offer_and_answer_keeps_it_closed(world: World) -> None:
    referral = offered(world.leyla, world.malika, compartments=IDENTITY)
    ended(world)
    with acting(world.malika) as actor, pytest.raises(NotHere):
        answering.accept(actor=actor, referral_id=referral.id)
    with acting(world.malika) as actor, pytest.raises(IntegrityError), transaction.atomic():
        grants.claim(actor=actor, reference=referral.number)
    with acting(world.malika):
        assert not Referral.objects.filter(id=referral.id).update(state="accepted")
    with acting(world.leyla) as actor:
        assert answering.revoke(actor=actor, referral_id=referral.id).state == "revoked"


@pytest.mark.rule("NGO-01")
def test_the_database_gives_it_nothing_by_another_way(world: World) -> None:
    person = registered(world.leyla)
    ended(world)
    basis = Basis(BasisKind.CONSENT, "by the way")
    with acting(world.leyla) as actor, pytest.raises(IntegrityError), transaction.atomic():
        grants.give(actor=actor, folder_id=person.folder_id, unit_id=world.malika.unit_id, basis=basis)
    with acting(world.malika) as actor, pytest.raises(DatabaseError), transaction.atomic():
        Signal(
            number="SIG-X",
            unit_id=world.nigar.unit_id,
            sender_unit_id=actor.unit,
            sender_is_gated=True,
            sent_by_id=actor.member,
            subject="victim",
            urgency="standard",
            words="x",
            sent_at=timezone.now(),
            answer_due_at=timezone.now(),
        ).save(force_insert=True)


@pytest.mark.rule("NGO-01")
@pytest.mark.django_db(transaction=True)
def test_what_it_was_given_rests_and_opens_again_with_the_next(world: World) -> None:
    referral = offered(world.leyla, world.malika, compartments=IDENTITY)
    with acting(world.malika) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
        folder = Identity.objects.get(person_id=referral.person_id).folder_id
    ended(world)
    assert not opens(world.malika, folder)
    assert opens(world.leyla, folder)
    with acting(world.orxan) as actor:
        memoranda.record(actor=actor, paper=a_paper(world))
    assert opens(world.malika, folder)


def ran_out(owner: Owner) -> None:
    """The last day of every memorandum is over, and no worker was there to see it."""
    with owner.transaction():
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute("UPDATE referrals_memorandum SET starts_at = now() - interval '2 days', ends_at = now()")


@pytest.mark.rule("NGO-01")
@pytest.mark.django_db(transaction=True)
def test_what_it_was_given_closes_with_the_last_day_and_no_worker_is_needed(world: World, owner: Owner) -> None:
    referral = offered(world.leyla, world.malika, compartments=IDENTITY)
    with acting(world.malika) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
        folder = Identity.objects.get(person_id=referral.person_id).folder_id
        own = folders.create(actor=actor, compartment=Compartment.SOCIAL).id
    ran_out(owner)
    assert not opens(world.malika, folder)
    with acting(world.malika) as actor:
        assert not Identity.objects.filter(person_id=referral.person_id).exists()
        assert not Grant.objects.filter(folder_id=folder).exists()
        basis = Basis(BasisKind.LAW, "passed on")
        with pytest.raises(KeyMissing), transaction.atomic():
            grants.give(actor=actor, folder_id=folder, unit_id=world.nigar.unit_id, basis=basis)
    # What it made itself stays its own, and others keep theirs.
    assert opens(world.malika, own)
    assert opens(world.leyla, folder)
    with acting(world.orxan) as actor:
        memoranda.record(actor=actor, paper=a_paper(world))
    assert opens(world.malika, folder)


@pytest.mark.rule("NGO-01", "CON-08")
@pytest.mark.django_db(transaction=True)
def test_whom_an_order_spares_reads_no_longer_than_the_memorandum_runs(world: World, owner: Owner) -> None:
    referral = offered(world.leyla, world.malika, compartments=IDENTITY)
    with acting(world.malika) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
        folder = Identity.objects.get(person_id=referral.person_id).folder_id
    decision = orders.Decision(number="12/3", decided_on=TODAY, body="Court")
    with acting(world.elxan) as actor:
        orders.enter(actor=actor, label=referral.pseudonym, decision=decision, spared=[world.malika.member_id])
    assert opens(world.malika, folder)
    ran_out(owner)
    assert not opens(world.malika, folder)


@pytest.mark.rule("NGO-01", "CON-08")
@pytest.mark.django_db(transaction=True)
def test_neither_a_conflict_nor_a_lifted_order_wakes_what_rests(world: World) -> None:
    referral = offered(world.leyla, world.malika, compartments=IDENTITY)
    with acting(world.malika) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
        folder = Identity.objects.get(person_id=referral.person_id).folder_id
    ended(world)
    with connected_as(DatabaseRole.WORKER):
        value("panah_rest_partners")
    with acting(world.malika) as actor:
        conflicts.declare(actor=actor, label=referral.pseudonym)
    with acting(world.leyla) as actor:
        basis = Basis(BasisKind.LAW, "somebody else")
        grants.give(actor=actor, folder_id=folder, unit_id=world.nigar.unit_id, basis=basis)
        assert sleeps(folder, world)
    decision = orders.Decision(number="12/3", decided_on=TODAY, body="Court")
    with acting(world.elxan) as actor:
        order = orders.enter(actor=actor, label=referral.pseudonym, decision=decision)
        orders.lift(actor=actor, order_id=order, decision=decision)
    with acting(world.leyla):
        assert sleeps(folder, world)


def sleeps(folder: UUID, world: World) -> bool:
    """Whether what the organisation was given of a folder is suspended; asked by who gave it."""
    (held,) = [each for each in grants.who_can_see(folder) if each.unit_id == world.malika.unit_id]
    return held.suspended_at is not None


@pytest.mark.rule("NGO-01")
@pytest.mark.django_db(transaction=True)
def test_who_keeps_the_register_is_reminded_once_before_the_end(world: World) -> None:
    with acting(world.orxan):
        row = Memorandum.objects.get(number="M-1")
    early, late = row.ends_at - dt.timedelta(days=60), row.ends_at - dt.timedelta(days=20)
    with connected_as(DatabaseRole.WORKER):
        assert tasks.remind(early) == []
        assert tasks.remind(late) == [world.malika.unit_id]
        assert tasks.remind(late) == []
    with acting(world.orxan) as actor:
        (duty,) = [each for each in Duty.mine(actor) if each.rule == "NGO-01"]
        memoranda.record(actor=actor, paper=a_paper(world, ends_on=row.ends_at.date() + dt.timedelta(days=300)))
    with connected_as(DatabaseRole.WORKER):
        assert tasks.settle_reminders() == 1
    with acting(world.orxan):
        assert not Duty.objects.get(id=duty.id).is_open


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"number": "M-1"}, NumberTaken),
        ({"ends_on": TODAY - dt.timedelta(days=30)}, EndsEarly),
        ({"partner_id": new_id()}, NotAnOrganisation),
    ],
)
def test_what_cannot_be_right_is_not_recorded(world: World, changes: dict[str, Any], refusal: type[Exception]) -> None:
    with acting(world.orxan) as actor, pytest.raises(refusal):
        memoranda.record(actor=actor, paper=a_paper(world, **changes))


def test_a_state_body_signs_none(world: World) -> None:
    with acting(world.orxan) as actor, pytest.raises(NotAnOrganisation):
        memoranda.record(actor=actor, paper=a_paper(world, partner_id=world.sevinc.unit_id))
    assert offered(world.leyla, world.sevinc, compartments=IDENTITY).state == "offered"


def test_what_was_recorded_stays_and_ends_once(world: World) -> None:
    with acting(world.orxan), pytest.raises(IntegrityError), transaction.atomic():
        Memorandum.objects.filter(number="M-1").update(ends_at=timezone.now() + dt.timedelta(days=9000))
    ended(world)
    with acting(world.orxan) as actor, pytest.raises(AlreadyEnded):
        memoranda.end(actor=actor, memorandum_id=the_one(world), reason="agreed")


def test_only_who_keeps_the_register_writes_it(world: World) -> None:
    for who in (world.malika, world.nigar, world.rauf):
        with acting(who) as actor, pytest.raises(Forbidden):
            memoranda.record(actor=actor, paper=a_paper(world))
    with acting(world.malika), pytest.raises(DatabaseError), transaction.atomic():
        Memorandum.objects.filter(number="M-1").update(end_reason="agreed")


@pytest.mark.rule("POL-02")
def test_the_special_unit_keeps_the_partners_without_seeing_their_cases(world: World) -> None:
    """The register names organisations, days and papers; it has no word and no number of a case."""
    seen = signed_in(world.orxan).get("/referrals/memoranda/").content.decode()
    assert "Unit ngo" in seen
    assert "M-1" in seen
    own = signed_in(world.malika).get("/referrals/memoranda/").content.decode()
    assert "M-1" in own
    assert "Record a memorandum" not in own
    assert signed_in(world.sevinc).get("/referrals/memoranda/").status_code == 403
    fields = {field.name for field in Memorandum._meta.get_fields()}
    assert not {name for name in fields if "case" in name or "person" in name}


def test_the_page_records_and_ends(world: World) -> None:
    client = signed_in(world.vefa)
    form = {
        "partner": str(world.malika.unit_id),
        "special_unit": str(world.nigar.unit_id),
        "number": "M-7",
        "starts_on": TODAY.isoformat(),
        "ends_on": (TODAY + dt.timedelta(days=10)).isoformat(),
        "document": "folder 7",
    }
    assert client.post("/referrals/memoranda/new/", form).status_code == 302
    assert client.post("/referrals/memoranda/new/", form).status_code == 422
    assert "Ends soon" in client.get("/referrals/memoranda/").content.decode()
    with acting(world.vefa):
        row = Memorandum.objects.get(number="M-7")
    assert client.post(f"/referrals/memoranda/{row.id}/end/", {"reason": "agreed"}).status_code == 302
    assert "Ended early" in client.get("/referrals/memoranda/").content.decode()


def test_code_and_database_name_the_same_kinds(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname IN ('may_partner', 'panah_rest_partners')")
        for (source,) in cursor.fetchall():
            for kind in NGO_KINDS:
                assert f"'{kind}'" in source


@pytest.mark.rule("NGO-01")
def test_what_ends_with_a_day_rests_in_the_minute_the_day_is_over(world: World) -> None:
    ended(world)
    with acting(world.orxan) as actor:
        row = memoranda.record(actor=actor, paper=a_paper(world))
    clocks = {name: each.cron for (name, _id), each in app.periodic_registry.periodic_tasks.items()}
    minute, *every = clocks["panah.referrals.tasks.keep_memoranda"].split()
    assert (int(minute), every) == (row.ends_at.minute, ["*"] * 4)
