"""What happened: one call in an action writes the event, its line in the trail, and what is to be done about it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from panah.core import statements
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.ids import new_id
from panah.duties.deadlines import Terms
from panah.duties.engine import Happening, Task, react
from panah.duties.rulebook import Owner, rulebook
from panah.vault.models import Folder

_CODE = re.compile(r"[\w.:+-]{1,64}\Z", re.ASCII)
_WAITING = "SELECT * FROM panah_duties_waiting(%s)"
_WAITING_IN_MANY = "SELECT waiting.* FROM unnest(%s::uuid[]) matter, panah_duties_waiting(matter) waiting"
_WRITE = "SELECT panah_happened($1::jsonb, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb)"


class NotACode(ValueError):
    """A fact of an event is something other than a code, a number, a date or yes and no: words belong into a folder."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the fact “{name}” is not a code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One thing that happened, before it is written down; the fields are those of `happened`."""

    code: str
    matter: UUID
    folder: Folder | UUID | None
    unit_id: UUID
    subject_kind: str
    subject_id: UUID
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)
    to_unit: UUID | None = None
    at: datetime | None = None


def happened(
    actor: Actor,
    code: str,
    *,
    matter: UUID,
    folder: Folder | UUID | None,
    unit_id: UUID,
    subject_kind: str,
    subject_id: UUID,
    facts: Mapping[str, Any] | None = None,
    to_unit: UUID | None = None,
    at: datetime | None = None,
) -> Happening:
    """Write down that something happened in a matter, and open or end the duties that follow from it.

    Call it once in the action, in its transaction. `unit_id` is the unit whose record the subject is; `matter` what
    belongs together (a situation, a case, or the subject itself); `folder` decides who may see the event. `to_unit`
    (or the fact of that name) is the unit it is addressed to, whose clock may start. Facts are codes, numbers, dates
    and yes or no: anything else raises NotACode. Raises NoReceiver where a receiver's clock has nobody to run for.
    """
    occurrence = Occurrence(
        code=code,
        matter=matter,
        folder=folder,
        unit_id=unit_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        facts=facts or {},
        to_unit=to_unit,
        at=at,
    )
    return happened_together(actor, [occurrence])[0]


def happened_together(actor: Actor, occurrences: Sequence[Occurrence], *, begun: bool = False) -> list[Happening]:
    """Write down several things that one action made happen, in their order, as `happened` does for one.

    It is one question and one statement however many they are. `begun` says that their matters began with them, so
    that nothing in them can be waiting and nobody is asked.
    """
    events = [_happening(each) for each in occurrences]
    told = [_told(each, event) for each, event in zip(occurrences, events, strict=True)]
    who = (actor.member_id, actor.unit_id, actor.service, actor.purpose[:200], actor.request_id)
    changes = (json.dumps(rows) if rows else None for rows in _following(actor, events, begun=begun))
    statements.follow(_WRITE, [json.dumps(told), *who, *changes])
    return events


def _happening(told: Occurrence) -> Happening:
    coded = {name: _coded(name, fact) for name, fact in told.facts.items()}
    addressed = coded.pop("to_unit", None)
    return Happening(
        id=new_id(),
        code=told.code,
        at=told.at or timezone.now(),
        matter=told.matter,
        subject_kind=told.subject_kind,
        subject_id=told.subject_id,
        unit_id=told.unit_id,
        to_unit_id=told.to_unit or (UUID(addressed) if addressed else None),
        facts=coded,
    )


def _told(told: Occurrence, event: Happening) -> dict[str, Any]:
    """An event as the database takes it."""
    folder = told.folder.id if isinstance(told.folder, Folder) else told.folder
    return {
        "id": str(event.id),
        "folder": str(folder) if folder else None,
        "code": event.code,
        "at": event.at.isoformat(),
        "matter": str(event.matter),
        "kind": event.subject_kind,
        "subject": str(event.subject_id),
        "of_unit": str(event.unit_id),
        "to_unit": str(event.to_unit_id) if event.to_unit_id else None,
        "facts": event.facts,
    }


def terms() -> Terms:
    """What this installation's country reckons by."""
    pack = country()
    settings = pack.settings
    return Terms(ZoneInfo(pack.time_zone), pack.calendar, settings.immediately_alert, settings.immediately_breach)


def _coded(name: str, fact: Any) -> Any:
    if isinstance(fact, bool | int) or fact is None:
        return fact
    if isinstance(fact, UUID | date):
        return str(fact) if isinstance(fact, UUID) else fact.isoformat()
    if isinstance(fact, list | tuple):
        return [_coded(name, each) for each in fact]
    if isinstance(fact, str) and (not fact or _CODE.match(fact)):
        return str(fact)
    raise NotACode(name)


# A row of a duty as the database takes it.
_Row = dict[str, str | bool | None]


def _following(actor: Actor, events: Sequence[Happening], *, begun: bool) -> tuple[list[_Row], list[_Row]]:
    """Ask the engine what follows: the duties to open, and those to end; events no clock knows cost nothing."""
    rules = rulebook()
    known = [each for each in events if each.code in rules.opening or each.code in rules.closing]
    opened: dict[UUID, _Row] = {}
    ended: list[_Row] = []
    matters = list(dict.fromkeys(each.matter for each in known))
    waiting = {} if begun or not matters else _waiting(matters)
    for matter in matters:
        there = {row_id: task for row_id, task in waiting.items() if task.matter == matter}
        tasks = {task.key: task for task in there.values()}
        ids = {task.key: row_id for row_id, task in there.items()}
        # What an event changes is asked knowing what those before it opened and ended.
        for event in (each for each in known if each.matter == matter):
            changes = react(rules, terms(), event, tasks.values())
            for key in (*changes.done, *changes.cancelled):
                _end(event, ids[key], opened, ended, done=key in changes.done)
                del tasks[key]
            for task in changes.opened:
                ids[task.key], tasks[task.key] = new_id(), task
                opened[ids[task.key]] = _row(actor, event, task, ids[task.key])
    return list(opened.values()), ended


def _end(event: Happening, row_id: UUID, opened: dict[UUID, _Row], ended: list[_Row], *, done: bool) -> None:
    """What was opened just now is written as ended at once; any other is looked for."""
    if row_id in opened:
        opened[row_id] |= {"ended_by": str(event.id), "done": done}
    else:
        ended.append({"event": str(event.id), "id": str(row_id), "done": done})


def _waiting(matters: list[UUID]) -> dict[UUID, Task]:
    with connection.cursor() as cursor:
        # Nearly always it is one, and that is not to cost more for the rest.
        cursor.execute(*((_WAITING, matters) if len(matters) == 1 else (_WAITING_IN_MANY, [matters])))
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row.pop("id"): Task(matter=row.pop("matter_id"), **row) for row in rows}


def _row(actor: Actor, event: Happening, task: Task, row_id: UUID) -> _Row:
    """A task as the database takes it. In one's own unit and role it is one's own; otherwise the role's as a whole."""
    duty = rulebook().duty(task.rule, task.step)
    shared = duty is not None and duty.owner is Owner.SHIFT
    own = not shared and task.unit_id == event.unit_id == actor.unit_id and task.role in actor.roles
    return {
        "event": str(event.id),
        "id": str(row_id),
        "rule": task.rule,
        "step": task.step,
        "unit_id": str(task.unit_id),
        "role": task.role,
        "member_id": str(actor.member_id) if own and actor.member_id else None,
        "alert_at": task.alert_at.isoformat(),
        "due_at": task.due_at.isoformat(),
    }
