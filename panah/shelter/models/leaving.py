"""Leaving a house: the plan, what the person said of it, and the visits afterwards. None of it keeps anybody in."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.shelter.models.stays import VIEW, Stay
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel

MOST = 50


class Leaving(ProtectedModel):
    """What is planned for after a stay and where the person goes, sealed; it is theirs to say or not."""

    access: ClassVar[Access] = Access(stats=("id", "stay_id", "feedback_code"))

    stay = models.OneToOneField(Stay, models.PROTECT, related_name="leaving")
    plan = SealedText(blank=True)
    address_after = SealedText(blank=True)
    # How the person found it here: a code of the country's list `stay_feedback`, and their own words.
    feedback_code = models.CharField(max_length=32, blank=True)
    feedback = SealedText(blank=True)
    changed_at = models.DateTimeField()
    changed_by_id = models.UUIDField()

    @classmethod
    def of(cls, stay: Stay) -> "Leaving | None":
        """Give the plan of a stay, if there is one."""
        return cls.objects.filter(stay=stay).first()


class FollowUp(ProtectedModel):
    """One visit or call after somebody left, agreed with them: for which day, and what it showed."""

    access: ClassVar[Access] = Access(stats=("id", "stay_id", "visit_on", "done_at", "result"))

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="follow_ups")
    visit_on = models.DateField()
    planned_at = models.DateTimeField()
    planned_by_id = models.UUIDField()
    # A code of the country's list `visit_after_result`.
    result = models.CharField(max_length=32, blank=True)
    words = SealedText(blank=True)
    done_at = models.DateTimeField(null=True)
    done_by_id = models.UUIDField(null=True)

    class Meta:
        """What is over has a result; one visit for a day."""

        constraints = (
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, result="") | (Q(done_at__isnull=False) & ~Q(result="")),
                name="follow_up_has_result",
            ),
            models.UniqueConstraint(
                fields=("stay", "visit_on"), condition=Q(done_at__isnull=True), name="follow_up_once_a_day"
            ),
        )

    @classmethod
    def of(cls, stay: Stay) -> list["FollowUp"]:
        """List the visits after a stay, by their day; at most MOST."""
        return list(cls.objects.filter(stay=stay).order_by("visit_on", "id")[:MOST])

    @classmethod
    def gate(cls, actor: Actor, follow_up_id: UUID) -> "FollowUp":
        """Give one visit that is still to be made by the actor's unit; raises NotHere."""
        actor.require(VIEW)
        rows: QuerySet[FollowUp] = cls.objects.filter(id=follow_up_id, done_at=None).select_related("stay")
        found = rows.first()
        if found is None or found.stay.unit_id not in actor.unit_ids:
            raise NotHere
        return found
