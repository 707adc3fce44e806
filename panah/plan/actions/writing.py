"""Writing plans: bringing a table in, making a plan from an old one, bringing it into force (NAP-01, NAP-05)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Refused, Stale
from panah.duties.timeline import happened
from panah.plan.exchange import files
from panah.plan.exchange.comparing import Change, changes
from panah.plan.exchange.content import KEYS, Content, Trouble
from panah.plan.exchange.content import read as read_rows
from panah.plan.exchange.stored import content_of, store
from panah.plan.models import Import, Plan, PlanState, PlanStep

NOTHING: Content = {name: [] for name in KEYS}


class Changed(Stale):
    """The plan was changed between the preview and the deed."""

    sentence = _("The plan has changed since this preview was drawn. Bring the table in again: nothing was changed.")


class StillUsed(Refused):
    """A measure that reports rest on would be taken out."""

    sentence = _("A measure that was reported on cannot be taken out: leave it in the table, or end it earlier.")
    rule = "NAP-01"


class CodeTaken(BadInput):
    """Another plan has this number."""

    sentence = _("Another plan is called by this short name already. Choose another one.")


class ReasonMissing(BadInput):
    """A plan in force is changed without a reason."""

    sentence = _("This plan is in force. Say why it is changed: the reason goes into its history.")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a table would do: what is wrong with it, or what would change and where it is kept until then."""

    troubles: list[Trouble]
    changes: list[Change]
    kept: Import | None = None


def bring_in(*, actor: Actor, name: str, data: bytes) -> Preview:
    """Read a table of a plan and say what it would change; nothing is changed yet. Raises NotAPlan."""
    actor.require(Permission.PLAN_EDIT)
    given, troubles = files.read(name, data)
    if troubles:
        return Preview(troubles, [])
    content, troubles = read_rows(given)
    if troubles:
        return Preview(troubles, [])
    plan = Plan.objects.filter(code=content["plan"][0]["code"]).first()
    before = content_of(plan) if plan else NOTHING
    kept = Import.objects.create(
        unit_id=actor.unit, plan=plan, content=content, seen=_mark(before), at=timezone.now(), by_id=actor.member
    )
    return Preview([], changes(before, content), kept)


def apply(*, actor: Actor, kept: Import, reason: str) -> Plan:
    """Make the plan say what the table says, all of it or nothing.

    Raises Changed, StillUsed, and ReasonMissing for a plan in force.
    """
    actor.require(Permission.PLAN_EDIT)
    with transaction.atomic():
        row = kept.content["plan"][0]
        plan = Plan.objects.select_for_update().filter(code=row["code"]).first()
        before = content_of(plan) if plan else NOTHING
        if _mark(before) != kept.seen:
            raise Changed
        if plan and plan.state == PlanState.IN_FORCE and not reason.strip():
            raise ReasonMissing
        plan = plan or Plan(code=row["code"])
        _store(plan, kept.content)
        kept.plan, kept.applied_at = plan, timezone.now()
        kept.save()
        _tell(actor, "plan.changed", plan, reason, changes=len(changes(before, kept.content)))
    return plan


def renew(*, actor: Actor, plan: Plan, code: str, title: dict[str, str], begins_on: date, ends_on: date) -> Plan:
    """Make a draft from an old plan: the same headings and measures, each going on with its own; over the new years.

    Raises CodeTaken and BadInput.
    """
    actor.require(Permission.PLAN_EDIT)
    if ends_on < begins_on:
        raise BadInput(_("A plan ends after it begins."))
    content = content_of(plan)
    dates = {"begins_on": begins_on.isoformat(), "ends_on": ends_on.isoformat()}
    spoken = {name: title.get(name.partition(".")[2], "") for name in content["plan"][0] if name.startswith("title.")}
    content["plan"] = [
        {**content["plan"][0], "code": code, "state": PlanState.DRAFT, "approved_by": "", **spoken, **dates}
    ]
    content["measures"] = [
        {**row, **dates, "continues": f"{plan.code} {row['code']}", "budget": None} for row in content["measures"]
    ]
    with transaction.atomic():
        new = Plan(code=code, follows=plan)
        try:
            with transaction.atomic():
                _store(new, content)
        except IntegrityError:
            raise CodeTaken from None
        _tell(actor, "plan.drafted", new)
    return new


def set_state(*, actor: Actor, plan: Plan, state: PlanState, reason: str) -> None:
    """Bring a plan into force, end it, or make it a draft again; with a reason. Raises ReasonMissing."""
    actor.require(Permission.PLAN_EDIT)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        Plan.objects.filter(id=plan.id).update(state=state)
        _tell(actor, f"plan.{state}", plan, reason)


def _store(plan: Plan, content: Content) -> None:
    try:
        store(plan, content)
    except ProtectedError:
        raise StillUsed from None


def _mark(content: Content) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _tell(actor: Actor, code: str, plan: Plan, reason: str = "", **facts: object) -> None:
    PlanStep.objects.create(plan=plan, code=code, reason=reason.strip(), at=timezone.now(), by_id=actor.member)
    happened(
        actor,
        code,
        matter=plan.id,
        folder=None,
        unit_id=actor.unit,
        subject_kind="plan",
        subject_id=plan.id,
        facts={"plan": plan.code, **facts},
    )
