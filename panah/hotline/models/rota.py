"""Who is on shift when, what they hand over, and where nobody is."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.core.actor import Actor
from panah.core.database import Access
from panah.hotline.coverage import Span
from panah.vault.fields import BoxText
from panah.vault.models import UnitModel


class Shift(UnitModel):
    """One member's time at the desk (HL-01). A trigger refuses a second shift of theirs at the same time."""

    access: ClassVar[Access] = Access(
        worker="S", stats=("id", "unit_id", "member_id", "starts_at", "ends_at", "kind", "withdrawn_at")
    )
    # Who was at the desk is written by who makes the rota.
    write_rule: ClassVar[str] = f"{UnitModel.row_rule} AND (SELECT panah_may('hotline:rota:edit'))"

    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """A shift ends after it begins."""

        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="shift_ends_after",
                violation_error_message=_("A shift ends after it begins."),
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "starts_at"), condition=Q(withdrawn_at__isnull=True), name="shift_by_unit"),
            models.Index(fields=("member", "starts_at"), name="shift_by_member"),
        )

    @property
    def span(self) -> Span:
        """Its stretch of time."""
        return Span(self.starts_at, self.ends_at)

    @property
    def is_over(self) -> bool:
        """Whether it lies in the past."""
        return self.ends_at <= timezone.now()

    @classmethod
    def between(cls, actor: Actor, window: Span) -> QuerySet["Shift"]:
        """Give the unit's shifts that touch a window, in order; at most 1,000."""
        rows = cls.objects.filter(unit_id=actor.unit, withdrawn_at=None)
        rows = rows.filter(starts_at__lt=window.end, ends_at__gt=window.start)
        return rows.select_related("member").order_by("starts_at", "id")[:1000]

    @classmethod
    def on_now(cls, actor: Actor, now: datetime) -> QuerySet["Shift"]:
        """Give who is on shift at a moment."""
        rows = cls.objects.filter(unit_id=actor.unit, withdrawn_at=None, starts_at__lte=now, ends_at__gt=now)
        return rows.select_related("member").order_by("starts_at")[:50]


class Handover(UnitModel):
    """What one shift tells the next: sealed to the unit, written once."""

    access: ClassVar[Access] = Access(web="SIU")

    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    words = BoxText()
    written_at = models.DateTimeField()
    read_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        """Read newest first."""

        indexes = (models.Index(fields=("unit_id", "-id"), name="handover_by_unit"),)

    @classmethod
    def latest_of(cls, actor: Actor) -> QuerySet["Handover"]:
        """Give the unit's latest hand-over notes; ten at most."""
        return cls.objects.filter(unit_id=actor.unit).select_related("author", "read_by").order_by("-id")[:10]


class CoverageGap(UnitModel):
    """A stretch of the coming rota in which too few are at the desk: found, then closed by a shift (HL-01)."""

    access: ClassVar[Access] = Access(
        worker="SIU", stats=("id", "unit_id", "starts_at", "ends_at", "found_at", "closed_at")
    )

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """A gap is known once."""

        constraints = (
            models.UniqueConstraint(
                fields=("unit_id", "starts_at", "ends_at"), condition=Q(closed_at__isnull=True), name="gap_once"
            ),
        )
        indexes = (models.Index(fields=("unit_id", "starts_at"), condition=Q(closed_at__isnull=True), name="gap_open"),)

    @property
    def span(self) -> Span:
        """Its stretch of time."""
        return Span(self.starts_at, self.ends_at)

    @classmethod
    def open_ones(cls, actor: Actor) -> QuerySet["CoverageGap"]:
        """Give the unit's open gaps, the nearest first; at most 100."""
        return cls.objects.filter(unit_id=actor.unit, closed_at=None).order_by("starts_at")[:100]
