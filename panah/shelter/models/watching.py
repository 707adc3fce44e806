"""Children who are watched over: at risk, or living with others than their parents; visits and leaving care."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel

MONITOR = "shelter:child:monitor"
MOST_SHOWN = 50


class WatchedChild(ProtectedModel):
    """One child a body watches over, under a false name, in a child-protection folder of its own (CH-18 to CH-20).

    In codes stand why, where the child lives, when it is to be visited next, and the month in which it comes of age:
    the worker needs no key to remind of them. Name, place and day of birth are sealed. A child the body was told of as
    a victim keeps the false name it was told under and is not described anew (PRI-05).
    """

    access: ClassVar[Access] = Access(
        worker="S",
        stats=("id", "unit_id", "risks", "placement", "sex", "opened_at", "next_visit_on", "closed_at", "close_reason"),
    )

    unit_id = models.UUIDField()
    unit_kind = models.CharField(max_length=40)
    pseudonym = models.CharField(max_length=40)
    # The person of a notice, where the body was told of this child.
    person_id = models.UUIDField(null=True)
    risks = ArrayField(models.CharField(max_length=32), default=list)
    placement = models.CharField(max_length=32)
    sex = models.CharField(max_length=16, blank=True)
    name = SealedText(blank=True)
    place = SealedText(blank=True)
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField()
    next_visit_on = models.DateField(null=True)
    # The first day of the month in which the child turns 18; only of those who will leave care then (CH-20).
    of_age_on = models.DateField(null=True)
    leaving_planned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=32, blank=True)

    class Meta:
        """Whoever is watched has a day for the next visit; whoever is no longer, has a reason."""

        constraints = (
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, next_visit_on__isnull=False, close_reason="")
                | (Q(closed_at__isnull=False, next_visit_on__isnull=True) & ~Q(close_reason="")),
                name="watched_child_has_a_next_visit",
                violation_error_message=_("A child who is watched over has a day for the next visit."),
            ),
            models.CheckConstraint(
                condition=Q(of_age_on__isnull=True) | Q(of_age_on__day=1),
                name="watched_child_month_alone",
                violation_error_message=_("Only the month in which the child comes of age is kept."),
            ),
            models.UniqueConstraint(
                fields=("unit_id", "person_id"), condition=Q(closed_at__isnull=True), name="watched_child_once"
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "-id"), name="watched_child_by_unit"),
            models.Index(fields=("next_visit_on",), condition=Q(closed_at__isnull=True), name="watched_child_to_visit"),
            models.Index(
                fields=("of_age_on",),
                condition=Q(closed_at__isnull=True, leaving_planned_at__isnull=True),
                name="watched_child_leaving",
            ),
        )

    def __str__(self) -> str:
        """Give the pseudonym."""
        return self.pseudonym

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["WatchedChild"]:
        """Give the children the actor's body watches over; the database holds to the same rule."""
        actor.require(MONITOR)
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def gate(cls, actor: Actor, child_id: UUID) -> "WatchedChild":
        """Give one of them; raises NotHere."""
        found = cls.visible(actor).filter(id=child_id).first()
        if found is None:
            raise NotHere
        return found

    @property
    def leaves_care(self) -> bool:
        """Whether the child will leave care on coming of age and that is not planned yet."""
        return self.of_age_on is not None and self.leaving_planned_at is None and self.closed_at is None


class ChildVisit(ProtectedModel):
    """One visit to a watched child: how it was found and what help began, in codes; words sealed. Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "child_id", "finding", "help", "at"))

    child = models.ForeignKey(WatchedChild, models.PROTECT, related_name="visits")
    finding = models.CharField(max_length=32)
    help = ArrayField(models.CharField(max_length=32), default=list)
    words = SealedText(blank=True)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        """Read in their order."""

        indexes = (models.Index(fields=("child", "-id"), name="child_visit_by_child"),)

    @classmethod
    def of(cls, child: WatchedChild) -> list["ChildVisit"]:
        """List the visits to a child, newest first; at most MOST_SHOWN."""
        return list(cls.objects.filter(child=child).order_by("-id")[:MOST_SHOWN])


class LeavingPlan(ProtectedModel):
    """How a young person leaves care: which advice they got, in codes; words sealed (CH-20). Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "child_id", "advice", "at"))

    child = models.ForeignKey(WatchedChild, models.PROTECT, related_name="plans")
    advice = ArrayField(models.CharField(max_length=32), default=list)
    words = SealedText()
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        """Read in their order."""

        indexes = (models.Index(fields=("child", "-id"), name="leaving_plan_by_child"),)

    @classmethod
    def of(cls, child: WatchedChild) -> list["LeavingPlan"]:
        """List the plans for a young person, newest first; at most MOST_SHOWN."""
        return list(cls.objects.filter(child=child).order_by("-id")[:MOST_SHOWN])
