"""What the director signs."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import reading
from panah.core.actor import Actor
from panah.core.errors import Stale
from panah.duties.timeline import happened
from panah.hotline.models import SignOff

# Whose opening the director looks at: contacts and what hangs on them.
KINDS = ("contact", "journal", "situation", "person", "identity", "reach", "folder", "screening", "draft")
FIRST_PERIOD = timedelta(days=7)


class SignedAlready(Stale):
    """Another look was signed in the meantime."""

    sentence = _("These accesses have been signed off already.")


def period_start(actor: Actor, now: datetime) -> datetime:
    """Give the moment up to which accesses are signed off."""
    last = SignOff.latest_of(actor).first()
    return last.period_end if last else now - FIRST_PERIOD


def sign_off(*, actor: Actor, until: datetime, remark: str = "") -> SignOff:
    """Sign that the accesses to hotline records up to a moment were looked at (CON-10); raises SignedAlready."""
    actor.require(Permission.ACCESS_SIGN_OFF)
    now = timezone.now()
    with transaction.atomic():
        start = period_start(actor, now)
        if until > now or until <= start:
            raise SignedAlready
        row = SignOff(
            unit_id=actor.unit,
            period_start=start,
            period_end=until,
            accesses=_count(start),
            remark=remark,
            signed_by_id=actor.member,
            signed_at=now,
        )
        row.save(force_insert=True)
        happened(
            actor,
            "access.signed_off",
            matter=actor.unit,
            folder=None,
            unit_id=actor.unit,
            subject_kind="unit",
            subject_id=actor.unit,
        )
    return row


def _count(since: datetime) -> int:
    """Count the accesses since a moment, page by page; more than 5,000 are counted as 5,000."""
    total, below = 0, None
    while total < 5000:
        stretch = reading.accesses(since, KINDS, below)
        total, below = total + len(stretch.lines), stretch.below
        if below is None:
            break
    return total
