"""Problems found: passed to the body they concern, and followed until it answers (NC-05)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Refused, Stale
from panah.plan.actions.telling import body, known, told
from panah.plan.models import Finding


class NotYours(Refused):
    """A problem that is another body's to answer or to settle."""

    status = 403
    sentence = _("Another body does this.")
    rule = "NC-05"


class AnsweredAlready(Stale):
    """Somebody was faster."""

    sentence = _("This problem has its answer already.")


class NotAnswered(Stale):
    """Nothing to settle, or settled already."""

    sentence = _("A problem is settled once it has an answer, and once only.")


def pass_on(*, actor: Actor, participant: str, area: str, words: str) -> Finding:
    """Pass a problem to the body it concerns: answering it becomes that body's duty (NC-05).

    Raises NotHere, NotOnTheList, BadInput.
    """
    actor.require(Permission.NEED_WRITE)
    known(plan_tag=area)
    if not words.strip():
        raise BadInput
    found, unit_id, by = body(participant)
    row = Finding(
        unit_id=actor.unit,
        to_unit_id=unit_id,
        participant=found,
        area=area,
        words=words.strip(),
        found_at=timezone.now(),
        by_id=actor.member,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        told(actor, "plan.finding_passed", row, "finding", to_unit=unit_id, by=by)
    return row


def answer(*, actor: Actor, finding_id: UUID, words: str) -> Finding:
    """Say what is done about a problem; the duty to answer ends. Raises NotHere, NotYours, AnsweredAlready."""
    row = Finding.gate(actor, finding_id)
    if row.to_unit_id not in actor.unit_ids:
        raise NotYours
    if not words.strip():
        raise BadInput
    given = {"answer": words.strip(), "answered_at": timezone.now(), "answered_by_id": actor.member}
    with transaction.atomic():
        if not Finding.objects.filter(id=row.id, answered_at=None).update(**given):
            raise AnsweredAlready
        told(actor, "plan.finding_answered", row, "finding")
    return row


def settle(*, actor: Actor, finding_id: UUID) -> Finding:
    """Settle a problem that was answered; by who found it or the office. Raises NotHere, NotYours, NotAnswered."""
    row = Finding.gate(actor, finding_id)
    if row.unit_id not in actor.unit_ids and not actor.may(Permission.COORDINATION):
        raise NotYours
    waiting = Finding.objects.filter(id=row.id, answered_at__isnull=False, settled_at=None)
    with transaction.atomic():
        if not waiting.update(settled_at=timezone.now()):
            raise NotAnswered
        told(actor, "plan.finding_settled", row, "finding")
    return row
