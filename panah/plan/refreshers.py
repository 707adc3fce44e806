"""Whose training has lapsed: kept by the worker, shown to their lead, asked for by a duty (HL-19, POL-05)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from panah.accounts.models import Appointment
from panah.accounts.permissions import Role
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.plan.models import Attendance, Gap

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Lack:
    """What one member of one unit lacks for the role they have there."""

    member_id: UUID
    unit_id: UUID
    audience: str
    missing: tuple[str, ...]


def wanted() -> dict[str, tuple[str, ...]]:
    """Give which topics each role has to be trained in, by the country's choice."""
    settings = country().settings
    return {Role.OFFICER: settings.officer_topics, Role.OPERATOR: settings.operator_topics}


@dataclass(frozen=True, slots=True)
class Clock:
    """Until when one member is trained for the role they have; `until` is empty where nothing has to be repeated."""

    member_id: UUID
    until: date | None


Held = tuple[UUID, UUID, str]


def held() -> list[Held]:
    """List who has a role that asks for trainings: member, unit, role."""
    rows = Appointment.objects.filter(role__in=list(wanted()), ended_at=None, admitted_at__isnull=False)
    return list(rows.values_list("member_id", "unit_id", "role").distinct()[:AT_ONCE])


def lacking(people: Iterable[Held], on: date) -> list[Lack]:
    """List which of them lacks what on a day; one query."""
    topics, people = wanted(), list(people)
    counting = _counting({member for member, _unit, _role in people}, on)
    lacks = []
    for member_id, unit_id, role in people:
        missing = tuple(topic for topic in topics[role] if topic not in counting[member_id])
        if missing:
            lacks.append(Lack(member_id, unit_id, role, missing))
    return lacks


def clocks(actor: Actor) -> list[Clock]:
    """List until when the trained people of the actor's units count, the first to lapse on top; two queries (HL-19)."""
    topics = wanted()
    people = [each for each in held() if each[1] in actor.unit_ids]
    counting = _counting({member for member, _unit, _role in people}, timezone.localdate())
    there = {
        member: min(counting[member][topic] for topic in topics[role])
        for member, _unit, role in people
        if set(topics[role]) <= counting[member].keys()
    }
    found = [Clock(member, until if until < date.max else None) for member, until in there.items()]
    return sorted(found, key=lambda clock: clock.until or date.max)


def _counting(members: Iterable[UUID], on: date) -> dict[UUID, dict[str, date]]:
    """Give the topics in which members count as trained on a day, each with the last day it counts."""
    found: dict[UUID, dict[str, date]] = defaultdict(dict)
    rows = Attendance.valid(list(members), on).values_list("member_id", "topics", "counts_until")
    for member_id, topics, until in rows:
        for topic in topics:
            found[member_id][topic] = max(until or date.max, found[member_id].get(topic, date.min))
    return found


def watch(on: date) -> tuple[int, int]:
    """Open a gap, with its duty, for who lacks a training, and close those that are over; gives how many of each.

    A gap is of the unit a member works in: who goes elsewhere, or to another role, leaves it behind unfilled.
    """
    people = held()
    lacks: dict[tuple[UUID, str], dict[UUID, Lack]] = defaultdict(dict)
    for lack in lacking(people, on):
        lacks[lack.member_id, lack.audience][lack.unit_id] = lack
    there = list(Gap.objects.filter(closed_at=None)[:AT_ONCE])
    standing = {
        (gap.member_id, gap.audience): gap for gap in there if gap.unit_id in lacks[gap.member_id, gap.audience]
    }
    kept = {gap.id for gap in standing.values()}
    over = [gap for gap in there if gap.id not in kept]
    new = [next(iter(found.values())) for key, found in lacks.items() if found and key not in standing]
    for gap in over:
        here = (gap.member_id, gap.unit_id, gap.audience) in people
        _close(gap, "training.completed" if here else "training.left_behind")
    for lack in new:
        _open(lack)
    for key, gap in standing.items():
        missing = list(lacks[key][gap.unit_id].missing)
        if missing != gap.missing:
            Gap.objects.filter(id=gap.id).update(missing=missing)
    return len(new), len(over)


@transaction.atomic
def _open(lack: Lack) -> None:
    gap = Gap.objects.create(
        unit_id=lack.unit_id,
        member_id=lack.member_id,
        audience=lack.audience,
        missing=list(lack.missing),
        since=timezone.now(),
    )
    _tell("training.lapsed", gap)


@transaction.atomic
def _close(gap: Gap, why: str) -> None:
    Gap.objects.filter(id=gap.id).update(closed_at=timezone.now())
    _tell(why, gap)


def _tell(code: str, gap: Gap) -> None:
    happened(
        Actor(unit_id=gap.unit_id, service="worker"),
        code,
        matter=gap.id,
        folder=None,
        unit_id=gap.unit_id,
        subject_kind="gap",
        subject_id=gap.id,
        facts={"audience": gap.audience},
    )
    notify(gap.unit_id, "duties")
