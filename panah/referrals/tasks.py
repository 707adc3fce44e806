"""What the worker does for referrals: offers nobody answered, letters nobody picked up, memoranda that end."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from panah.core.actor import Actor
from panah.core.country import country
from panah.core.functions import value
from panah.core.live import notify
from panah.core.schedule import scheduled
from panah.duties.models import OPEN, Duty
from panah.duties.timeline import happened
from panah.referrals.models import Memorandum, PickUp, Referral, ReferralStep
from panah.referrals.states import UNANSWERED, State, Step

AT_ONCE = 200
UNANSWERED_REASON = "unanswered"
MEMORANDUM_RULE = "NGO-01"


@scheduled("*/10 * * * *")
def expire() -> None:
    """Close offers nobody answered, end duties about what was taken back from afar, sweep letters."""
    now = timezone.now()
    close_unanswered(now)
    end_pointless_duties()
    settle_reminders()
    PickUp.objects.filter(expires_at__lte=now).delete()


# Memoranda end at midnight, and so on the hour in every zone that is whole hours from UTC.
@scheduled("0 * * * *")
def keep_memoranda() -> None:
    """Let rights rest whose organisation has no memorandum, and remind of those that end soon (NGO-01)."""
    value("panah_rest_partners")
    remind(timezone.now())


def close_unanswered(now: datetime) -> int:
    """Close what waited too long: what was offered ends unopened, and its sender is told; gives how many."""
    late = now - country().settings.referral_expires
    with transaction.atomic():
        waiting = Referral.objects.select_for_update(skip_locked=True).filter(
            state__in=UNANSWERED, answer_due_at__lt=late
        )
        rows = list(waiting.order_by("answer_due_at", "id")[:AT_ONCE])
        for referral in rows:
            _close(referral, now)
    return len(rows)


def _close(referral: Referral, now: datetime) -> None:
    before = referral.state
    fields = {"state": State.EXPIRED, "closed_at": now, "close_reason": UNANSWERED_REASON}
    Referral.objects.filter(id=referral.id).update(**fields)
    ReferralStep.objects.bulk_create(
        [
            ReferralStep(
                folder_id=referral.folder_id,
                referral=referral,
                step=Step.EXPIRE,
                state_before=before,
                state_after=State.EXPIRED,
                reason=UNANSWERED_REASON,
                unit_id=referral.receiver_unit_id,
                at=now,
            )
        ]
    )
    value("panah_expire_grants", referral.number)
    _told(referral, "referral.expired")
    for unit_id in (referral.sender_unit_id, referral.receiver_unit_id):
        notify(unit_id, "referrals")


def end_pointless_duties() -> int:
    """End the duty to answer what was taken back by a unit further up the chain; gives how many."""
    with transaction.atomic():
        about = Duty.objects.filter(OPEN, subject_kind="referral").values_list("subject_id", flat=True)
        gone = Referral.objects.filter(id__in=about, state=State.REVOKED).order_by("id")[:AT_ONCE]
        rows = list(gone)
        for referral in rows:
            _told(referral, "referral.revoked")
    return len(rows)


def remind(now: datetime) -> list[UUID]:
    """Start the reminder of each memorandum that ends soon and has none to follow it; gives the partners' units."""
    reminded = []
    for row in Memorandum.ending(now, now + country().settings.memorandum_reminder):
        if _is_followed(row) or Duty.objects.filter(rule=MEMORANDUM_RULE, subject_id=row.id).exists():
            continue
        _remembered(row, "memorandum.ending")
        notify(row.partner_id, "memoranda")
        reminded.append(row.partner_id)
    return reminded


def settle_reminders() -> int:
    """End the reminders of memoranda that were followed by another or ended; gives how many."""
    settled = 0
    for duty in Duty.objects.filter(OPEN, rule=MEMORANDUM_RULE).order_by("due_at", "id")[:AT_ONCE]:
        row = Memorandum.objects.get(id=duty.subject_id)
        if row.ended_at is not None or _is_followed(row):
            _remembered(row, "memorandum.ended" if row.ended_at else "memorandum.renewed")
            settled += 1
    return settled


def _is_followed(row: Memorandum) -> bool:
    return Memorandum.objects.filter(partner_id=row.partner_id, ends_at__gt=row.ends_at, ended_at=None).exists()


def _remembered(row: Memorandum, code: str) -> None:
    happened(
        Actor(unit_id=row.special_unit_id, service="worker"),
        code,
        matter=row.id,
        folder=None,
        unit_id=row.special_unit_id,
        subject_kind="memorandum",
        subject_id=row.id,
        facts={"day": timezone.localdate(row.last_moment).isoformat()},
    )


def _told(referral: Referral, code: str) -> None:
    unit_id = referral.receiver_unit_id
    happened(
        Actor(unit_id=unit_id, service="worker"),
        code,
        matter=referral.matter_id,
        folder=referral.folder_id,
        unit_id=unit_id,
        subject_kind="referral",
        subject_id=referral.id,
        facts={"reason": referral.close_reason or UNANSWERED_REASON},
    )
