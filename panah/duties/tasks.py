"""What the worker does for duties, each minute: alerts, overdue notices, escalations."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from panah.accounts.models import Appointment
from panah.core import live
from panah.core.schedule import scheduled
from panah.duties.models import OPEN, Duty, Notice, NoticeKind

AT_ONCE = 500


@scheduled("* * * * *")
def tick() -> None:
    """Tell, each minute, whoever has to know that a duty asks for attention or is overdue."""
    watch(timezone.now())


def watch(now: datetime) -> None:
    """Write the notices that are due by `now` and settle those whose duty has ended; safe to repeat."""
    while _step(now):
        pass
    with transaction.atomic():
        ended = Notice.objects.filter(settled_at=None).exclude(duty__done_at=None, duty__cancelled_at=None)
        units = set(ended.values_list("unit_id", flat=True))
        ended.update(settled_at=now)
        _announce(units)


def _step(now: datetime) -> bool:
    """Work off at most AT_ONCE duties of either kind; say whether there may be more."""
    with transaction.atomic():
        alerts = _locked(Q(alert_at__lte=now, alerted_at=None))
        overdue = _locked(Q(due_at__lte=now, escalated_at=None))
        notices = [*_alerts(alerts, now), *_escalations(overdue, now)]
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        Duty.objects.filter(id__in=[duty.id for duty in alerts]).update(alerted_at=now)
        Duty.objects.filter(id__in=[duty.id for duty in overdue]).update(escalated_at=now)
        _announce({notice.unit_id for notice in notices})
    return AT_ONCE in (len(alerts), len(overdue))


def _locked(which: Q) -> list[Duty]:
    return list(Duty.objects.select_for_update(skip_locked=True).filter(OPEN, which).order_by("due_at", "id")[:AT_ONCE])


def _alerts(duties: Iterable[Duty], now: datetime) -> Iterator[Notice]:
    for duty in duties:
        yield _notice(duty, NoticeKind.ALERT, duty.unit_id, duty.role, now, duty.member_id)


def _escalations(duties: Iterable[Duty], now: datetime) -> Iterator[Notice]:
    for duty in duties:
        yield _notice(duty, NoticeKind.OVERDUE, duty.unit_id, duty.role, now, duty.member_id)
        if duty.clock is not None:
            role = str(duty.clock.escalates_to)
            for unit_id in _units_with(role, duty.unit_id):
                yield _notice(duty, NoticeKind.ESCALATION, unit_id, role, now)


def _units_with(role: str, own: UUID) -> list[UUID]:
    """Where the role is held: in the duty's own unit if somebody there has it, otherwise wherever somebody does."""
    held = Appointment.objects.filter(role=role, ended_at=None).values_list("unit_id", flat=True).distinct()
    units = sorted(held[:AT_ONCE])
    return [own] if own in units else units


def _notice(
    duty: Duty, kind: NoticeKind, unit_id: UUID, role: str, now: datetime, member_id: UUID | None = None
) -> Notice:
    return Notice(
        unit_id=unit_id,
        role=role,
        member_id=member_id,
        kind=kind,
        duty=duty,
        rule=duty.rule,
        step=duty.step,
        of_unit_id=duty.unit_id,
        due_at=duty.due_at,
        at=now,
    )


def _announce(units: Iterable[UUID]) -> None:
    for unit_id in units:
        live.notify(unit_id, "duties")
