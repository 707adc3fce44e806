"""The engine: from what happened to what is to be done. Pure and deterministic: replaying gives the same duties.

An event opens a task for each clock it triggers, unless the same task is open already. It ends the open tasks that wait
for it in the same matter: those of its own unit and those its own unit asked another for; those about the same subject
when both are about the same kind of thing (an answer to one referral does not answer another); and, where the event is
addressed to a unit, only that unit's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from panah.duties.deadlines import Terms
from panah.duties.rulebook import DutyRule, Owner, Rule, Rulebook

Key = tuple[UUID, str, str]


class NoReceiver(ValueError):
    """An event starts a receiver's clock but says nothing of a receiver: a mistake in the action, not of a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event: what happened, when, in which matter, about what, in which unit, addressed to whom."""

    id: UUID
    code: str
    at: datetime
    matter: UUID
    subject_kind: str
    subject_id: UUID
    unit_id: UUID
    to_unit_id: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One opened clock, as the engine knows it; `opened_by` with rule and step names it for ever."""

    opened_by: UUID
    rule: str
    step: str
    matter: UUID
    subject_kind: str
    subject_id: UUID
    unit_id: UUID
    asked_by_unit_id: UUID
    role: str
    opened_at: datetime
    alert_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def key(self) -> Key:
        """The event, rule and step it was opened by."""
        return self.opened_by, self.rule, self.step

    @property
    def is_open(self) -> bool:
        """Neither done nor cancelled."""
        return self.done_at is None and self.cancelled_at is None


@dataclass(frozen=True, slots=True)
class Changes:
    """What one event does: tasks to open, and keys of tasks that are done or pointless now."""

    opened: tuple[Task, ...] = ()
    done: tuple[Key, ...] = ()
    cancelled: tuple[Key, ...] = ()


def react(rulebook: Rulebook, terms: Terms, event: Happening, tasks: Iterable[Task]) -> Changes:
    """Say what an event changes, given the open tasks of its matter; other tasks are left alone. Raises NoReceiver."""
    waiting = [task for task in tasks if task.is_open and task.matter == event.matter]
    done, cancelled = [], []
    for task in waiting:
        duty = rulebook.duty(task.rule, task.step)
        if duty is None or task.opened_by == event.id or not _concerns(event, task, duty):
            continue
        if event.code in duty.completes and duty.completes_when.hold(event.facts):
            done.append(task.key)
        elif event.code in duty.cancels:
            cancelled.append(task.key)
    ended = {*done, *cancelled}
    still_open = [task for task in waiting if task.key not in ended]
    return Changes(tuple(_opened(rulebook, terms, event, still_open)), tuple(done), tuple(cancelled))


def replay(rulebook: Rulebook, terms: Terms, events: Iterable[Happening]) -> dict[Key, Task]:
    """Work through a timeline in the order of its events and give every task with how it stands at the end.

    An event that is there twice counts once.
    """
    tasks: dict[Key, Task] = {}
    seen: set[UUID] = set()
    for event in sorted(events, key=lambda each: (each.at, each.id)):
        if event.id in seen:
            continue
        seen.add(event.id)
        changes = react(rulebook, terms, event, tasks.values())
        for key in changes.done:
            tasks[key] = replace(tasks[key], done_at=event.at)
        for key in changes.cancelled:
            tasks[key] = replace(tasks[key], cancelled_at=event.at)
        tasks |= {task.key: task for task in changes.opened}
    return tasks


def _opened(rulebook: Rulebook, terms: Terms, event: Happening, still_open: list[Task]) -> Iterable[Task]:
    day = event.at.astimezone(terms.zone).date()
    for rule, duty in rulebook.opening.get(event.code, ()):
        if rule.holds_on(day) and duty.when.hold(event.facts):
            task = _task(rule, duty, event, terms)
            if not any(_same(task, other) for other in still_open):
                yield task


def _task(rule: Rule, duty: DutyRule, event: Happening, terms: Terms) -> Task:
    unit_id = event.to_unit_id if duty.owner is Owner.RECEIVER else event.unit_id
    if unit_id is None:
        raise NoReceiver(f"{event.code} starts the clock {rule.id}/{duty.id} but has no to_unit")
    alert_at, due_at = _moments(duty, event, terms)
    return Task(
        opened_by=event.id,
        rule=rule.id,
        step=duty.id,
        matter=event.matter,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        unit_id=unit_id,
        asked_by_unit_id=event.unit_id,
        role=duty.role,
        opened_at=event.at,
        alert_at=alert_at,
        due_at=due_at,
    )


def _moments(duty: DutyRule, event: Happening, terms: Terms) -> tuple[datetime, datetime]:
    """When it alerts and when it is due: by the rule's spans, or on the day that the event names."""
    alert, due = duty.spans(event.facts)
    alert_at, due_at = terms.alert_at(alert, event.at), terms.due_at(due, event.at)
    day = event.facts.get(duty.due_on)
    if not day:
        return alert_at, due_at
    end = terms.end_of(date.fromisoformat(day))
    return min(end, max(event.at, end - (due_at - alert_at))), end


def _same(task: Task, other: Task) -> bool:
    """Whether another open task has the same unit ask the same unit for the same thing."""
    return _asks(task) == _asks(other)


def _asks(task: Task) -> tuple[str, str, UUID, UUID, UUID]:
    return task.rule, task.step, task.subject_id, task.unit_id, task.asked_by_unit_id


def _concerns(event: Happening, task: Task, duty: DutyRule) -> bool:
    """Whether an event of the matter can be about this task."""
    if event.unit_id not in (task.unit_id, task.asked_by_unit_id):
        return False
    if event.subject_kind == task.subject_kind and event.subject_id != task.subject_id:
        return False
    return duty.owner is not Owner.RECEIVER or event.to_unit_id in (None, task.unit_id)
