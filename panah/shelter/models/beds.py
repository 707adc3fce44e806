"""What a bed is used for and from when until when: the one table in which nothing may overlap."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.database import Access
from panah.shelter.models.places import Bed
from panah.shelter.models.ranges import only, period
from panah.shelter.models.stays import Stay
from panah.vault.models import OF_STAFF, UnitModel

MOST_SHOWN = 20


class UseKind(models.TextChoices):
    """What keeps a bed from being given to somebody else."""

    HOLD = "hold", _("Held")
    STAY = "stay", _("Occupied")
    BLOCK = "block", _("Blocked")
    CLEANING = "cleaning", _("Being cleaned")


class BedUse(UnitModel):
    """One use of a bed: held for somebody, slept in, blocked or cleaned. Two never overlap, whoever writes them.

    A hold ends by itself; a stay ends when somebody writes that it ended, never by a clock (SH-01, SH-14).
    """

    access: ClassVar[Access] = Access(stats=("id", "bed_id", "unit_id", "kind", "from_at", "until_at"))
    row_rule: ClassVar[str] = OF_STAFF

    bed = models.ForeignKey(Bed, models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=16, choices=UseKind.choices)
    stay = models.ForeignKey(Stay, models.PROTECT, null=True, related_name="beds")
    # Why a bed is blocked: a code of the country's list `block_reason`.
    reason = models.CharField(max_length=32, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    by_id = models.UUIDField()

    class Meta:
        """A bed serves one thing at a time; a person sleeps in one bed at a time."""

        constraints = (
            ExclusionConstraint(
                name="bed_used_once_at_a_time",
                expressions=[(only("bed_id"), "&&"), (period("from_at", "until_at"), "&&")],
                violation_error_message=_("This bed was taken a moment ago."),
            ),
            ExclusionConstraint(
                name="bed_one_for_a_stay",
                expressions=[(only("stay_id"), "&&"), (period("from_at", "until_at"), "&&")],
                condition=Q(stay__isnull=False),
                violation_error_message=_("This person has another bed already."),
            ),
            models.CheckConstraint(condition=Q(kind__in=UseKind.values), name="bed_use_known"),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")), name="bed_use_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("hold", "stay"), stay__isnull=False)
                | Q(kind__in=("block", "cleaning"), stay__isnull=True),
                name="bed_use_for_somebody",
            ),
            models.CheckConstraint(condition=~Q(kind="hold") | Q(until_at__isnull=False), name="bed_hold_ends"),
        )
        indexes = (
            models.Index(fields=("bed", "-from_at"), name="bed_use_by_bed"),
            models.Index(fields=("stay", "-from_at"), name="bed_use_by_stay"),
            # What is used now or later is found at its far end, however many years lie before it.
            models.Index(fields=("unit_id", "until_at"), name="bed_use_running"),
        )

    @classmethod
    def at(cls, moment: datetime) -> QuerySet["BedUse"]:
        """Give what beds are used for at a moment; the caller says which beds."""
        return cls.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=moment), from_at__lte=moment)

    @classmethod
    def history(cls, bed: Bed) -> list["BedUse"]:
        """List what a bed of the actor's unit was used for, newest first; at most MOST_SHOWN. It names nobody."""
        return list(cls.objects.filter(bed=bed).order_by("-from_at")[:MOST_SHOWN])
