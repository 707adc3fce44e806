"""The health record of a resident and the plan of medicines, in the stay's health folder and nowhere else."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.shelter.models.stays import Stay
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel

HEALTH = "shelter:health:write"
MOST = 100
# The times of a day's medicines that have no dose yet; none from before the medicine was written into the plan.
_DUE = """
    SELECT m.id, d.due FROM shelter_medicine m JOIN shelter_stay s ON s.id = m.stay_id
    CROSS JOIN LATERAL (SELECT (%(day)s::date + t) AT TIME ZONE %(zone)s AS due FROM unnest(m.times) AS t) d
    WHERE m.unit_id = ANY (%(units)s) AND m.ended_at IS NULL AND s.state = 'resident'
      AND m.since <= %(day)s AND (m.until IS NULL OR m.until >= %(day)s) AND d.due > m.at - interval '1 minute'
      AND NOT EXISTS (SELECT FROM shelter_dose g WHERE g.medicine_id = m.id AND g.due_at = d.due)
    ORDER BY d.due, m.id LIMIT %(most)s
"""


class HealthEntry(ProtectedModel):
    """One entry of the health record: what it was by code, and what is to be known of it. Never changed."""

    access: ClassVar[Access] = Access(web="SI")

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="health")
    unit_id = models.UUIDField()
    kind = models.CharField(max_length=32)
    agreed = models.BooleanField()
    words = SealedText()
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Nobody is examined or treated against their will."""

        constraints = (
            models.CheckConstraint(
                condition=Q(agreed=True),
                name="health_by_will",
                violation_error_message=_("Nobody is examined or treated against their will."),
            ),
        )
        indexes = (models.Index(fields=("stay", "-id"), name="health_by_stay"),)

    @classmethod
    def of(cls, actor: Actor, stay: Stay) -> list["HealthEntry"]:
        """List the health record, newest first; at most MOST."""
        actor.require(HEALTH)
        return list(cls.objects.filter(stay=stay).order_by("-id")[:MOST])


class Medicine(ProtectedModel):
    """One medicine of the plan: what, how much and by whom it was prescribed, all sealed; at what times of the day."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="medicines")
    unit_id = models.UUIDField()
    name = SealedText()
    dose = SealedText()
    prescribed_by = SealedText(blank=True)
    times = ArrayField(models.TimeField())
    since = models.DateField()
    until = models.DateField(null=True)
    agreed = models.BooleanField()
    by_id = models.UUIDField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        """Taken by will, at some time of the day."""

        constraints = (
            models.CheckConstraint(
                condition=Q(agreed=True),
                name="medicine_by_will",
                violation_error_message=_("Nobody is examined or treated against their will."),
            ),
            models.CheckConstraint(condition=Q(times__len__gt=0), name="medicine_has_times"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="medicine_ends_after"
            ),
        )
        indexes = (
            models.Index(fields=("stay", "-id"), name="medicine_by_stay"),
            models.Index(fields=("unit_id",), condition=Q(ended_at__isnull=True), name="medicine_running"),
        )

    @classmethod
    def of(cls, actor: Actor, stay: Stay) -> list["Medicine"]:
        """List the plan, newest first, with what has ended; at most MOST."""
        actor.require(HEALTH)
        return list(cls.objects.filter(stay=stay).order_by(F("ended_at").desc(nulls_first=True), "-id")[:MOST])

    @classmethod
    def due(cls, actor: Actor, day: date) -> list[tuple["Medicine", datetime]]:
        """List the doses of a day that nobody has written down, of all residents of the actor's units; at most MOST.

        First what is due first, so that what is cut off is never what has to be handed out next.
        """
        actor.require(HEALTH)
        asked: dict[str, Any] = {"day": day, "units": list(actor.unit_ids), "most": MOST}
        asked["zone"] = get_current_timezone_name()
        with connection.cursor() as cursor:
            cursor.execute(_DUE, asked)
            found: list[tuple[UUID, datetime]] = cursor.fetchall()
        rows = cls.objects.select_related("stay").in_bulk([row_id for row_id, _at in found])
        return [(rows[row_id], at) for row_id, at in found]

    @classmethod
    def gate(cls, actor: Actor, stay: Stay, medicine_id: UUID) -> "Medicine":
        """Give one medicine of a stay; raises NotHere."""
        actor.require(HEALTH)
        found = cls.objects.filter(stay=stay, id=medicine_id).first()
        if found is None:
            raise NotHere
        return found


class DoseState(models.TextChoices):
    """What became of a dose. It is offered; nobody has to take it."""

    GIVEN = "given", _("Taken")
    DECLINED = "declined", _("Not wanted")
    AWAY = "away", _("Was out")


class Dose(ProtectedModel):
    """One dose of the plan and what became of it: once for each time it was due. Never changed."""

    access: ClassVar[Access] = Access(web="SI")

    medicine = models.ForeignKey(Medicine, models.PROTECT, related_name="doses")
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="doses")
    unit_id = models.UUIDField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=DoseState.choices)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Two who hand out medicine at once cannot give a dose twice."""

        constraints = (
            models.UniqueConstraint(
                fields=("medicine", "due_at"),
                name="dose_once",
                violation_error_message=_("This dose was written down a moment ago."),
            ),
            models.CheckConstraint(condition=Q(state__in=DoseState.values), name="dose_state_known"),
        )
        indexes = (models.Index(fields=("unit_id", "-due_at"), name="dose_by_unit"),)

    @classmethod
    def of(cls, medicines: list[Medicine]) -> list["Dose"]:
        """List the doses of these medicines, newest first; at most MOST."""
        return list(cls.objects.filter(medicine__in=medicines).order_by("-due_at", "-id")[:MOST])
