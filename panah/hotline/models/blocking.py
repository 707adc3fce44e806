"""Numbers that abuse the line: blocked for a reason and for a time, never for ever."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.core.actor import Actor
from panah.core.database import Access
from panah.vault.fields import BoxText
from panah.vault.models import UnitModel


class Block(UnitModel):
    """One blocked number of a unit; found again through the blind index, shown only to the unit."""

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "reason", "blocked_at", "until", "lifted_at"))

    # Deleted when the block has been over for the country's time (CON-12).
    number = BoxText(null=True)
    reason = models.CharField(max_length=32)
    note = BoxText(blank=True)
    blocked_at = models.DateTimeField()
    blocked_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

    class Meta:
        """A block has a reason and an end."""

        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="block_has_reason",
                violation_error_message=_("Say why the number is blocked."),
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("blocked_at")),
                name="block_ends",
                violation_error_message=_("A block ends after it begins."),
            ),
        )
        indexes = (models.Index(fields=("unit_id", "-id"), name="block_by_unit"),)

    @classmethod
    def live(cls, actor: Actor) -> QuerySet["Block"]:
        """Give the unit's blocks that hold now, newest first; at most 200."""
        rows = cls.objects.filter(unit_id=actor.unit, lifted_at=None, until__gt=timezone.now())
        return rows.select_related("blocked_by").order_by("-id")[:200]
