"""Something happens: the event, its line in the trail and the duties are one, and stay inside their units."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from panah.core.actor import Actor
from panah.core.ids import new_id
from panah.duties.engine import Happening, NoReceiver, replay
from panah.duties.models import Duty, Event
from panah.duties.rulebook import DutyRule, Owner, Rule, rulebook
from panah.duties.timeline import NotACode, terms
from tests.database import Owner as DatabaseOwner
from tests.duties.conftest import Happen
from tests.world import Person, World, acting

CHANGE = "SELECT panah_duties_follow(%s::jsonb, %s::jsonb)"


def clocks() -> list[tuple[Rule, DutyRule]]:
    return [(rule, duty) for rule in rulebook().rules for duty in rule.duties]


def names(actor: Actor) -> list[tuple[str, str]]:
    return [(duty.rule, duty.step) for duty in Duty.mine(actor)]


@pytest.mark.parametrize(("rule", "duty"), clocks(), ids=lambda each: each.id)
def test_every_clock_of_the_rulebook_opens_and_is_completed(
    world: World, happen: Happen, rule: Rule, duty: DutyRule
) -> None:
    """Through the database, by each of the events that complete it, in the unit whose duty it is."""
    receiver = world.nigar if duty.owner is Owner.RECEIVER else world.leyla
    for code in duty.completes:
        subject = new_id()
        with acting(world.leyla) as actor:
            facts = first_facts(duty.when.wanted) | days_set(duty)
            opening = happen(actor, duty.trigger, "thing", subject, facts=facts, to_unit=receiver.unit_id)
        opened = the_duty(receiver, rule, duty, opening)
        assert opened.is_open
        assert opened.opened_at < opened.alert_at <= opened.due_at
        with acting(receiver) as actor:
            onward = {"to_unit": world.sevinc.unit_id} if duty.owner is not Owner.RECEIVER else {}
            ending = happen(actor, code, "thing", subject, facts=first_facts(duty.completes_when.wanted), **onward)
        done = the_duty(receiver, rule, duty, opening)
        assert (done.done_at, done.done_by_id, done.ended_by) == (ending.at, receiver.member_id, ending.id)


def first_facts(wanted: object) -> dict[str, object]:
    assert isinstance(wanted, dict)
    return {name: fact[0] if isinstance(fact, tuple) else fact for name, fact in wanted.items()}


def days_set(duty: DutyRule) -> dict[str, object]:
    """The facts that name a day, where a clock runs until one that somebody sets."""
    return {duty.due_on: (timezone.localdate() + timedelta(days=99)).isoformat()} if duty.due_on else {}


def the_duty(person: Person, rule: Rule, duty: DutyRule, opening: Happening) -> Duty:
    with acting(person, reading=True):
        return Duty.objects.get(rule=rule.id, step=duty.id, opened_by=opening.id)


@pytest.mark.rule("HL-08")
@pytest.mark.rule("HL-09")
def test_card_and_journal_are_due_at_once_after_a_contact(world: World, happen: Happen) -> None:
    with acting(world.leyla) as actor:
        happen(actor, "contact.ended")
        assert set(names(actor)) >= {("HL-08", "card"), ("HL-09", "journal")}
        happen(actor, "card.completed")
        assert ("HL-08", "card") not in names(actor)
        assert ("HL-09", "journal") in names(actor)


def test_the_own_duty_is_nobody_elses(world: World, happen: Happen) -> None:
    with acting(world.leyla) as actor:
        happen(actor, "contact.ended")
    with acting(world.kamran) as actor:
        assert names(actor) == []
    with acting(world.director) as actor:
        assert ("HL-08", "card") in [(duty.rule, duty.step) for duty in Duty.of_unit(actor)]


@pytest.mark.rule("NRM-06")
def test_the_receiver_gets_a_clock_of_24_hours_that_the_sender_does_not_see(world: World, happen: Happen) -> None:
    facts = {"receiver_kind": "special_unit", "to_unit": world.nigar.unit_id}
    with acting(world.leyla) as actor:
        offer = happen(actor, "referral.offered", "referral", new_id(), facts=facts)
        assert Duty.objects.filter(rule="NRM-06").count() == 0
    with acting(world.nigar) as actor:
        (duty,) = [each for each in Duty.mine(actor) if each.rule == "NRM-06"]
        assert (duty.due_at - offer.at, duty.member_id) == (timedelta(hours=24), None)
        assert not Event.objects.filter(id=offer.id).exists()


def test_the_sender_takes_back_what_it_asked_for(world: World, happen: Happen) -> None:
    facts = {"receiver_kind": "special_unit", "to_unit": world.nigar.unit_id}
    with acting(world.leyla) as actor:
        happen(actor, "referral.offered", "referral", new_id(), facts=facts)
        withdrawn = happen(actor, "consent.withdrawn", "consent", new_id())
    with acting(world.nigar):
        duty = Duty.objects.get(rule="NRM-06")
        assert (duty.cancelled_at, duty.cancel_reason) == (withdrawn.at, "consent.withdrawn")


def test_a_stranger_s_event_in_the_same_matter_ends_nothing(world: World, happen: Happen) -> None:
    facts = {"receiver_kind": "special_unit", "to_unit": world.nigar.unit_id}
    referral = new_id()
    with acting(world.leyla) as actor:
        happen(actor, "referral.offered", "referral", referral, facts=facts)
    with acting(world.sevinc) as actor:
        happen(actor, "referral.declined", "referral", referral)
    with acting(world.nigar):
        assert Duty.objects.get(rule="NRM-06").is_open


def test_a_receiver_s_clock_needs_a_receiver(world: World, happen: Happen) -> None:
    with acting(world.leyla) as actor, pytest.raises(NoReceiver):
        happen(actor, "referral.offered", facts={"receiver_kind": "special_unit"})


@pytest.mark.parametrize(
    "fact", ["Aysel Məmmədova", "called from +994 50", "a\nb", 1.5, {"name": "x"}, "ə", "x" * 65, b"x"]
)
def test_words_are_no_facts(world: World, happen: Happen, fact: object) -> None:
    with acting(world.leyla) as actor, pytest.raises(NotACode, match="about"):
        happen(actor, "contact.ended", facts={"about": fact})


def test_facts_are_kept_as_codes(world: World, happen: Happen) -> None:
    someone = new_id()
    with acting(world.leyla) as actor:
        facts = {
            "child": True,
            "count": 3,
            "country": "TUR",
            "who": someone,
            "motives": ["work", "study"],
            "none": None,
        }
        happen(actor, "note.written", facts=facts)
        assert Event.objects.get().facts == facts | {"who": str(someone)}


@pytest.mark.rule("PRI-01")
def test_the_timeline_is_seen_only_by_who_may_open_its_folder(world: World, happen: Happen) -> None:
    with acting(world.leyla) as actor:
        event = happen(actor, "contact.ended")
    with acting(world.kamran):
        assert [each.happening() for each in Event.timeline(event.matter)] == [event]
    with acting(world.sevinc):
        assert list(Event.timeline(event.matter)) == []


def test_each_event_is_in_the_trail_under_the_same_code(
    world: World, happen: Happen, transactional_db: None, owner: DatabaseOwner
) -> None:
    with acting(world.leyla) as actor:
        event = happen(actor, "contact.ended")
    row = owner.execute(
        "SELECT code, kind, member_id FROM audit_entry WHERE subject_id = %s", [event.subject_id]
    ).fetchone()
    assert row == ("contact.ended", "contact", world.leyla.member_id)


def test_what_is_undone_opens_no_duty(world: World, happen: Happen) -> None:
    with acting(world.leyla) as actor:
        happen(actor, "note.written")
        with transaction.atomic():
            happen(actor, "contact.ended")
            transaction.set_rollback(True)
        assert names(actor) == []


def test_what_happens_costs_one_statement_and_a_clock_one_more(
    world: World, happen: Happen, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with acting(world.leyla) as actor:
        happen(actor, "note.written")
        with django_assert_num_queries(1):
            happen(actor, "note.written")
        with django_assert_num_queries(2):
            happen(actor, "contact.ended")


def test_replaying_the_stored_timeline_gives_the_stored_duties(world: World, happen: Happen) -> None:
    screening, referral = new_id(), new_id()
    matter = new_id()
    to = {"receiver_kind": "special_unit", "to_unit": world.nigar.unit_id}
    with acting(world.leyla) as actor:
        for code, kind, subject, facts in [
            ("contact.ended", "contact", matter, {}),
            ("screening.completed", "screening", screening, {"positive": True}),
            ("card.completed", "contact", matter, {}),
            ("referral.offered", "referral", referral, to),
            ("journal.written", "contact", matter, {}),
            ("consent.withdrawn", "consent", new_id(), {}),
            ("danger.declared", "contact", matter, {}),
        ]:
            happen(actor, code, kind, subject, facts=facts, matter=matter)
        events = [event.happening() for event in Event.timeline(matter)]
        here = {(d.opened_by, d.rule, d.step): (d.done_at, d.cancelled_at, d.due_at) for d in Duty.objects.all()}
    with acting(world.nigar):
        there = {(d.opened_by, d.rule, d.step): (d.done_at, d.cancelled_at, d.due_at) for d in Duty.objects.all()}
    tasks = replay(rulebook(), terms(), events)
    assert {key: (task.done_at, task.cancelled_at, task.due_at) for key, task in tasks.items()} == here | there
    assert len(there) == 1


def row(event: Happening, unit: UUID) -> dict[str, str]:
    moment = "2030-01-01T00:00:00+00:00"
    asked = {"rule": "HL-08", "step": "card", "role": "operator", "alert_at": moment, "due_at": moment}
    return asked | {"event": str(event.id), "id": str(new_id()), "unit_id": str(unit)}


def endings(event: Happening, actor: Actor) -> str:
    return json.dumps([{"event": str(event.id), "id": str(duty.id), "done": True} for duty in Duty.mine(actor)])


def test_the_door_refuses_another_s_event(world: World, happen: Happen) -> None:
    with acting(world.leyla) as actor:
        event = happen(actor, "note.written")
    for person in (world.kamran, world.sevinc):
        refused = pytest.raises(DatabaseError, match="not your event")
        with acting(person), connection.cursor() as cursor, refused, transaction.atomic():
            cursor.execute(CHANGE, [json.dumps([row(event, person.unit_id)]), None])


def test_the_door_refuses_to_end_by_another_s_event(world: World, happen: Happen) -> None:
    with acting(world.leyla) as actor:
        event = happen(actor, "contact.ended")
        asked = endings(event, actor)
        mine = row(event, actor.unit)
    with acting(world.kamran) as actor, connection.cursor() as cursor:
        own = happen(actor, "note.written", matter=event.matter)
        for opened, ended in ((None, asked), (json.dumps([row(own, actor.unit) | {"ended_by": mine["event"]}]), None)):
            with pytest.raises(DatabaseError, match="not your event"), transaction.atomic():
                cursor.execute(CHANGE, [opened, ended])


def test_another_s_events_do_not_matter_where_the_database_reads_them_all(
    world: World, happen: Happen, transactional_db: None, owner: DatabaseOwner
) -> None:
    """Of a handful of events it reads every one rather than look for each."""
    with acting(world.sevinc) as actor:
        happen(actor, "note.written")
    with acting(world.leyla) as actor:
        event = happen(actor, "contact.ended")
    owner.execute("ANALYZE duties_event, duties_duty")
    with acting(world.leyla) as actor, connection.cursor() as cursor:
        ending = happen(actor, "note.written", matter=event.matter)
        cursor.execute(CHANGE, [json.dumps([row(ending, actor.unit)]), endings(ending, actor)])
        assert [duty.is_open for duty in Duty.objects.filter(opened_by=event.id)] == [False, False]


def test_the_door_asks_only_the_unit_the_event_is_addressed_to(world: World, happen: Happen) -> None:
    with acting(world.leyla) as actor, connection.cursor() as cursor:
        event = happen(actor, "note.written", to_unit=world.nigar.unit_id)
        rows = [row(event, world.nigar.unit_id), row(event, world.sevinc.unit_id) | {"step": "journal"}]
        cursor.execute(CHANGE, [json.dumps(rows), None])
    with acting(world.sevinc):
        assert Duty.objects.count() == 0
    with acting(world.nigar):
        assert Duty.objects.count() == 1


def test_the_door_ends_nothing_in_another_matter(world: World, happen: Happen) -> None:
    with acting(world.leyla) as actor, connection.cursor() as cursor:
        happen(actor, "contact.ended")
        other = happen(actor, "note.written", matter=new_id())
        cursor.execute(CHANGE, ["[]", endings(other, actor)])
        assert all(duty.is_open for duty in Duty.objects.all())
        assert Duty.objects.count() == 2


def test_the_same_change_twice_is_one(world: World, happen: Happen) -> None:
    with acting(world.leyla) as actor, connection.cursor() as cursor:
        event = happen(actor, "note.written")
        for _ in range(2):
            cursor.execute(CHANGE, [json.dumps([row(event, actor.unit)]), None])
        assert Duty.objects.filter(opened_by=event.id).count() == 1


@pytest.mark.parametrize("statement", ["UPDATE duties_duty SET done_at = now()", "DELETE FROM duties_duty",
                                       "DELETE FROM duties_event", "UPDATE duties_event SET code = 'x.y'",
                                       "INSERT INTO duties_notice (id) VALUES (gen_random_uuid())"])  # fmt: skip
def test_the_server_changes_duties_only_through_the_door(world: World, statement: str) -> None:
    with acting(world.leyla), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)
