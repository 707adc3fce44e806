"""What the actions see to, tried by hand: by SQL in one's own session, past the action, with the words one likes."""

import datetime as dt
import json
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from panah.accounts.actions import conflicts
from panah.audit import trail
from panah.cases.actions import consents
from panah.cases.models import ConsentUse
from panah.cases.states import DecisionStep
from panah.core.country import country
from panah.core.functions import rows
from panah.core.ids import new_id
from panah.hotline.models import Shift
from panah.people.actions import links
from panah.people.models import Identity, Notice, Person, Photo, RoleRecord
from panah.referrals.actions import answering, memoranda
from panah.referrals.models import Referral, Signal
from panah.vault import folders, grants, orders
from panah.vault.models import Compartment
from tests.attack.test_grants import by_hand
from tests.cases.deciding import case_of, found, let_in, took
from tests.cases.making import consent, written
from tests.database import Owner
from tests.people.making import ADULT, CHILD, registered
from tests.referrals.making import offered, opens, sent
from tests.referrals.test_memoranda import IDENTITY, TODAY, a_paper, ended
from tests.world import Person as Member
from tests.world import World, acting

DECISION = orders.Decision(number="12/3", decided_on=dt.date(2026, 3, 1), body="Court")


def told_of(by: Member, person_id: UUID, to: Member, subject: str = "child", **changes: str) -> None:
    """A notice handed over by the bare function."""
    notice = {
        "id": str(new_id()), "unit_id": str(to.unit_id), "from_unit_id": str(by.unit_id), "subject": subject,
        "person_id": str(person_id), "matter_id": str(person_id), "sent_at": timezone.now().isoformat(),
    } | changes  # fmt: skip
    with acting(by), connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT panah_send_notice(%s::jsonb, %s)", [json.dumps(notice), b"sealed"])


def notices_of(by: Member, person_id: UUID) -> int:
    with acting(by):
        return Notice.objects.filter(person_id=person_id).count()


@pytest.mark.rule("CH-01", "PRI-01")
def test_a_notice_about_somebody_is_sent_only_by_who_knows_them(world: World) -> None:
    person = registered(world.leyla, CHILD)
    for stranger in (world.samira, world.nigar, world.sevinc):
        with pytest.raises(DatabaseError, match="not permitted"):
            told_of(stranger, person.id, world.gunel)
    with pytest.raises(DatabaseError, match="not permitted"):
        told_of(world.leyla, new_id(), world.gunel)
    told_of(world.kamran, person.id, world.gunel)
    assert notices_of(world.gunel, person.id) == 1


@pytest.mark.rule("PRI-01")
def test_nobody_gets_to_know_somebody_by_writing_of_them(world: World) -> None:
    child = registered(world.leyla, CHILD)
    with acting(world.tural) as actor:
        own = folders.create(actor=actor, compartment=Compartment.CHILD)
        RoleRecord.objects.create(
            folder_id=own.id,
            person_id=child.id,
            role="victim",
            unit_id=actor.unit,
            by_id=actor.member,
            at=timezone.now(),
        )
    with pytest.raises(DatabaseError, match="not permitted"):
        told_of(world.tural, child.id, world.gunel)


@pytest.mark.rule("CH-01")
def test_nobody_says_that_a_notice_was_sent_before(world: World) -> None:
    person, before = registered(world.leyla, CHILD), timezone.now()
    told_of(world.leyla, person.id, world.gunel, sent_at="2026-01-01T00:00:00Z")
    with acting(world.gunel):
        assert Notice.objects.get(person_id=person.id).sent_at >= before - dt.timedelta(seconds=10)


def test_a_notice_is_sent_only_by_who_may_tell_of_such_a_thing(world: World) -> None:
    person = registered(world.leyla, CHILD)
    for subject in ("coercion", "anything"):
        with pytest.raises(DatabaseError, match="not permitted"):
            told_of(world.leyla, person.id, world.elxan, subject)
    known_to_police = registered(world.nigar)
    told_of(world.nigar, known_to_police.id, world.elxan, "coercion")
    assert notices_of(world.elxan, known_to_police.id) == 1


@pytest.mark.rule("PRI-03")
def test_who_has_a_conflict_of_interest_tells_nobody_of_the_person(world: World) -> None:
    person = registered(world.leyla, CHILD)
    with acting(world.kamran) as actor:
        conflicts.declare(actor=actor, label=person.pseudonym)
    with pytest.raises(DatabaseError, match="not permitted"):
        told_of(world.kamran, person.id, world.gunel)
    assert notices_of(world.gunel, person.id) == 0


@pytest.mark.rule("CH-01", "AC-03")
def test_the_letters_of_an_offer_are_knowledge_enough(world: World) -> None:
    """A child comes by a referral that shares no folder: its protection bodies are told all the same."""
    child = registered(world.leyla, CHILD)
    consent(world.leyla, child, world.tural, given_by="guardianship_body")
    referral = sent(world.leyla, child, world.tural, compartments=frozenset())
    with acting(world.tural) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
    assert notices_of(world.gunel, child.id) == 1


def a_signal(by: Member, to: Member, **changes: Any) -> Signal:
    """A signal as somebody would write it who says of themselves what suits them."""
    usual: dict[str, Any] = {
        "number": f"SIG-{new_id().hex[-8:]}", "unit_id": to.unit_id, "sender_unit_id": by.unit_id,
        "sender_is_gated": False, "sent_by_id": by.member_id, "subject": "victim", "urgency": "standard",
        "names_somebody": True, "words": "x", "sent_at": timezone.now(), "answer_due_at": timezone.now(),
    }  # fmt: skip
    return Signal(**(usual | changes))


@pytest.mark.rule("CON-06", "CON-07")
def test_who_keeps_people_anonymous_cannot_say_otherwise(world: World, owner: Owner) -> None:
    for gated in (world.sevinc, world.malika, world.tural):
        with acting(gated), pytest.raises(IntegrityError, match="signal_names_nobody"), transaction.atomic():
            a_signal(gated, world.nigar).save(force_insert=True)
        with acting(gated):
            a_signal(gated, world.nigar, consent_way="oral").save(force_insert=True)
    with acting(world.ramin):
        a_signal(world.ramin, world.nigar, sender_is_gated=True).save(force_insert=True)
    with acting(world.nigar):
        kept = dict(Signal.objects.values_list("sender_unit_id", "sender_is_gated"))
    assert kept[world.sevinc.unit_id] is kept[world.tural.unit_id] is True
    assert kept[world.ramin.unit_id] is False
    in_database = {kind for (kind,) in owner.execute("SELECT kind FROM panah_private.consent_gated").fetchall()}
    assert in_database == set(country().settings.consent_gated)


@pytest.mark.rule("PRI-03")
def test_a_conflict_closes_what_is_suspected_too(world: World) -> None:
    child, mother = (registered(world.nigar, facts, names=(), phone="") for facts in (CHILD, ADULT))
    with acting(world.nigar) as actor:
        links.record(
            actor=actor, person_id=child.id, pseudonym=mother.pseudonym, kind="parent", suspicion="person_said"
        )
        assert links.suspected_of(child) == {mother.id}
    with acting(world.murad) as actor:
        conflicts.declare(actor=actor, label=mother.pseudonym)
        assert links.suspected_of(child) == frozenset()
    with acting(world.nigar):
        assert links.suspected_of(child) == {mother.id}


@pytest.mark.rule("PRI-03")
def test_a_conflict_keeps_from_giving_the_person_on(world: World) -> None:
    person = registered(world.nigar)
    with acting(world.murad) as actor:
        conflicts.declare(actor=actor, label=person.pseudonym)
    with pytest.raises(DatabaseError, match="row-level security"):
        by_hand(world.murad, person.folder, world.sevinc.unit_id)
    assert by_hand(world.nigar, person.folder, world.sevinc.unit_id).unit_id == world.sevinc.unit_id


@pytest.mark.rule("PRI-03")
def test_of_the_trail_nothing_is_told_but_look_ups(world: World) -> None:
    person = registered(world.nigar)
    everything = ["identity.opened", "identity.saved", "person.registered", "case.opened", "note.written", "x"]
    with acting(world.nigar) as actor:
        for code in everything:
            trail.write(actor, code, kind="person", subject=person.id)
    with acting(world.nigar):
        told = {code for _day, _unit, code, _times in rows("panah_seen_of", person.id, everything)}
    assert told == {"identity.opened"}


def test_the_country_names_the_same_look_ups_as_the_database(world: World, owner: Owner) -> None:
    (source,) = owner.execute("SELECT prosrc FROM pg_proc WHERE proname = 'panah_seen_of'").fetchone() or ("",)
    listed = country().codes("look_up").ids
    assert [code for code in listed if f"'{code}'" not in source] == []


@pytest.mark.rule("CON-07")
def test_nothing_rests_on_an_ended_consent_by_dating_it_back(world: World) -> None:
    person, now = registered(world.leyla), timezone.now()
    with acting(world.leyla) as actor:
        ended_one = written(person, world.nigar.unit_id)
        while_it_held = ended_one.given_at + dt.timedelta(days=1)
        use = ConsentUse(
            folder_id=person.folder_id, consent=ended_one, reference="REF-1", used_at=while_it_held,
            used_by_id=actor.member,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="not live"), transaction.atomic():
            use.save(force_insert=True)
    fresh = consent(world.leyla, person, world.nigar)
    with acting(world.leyla) as actor:
        ConsentUse(
            folder_id=person.folder_id, consent=fresh, reference="REF-2", used_at=now + dt.timedelta(days=20),
            used_by_id=actor.member,
        ).save(force_insert=True)  # fmt: skip
        consents.rest_on(actor=actor, consent=fresh, reference="REF-3")
        moments = list(ConsentUse.objects.filter(consent=fresh).values_list("used_at", flat=True))
    assert all(fresh.given_at <= moment <= timezone.now() for moment in moments)


def shared_with_partner(world: World) -> tuple[Referral, UUID]:
    """A person's identity, given to the organisation by a referral it accepted; and its folder."""
    referral = offered(world.leyla, world.malika, compartments=IDENTITY)
    with acting(world.malika) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
        return referral, Identity.objects.get(person_id=referral.person_id).folder_id


def ordered(world: World, referral: Referral) -> UUID:
    """An order that spares the organisation's official."""
    with acting(world.elxan) as actor:
        return orders.enter(actor=actor, label=referral.pseudonym, decision=DECISION, spared=[world.malika.member_id])


@pytest.mark.rule("NGO-01", "CON-08")
@pytest.mark.django_db(transaction=True)
def test_an_order_does_not_spare_an_organisation_whose_memorandum_ends(world: World) -> None:
    referral, folder = shared_with_partner(world)
    ordered(world, referral)
    assert opens(world.malika, folder)
    ended(world)
    assert not opens(world.malika, folder)
    with acting(world.orxan) as actor:
        memoranda.record(actor=actor, paper=a_paper(world))
    assert opens(world.malika, folder)


@pytest.mark.rule("NGO-01", "CON-08")
@pytest.mark.django_db(transaction=True)
def test_an_order_wakes_nothing_for_an_organisation_without_a_memorandum(world: World) -> None:
    referral, folder = shared_with_partner(world)
    ended(world)
    order = ordered(world, referral)
    assert not opens(world.malika, folder)
    # Something new about the person brings every grant to what the orders say, and wakes nothing either.
    with acting(world.elxan) as actor:
        second = orders.Decision(number="14/1", decided_on=TODAY, body="Court")
        orders.lift(actor=actor, order_id=order, decision=second)
    assert not opens(world.malika, folder)


@pytest.mark.rule("RR-04", "CON-14")
def test_nobody_learns_by_trying_that_somebody_was_found_to_be_no_victim(world: World) -> None:
    case = case_of(world.nigar)
    took(world.nigar, case, DecisionStep.PRESUME)
    found(world, case, DecisionStep.PROPOSE_OTHER)
    with acting(world.nigar) as actor:
        person = Person.gate(actor, case.person_id)
        assert person.standing == "not_a_victim"
    period = (
        "INSERT INTO cases_reflection (id, folder_id, person_id, unit_id, opened_by_id, opened_at, ends_at,"
        " close_reason, close_words)"
        " VALUES (%s, %s, %s, panah_unit(), panah_member(), now(), now() + interval '90 days', '', '')"
    )
    for stranger in (world.samira, world.sevinc):
        with (
            acting(stranger),
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            cursor.execute(period, [new_id(), person.folder_id, person.id])


@pytest.mark.rule("CON-03")
def test_nobody_takes_a_folder_from_the_unit_it_belongs_to(world: World) -> None:
    """Neither the unit itself nor anybody else ends the right that a folder came with; nobody could open it again."""
    person = registered(world.leyla)
    with acting(world.leyla) as actor:
        own = next(line for line in grants.who_can_see(person.folder_id) if line.unit_id == actor.unit)
        with pytest.raises(grants.GrantGone):
            grants.end(actor=actor, grant_id=own.grant_id, reason="x")
    assert opens(world.leyla, person.folder_id)


@pytest.mark.rule("CON-01", "PRI-01")
def test_who_was_let_in_rewrites_nothing_of_who_somebody_is(world: World) -> None:
    """Neither age nor name nor ways of contact, and nobody makes themselves the one who registered somebody."""
    referral, folder = shared_with_partner(world)
    about = {"person_id": referral.person_id}
    with acting(world.leyla) as actor:
        let_in(world.leyla, Person.gate(actor, referral.person_id), world.nigar.unit_id)
    with acting(world.nigar):
        for changes in ({"is_child": True, "age_basis": "presumed"}, {"registered_by_unit_id": world.nigar.unit_id}):
            with pytest.raises(IntegrityError, match="who registered"), transaction.atomic():
                Person.objects.filter(id=referral.person_id).update(**changes)
    with acting(world.malika):
        with pytest.raises(IntegrityError, match="who registered"), transaction.atomic():
            Identity.objects.filter(**about).update(pseudonym="Somebody Else")
        with pytest.raises(IntegrityError, match="who registered"), transaction.atomic():
            Photo(folder_id=folder, kind="image/png", taken_in_at=timezone.now(), taken_in_by_id=world.malika.member_id,
                  picture=b"x", **about).save(force_insert=True)  # fmt: skip
    with acting(world.leyla):
        assert Person.objects.filter(id=referral.person_id).update(language="ru") == 1
        with pytest.raises(IntegrityError, match="who registered"), transaction.atomic():
            Person.objects.filter(id=referral.person_id).update(registered_by_unit_id=world.malika.unit_id)


@pytest.mark.rule("NRM-06")
def test_what_was_offered_opens_with_its_acceptance_alone(world: World) -> None:
    """Neither the grants by themselves nor with the bare state: the line in the trail goes with it."""
    referral = offered(world.leyla, world.malika, compartments=IDENTITY)
    with acting(world.malika) as actor:
        for state in ("offered", "accepted"):
            Referral.objects.filter(id=referral.id).update(state=state)
            with pytest.raises(IntegrityError, match="opens when it is accepted"), transaction.atomic():
                grants.claim(actor=actor, reference=referral.number)
        Referral.objects.filter(id=referral.id).update(state="offered")
        answering.accept(actor=actor, referral_id=referral.id)
        folder = Identity.objects.get(person_id=referral.person_id).folder_id
    assert opens(world.malika, folder)


@pytest.mark.rule("HL-01")
def test_nobody_writes_a_shift_but_who_makes_the_rota(world: World) -> None:
    with acting(world.leyla), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        a_shift(world.leyla).save(force_insert=True)
    made = a_shift(world.leyla)
    with acting(world.director):
        made.save(force_insert=True)
    with acting(world.leyla), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Shift.objects.filter(id=made.id).update(withdrawn_at=timezone.now())


def a_shift(of: Member) -> Shift:
    now = timezone.now()
    return Shift(
        unit_id=of.unit_id, member_id=of.member_id, kind="day", starts_at=now - dt.timedelta(hours=3), ends_at=now,
        made_by_id=of.member_id, made_at=now,
    )  # fmt: skip
