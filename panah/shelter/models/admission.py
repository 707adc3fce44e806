"""What was done on the way into a house, step by step, and what a person gave into keeping."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panah.core.database import Access
from panah.shelter.models.stays import Stay
from panah.vault.fields import SealedJSON, SealedText
from panah.vault.models import ProtectedModel

MOST = 100


class Step(models.TextChoices):
    """The steps of an admission, in their order; the first only where something about the house is not in order."""

    HOUSE = "house", _("The house")
    CONSENT = "consent", _("Agreement")
    CHILD = "child", _("The child")
    DANGERS = "dangers", _("Dangers")
    BED = "bed", _("Bed")
    RULES = "rules", _("Rules and rights")
    BELONGINGS = "belongings", _("Belongings")
    NEEDS = "needs", _("Needs")
    ARRIVE = "arrive", _("Moving in")


class AdmissionStep(ProtectedModel):
    """One step of an admission as it was taken: in codes, with its reason sealed. Never changed; the newest counts."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "stay_id", "step", "at"))

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=16, choices=Step.choices)
    # What was found or chosen: troubles of the house, dangers, the language of the rules, needs.
    codes = ArrayField(models.CharField(max_length=32), default=list)
    reason = SealedText(blank=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Of a known kind, read in their order."""

        constraints = (models.CheckConstraint(condition=Q(step__in=Step.values), name="admission_step_known"),)
        indexes = (models.Index(fields=("stay", "-id"), name="admission_step_by_stay"),)

    @classmethod
    def of(cls, *stays: Stay) -> list["AdmissionStep"]:
        """List the steps taken for these stays, oldest first; at most MOST."""
        return list(cls.objects.filter(stay__in=stays).order_by("id")[:MOST])


class Belongings(ProtectedModel):
    """One receipt: what a person gave the house to keep, sealed, and when they got it back."""

    access: ClassVar[Access] = Access(stats=("id", "stay_id", "received_at", "returned_at"))

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="belongings")
    # One line for each thing.
    things = SealedJSON(default=list)
    received_at = models.DateTimeField()
    received_by_id = models.UUIDField()
    returned_at = models.DateTimeField(null=True)
    returned_by_id = models.UUIDField(null=True)

    class Meta:
        """Things are given back after they were received."""

        constraints = (
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(returned_at__gte=models.F("received_at")),
                name="belongings_back_after",
            ),
        )
        indexes = (models.Index(fields=("stay", "-id"), name="belongings_by_stay"),)

    @classmethod
    def of(cls, stay: Stay) -> list["Belongings"]:
        """List the receipts of a stay, newest first; at most MOST."""
        return list(cls.objects.filter(stay=stay).order_by("-id")[:MOST])
