"""What the worker does for cases: it asks for reviews that are due, and forgets look-ups."""

from datetime import date, timedelta

from django.utils import timezone

from panah.cases.models import ReflectionCheck, SafetyMeasure
from panah.core.actor import Actor
from panah.core.live import notify
from panah.core.schedule import scheduled
from panah.duties.models import OPEN, Duty
from panah.duties.timeline import happened

AT_ONCE = 1000
# Long after the hour over which a member's look-ups are counted.
CHECKS_KEPT = timedelta(days=1)


@scheduled("10 5 * * *")
def safety_reviews() -> None:
    """Ask each morning for the reviews that are due (SAF-03)."""
    ask_for_reviews(timezone.localdate())


def ask_for_reviews(today: date) -> int:
    """Open the duty to assess the threat again for every running measure whose day has come; gives how many (SAF-03).

    One that is asked for already is not asked for again, so it is safe to repeat. The worker sees codes and days and
    no words.
    """
    due = SafetyMeasure.objects.filter(ended_at__isnull=True, review_on__lte=today)
    rows = list(due.only("id", "folder_id", "unit_id", "case_id", "kind").order_by("review_on", "id")[:AT_ONCE])
    asked = set(
        Duty.objects.filter(OPEN, rule="SAF-03", subject_id__in=[row.id for row in rows]).values_list(
            "subject_id", flat=True
        )
    )
    waiting = [row for row in rows if row.id not in asked]
    for measure in waiting:
        happened(
            Actor(unit_id=measure.unit_id, service="worker"),
            "safety.review_due",
            matter=measure.case_id,
            folder=measure.folder_id,
            unit_id=measure.unit_id,
            subject_kind="measure",
            subject_id=measure.id,
            facts={"kind": measure.kind},
        )
    for unit_id in {measure.unit_id for measure in waiting}:
        notify(unit_id, "duties")
    return len(waiting)


@scheduled("43 * * * *")
def sweep_checks() -> None:
    """Forget each hour which members looked up codes a day ago; the trail keeps that they did."""
    forget_checks()


def forget_checks() -> int:
    """Delete old look-ups of codes, as the worker; gives how many."""
    gone, _tables = ReflectionCheck.objects.filter(at__lt=timezone.now() - CHECKS_KEPT).delete()
    return gone
