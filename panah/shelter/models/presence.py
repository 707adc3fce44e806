"""Who is out and when they mean to be back. Whoever lives here goes when they want: nobody is asked (SH-10)."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.shelter.models.ranges import only, period
from panah.shelter.models.stays import VIEW, Stay, StayState
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel


class Absence(ProtectedModel):
    """One time somebody was out: from when, when they mean to be back if they said so, and when they were.

    It is written so that nobody is searched for in a fire, and missed early when something happened on the way.
    """

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "stay_id", "out_at", "back_at"))

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="absences")
    unit_id = models.UUIDField()
    out_at = models.DateTimeField()
    expected_at = models.DateTimeField(null=True)
    # How to reach them, or with whom they went, if they want it known.
    words = SealedText(blank=True)
    by_id = models.UUIDField()
    back_at = models.DateTimeField(null=True)
    back_by_id = models.UUIDField(null=True)

    class Meta:
        """Nobody is out twice at once; whoever comes back went before."""

        constraints = (
            ExclusionConstraint(
                name="absence_one_at_a_time",
                expressions=[(only("stay_id"), "&&"), (period("out_at", "back_at"), "&&")],
                violation_error_message=_("It is written already that this person is out."),
            ),
            models.CheckConstraint(
                condition=Q(back_at__isnull=True) | Q(back_at__gt=F("out_at")), name="absence_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(expected_at__isnull=True) | Q(expected_at__gt=F("out_at")), name="absence_expected_after"
            ),
        )
        indexes = (
            models.Index(fields=("stay", "-id"), name="absence_by_stay"),
            models.Index(fields=("unit_id",), condition=Q(back_at__isnull=True), name="absence_running"),
        )

    @classmethod
    def running(cls, actor: Actor) -> "QuerySet[Absence]":
        """Give who of the residents of the actor's units is out now, first who is expected first."""
        actor.require(VIEW)
        rows = cls.objects.filter(unit_id__in=actor.unit_ids, back_at=None, stay__state=StayState.RESIDENT)
        return rows.select_related("stay").order_by(F("expected_at").asc(nulls_last=True), "id")

    @classmethod
    def of(cls, stay: Stay) -> list["Absence"]:
        """List when a resident was out lately, newest first; at most ten."""
        return list(cls.objects.filter(stay=stay).order_by("-id")[:10])
