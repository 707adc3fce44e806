"""Who reports for a body: the unit whose focal point does, named by the coordinator's office (NC-01, NAP-01)."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import say
from panah.core.errors import BadInput
from panah.core.live import notify
from panah.duties.timeline import Occurrence, happened_together
from panah.plan import people
from panah.plan.actions.telling import body, told
from panah.plan.country_plans import FOCAL_KIND
from panah.plan.models import WITH_BODY, Participant, Share, Slot, SlotState

# The duty of who had a share ends with the first, the unit's own begins with the second.
GOES_OVER = ("plan.progress_over", "plan.progress_due")


class NoFocalPoint(BadInput):
    """A unit whose people do not report on plans."""

    sentence = _("Choose a unit whose people report on the plan.")
    rule = "NAP-01"


@dataclass(frozen=True, slots=True)
class Reporting:
    """Who reports for a body: the body of the unit that does, or nobody; and how much the office has on its hands."""

    body: Participant
    by: str
    missing: int


def units() -> dict[UUID | None, str]:
    """Give the units whose people report on plans, by the names of their bodies; at most 200."""
    rows = Unit.objects.filter(kind=FOCAL_KIND, closed_at=None).select_related("body").order_by("code")[:200]
    return {row.id: say(row.body.names) for row in rows}


def reporting(actor: Actor) -> list[Reporting]:
    """List who reports for each body, those that have nobody first; four queries."""
    there, own = units(), people.of_office()
    waiting = Slot.of_unit(actor).filter(state__in=WITH_BODY).values_list("participant").annotate(number=Count("id"))
    missing = dict(waiting.order_by())
    lines = [
        Reporting(row, str(row) if row.body_id in own else there.get(row.unit_id, ""), missing.get(row.id, 0))
        for row in Participant.all_of(actor)[:200]
    ]
    return sorted(lines, key=lambda line: (bool(line.by), -line.missing, str(line.body)))


@transaction.atomic
def name(*, actor: Actor, participant: str, unit_id: UUID) -> Participant:
    """Name the unit that reports for a body from now on; what it was asked and nobody has begun goes over to it.

    A report that somebody has begun stays with whoever began it. Raises NotHere, NoFocalPoint.
    """
    actor.require(Permission.COORDINATION)
    row, _unit, _by = body(participant)
    if unit_id not in units():
        raise NoFocalPoint
    Participant.objects.filter(id=row.id).update(unit_id=unit_id)
    told(actor, "plan.focal_point_named", row, "participant")
    _hand_over(actor, row, unit_id)
    return row


def _hand_over(actor: Actor, who: Participant, unit_id: UUID) -> None:
    """Let the shares in which nothing was begun go over: the duty of who had them ends, and the unit's own begins.

    All of them at once: the statements are as many for a hundred rounds as for one.
    """
    waiting = Share.objects.filter(participant=who, reported_at=None).exclude(unit_id=unit_id)
    shares = list(waiting.exclude(slots__state__in=set(SlotState) - {SlotState.DUE}).select_related("round__plan"))
    ids = [share.id for share in shares]
    Slot.objects.filter(share_id__in=ids).update(unit_id=unit_id)
    Share.objects.filter(id__in=ids).update(unit_id=unit_id)
    happened_together(actor, [_told(actor, share, code, unit_id) for share in shares for code in GOES_OVER])
    notify(unit_id, "plan")


def _told(actor: Actor, share: Share, code: str, unit_id: UUID) -> Occurrence:
    return Occurrence(
        code=code,
        matter=share.id,
        folder=None,
        unit_id=actor.unit,
        # Whose duty ends is not addressed.
        to_unit=unit_id if code == GOES_OVER[1] else None,
        subject_kind="share",
        subject_id=share.id,
        facts={"plan": share.round.plan.code, "by": "focal_point"},
    )
