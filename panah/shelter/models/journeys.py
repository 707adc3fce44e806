"""Journeys home: to whom a child goes, and what keeps the traveller safe until they have settled."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.people.models import Person
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel

PLAN = "cases:case:write"


class Journey(ProtectedModel):
    """One person's journey home: planned, begun, and over when they have settled. A folder of its own.

    It has a safety plan from the first day until the traveller has settled (POL-09, REP-07); a child departs only to a
    receiver who is named and confirmed (CH-16). The database holds to both.
    """

    access: ClassVar[Access] = Access(
        stats=("id", "unit_id", "person_id", "is_child", "destination", "planned_at", "departed_at", "settled_at")
    )

    person = models.ForeignKey(Person, models.PROTECT, related_name="journeys")
    pseudonym = models.CharField(max_length=40)
    unit_id = models.UUIDField()
    is_child = models.BooleanField()
    destination = models.CharField(max_length=3)
    planned_at = models.DateTimeField()
    planned_by_id = models.UUIDField()
    # Who receives the traveller: what they are (code); who they are and how to reach them is sealed.
    receiver_kind = models.CharField(max_length=32, blank=True)
    receiver = SealedText(blank=True)
    # By whom the receiver was confirmed (code), and when.
    confirmed_by = models.CharField(max_length=32, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    safety = ArrayField(models.CharField(max_length=32), default=list)
    safety_words = SealedText(blank=True)
    departed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        """A child goes to somebody; everybody goes safely; one journey of a person at a time."""

        constraints = (
            models.CheckConstraint(
                condition=Q(departed_at__isnull=True)
                | Q(is_child=False)
                | (Q(confirmed_at__isnull=False) & ~Q(receiver_kind="") & ~Q(confirmed_by="")),
                name="journey_of_child_has_receiver",
                violation_error_message=_("A child goes home only to a receiver who is confirmed."),
            ),
            models.CheckConstraint(
                condition=~Q(safety=[]),
                name="journey_has_safety_plan",
                violation_error_message=_("A journey home has a safety plan from its first day to its last."),
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(settled_at__gt=F("departed_at")), name="journey_settled_after"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(departed_at__isnull=True), name="journey_begun_or_cancelled"
            ),
            models.UniqueConstraint(
                fields=("unit_id", "person"),
                condition=Q(settled_at__isnull=True, cancelled_at__isnull=True),
                name="journey_once_at_a_time",
            ),
        )
        indexes = (models.Index(fields=("unit_id", "-id"), name="journey_by_unit"),)

    def __str__(self) -> str:
        """Give the pseudonym."""
        return self.pseudonym

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Journey"]:
        """Give the journeys the actor's unit plans; the database holds to the same rule."""
        actor.require(PLAN)
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def gate(cls, actor: Actor, journey_id: UUID) -> "Journey":
        """Give one of them; raises NotHere."""
        found = cls.visible(actor).filter(id=journey_id).first()
        if found is None:
            raise NotHere
        return found

    @property
    def is_open(self) -> bool:
        """Whether it goes on: not settled, not called off."""
        return self.settled_at is None and self.cancelled_at is None
