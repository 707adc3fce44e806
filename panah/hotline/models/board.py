"""What the director's board reads: load by the hour, and the periodic sign-off of accesses."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, QuerySet

from panah.accounts.models import Member
from panah.core.actor import Actor
from panah.core.database import Access
from panah.vault.fields import BoxText
from panah.vault.models import UnitModel


class HourLoad(UnitModel):
    """One hour of one hotline in numbers: a roll-up that the worker keeps, so that the board never scans contacts."""

    access: ClassVar[Access] = Access(
        web="S", worker="SIU", stats=("unit_id", "hour", "offered", "answered", "contacts")
    )

    hour = models.DateTimeField()
    offered = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    abandoned = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    wait_seconds = models.PositiveBigIntegerField(default=0)
    contacts = models.PositiveIntegerField(default=0)
    talk_seconds = models.PositiveBigIntegerField(default=0)
    cards = models.PositiveIntegerField(default=0)
    card_delay_seconds = models.PositiveBigIntegerField(default=0)

    class Meta:
        """One row for a unit and hour."""

        constraints = (models.UniqueConstraint(fields=("unit_id", "hour"), name="hour_load_once"),)

    @classmethod
    def between(cls, actor: Actor, start: datetime, end: datetime) -> QuerySet["HourLoad"]:
        """Give the hours of a stretch of at most 400 days, in order."""
        return cls.objects.filter(unit_id=actor.unit, hour__gte=start, hour__lt=end).order_by("hour")[: 400 * 24]


class SignOff(UnitModel):
    """The director has looked at who opened hotline records in a period, and says so (CON-10). Never changed."""

    access: ClassVar[Access] = Access(web="SI", worker="S")

    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    accesses = models.PositiveIntegerField()
    remark = BoxText(blank=True)
    signed_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        """A period ends after it begins and is signed once."""

        constraints = (
            models.CheckConstraint(condition=Q(period_end__gt=F("period_start")), name="sign_off_period"),
            models.UniqueConstraint(fields=("unit_id", "period_end"), name="sign_off_once"),
        )

    @classmethod
    def latest_of(cls, actor: Actor) -> QuerySet["SignOff"]:
        """Give the unit's sign-offs, newest first; at most 60."""
        return cls.objects.filter(unit_id=actor.unit).select_related("signed_by").order_by("-period_end")[:60]
