"""Memoranda of understanding between the special police unit and non-governmental organisations."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.models import OpenModel

# The kinds of unit that work only under a memorandum; the database names the same ones (sql/memoranda.sql).
NGO_KINDS = ("helpline_ngo", "accommodation_ngo", "cooperation_ngo")
EDIT, VIEW = "referrals:memorandum:edit", "referrals:memorandum:view"
MOST = 500


class Memorandum(OpenModel):
    """One memorandum of an organisation's unit with the special unit, from a day until a day (NGO-01).

    It names nobody: the number, the days and where the paper lies. It is never changed but to be ended early.
    """

    access: ClassVar[Access] = Access(worker="S")
    write_rule: ClassVar[str] = f"(SELECT panah_may('{EDIT}'))"

    partner = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    special_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, unique=True)
    starts_at = models.DateTimeField()
    # The first moment after its last day: the database compares moments, for it knows no country's days.
    ends_at = models.DateTimeField()
    document = models.CharField(max_length=200)
    recorded_by_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=32, blank=True)

    class Meta:
        """It ends after it begins; one that was ended early says why."""

        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="memorandum_ends_after_it_begins",
                violation_error_message=_("A memorandum cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(end_reason=""),
                name="memorandum_ended_with_reason",
                violation_error_message=_("Say why the memorandum ends early."),
            ),
        )
        indexes = (models.Index(fields=("partner", "-ends_at"), name="memorandum_by_partner"),)

    def __str__(self) -> str:
        """Give the number."""
        return self.number

    @classmethod
    def register(cls, actor: Actor) -> QuerySet["Memorandum"]:
        """Give the whole register to who keeps it, and to an organisation its own part."""
        rows = cls.objects.select_related("partner", "special_unit")
        if actor.may(EDIT):
            return rows
        actor.require(VIEW)
        return rows.filter(partner_id__in=actor.unit_ids)

    @classmethod
    def gate(cls, actor: Actor, memorandum_id: UUID) -> "Memorandum":
        """Give one of them; raises NotHere."""
        row = cls.register(actor).filter(id=memorandum_id).first()
        if row is None:
            raise NotHere
        return row

    @classmethod
    def live_for(cls, unit_ids: Iterable[UUID], at: datetime) -> set[UUID]:
        """Say which of these units have a memorandum in force at a moment."""
        running = cls.objects.filter(_running(at), partner_id__in=list(unit_ids))
        return set(running.values_list("partner_id", flat=True))

    @classmethod
    def ending(cls, at: datetime, until: datetime) -> QuerySet["Memorandum"]:
        """Give those in force at a moment that end by another, the soonest first; at most MOST."""
        return cls.objects.filter(_running(at), ends_at__lte=until).order_by("ends_at", "id")[:MOST]

    @property
    def last_moment(self) -> datetime:
        """The last moment at which it was or will be in force."""
        return (self.ended_at or self.ends_at) - timedelta(seconds=1)

    @property
    def is_live(self) -> bool:
        """Whether it is in force now."""
        return self.ended_at is None and self.starts_at <= timezone.now() < self.ends_at


def _running(at: datetime) -> Q:
    return Q(starts_at__lte=at, ends_at__gt=at, ended_at__isnull=True)
