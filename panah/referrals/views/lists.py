"""Lists: what was received and waits, what was sent, what a supervisor has to review."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.referrals.models import Override, Referral

TOLD_FOR = timedelta(days=7)
Row = tuple[Referral, str]


@require_safe
@requires(Permission.REFERRAL_RECEIVE)
def inbox(request: PanahRequest) -> HttpResponse:
    """Show what waits for the unit's answer, the soonest due on top; or everything that was ever received."""
    show_all = request.GET.get("show") == "all"
    received = page_of(request, Referral.received(request.actor)) if show_all else None
    rows = received.rows if received else list(Referral.waiting(request.actor))
    closed = list(Referral.closed_since(request.actor, timezone.now() - TOLD_FOR))
    units = Unit.by_id(row.sender_unit_id for row in [*rows, *closed])
    context = {
        "rows": _with_names(rows, units, "sender_unit_id"),
        "closed": _with_names(closed, units, "sender_unit_id"),
        "page": received,
        "show_all": show_all,
        "here": request.get_full_path(),
    }
    return page(request, "referrals/inbox.html", context)


@require_safe
@requires(Permission.REFERRAL_SEND)
def outbox(request: PanahRequest) -> HttpResponse:
    """Show what the unit sent and what became of it; questions of receivers on top."""
    sent = page_of(request, Referral.sent(request.actor))
    asking = list(Referral.asking(request.actor))
    unanswered = list(Referral.unanswered_since(request.actor, timezone.now() - TOLD_FOR))
    units = Unit.by_id(row.receiver_unit_id for row in [*sent.rows, *asking, *unanswered])
    context = {
        "rows": _with_names(sent.rows, units, "receiver_unit_id"),
        "asking": _with_names(asking, units, "receiver_unit_id"),
        "unanswered": _with_names(unanswered, units, "receiver_unit_id"),
        "page": sent,
        "here": request.get_full_path(),
    }
    return page(request, "referrals/outbox.html", context)


@require_safe
@requires(Permission.REFERRAL_REVIEW)
def reviews(request: PanahRequest) -> HttpResponse:
    """Show what was shared without consent and waits for a supervisor (HL-11)."""
    waiting = page_of(request, Override.to_review(request.actor))
    units = Unit.by_id(row.referral.receiver_unit_id for row in waiting.rows)
    names = [(row, str(units.get(row.referral.receiver_unit_id, ""))) for row in waiting.rows]
    return page(request, "referrals/reviews.html", {"rows": names, "page": waiting, "member": request.actor.member_id})


def _with_names(rows: Iterable[Referral], units: dict[UUID, Unit], column: str) -> list[Row]:
    return [(row, str(units.get(getattr(row, column), ""))) for row in rows]
