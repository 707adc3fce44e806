"""What follows from what happened; and that it follows every time."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.duties.deadlines import Span
from panah.duties.engine import Happening, NoReceiver, Task, react, replay
from panah.duties.rulebook import Facts, assembled
from tests.duties.timelines import BOOK, START, TERMS, duty, event, named, rule, timelines


def after(*events: Happening) -> list[Task]:
    """The tasks at the end of a story, in the order they were opened."""
    return list(replay(BOOK, TERMS, events).values())


def test_an_event_opens_what_it_triggers_in_its_own_unit() -> None:
    (task,) = after(event("contact.ended"))
    assert (task.rule, task.unit_id, task.role, task.is_open) == ("HL-01", named("hotline"), "operator", True)
    assert task.due_at == START + timedelta(hours=1)


def test_the_event_waited_for_completes_it_at_its_time() -> None:
    (task,) = after(event("contact.ended"), event("card.completed", 7))
    assert task.done_at == START + timedelta(minutes=7)


def test_a_card_of_one_contact_is_not_the_card_of_another() -> None:
    first, second = after(
        event("contact.ended", 0, subject="contact one"),
        event("contact.ended", 1, subject="contact two"),
        event("card.completed", 2, subject="contact two"),
    )
    assert (first.is_open, second.is_open) == (True, False)


def test_another_kind_of_thing_in_the_same_matter_completes_it() -> None:
    screened = event("screening.completed", 0, facts={"positive": True})
    (task, _answer) = after(screened, event("referral.offered", 5, subject="referral one", to="department"))
    assert task.rule == "HL-02"
    assert task.done_at is not None


def test_another_matter_leaves_it_alone() -> None:
    (task,) = after(event("contact.ended"), event("card.completed", 1, matter="other matter"))
    assert task.is_open


@pytest.mark.parametrize("facts", [{}, {"positive": False}, {"positive": 1}, {"positive": "true"}])
def test_facts_must_be_exactly_those_the_rule_names(facts: dict[str, object]) -> None:
    assert after(event("screening.completed", facts=facts)) == []


def test_a_completing_event_must_carry_its_facts() -> None:
    told = event("child.notified")
    (waiting,) = after(told, event("notice.confirmed", 1, facts={"body": "commission"}))
    (done,) = after(told, event("notice.confirmed", 1, facts={"body": "guardianship"}))
    assert (waiting.is_open, done.is_open) == (True, False)


def test_the_receiver_s_clock_runs_in_the_receiver_s_unit() -> None:
    (task,) = after(event("referral.offered", subject="referral one", to="department"))
    assert (task.unit_id, task.asked_by_unit_id) == (named("department"), named("hotline"))


def test_a_receiver_s_clock_without_a_receiver_is_refused() -> None:
    with pytest.raises(NoReceiver, match=r"referral\.offered"):
        after(event("referral.offered"))


def offers() -> tuple[Happening, Happening]:
    return (
        event("referral.offered", 0, subject="referral one", to="department"),
        event("referral.offered", 1, subject="referral two", to="shelter"),
    )


def test_one_receiver_s_answer_is_not_the_other_s() -> None:
    answer = event("referral.accepted", 2, subject="referral two", unit="shelter")
    department, shelter = after(*offers(), answer)
    assert (department.is_open, shelter.is_open) == (True, False)


def test_a_withdrawn_consent_cancels_what_the_sender_asked_for() -> None:
    tasks = after(*offers(), event("consent.withdrawn", 2, subject="consent one"))
    assert [task.cancelled_at for task in tasks] == [START + timedelta(minutes=2)] * 2


def test_a_consent_withdrawn_for_one_unit_cancels_only_its_duty() -> None:
    department, shelter = after(*offers(), event("consent.withdrawn", 2, subject="consent one", to="shelter"))
    assert (department.is_open, shelter.is_open) == (True, False)


def test_a_unit_that_neither_has_nor_gave_the_duty_cannot_end_it() -> None:
    department, _shelter = after(*offers(), event("referral.declined", 2, subject="referral one", unit="ngo"))
    assert department.is_open


def test_the_same_thing_is_not_asked_for_twice_while_it_is_open() -> None:
    again = [event("contact.ended", 0), event("contact.ended", 5)]
    assert len(after(*again)) == 1
    assert len(after(again[0], event("card.completed", 1), again[1])) == 2


def test_a_rule_binds_only_while_it_is_valid() -> None:
    day = START.date()
    old = rule("HL-01", duty("contact.ended", "card.completed"), valid_to=day - timedelta(days=1))
    new = rule("HL-02", duty("contact.ended", "card.completed"), valid_from=day)
    opened = react(assembled((old, new)), TERMS, event("contact.ended"), ()).opened
    assert [task.rule for task in opened] == ["HL-02"]


def test_a_clock_that_left_the_rulebook_is_left_as_it_stands() -> None:
    (task,) = after(event("contact.ended"))
    changes = react(assembled(()), TERMS, event("card.completed", 1), (task,))
    assert (changes.opened, changes.done, changes.cancelled) == ((), (), ())


def test_a_list_of_facts_means_any_of_them() -> None:
    some = Facts({"kind": ("shelter", "centre")})
    assert [some.hold({"kind": kind}) for kind in ("shelter", "centre", "ngo")] == [True, True, False]


@given(timelines, st.randoms())
def test_replaying_gives_the_same_duties_in_whatever_order_events_are_read(
    events: list[Happening], chance: random.Random
) -> None:
    shuffled = [*events, *events]
    chance.shuffle(shuffled)
    assert replay(BOOK, TERMS, shuffled) == replay(BOOK, TERMS, events)


@given(timelines)
def test_step_by_step_and_all_at_once_give_the_same(events: list[Happening]) -> None:
    """Working as the events come in, with the open tasks of their matter only, is what replaying does."""
    live: dict[object, Task] = {}
    for one in sorted({each.id: each for each in events}.values(), key=lambda each: (each.at, each.id)):
        visible = [t for t in live.values() if t.is_open and one.unit_id in (t.unit_id, t.asked_by_unit_id)]
        changes = react(BOOK, TERMS, one, [t for t in visible if t.matter == one.matter])
        live |= {key: replace(live[key], done_at=one.at) for key in changes.done}
        live |= {key: replace(live[key], cancelled_at=one.at) for key in changes.cancelled}
        live |= {task.key: task for task in changes.opened}
    assert live == replay(BOOK, TERMS, events)


@given(timelines)
def test_a_task_ends_at_most_once_and_never_before_it_began(events: list[Happening]) -> None:
    for task in replay(BOOK, TERMS, events).values():
        ends = [end for end in (task.done_at, task.cancelled_at) if end]
        assert len(ends) <= 1
        assert all(end >= task.opened_at for end in ends)
        assert task.opened_at < task.alert_at <= task.due_at


@given(timelines)
def test_nobody_asks_the_same_thing_twice_at_once(events: list[Happening]) -> None:
    waiting = [task for task in replay(BOOK, TERMS, events).values() if task.is_open]
    asked = [(t.rule, t.step, t.matter, t.subject_id, t.unit_id, t.asked_by_unit_id) for t in waiting]
    assert len(asked) == len(set(asked))


DAYS = assembled(
    (
        rule(
            "SH-01",
            duty("stay.prolonged", "stay.ended", alert=Span(days=20), due=Span(days=30), due_on="ends_on"),
        ),
    )
)


@pytest.mark.parametrize(
    ("day", "alert", "due"),
    [
        ("2026-03-01", "2026-02-20", "2026-03-02"),
        ("2025-11-25", "2025-11-22", "2025-11-26"),
        ("", "2025-12-13", "2025-12-23"),
    ],
)
def test_a_day_that_the_event_names_goes_before_the_spans(day: str, alert: str, due: str) -> None:
    facts: dict[str, object] = {"ends_on": day} if day else {}
    (task,) = replay(DAYS, TERMS, [event("stay.prolonged", facts=facts)]).values()
    local = [each.astimezone(TERMS.zone).date().isoformat() for each in (task.alert_at, task.due_at)]
    assert local == [alert, due]
    assert START <= task.alert_at <= task.due_at


def test_a_day_that_is_over_is_due_at_once() -> None:
    (task,) = replay(DAYS, TERMS, [event("stay.prolonged", facts={"ends_on": "2025-01-01"})]).values()
    assert task.alert_at == task.due_at < START
