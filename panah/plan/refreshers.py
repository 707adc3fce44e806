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


def lacking(on: date) -> list[Lack]:
    """List who lacks what on a day; two queries."""
    topics = wanted()
    rows = Appointment.objects.filter(role__in=list(topics), ended_at=None, admitted_at__isnull=False)
    held = list(rows.values_list("member_id", "unit_id", "role").distinct()[:AT_ONCE])
    counting = _counting({member for member, _unit, _role in held}, on)
    lacks = []
    for member_id, unit_id, role in held:
        missing = tuple(topic for topic in topics[role] if topic not in counting[member_id])
        if missing:
            lacks.append(Lack(member_id, unit_id, role, missing))
    return lacks


def _counting(members: Iterable[UUID], on: date) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for member_id, topics in Attendance.valid(list(members), on).values_list("member_id", "topics"):
        found[member_id].update(topics)
    return found


def watch(on: date) -> tuple[int, int]:
    """Open a gap, with its duty, for who lacks a training, and close those that were filled; gives how many of each."""
    lacks = {(lack.member_id, lack.audience): lack for lack in lacking(on)}
    there = {(gap.member_id, gap.audience): gap for gap in Gap.objects.filter(closed_at=None)[:AT_ONCE]}
    filled = [gap for key, gap in there.items() if key not in lacks]
    new = [lack for key, lack in lacks.items() if key not in there]
    for gap in filled:
        _close(gap)
    for lack in new:
        _open(lack)
    for key in lacks.keys() & there.keys():
        if list(lacks[key].missing) != there[key].missing:
            Gap.objects.filter(id=there[key].id).update(missing=list(lacks[key].missing))
    return len(new), len(filled)


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
def _close(gap: Gap) -> None:
    Gap.objects.filter(id=gap.id).update(closed_at=timezone.now())
    _tell("training.completed", gap)


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
