"""Organisations as partners: what they do and were taught, whom they reach, and with whom they work together."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.referrals.models.memoranda import EDIT, VIEW
from panah.vault.models import MY_UNITS, OpenModel, UnitModel

OUTREACH, COOPERATE = "referrals:outreach:write", "referrals:cooperation:edit"
MOST = 500


class Partner(OpenModel):
    """What one organisation does, and where it meets the people it works for (NGO-02). Codes, and nobody's name."""

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "activities", "sectors", "regions", "identified_on"))
    write_rule: ClassVar[str] = f"(SELECT panah_may('{EDIT}'))"

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="+")
    activities = ArrayField(models.CharField(max_length=32))
    # Where victims are found, and so where such an organisation is wanted.
    sectors = ArrayField(models.CharField(max_length=32))
    regions = ArrayField(models.CharField(max_length=40), default=list)
    identified_on = models.DateField()
    recorded_by_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        """It does something, somewhere."""

        constraints = (
            models.CheckConstraint(
                condition=Q(activities__len__gt=0, sectors__len__gt=0),
                name="partner_does_something_somewhere",
                violation_error_message=_("Say what the organisation does, and where it meets people."),
            ),
        )

    @classmethod
    def register(cls, actor: Actor) -> dict[UUID, "Partner"]:
        """Give the profiles by unit: to who keeps the register all, to an organisation its own; at most MOST."""
        rows = cls.objects.order_by("unit_id")
        if not actor.may(EDIT):
            actor.require(VIEW)
            rows = rows.filter(unit_id__in=actor.unit_ids)
        return {row.unit_id: row for row in rows[:MOST]}


class PartnerTraining(OpenModel):
    """One training of an organisation's people: the day, the subject, how many took part (NGO-02). Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "unit_id", "held_on", "topic", "persons"))
    write_rule: ClassVar[str] = f"(SELECT panah_may('{EDIT}'))"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    held_on = models.DateField()
    topic = models.CharField(max_length=32)
    persons = models.PositiveSmallIntegerField()
    recorded_by_id = models.UUIDField()

    class Meta:
        """Somebody took part; read by organisation, the latest first."""

        constraints = (
            models.CheckConstraint(
                condition=Q(persons__gt=0),
                name="partner_training_of_somebody",
                violation_error_message=_("Say how many took part."),
            ),
        )
        indexes = (models.Index(fields=("unit", "-held_on"), name="partner_training_by_unit"),)

    @classmethod
    def of(cls, unit_ids: list[UUID]) -> list["PartnerTraining"]:
        """List the trainings of some organisations, the latest first; at most MOST."""
        return list(cls.objects.filter(unit_id__in=unit_ids).order_by("-held_on", "-id")[:MOST])


class Outreach(UnitModel):
    """One time an organisation went to people and told them what the state offers (NRM-13).

    How many, where, in which language, what was explained, whether a signal followed. Nobody is named, no word is
    kept, and nothing says whether anybody was urged: that is not to be done.
    """

    access: ClassVar[Access] = Access(
        web="SI",
        stats=("id", "unit_id", "held_on", "persons", "place", "region", "language", "measures", "signalled"),
    )
    write_rule: ClassVar[str] = (
        f"unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('{OUTREACH}')) AND panah_private.may_partner(unit_id)"
    )

    held_on = models.DateField()
    persons = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=32)
    region = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=16)
    measures = ArrayField(models.CharField(max_length=32))
    signalled = models.BooleanField(default=False)
    by_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        """Somebody was reached, and told of something."""

        constraints = (
            models.CheckConstraint(
                condition=Q(persons__gt=0, measures__len__gt=0),
                name="outreach_tells_somebody_something",
                violation_error_message=_("Say how many people were reached, and what was explained to them."),
            ),
        )

    @classmethod
    def of(cls, actor: Actor) -> QuerySet["Outreach"]:
        """Give what the actor's units recorded."""
        actor.require(OUTREACH)
        return cls.objects.filter(unit_id__in=actor.unit_ids)


class Cooperation(UnitModel):
    """A centre or shelter works together with an organisation on something (AC-04); the organisation sees it too.

    It rests on the organisation's memorandum: without one in force it cannot begin, and does not hold.
    """

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "partner_id", "field", "began_at", "ended_at"))
    row_rule: ClassVar[str] = f"unit_id = ANY ({MY_UNITS}) OR partner_id = ANY ({MY_UNITS})"
    write_rule: ClassVar[str] = f"unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('{COOPERATE}'))"

    partner = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    field = models.CharField(max_length=32)
    began_at = models.DateTimeField()
    began_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Once at a time for a partner and a field."""

        constraints = (
            models.UniqueConstraint(
                fields=("unit_id", "partner", "field"),
                condition=Q(ended_at__isnull=True),
                name="cooperation_once_at_a_time",
                violation_error_message=_("You work together with this organisation on this already."),
            ),
        )

    @classmethod
    def of(cls, actor: Actor) -> list["Cooperation"]:
        """List with whom the actor's units work together now, the newest first; at most MOST."""
        actor.require(COOPERATE)
        rows = cls.objects.select_related("partner").filter(unit_id__in=actor.unit_ids, ended_at=None)
        return list(rows.order_by("-id")[:MOST])

    @classmethod
    def gate(cls, actor: Actor, cooperation_id: UUID) -> "Cooperation":
        """Give one that has not ended; raises NotHere."""
        actor.require(COOPERATE)
        row = cls.objects.filter(id=cooperation_id, unit_id__in=actor.unit_ids, ended_at=None).first()
        if row is None:
            raise NotHere
        return row
