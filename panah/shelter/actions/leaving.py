"""Leaving: a person goes whenever they decide to (SH-10). What is planned and said for afterwards is theirs to give."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Stale
from panah.duties.timeline import happened
from panah.shelter.actions import door, journeys, moving
from panah.shelter.actions.admitting import NotAGround
from panah.shelter.actions.stays import announce, known, resident, tell
from panah.shelter.models import NEVER_A_REASON, Belongings, FollowUp, Leaving, Stay, StayState
from panah.shelter.refusing import saying


class DayPassed(BadInput):
    """A plan for a day that is over, or that is planned already."""

    sentence = _("Choose a day that is still to come and has no visit yet.")


class GivenBack(Stale):
    """The belongings were given back before."""

    sentence = _("These belongings were given back already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a person means to do after the stay, where they go, and when; all of it theirs to say or not."""

    plan: str = ""
    address_after: str = ""
    leaving_on: date | None = None


def plan(*, actor: Actor, stay_id: UUID, planned: Plan) -> Leaving:
    """Write the plan for afterwards, sealed with the whereabouts. Raises NotHere, NotResident."""
    stay = resident(actor, stay_id)
    row = _leaving(actor, stay)
    row.plan, row.address_after = planned.plan.strip(), planned.address_after.strip()
    stay.leaving_on = planned.leaving_on
    with transaction.atomic():
        row.save()
        stay.save(update_fields=["leaving_on"])
        tell(actor, stay, "stay.leaving_planned")
        announce(stay)
    return row


def leave(*, actor: Actor, stay_id: UUID, reason: str) -> Stay:
    """Write that a person has left: nothing has to be done, signed or agreed first, and nobody has to allow it (SH-10).

    The bed is to be cleaned, the clocks end. Neither silence nor behaviour ends a stay (SH-02). Raises NotHere,
    NotResident, UnknownAnswer, NotAGround, and NoReceiver for a child on its own sent home to nobody (CH-16).
    """
    stay = resident(actor, stay_id)
    if reason in NEVER_A_REASON:
        raise NotAGround
    journeys.let_home(stay=stay, reason=reason)
    now = timezone.now()
    stay.state, stay.left_at, stay.end_reason = StayState.LEFT, now, known("stay_end_reason", reason)
    with transaction.atomic():
        stay.save(update_fields=["state", "left_at", "end_reason"])
        moving.vacate(actor, stay, now)
        door.forget(actor=actor, stay=stay)
        tell(actor, stay, "stay.ended", reason=reason, child=stay.is_child)
        announce(stay)
    return stay


def leave_together(*, actor: Actor, stay_ids: Iterable[UUID], reason: str) -> list[Stay]:
    """Write that a family has left. Raises what `leave` raises."""
    with transaction.atomic():
        return [leave(actor=actor, stay_id=each, reason=reason) for each in sorted(stay_ids)]


def say(*, actor: Actor, stay_id: UUID, feedback_code: str, feedback: str = "") -> Leaving:
    """Write what the person said of the house, while here or afterwards. Raises NotHere, UnknownAnswer."""
    actor.require(Permission.STAY_ADMIT)
    stay = Stay.gate(actor, stay_id)
    row = _leaving(actor, stay)
    row.feedback_code, row.feedback = known("stay_feedback", feedback_code), feedback.strip()
    with transaction.atomic():
        row.save()
        tell(actor, stay, "stay.feedback_given", feedback=feedback_code)
    return row


def _leaving(actor: Actor, stay: Stay) -> Leaving:
    row = Leaving.of(stay) or Leaving(folder_id=stay.folder_id, stay=stay)
    row.changed_at, row.changed_by_id = timezone.now(), actor.member
    return row


def plan_visit(*, actor: Actor, stay_id: UUID, visit_on: date) -> FollowUp:
    """Agree with the person on a visit or call afterwards; a duty for that day follows. Raises NotHere, DayPassed."""
    actor.require(Permission.STAY_ADMIT)
    stay = Stay.gate(actor, stay_id)
    if visit_on < timezone.localdate():
        raise DayPassed
    row = FollowUp(
        folder_id=stay.folder_id,
        stay=stay,
        visit_on=visit_on,
        planned_at=timezone.now(),
        planned_by_id=actor.member,
    )
    with transaction.atomic():
        with saying({"follow_up_once_a_day": DayPassed}):
            row.save(force_insert=True)
        _tell(actor, row, "stay.follow_up_planned", visit_on=visit_on)
    return row


def report_visit(*, actor: Actor, follow_up_id: UUID, result: str, words: str = "") -> FollowUp:
    """Write what a visit afterwards showed; the duty ends. Raises NotHere, UnknownAnswer."""
    actor.require(Permission.STAY_ADMIT)
    row = FollowUp.gate(actor, follow_up_id)
    row.result, row.words = known("visit_after_result", result), words.strip()
    row.done_at, row.done_by_id = timezone.now(), actor.member
    with transaction.atomic():
        row.save(update_fields=["result", "words", "done_at", "done_by_id"])
        dropped = country().codes("visit_after_result")[result].group == "dropped"
        _tell(actor, row, "stay.follow_up_dropped" if dropped else "stay.follow_up_made", result=result)
    return row


def _tell(actor: Actor, row: FollowUp, code: str, **facts: str | date) -> None:
    happened(
        actor,
        code,
        matter=row.stay_id,
        folder=row.folder_id,
        unit_id=row.stay.unit_id,
        subject_kind="visit_after",
        subject_id=row.id,
        facts=facts,
    )


def give_back(*, actor: Actor, stay_id: UUID, belongings_id: UUID) -> None:
    """Write that the person got their belongings back. Raises NotHere, GivenBack."""
    actor.require(Permission.STAY_ADMIT)
    stay = Stay.gate(actor, stay_id)
    rows = Belongings.objects.filter(id=belongings_id, stay=stay, returned_at=None)
    with transaction.atomic():
        if not rows.update(returned_at=timezone.now(), returned_by_id=actor.member):
            raise GivenBack
        tell(actor, stay, "stay.belongings_returned")
