"""Each morning: visits to watched children that have become due, and young people who will soon leave care."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone

from panah.core.actor import Actor
from panah.core.country import country
from panah.core.live import notify
from panah.core.schedule import scheduled
from panah.duties.models import OPEN, Duty
from panah.duties.timeline import happened
from panah.shelter.models import WatchedChild

AT_ONCE = 1000


@scheduled("20 5 * * *")
def watched_children() -> None:
    """Ask each morning for what is due for watched children (CH-19, CH-20)."""
    today = timezone.localdate()
    ask_for_visits(today)
    warn_of_leaving(today)


def ask_for_visits(today: date) -> int:
    """Open the duty to visit for every watched child whose day has come; gives how many (CH-19). Safe to repeat."""
    due = WatchedChild.objects.filter(closed_at__isnull=True, next_visit_on__lte=today).order_by("next_visit_on", "id")
    return _asked(due.only("id", "folder_id", "unit_id", "unit_kind")[:AT_ONCE], "CH-19", "child.visit_due")


def warn_of_leaving(today: date) -> int:
    """Open the duty to plan for all who soon come of age in care; gives how many (CH-20). Safe to repeat."""
    near = WatchedChild.objects.filter(
        closed_at__isnull=True,
        leaving_planned_at__isnull=True,
        of_age_on__lte=today + country().settings.leaving_care_ahead,
    ).order_by("of_age_on", "id")
    return _asked(near.only("id", "folder_id", "unit_id", "unit_kind")[:AT_ONCE], "CH-20", "child.leaving_care_near")


def _asked(rows: Iterable[WatchedChild], rule: str, code: str) -> int:
    """Write the event for all that are not asked for already."""
    children = list(rows)
    asked = _open_duties(rule, [child.id for child in children])
    waiting = [child for child in children if child.id not in asked]
    for child in waiting:
        happened(
            Actor(unit_id=child.unit_id, service="worker"),
            code,
            matter=child.id,
            folder=child.folder_id,
            unit_id=child.unit_id,
            subject_kind="watched_child",
            subject_id=child.id,
            facts={"by": child.unit_kind},
        )
    for unit_id in {child.unit_id for child in waiting}:
        notify(unit_id, "duties")
    return len(waiting)


def _open_duties(rule: str, subjects: Sequence[UUID]) -> set[UUID]:
    return set(Duty.objects.filter(OPEN, rule=rule, subject_id__in=subjects).values_list("subject_id", flat=True))
