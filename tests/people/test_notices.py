"""A child is told of at once, to every body the law names, with as little as it needs and without asking consent."""

import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from panah.core.country import country
from panah.core.country.pack import Country
from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Duty, Event
from panah.people.actions import notices, registering
from panah.people.actions.notices import NoResponse, NoticeMovedOn, nearest
from panah.people.actions.registering import Facts, establish_age
from panah.people.models import AgeBasis, Notice, NoticeAnswer, Person, PersonRole
from panah.people.states import NoticeSubject
from panah.vault.fields import SEALED
from tests.people.making import ADULT, CHILD, NAMES, registered
from tests.world import Person as Member
from tests.world import World, acting

ALL = {"guardianship", "children_commission", "state_committee"}
UNKNOWN = Facts(sex="female")


def told(by: Member, person: Person) -> list[Notice]:
    with acting(by) as actor:
        return list(Notice.sent_about(actor, person.id, NoticeSubject.CHILD))


def received(by: Member, person: Person) -> Notice:
    with acting(by) as actor:
        return Notice.received(actor).get(person_id=person.id)


def duties(by: Member, rule: str) -> list[Duty]:
    with acting(by) as actor:
        return [duty for duty in Duty.of_unit(actor) if duty.rule == rule]


@pytest.fixture
def without_committee(monkeypatch: pytest.MonkeyPatch) -> Country:
    """The country as the law alone has it: two bodies."""
    pack = country()
    law = replace(pack, settings=replace(pack.settings, child_notified=("guardianship", "children_commission")))
    monkeypatch.setattr(notices, "country", lambda: law)
    return law


@pytest.mark.rule("CH-01")
@pytest.mark.parametrize("facts", [CHILD, UNKNOWN])
def test_a_shelter_that_meets_a_child_tells_both_bodies_in_the_same_step(world: World, facts: Facts) -> None:
    person = registered(world.sevinc, facts)
    assert {"guardianship", "children_commission"} <= {notice.recipient_kind for notice in told(world.sevinc, person)}
    assert received(world.gunel, person).unit_id == world.gunel.unit_id
    assert received(world.fidan, person).unit_id == world.fidan.unit_id
    with acting(world.sevinc):
        done = Duty.objects.filter(subject_id=person.id, rule="CH-01")
        assert {duty.step for duty in done} == {"guardianship", "commission"}
        assert all(duty.done_at for duty in done)


@pytest.mark.rule("AC-03")
def test_a_centre_does_the_same_and_nobody_is_asked_for_consent(world: World) -> None:
    person = registered(world.tural, UNKNOWN)
    assert {notice.recipient_kind for notice in told(world.tural, person)} == ALL
    with acting(world.tural):
        done = Duty.objects.filter(subject_id=person.id, rule="AC-03")
        assert {duty.step: bool(duty.done_at) for duty in done} == {"guardianship": True, "commission": True}
        assert not Event.objects.filter(code__startswith="consent.", matter_id=person.id).exists()


@pytest.mark.rule("CH-02")
def test_the_state_committee_is_told_as_well_and_its_clock_stops(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    assert received(world.kenul, person).from_unit_id == world.sevinc.unit_id
    with acting(world.sevinc):
        assert Duty.objects.get(subject_id=person.id, rule="CH-02").done_at is not None


@pytest.mark.rule("CH-02")
def test_a_country_may_turn_the_committee_off(world: World, without_committee: Country) -> None:
    person = registered(world.sevinc, CHILD)
    assert {n.recipient_kind for n in told(world.sevinc, person)} == set(without_committee.settings.child_notified)
    with acting(world.kenul) as actor:
        assert not Notice.received(actor).exists()


def test_nothing_is_told_of_an_adult_or_of_a_child_who_is_no_victim(world: World) -> None:
    assert told(world.sevinc, registered(world.sevinc, ADULT)) == []
    assert told(world.sevinc, registered(world.sevinc, replace(CHILD, role=PersonRole.RELATIVE))) == []


def test_the_special_unit_tells_by_setting_and_the_hotline_does_not(world: World) -> None:
    assert len(told(world.nigar, registered(world.nigar, CHILD))) == 3
    assert told(world.leyla, registered(world.leyla, CHILD)) == []


@pytest.mark.rule("CH-01", "CH-04")
def test_somebody_taken_for_an_adult_who_is_a_child_is_told_of_then(world: World) -> None:
    person = registered(world.tural, ADULT)
    assert told(world.tural, person) == []
    with acting(world.tural) as actor:
        establish_age(actor=actor, person_id=person.id, age_band="14_17", age_basis=AgeBasis.ESTIMATED)
        establish_age(actor=actor, person_id=person.id, age_band="9_13", age_basis=AgeBasis.DECLARED)
    assert len(told(world.tural, person)) == 3


def test_if_telling_fails_nobody_is_registered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(notices, "write", broken)
    with acting(world.sevinc) as actor:
        before = Person.visible(actor).count()
    with pytest.raises(RuntimeError), acting(world.sevinc) as actor:
        registering.register(actor=actor, facts=CHILD)
    with acting(world.sevinc) as actor:
        assert Person.visible(actor).count() == before


@pytest.mark.rule("CH-03")
def test_the_recipient_learns_the_false_name_and_what_is_asked_and_no_more(world: World) -> None:
    person = registered(world.sevinc, replace(UNKNOWN, citizenship="UKR", language="ru", without_care=True))
    with acting(world.gunel) as actor:
        words = notices.read(Notice.received(actor).get(person_id=person.id))
        with pytest.raises(NotHere):
            Person.gate(actor, person.id)
    assert words == {
        "pseudonym": person.pseudonym, "age_band": "", "age_basis": "presumed", "sex": "female",
        "asks": ["rights", "care"],
    }  # fmt: skip


@pytest.mark.rule("CH-03", "CON-01")
def test_nobody_but_the_recipient_can_open_it_not_even_who_sent_it(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    (first, *_others) = told(world.sevinc, person)
    assert first.words == SEALED
    theirs = received(world.gunel, person)
    with acting(world.fidan):
        assert not Notice.objects.filter(id=theirs.id).exists()
    with acting(world.gunel), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(n)::text FROM people_notice n WHERE person_id = %s", [person.id])
        (stored,) = cursor.fetchone() or ("",)
    assert not any(word in stored for word in (person.pseudonym, "14_17", *NAMES))


@pytest.mark.rule("CH-03")
def test_the_recipients_clock_runs_until_it_records_a_measure(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    notice = received(world.gunel, person)
    (duty,) = [each for each in duties(world.gunel, "CH-03") if each.subject_id == notice.id]
    assert (duty.step, duty.role, duty.subject_kind) == ("guardianship", "guardianship_worker", "notice")
    with acting(world.gunel) as actor:
        notices.receive(actor=actor, notice_id=notice.id)
        assert Duty.objects.get(id=duty.id).done_at is None
        notices.respond(actor=actor, notice_id=notice.id, response="child_visited", words="She is well")
        assert Duty.objects.get(id=duty.id).done_at is not None
    (other,) = [each for each in duties(world.fidan, "CH-03") if each.step == "commission"]
    assert other.is_open


@pytest.mark.rule("CH-03")
def test_the_sender_sees_receipt_and_the_code_and_not_the_words(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    notice = received(world.gunel, person)
    with acting(world.gunel) as actor:
        notices.receive(actor=actor, notice_id=notice.id)
        notices.respond(actor=actor, notice_id=notice.id, response="child_visited", words="The aunt drinks")
        assert [row.words for row in NoticeAnswer.of(notice)] == ["", "The aunt drinks"]
    with acting(world.sevinc):
        seen = Notice.objects.get(id=notice.id)
        assert (seen.state, seen.response, seen.received_at is not None) == ("responded", "child_visited", True)
        assert not NoticeAnswer.objects.filter(notice_id=notice.id).exists()


def test_it_moves_by_the_table_and_by_the_recipient_alone(world: World) -> None:
    notice = received(world.gunel, registered(world.sevinc, CHILD))
    with acting(world.gunel) as actor:
        with pytest.raises(NoticeMovedOn):
            notices.respond(actor=actor, notice_id=notice.id, response="child_visited")
        with pytest.raises(NoResponse):
            notices.respond(actor=actor, notice_id=notice.id, response="exempt")
        notices.receive(actor=actor, notice_id=notice.id)
        with pytest.raises(NoticeMovedOn):
            notices.receive(actor=actor, notice_id=notice.id)
    for stranger, refusal in ((world.fidan, NotHere), (world.nigar, NotHere), (world.sevinc, Forbidden)):
        with acting(stranger) as actor, pytest.raises(refusal):
            notices.receive(actor=actor, notice_id=notice.id)


@pytest.mark.parametrize("change", ["state = 'received', received_at = now()", "words = ''", "person_id = unit_id"])
def test_the_database_lets_neither_side_rewrite_it(world: World, change: str) -> None:
    notice = received(world.gunel, registered(world.sevinc, CHILD))
    statement = f"UPDATE people_notice SET {change} WHERE id = %s"  # noqa: S608
    for person in (world.sevinc, world.gunel):
        if person is world.gunel and change.startswith("state"):
            continue
        with acting(person), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement, [notice.id])


def test_nobody_sends_a_notice_in_anothers_name(world: World) -> None:
    cover = {
        "id": str(world.gunel.member_id), "unit_id": str(world.gunel.unit_id), "subject": "child",
        "from_unit_id": str(world.sevinc.unit_id), "person_id": str(world.gunel.member_id),
        "matter_id": str(world.gunel.member_id), "sent_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    with acting(world.tural), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("SELECT panah_send_notice(%s, %s)", [json.dumps(cover), b"sealed"])


def test_of_several_units_the_one_of_the_region_is_told_and_otherwise_always_the_same(world: World) -> None:
    with acting(world.sevinc):
        unit = type("Unit", (), {})
        made = []
        for code, region in (("guardianship-ganja", "ganja"), ("guardianship-baku", "baku"), ("aa", "")):
            each = unit()
            each.code, each.region = code, region
            made.append(each)
    assert nearest(made, "ganja").code == "guardianship-ganja"
    assert nearest(made, "unknown").code == "guardianship-baku"
    assert nearest([made[2], made[0]], "").code == "aa"
