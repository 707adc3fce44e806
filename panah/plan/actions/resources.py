"""Needs and offers: who needs what, who gives it, what was agreed, what came, and what was used (NC-07)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Refused, Stale
from panah.core.live import notify
from panah.plan.actions.rounds import office
from panah.plan.actions.telling import body, known, told
from panah.plan.models import Measure, Need, Offer


class AnotherBody(Refused):
    """A need in another body's name."""

    status = 403
    sentence = _("Another body says what it needs here.")
    rule = "NC-07"


class Closed(Stale):
    """The need was met or is no more."""

    sentence = _("This need was closed already.")


class Moved(Stale):
    """The offer has gone another step, or was withdrawn."""

    sentence = _("This offer has moved on in the meantime. The page shows how it stands now.")


class DoesNotFit(BadInput):
    """An offer put to a need of another area or kind."""

    sentence = _("The offer and the need are of different areas or kinds.")
    rule = "NC-07"


class MoreThanOffered(BadInput):
    """More was agreed than somebody offered."""

    sentence = _("No more can be agreed than was offered. Who gives more makes another offer.")
    rule = "NC-07"


class MoreThanCame(BadInput):
    """More was used than was received."""

    sentence = _("No more can be used than was received.")
    rule = "NC-07"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is needed: area, kind, worth how much, in words about things and never about people."""

    area: str
    kind: str
    title: str
    wanted: Decimal
    words: str = ""
    measure_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is offered: by whom, from which source, for which area, worth how much."""

    area: str
    kind: str
    source: str
    giver: str
    offered: Decimal
    words: str = ""


def ask(*, actor: Actor, participant: str, wanted: Wanted) -> Need:
    """Say what a body needs; the office says it for every body (NC-07). Raises NotHere, AnotherBody, NotOnTheList."""
    actor.require(Permission.NEED_WRITE)
    known(plan_tag=wanted.area, resource_kind=wanted.kind)
    found, unit_id, _by = body(participant)
    if unit_id not in actor.unit_ids and not actor.may(Permission.COORDINATION):
        raise AnotherBody
    if not wanted.title.strip() or wanted.wanted <= 0:
        raise BadInput
    measure = Measure.gate(actor, wanted.measure_id) if wanted.measure_id else None
    row = Need(
        unit_id=unit_id,
        participant=found,
        measure=measure,
        area=wanted.area,
        kind=wanted.kind,
        title=wanted.title.strip(),
        words=wanted.words.strip(),
        wanted=wanted.wanted,
        at=timezone.now(),
        by_id=actor.member,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        told(actor, "plan.need_told", row, "need")
    notify(office().unit, "plan")
    return row


def show(*, actor: Actor, need_id: UUID) -> Need:
    """Show a need to donors, once its words were looked through: from now on they read it. Raises NotHere, Closed."""
    actor.require(Permission.COORDINATION)
    return _change_need(actor, need_id, "plan.need_shown", {"published_at": timezone.now()}, published_at=None)


def close(*, actor: Actor, need_id: UUID, closing: str) -> Need:
    """Close a need: it was met, or is no more. Raises NotHere, AnotherBody, Closed, NotOnTheList."""
    actor.require(Permission.NEED_WRITE)
    known(need_closing=closing)
    return _change_need(actor, need_id, "plan.need_closed", {"closed_at": timezone.now(), "closing": closing})


def offer(*, actor: Actor, given: Given, need_id: UUID | None = None) -> Offer:
    """Enter an offer, for a need or for an area: donors their own, the office everybody's (NC-07).

    Raises Forbidden, NotHere, Closed, DoesNotFit, NotOnTheList.
    """
    actor.require(Permission.DONOR_VIEW)
    known(plan_tag=given.area, resource_kind=given.kind, funding_source=given.source)
    if given.offered <= 0 or not given.giver.strip():
        raise BadInput
    need = _fitting(actor, need_id, given.area, given.kind) if need_id else None
    now = timezone.now()
    row = Offer(
        unit_id=actor.unit,
        need=need,
        for_unit_id=need.unit_id if need else None,
        area=given.area,
        kind=given.kind,
        source=given.source,
        giver=given.giver.strip(),
        words=given.words.strip(),
        offered=given.offered,
        offered_at=now,
        changed_at=now,
        by_id=actor.member,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        told(actor, "plan.offer_made", row, "offer")
    notify(office().unit, "plan")
    return row


def match(*, actor: Actor, offer_id: UUID, need_id: UUID) -> Offer:
    """Put an offer that was made for an area to a need in it (NC-07). Raises NotHere, Closed, DoesNotFit, Moved."""
    actor.require(Permission.COORDINATION)
    row = Offer.gate(actor, offer_id)
    need = _fitting(actor, need_id, row.area, row.kind)
    given = {"need": need, "for_unit_id": need.unit_id}
    return _change_offer(actor, row, "plan.offer_matched", given, need=None)


def agree(*, actor: Actor, offer_id: UUID, amount: Decimal) -> Offer:
    """Agree on how much of an offer is taken: the coordinator's office alone (NC-07).

    Raises NotHere, Moved, MoreThanOffered.
    """
    actor.require(Permission.COORDINATION)
    row = Offer.gate(actor, offer_id)
    if amount <= 0:
        raise BadInput
    if amount > row.offered:
        raise MoreThanOffered
    given = {"agreed": amount, "agreed_at": timezone.now()}
    return _change_offer(actor, row, "plan.offer_agreed", given, agreed=None)


def receive(*, actor: Actor, offer_id: UUID, amount: Decimal) -> Offer:
    """Record how much has come so far; by the body in need or the office. Raises NotHere, AnotherBody, Moved."""
    row = _mine(actor, offer_id)
    if amount < (row.used or 0):
        raise MoreThanCame
    return _change_offer(actor, row, "plan.offer_received", {"received": amount}, agreed__isnull=False)


def use(*, actor: Actor, offer_id: UUID, amount: Decimal) -> Offer:
    """Record how much was used so far; by the body in need or the office.

    Raises NotHere, AnotherBody, Moved, MoreThanCame.
    """
    row = _mine(actor, offer_id)
    if amount > (row.received or 0):
        raise MoreThanCame
    return _change_offer(actor, row, "plan.offer_used", {"used": amount}, received__isnull=False)


def withdraw(*, actor: Actor, offer_id: UUID) -> Offer:
    """Withdraw an offer that was not agreed on yet; by who entered it or the office. Raises NotHere, Moved."""
    row = Offer.gate(actor, offer_id)
    if row.unit_id not in actor.unit_ids:
        actor.require(Permission.COORDINATION)
    return _change_offer(actor, row, "plan.offer_withdrawn", {"withdrawn_at": timezone.now()}, agreed=None)


def _fitting(actor: Actor, need_id: UUID, area: str, kind: str) -> Need:
    need = Need.gate(actor, need_id)
    if need.closed_at is not None:
        raise Closed
    if (need.area, need.kind) != (area, kind):
        raise DoesNotFit
    return need


def _mine(actor: Actor, offer_id: UUID) -> Offer:
    row = Offer.gate(actor, offer_id)
    if row.for_unit_id not in actor.unit_ids and not actor.may(Permission.COORDINATION):
        raise AnotherBody
    return row


def _change_need(actor: Actor, need_id: UUID, code: str, given: Mapping[str, Any], **still: Any) -> Need:
    row = Need.gate(actor, need_id)
    if row.unit_id not in actor.unit_ids and not actor.may(Permission.COORDINATION):
        raise AnotherBody
    with transaction.atomic():
        if not Need.objects.filter(id=row.id, closed_at=None, **still).update(**given):
            raise Closed
        told(actor, code, row, "need")
    notify(row.unit_id, "plan")
    return Need.gate(actor, need_id)


def _change_offer(actor: Actor, row: Offer, code: str, given: Mapping[str, Any], **still: Any) -> Offer:
    with transaction.atomic():
        waiting = Offer.objects.filter(id=row.id, withdrawn_at=None, **still)
        if not waiting.update(**given, changed_at=timezone.now()):
            raise Moved
        told(actor, code, row, "offer")
    notify(row.unit_id, "plan")
    return Offer.gate(actor, row.id)
