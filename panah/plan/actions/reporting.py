"""Writing, handing in and answering a report (NAP-01)."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, NotHere, Refused, Stale
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.plan.models import WITH_BODY, Report, Share, Slot, SlotState


class NotYours(Refused):
    """A report of another body."""

    status = 403
    sentence = _("Another body reports on this.")
    rule = "NAP-01"


class NotWithYou(Stale):
    """A report that was handed in already."""

    sentence = _("This report was handed in. It can be changed after the coordinator's office has given it back.")


class NothingSaid(BadInput):
    """A report without a word on what was done."""

    sentence = _("Say what was done, or that nothing was and why. Your draft is kept.")


class NotToAnswer(Stale):
    """A report that is not waiting for an answer."""

    sentence = _("This report is not waiting for an answer: it may have been answered a moment ago.")


class ReasonMissing(BadInput):
    """Giving back or unlocking without a reason."""

    sentence = _("Say why: the body reads it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a body says on one measure."""

    done: str = ""
    evidence: str = ""
    obstacles: str = ""
    needs: str = ""
    progress: int | None = None
    figures: dict[str, Any] = field(default_factory=dict)


def save(*, actor: Actor, slot_id: UUID, said: Said) -> Report:
    """Keep a draft; the version handed in before stays as it was. Raises NotHere, NotYours and NotWithYou."""
    with transaction.atomic():
        slot = _mine(actor, slot_id)
        report = _draft(slot)
        for name in said.__dataclass_fields__:
            setattr(report, name, getattr(said, name))
        report.saved_at, report.by_id = timezone.now(), actor.member
        report.save()
        _begin(slot)
    return report


def hand_in(*, actor: Actor, slot_id: UUID, said: Said) -> Slot:
    """Hand a report in; with the last of a body's share its duty ends. Raises NothingSaid and what `save` raises."""
    with transaction.atomic():
        report = save(actor=actor, slot_id=slot_id, said=said)
        if not said.done.strip():
            raise NothingSaid
        now = timezone.now()
        Report.objects.filter(id=report.id).update(submitted_at=now)
        fields = {"state": SlotState.SUBMITTED, "submitted_at": now, "progress": said.progress}
        Slot.objects.filter(id=slot_id).update(**fields)
        slot = Slot.gate(actor, slot_id)
        _tell(actor, slot, "plan.report_submitted")
        _settle(actor, slot)
    return slot


def give_back(*, actor: Actor, slot_id: UUID, why: str) -> Slot:
    """Give a report back with a reason: the body writes a next version. Raises NotToAnswer and ReasonMissing."""
    if not why.strip():
        raise ReasonMissing
    return _answer(actor, slot_id, SlotState.RETURNED, why, of=(SlotState.SUBMITTED,))


def approve(*, actor: Actor, slot_id: UUID, words: str = "") -> Slot:
    """Approve a report. Raises NotToAnswer."""
    return _answer(actor, slot_id, SlotState.APPROVED, words, of=(SlotState.SUBMITTED,))


def lock(*, actor: Actor, slot_id: UUID, words: str = "") -> Slot:
    """Lock an approved report. Raises NotToAnswer."""
    return _answer(actor, slot_id, SlotState.LOCKED, words, of=(SlotState.APPROVED,))


def unlock(*, actor: Actor, slot_id: UUID, why: str) -> Slot:
    """Open an approved or locked report again, with a reason. Raises NotToAnswer and ReasonMissing."""
    if not why.strip():
        raise ReasonMissing
    return _answer(actor, slot_id, SlotState.RETURNED, why, of=(SlotState.APPROVED, SlotState.LOCKED))


def _mine(actor: Actor, slot_id: UUID) -> Slot:
    # The coordinator's office reports for a body that has no focal point.
    actor.require(Permission.PLAN_APPROVE if actor.may(Permission.PLAN_APPROVE) else Permission.PLAN_REPORT)
    slot = Slot.objects.select_for_update().filter(id=slot_id).first()
    if slot is None:
        raise NotHere
    if slot.unit_id not in actor.unit_ids:
        raise NotYours
    if slot.state not in WITH_BODY:
        raise NotWithYou
    return slot


def begun(*, actor: Actor, slot_id: UUID) -> Report:
    """Give the draft of a report, begun where there is none. Raises NotHere, NotYours and NotWithYou."""
    slot = _mine(actor, slot_id)
    report = _draft(slot)
    if report._state.adding:
        report.saved_at, report.by_id = timezone.now(), actor.member
        report.save(force_insert=True)
        _begin(slot)
    return report


def _begin(slot: Slot) -> None:
    if slot.state == SlotState.DUE:
        Slot.objects.filter(id=slot.id).update(state=SlotState.DRAFT)


def _draft(slot: Slot) -> Report:
    """The version that is being written: the last one, or a next one after one that was handed in."""
    last = Report.objects.filter(slot=slot).order_by("-number").first()
    if last is not None and last.submitted_at is None:
        return last
    return Report(slot=slot, unit_id=slot.unit_id, number=last.number + 1 if last else 1)


def _answer(actor: Actor, slot_id: UUID, state: SlotState, words: str, *, of: tuple[SlotState, ...]) -> Slot:
    actor.require(Permission.PLAN_APPROVE)
    now = timezone.now()
    with transaction.atomic():
        if not Slot.objects.filter(id=slot_id, state__in=of).update(state=state, answered_at=now):
            raise NotToAnswer
        slot = Slot.gate(actor, slot_id)
        last = Report.objects.filter(slot=slot).exclude(submitted_at=None).order_by("-number").first()
        if last is not None and words.strip():
            answer = {
                "answer": state,
                "answer_words": words.strip(),
                "answered_at": now,
                "answered_by_id": actor.member,
            }
            Report.objects.filter(id=last.id).update(**answer)
        _tell(actor, slot, f"plan.report_{state}")
        notify(slot.unit_id, "plan")
    return slot


def _settle(actor: Actor, slot: Slot) -> None:
    """End the body's duty once nothing of its share is left to hand in."""
    if Slot.objects.filter(share_id=slot.share_id, state__in=WITH_BODY).exists():
        return
    Share.objects.filter(id=slot.share_id).update(reported_at=timezone.now())
    happened(
        actor,
        "plan.progress_reported",
        matter=slot.share_id,
        folder=None,
        unit_id=slot.unit_id,
        subject_kind="share",
        subject_id=slot.share_id,
        facts={"plan": slot.measure.plan.code},
    )


def _tell(actor: Actor, slot: Slot, code: str) -> None:
    happened(
        actor,
        code,
        matter=slot.share_id,
        folder=None,
        unit_id=actor.unit,
        subject_kind="slot",
        subject_id=slot.id,
        facts={"measure": slot.measure.code, "body": slot.participant.code},
    )
