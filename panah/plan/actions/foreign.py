"""Dealings of the special unit with police abroad: they go through the National Coordinator (POL-04)."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Refused, Stale
from panah.plan.actions.rounds import office
from panah.plan.actions.telling import known, told
from panah.plan.models import ForeignRequest


class NotApproved(Refused):
    """Nothing goes abroad without the coordinator's yes."""

    sentence = _("This has no approval of the National Coordinator, and so it does not go abroad.")
    rule = "POL-04"
    allow = _("The National Coordinator's office approves it on this page.")


class NotYours(Refused):
    """Another unit's dealing."""

    status = 403
    sentence = _("The unit that asked does this.")
    rule = "POL-04"


class Decided(Stale):
    """Somebody decided before."""

    sentence = _("This was decided already.")


class Recorded(Stale):
    """It was sent, or answered, before."""

    sentence = _("This was recorded already.")


class ReasonMissing(BadInput):
    """A no without a reason."""

    sentence = _("Say why not: the unit reads it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which country is asked for what; the number of the unit's own paper, and words that name nobody."""

    country: str
    kind: str
    paper_number: str
    words: str


def ask(*, actor: Actor, wish: Wish) -> ForeignRequest:
    """Ask the National Coordinator to let a request go abroad (POL-04). Raises NotOnTheList, BadInput."""
    actor.require(Permission.FOREIGN_ASK)
    known(country=wish.country, foreign_kind=wish.kind)
    if not wish.words.strip() or not wish.paper_number.strip():
        raise BadInput
    row = ForeignRequest(
        unit_id=actor.unit,
        country=wish.country,
        kind=wish.kind,
        paper_number=wish.paper_number.strip(),
        words=wish.words.strip(),
        asked_at=timezone.now(),
        by_id=actor.member,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        told(actor, "plan.foreign_asked", row, "foreign", to_unit=office().unit, country=wish.country)
    return row


def approve(*, actor: Actor, request_id: UUID, words: str = "") -> ForeignRequest:
    """Let a request go abroad: the coordinator's office alone (POL-04). Raises Forbidden, NotHere, Decided."""
    return _decide(actor, request_id, words, approved=True)


def refuse(*, actor: Actor, request_id: UUID, words: str) -> ForeignRequest:
    """Keep a request from going abroad, with a reason (POL-04). Raises NotHere, Decided, ReasonMissing."""
    if not words.strip():
        raise ReasonMissing
    return _decide(actor, request_id, words, approved=False)


def send(*, actor: Actor, request_id: UUID) -> ForeignRequest:
    """Record that a request went abroad; without approval it does not (POL-04). Raises NotApproved, Recorded."""
    row = _own(actor, request_id)
    if not row.approved:
        raise NotApproved
    return _record(actor, row, "plan.foreign_sent", "sent_at")


def answered(*, actor: Actor, request_id: UUID) -> ForeignRequest:
    """Record that an answer came from abroad. Raises NotHere, NotYours, NotApproved, Recorded."""
    row = _own(actor, request_id)
    if row.sent_at is None:
        raise NotApproved
    return _record(actor, row, "plan.foreign_answered", "answered_at")


def _own(actor: Actor, request_id: UUID) -> ForeignRequest:
    row = ForeignRequest.gate(actor, request_id)
    if row.unit_id not in actor.unit_ids:
        raise NotYours
    return row


def _decide(actor: Actor, request_id: UUID, words: str, *, approved: bool) -> ForeignRequest:
    actor.require(Permission.COORDINATION)
    row = ForeignRequest.gate(actor, request_id)
    given = {
        "approved": approved,
        "decision_words": words.strip(),
        "decided_at": timezone.now(),
        "decided_by_id": actor.member,
    }
    with transaction.atomic():
        if not ForeignRequest.objects.filter(id=row.id, decided_at=None).update(**given):
            raise Decided
        told(actor, "plan.foreign_decided", row, "foreign", approved=approved)
    return row


def _record(actor: Actor, row: ForeignRequest, code: str, moment: str) -> ForeignRequest:
    with transaction.atomic():
        if not ForeignRequest.objects.filter(id=row.id, **{moment: None}).update(**{moment: timezone.now()}):
            raise Recorded
        told(actor, code, row, "foreign")
    return row
