"""Writing a plan row by row, as a table that is brought in would: the same checks, the same history (NAP-01)."""

from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, NotHere, Refused
from panah.plan.actions import writing
from panah.plan.exchange import editing
from panah.plan.exchange.comparing import changes, mark
from panah.plan.exchange.content import Content, Row, Trouble, again
from panah.plan.exchange.editing import Spot
from panah.plan.exchange.stored import content_of
from panah.plan.models import Heading, Indicator, Measure, Plan, PlanState

Numbered: TypeAlias = QuerySet[Heading] | QuerySet[Measure] | QuerySet[Indicator]
Edit: TypeAlias = Callable[[Content], Content]


class NotFitting(BadInput):
    """What was typed does not fit; carries what is wrong, column by column where it is in the row itself."""

    sentence = _("This does not fit. Nothing was changed.")

    def __init__(self, troubles: list[Trouble], row: int) -> None:
        super().__init__()
        self.troubles = troubles
        self.row = row


class ChangedMeanwhile(BadInput):
    """Somebody else changed the same row while this was typed."""

    sentence = _("Somebody changed this while you were writing. Look at what it says now, then record yours again.")


class StillFilled(Refused):
    """A heading with measures would be taken out."""

    sentence = _("This heading still has measures. Move them to another heading or take them out first.")
    rule = "NAP-01"


def begin(*, actor: Actor, row: Row) -> Plan:
    """Begin a draft with nothing in it yet. Raises NotFitting and CodeTaken."""
    actor.require(Permission.PLAN_EDIT)
    content, troubles = again({**writing.NOTHING, "plan": [{**row, "state": str(PlanState.DRAFT)}]})
    if troubles:
        raise NotFitting(troubles, 1)
    plan = Plan(code=content["plan"][0]["code"])
    with transaction.atomic():
        writing.store(plan, content)
        writing.tell(actor, "plan.begun", plan)
    return plan


def put(*, actor: Actor, plan_id: UUID, spot: Spot, row: Row, seen: str = "", reason: str = "") -> Plan:
    """Say a row anew, or add it; `seen` is the mark of what it said when the page was drawn.

    Raises NotHere, NotFitting, ChangedMeanwhile, Closed, ReasonMissing and StillUsed.
    """

    def edit(before: Content) -> Content:
        if spot.key and not spot.row(before):
            raise NotHere
        if spot.key and seen != mark(spot.row(before)):
            raise ChangedMeanwhile
        typed, place = editing.put(before, spot, row)
        content, troubles = again(typed)
        if troubles:
            raise NotFitting(troubles, place)
        _renumber(plan_id, spot, content[spot.table][place - 1].get("code", ""))
        return content

    return _edit(actor, plan_id, edit, reason)


def take_out(*, actor: Actor, plan_id: UUID, spot: Spot, reason: str = "") -> Plan:
    """Take a row out. Raises NotHere, StillFilled, Closed, ReasonMissing, and StillUsed where reports rest on it."""

    def edit(before: Content) -> Content:
        if not spot.row(before):
            raise NotHere
        if spot.table == "headings" and any(row["heading"] == spot.key[-1] for row in before["measures"]):
            raise StillFilled
        return editing.take_out(before, spot)

    return _edit(actor, plan_id, edit, reason)


def move(*, actor: Actor, plan_id: UUID, spot: Spot, up: bool) -> Plan:
    """Put a row of a draft one place up or down. Raises OrderAdopted and Closed."""
    if Plan.gate(actor, plan_id).state == PlanState.IN_FORCE:
        raise writing.OrderAdopted
    return _edit(actor, plan_id, lambda before: editing.move(before, spot, up=up), code="plan.ordered")


def _edit(actor: Actor, plan_id: UUID, edit: Edit, reason: str = "", *, code: str = "plan.edited") -> Plan:
    actor.require(Permission.PLAN_EDIT)
    with transaction.atomic():
        plan = Plan.objects.select_for_update().filter(id=plan_id).first()
        if plan is None:
            raise NotHere
        writing.may_change(plan, reason)
        before = content_of(plan)
        after = edit(before)
        if after == before:
            return plan
        writing.store(plan, after)
        writing.tell(actor, code, plan, reason, changes(before, after))
    return plan


def _renumber(plan_id: UUID, spot: Spot, code: str) -> None:
    """Give a row its new number before the rest is stored: what rests on the row stays with it."""
    if not spot.key or spot.table == "plan" or spot.key[-1] == code:
        return
    there: dict[str, Numbered] = {
        "headings": Heading.objects.filter(plan=plan_id),
        "measures": Measure.objects.filter(plan=plan_id),
        "indicators": Indicator.objects.filter(measure__plan=plan_id, measure__code=spot.key[0]),
    }
    there[spot.table].filter(code=spot.key[-1]).update(code=code)
