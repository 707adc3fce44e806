"""Watching over children at risk or away from their parents: visits on time, and a plan before care ends."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.duties.timeline import happened
from panah.people import pseudonyms
from panah.people.actions import notices
from panah.people.models import Notice
from panah.shelter.models import ChildVisit, LeavingPlan, WatchedChild
from panah.vault import folders
from panah.vault.models import Compartment

ADULT_AT = 18
# Groups of the country's lists: who leaves care on coming of age, and which advice the law names.
LEAVES, BY_LAW = "leaves", "law"


class UnknownAnswer(BadInput):
    """A code that the country's lists do not have, or neither a risk nor a placement that is watched."""

    sentence = _("One of the answers is not on the list, or it is not said why the child is watched over.")
    rule = "CH-18"


class NoMonth(BadInput):
    """Who will leave care comes of age in a month that is known or estimated."""

    sentence = _("Give the year and month of birth, estimated if need be: the plan for leaving care hangs on it.")
    rule = "CH-20"


class WatchedAlready(Refused):
    """A child is watched over once."""

    sentence = _("Your body watches over this child already.")
    rule = "PRI-05"


class NotWatched(Stale):
    """The child is no longer watched over."""

    sentence = _("This child is not watched over any more.")
    rule = "CH-18"


class AdviceMissing(Refused):
    """The law names the advice a young person gets before leaving care."""

    sentence = _("Before leaving care a young person gets legal, psychological and social advice: arrange all three.")
    rule = "CH-20"
    allow = _("A plan in which all three are arranged.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Why a child is watched over, where it lives, and when it was born as far as the month; the words are sealed."""

    risks: Sequence[str] = ()
    placement: str
    sex: str = ""
    name: str = ""
    place: str = ""
    born: dt.date | None = None
    notice_id: UUID | None = None

    def checked(self) -> "Watch":
        """Give it back; raises UnknownAnswer, or NoMonth for somebody who will leave care."""
        pack = country()
        placements = pack.codes("child_placement")
        known = self.placement in placements and all(code in pack.codes("child_risk") for code in self.risks)
        if not known or (self.sex and self.sex not in pack.codes("sex")):
            raise UnknownAnswer
        groups = placements[self.placement].group.split()
        if not self.risks and not groups:
            raise UnknownAnswer
        if LEAVES in groups and self.born is None:
            raise NoMonth
        return self

    @property
    def of_age_on(self) -> dt.date | None:
        """The first day of the month in which somebody who will leave care turns 18: all that is kept in the clear."""
        leaves = LEAVES in country().codes("child_placement")[self.placement].group.split()
        return dt.date(self.born.year + ADULT_AT, self.born.month, 1) if leaves and self.born else None


def watch(*, actor: Actor, watch: Watch) -> WatchedChild:
    """Put a child on the register: at risk (CH-18), or living in a family that is not its own (CH-19).

    The first visit is due a country's interval from now. A child the body was told of keeps the false name it was told
    under (PRI-05). Raises UnknownAnswer, NoMonth, NotHere for a notice of another body, WatchedAlready.
    """
    actor.require(Permission.CHILD_MONITOR)
    watch.checked()
    notice = Notice.gate(actor, watch.notice_id) if watch.notice_id else None
    if notice and WatchedChild.visible(actor).filter(person_id=notice.person_id, closed_at=None).exists():
        raise WatchedAlready
    told = notices.read(notice) if notice else {}
    child = WatchedChild(
        unit_id=actor.unit,
        unit_kind=Unit.objects.values_list("kind", flat=True).get(id=actor.unit),
        pseudonym=str(told.get("pseudonym") or pseudonyms.coin([watch.name])),
        person_id=notice.person_id if notice else None,
        risks=sorted(set(watch.risks)),
        placement=watch.placement,
        sex=watch.sex,
        name=watch.name.strip(),
        place=watch.place.strip(),
        opened_at=timezone.now(),
        opened_by_id=actor.member,
        next_visit_on=next_visit(),
        of_age_on=watch.of_age_on,
    )
    with transaction.atomic():
        child.folder = folders.create(actor=actor, compartment=Compartment.CHILD)
        child.save(force_insert=True)
        _tell(actor, child, "child.watched", placement=child.placement, risks=child.risks)
    return child


def visit(*, actor: Actor, child_id: UUID, finding: str, help: Sequence[str] = (), words: str = "") -> ChildVisit:
    """Write down a visit: how the child was found, and which help began (CH-18); the next has its day (CH-19).

    Raises NotHere, NotWatched, UnknownAnswer.
    """
    child = _open(actor, child_id)
    pack = country()
    if finding not in pack.codes("child_finding") or any(code not in pack.codes("child_help") for code in help):
        raise UnknownAnswer
    row = ChildVisit(
        folder_id=child.folder_id,
        child=child,
        finding=finding,
        help=sorted(set(help)),
        words=words.strip(),
        at=timezone.now(),
        by_id=actor.member,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        child.next_visit_on = next_visit()
        child.save(update_fields=["next_visit_on"])
        _tell(actor, child, "child.visited", finding=finding)
    return row


def plan_leaving(*, actor: Actor, child_id: UUID, advice: Sequence[str], words: str) -> LeavingPlan:
    """Plan how a young person leaves care, with the advice the law names arranged (CH-20); ends the clock.

    Raises NotHere, NotWatched, UnknownAnswer, AdviceMissing.
    """
    child = _open(actor, child_id)
    offered = country().codes("leaving_advice")
    if any(code not in offered for code in advice) or not words.strip():
        raise UnknownAnswer
    if not {code.id for code in offered.offered if code.group == BY_LAW} <= set(advice):
        raise AdviceMissing
    plan = LeavingPlan(
        folder_id=child.folder_id,
        child=child,
        advice=sorted(set(advice)),
        words=words.strip(),
        at=timezone.now(),
        by_id=actor.member,
    )
    with transaction.atomic():
        plan.save(force_insert=True)
        child.leaving_planned_at = plan.at
        child.save(update_fields=["leaving_planned_at"])
        _tell(actor, child, "child.leaving_care_planned")
    return plan


def close(*, actor: Actor, child_id: UUID, reason: str) -> WatchedChild:
    """Stop watching over a child, for a reason of the list; open clocks about it end. Raises what visiting raises."""
    child = _open(actor, child_id)
    if reason not in country().codes("watch_end"):
        raise UnknownAnswer
    child.closed_at, child.close_reason, child.next_visit_on = timezone.now(), reason, None
    with transaction.atomic():
        child.save(update_fields=["closed_at", "close_reason", "next_visit_on"])
        _tell(actor, child, "child.watch_ended", reason=reason)
    return child


def next_visit(today: dt.date | None = None) -> dt.date:
    """Give the day of the next visit."""
    return (today or timezone.localdate()) + country().settings.child_visit_every


def _open(actor: Actor, child_id: UUID) -> WatchedChild:
    child = WatchedChild.gate(actor, child_id)
    if child.closed_at is not None:
        raise NotWatched
    return child


def _tell(actor: Actor, child: WatchedChild, code: str, **facts: Any) -> None:
    happened(
        actor,
        code,
        matter=child.id,
        folder=child.folder_id,
        unit_id=child.unit_id,
        subject_kind="watched_child",
        subject_id=child.id,
        facts=facts,
    )
