"""Writing plans: bringing a table in, making a plan from an old one, bringing it into force (NAP-01, NAP-05)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.errors import ForeignKeyViolation, UniqueViolation

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Refused, Stale
from panah.duties.timeline import happened
from panah.plan.exchange import files, stored
from panah.plan.exchange.comparing import Change, Kind, changes, mark
from panah.plan.exchange.content import KEYS, Content, Row, Trouble, again
from panah.plan.exchange.content import read as read_rows
from panah.plan.exchange.stored import content_of
from panah.plan.models import Import, PeriodKind, Plan, PlanState, PlanStep

NOTHING: Content = {name: [] for name in KEYS}
# As many of the changes of one step as its history shows.
MOST_TOLD = 50


class Changed(Stale):
    """The plan, or what it names, was changed between the preview and the deed."""

    sentence = _("The plan has changed since this preview was drawn. Bring the table in again: nothing was changed.")


class StillUsed(Refused):
    """A measure that reports rest on would be taken out."""

    sentence = _("Reports, trainings or gifts rest on this measure: it cannot be taken out. End it earlier instead.")
    rule = "NAP-01"


class CodeTaken(BadInput):
    """Another plan has this number."""

    sentence = _("Another plan is called by this short name already. Choose another one.")


class Closed(Refused):
    """A plan that has ended would be changed."""

    sentence = _("This plan has ended, and what it said stays. To correct it, make it a draft again, with a reason.")
    rule = "NAP-01"


class ReasonMissing(BadInput):
    """A plan in force, or the state of a plan, is changed without a reason."""

    sentence = _("Say why it is changed: the reason goes into the history of the plan.")


class AlreadySo(BadInput):
    """A plan would become what it is."""

    sentence = _("This is how the plan stands already. Choose what it becomes.")


class OrderAdopted(Refused):
    """Rows of a plan in force would change places."""

    sentence = _("The order of a plan in force is the order in which it was adopted. A draft can be put in order.")
    rule = "NAP-01"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a table would do: what is wrong with it, or what would change and where it is kept until then."""

    troubles: list[Trouble]
    changes: list[Change]
    kept: Import | None = None


def bring_in(*, actor: Actor, name: str, data: bytes) -> Preview:
    """Read a table of a plan and say what it would change; nothing is changed yet. Raises NotAPlan."""
    actor.require(Permission.PLAN_EDIT)
    given, shape = files.read(name, data)
    content, troubles = read_rows(given, shape)
    if troubles:
        return Preview(troubles, [])
    plan = Plan.objects.filter(code=content["plan"][0]["code"]).first()
    before = content_of(plan) if plan else NOTHING
    kept = Import.objects.create(
        unit_id=actor.unit, plan=plan, content=content, seen=mark(before), at=timezone.now(), by_id=actor.member
    )
    return Preview([], changes(before, content), kept)


def apply(*, actor: Actor, kept: Import, reason: str) -> Plan:
    """Make the plan say what the table says, all of it or nothing.

    Raises Changed, StillUsed, CodeTaken, ReasonMissing for a plan in force or one that would be, OrderAdopted where
    rows of one in force would change places, and Closed for an ended one.
    """
    actor.require(Permission.PLAN_EDIT)
    with transaction.atomic():
        row = kept.content["plan"][0]
        plan = Plan.objects.select_for_update().filter(code=row["code"]).first()
        before = content_of(plan) if plan else NOTHING
        content, troubles = again(kept.content)
        # What it names elsewhere, a measure of another plan that it goes on with, may be gone by now as well.
        if mark(before) != kept.seen or troubles:
            raise Changed
        if plan:
            may_change(plan, reason, to=row["state"])
        would = changes(before, content)
        if plan and plan.state == PlanState.IN_FORCE and any(each.kind == Kind.MOVED for each in would):
            raise OrderAdopted
        plan = plan or Plan(code=row["code"])
        store(plan, content)
        kept.plan, kept.applied_at = plan, timezone.now()
        kept.save()
        tell(actor, "plan.changed", plan, reason, would)
    return plan


def may_change(plan: Plan, reason: str, *, to: str = "") -> None:
    """Hold to when a plan may be changed: a draft freely, one in force with a reason, an ended one not at all.

    What changes its state (`to`) needs a reason as well. Raises Closed and ReasonMissing.
    """
    if plan.state == PlanState.ENDED:
        raise Closed
    if (plan.state == PlanState.IN_FORCE or plan.state != (to or plan.state)) and not reason.strip():
        raise ReasonMissing


def renew(*, actor: Actor, plan: Plan, code: str, title: dict[str, str], begins_on: date, ends_on: date) -> Plan:
    """Make a draft from an old plan: the same headings and measures, each going on with its own; over the new years.

    Raises CodeTaken and BadInput.
    """
    actor.require(Permission.PLAN_EDIT)
    content = content_of(plan)
    dates = {"begins_on": begins_on.isoformat(), "ends_on": ends_on.isoformat()}
    spoken = {name: title.get(name.partition(".")[2], "") for name in content["plan"][0] if name.startswith("title.")}
    content["plan"] = [
        {**content["plan"][0], "code": code, "state": PlanState.DRAFT, "approved_by": "", **spoken, **dates}
    ]
    content["measures"] = [_renewed(plan, row) | dates for row in content["measures"]]
    content, troubles = again(content)
    if troubles:
        raise BadInput(troubles[0].why)
    with transaction.atomic():
        new = Plan(code=code, follows=plan)
        store(new, content)
        tell(actor, "plan.drafted", new)
    return new


def _renewed(plan: Plan, row: Row) -> Row:
    """A measure as the next plan begins with it: for all of its years until somebody says when."""
    period = row["period"] if row["period"] == PeriodKind.REGULAR else PeriodKind.RANGE
    return {**row, "period": str(period), "continues": f"{plan.code} {row['code']}", "budget": None}


def set_state(*, actor: Actor, plan: Plan, state: PlanState, reason: str) -> Plan:
    """Bring a plan into force, end it, or make it a draft again; with a reason. Raises ReasonMissing and AlreadySo."""
    actor.require(Permission.PLAN_EDIT)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        if not Plan.objects.filter(id=plan.id).exclude(state=state).update(state=state):
            raise AlreadySo
        tell(actor, f"plan.{state}", plan, reason)
    return plan


def store(plan: Plan, content: Content) -> None:
    """Make a plan say what the content says. Raises StillUsed where something rests on what would go, and CodeTaken."""
    try:
        # One row of a plan that cannot be written takes none of what its caller has written with it.
        with transaction.atomic():
            stored.store(plan, content)
        # What other bodies tied to a measure is theirs to untie: asked now, and not when everything is written.
        connection.check_constraints()
    except ProtectedError:
        raise StillUsed from None
    except IntegrityError as error:
        if isinstance(error.__cause__, ForeignKeyViolation):
            raise StillUsed from None
        if isinstance(error.__cause__, UniqueViolation):
            raise CodeTaken from None
        raise


def tell(actor: Actor, code: str, plan: Plan, reason: str = "", changed: Sequence[Change] = ()) -> None:
    """Write a step into a plan's history, with the first things it changed, and let it be known."""
    PlanStep.objects.create(
        plan=plan,
        code=code,
        reason=reason.strip(),
        changes=[asdict(change) for change in changed[:MOST_TOLD]],
        at=timezone.now(),
        by_id=actor.member,
    )
    happened(
        actor,
        code,
        matter=plan.id,
        folder=None,
        unit_id=actor.unit,
        subject_kind="plan",
        subject_id=plan.id,
        facts={"plan": plan.code, "changes": len(changed)},
    )
