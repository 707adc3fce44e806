"""The book of a house: what happened and who was told, and what one shift tells the next."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.core.ids import new_id
from panah.shelter.models.places import House
from panah.vault.fields import BoxText
from panah.vault.models import MY_UNITS

WRITE = "shelter:house:write"
# Who works in the house day and night; a specialist who comes in from a partner belongs to the unit and not to these.
OF_HOUSE = f"unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('{WRITE}'))"

# What a house has once is written for a house of one's own: its row rule is asked here too.
OWN_HOUSE = "house_id IN (SELECT id FROM shelter_house)"


class HouseBook(models.Model):
    """A row that those who work in the house day and night read and write, sealed to their unit."""

    access: ClassVar[Access] = Access()
    row_rule: ClassVar[str] = OF_HOUSE

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit_id = models.UUIDField()

    class Meta:
        """An abstract base."""

        abstract = True


class Incident(HouseBook):
    """Something that happened in a house: which kind, when, in sealed words; closed when it is over."""

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "house_id", "kind", "happened_at", "closed_at"))

    house = models.ForeignKey(House, models.PROTECT, related_name="incidents")
    # A code of the country's list `incident_kind`.
    kind = models.CharField(max_length=32)
    words = BoxText()
    happened_at = models.DateTimeField()
    written_at = models.DateTimeField()
    by_id = models.UUIDField()
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)

    class Meta:
        """Nothing is written down before it happened."""

        constraints = (
            models.CheckConstraint(
                condition=Q(written_at__gte=F("happened_at")),
                name="incident_has_happened",
                violation_error_message=_("An incident is written down after it happened."),
            ),
        )
        indexes = (models.Index(fields=("unit_id", "-id"), name="incident_by_unit"),)

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Incident"]:
        """Give the incidents in the houses of the actor's units."""
        actor.require(WRITE)
        return cls.objects.filter(unit_id__in=actor.unit_ids).select_related("house")

    @classmethod
    def gate(cls, actor: Actor, incident_id: UUID) -> "Incident":
        """Give one of them; raises NotHere."""
        found = cls.visible(actor).filter(id=incident_id).first()
        if found is None:
            raise NotHere
        return found

    @property
    def is_open(self) -> bool:
        """Whether somebody still looks after it."""
        return self.closed_at is None


class StepKind(models.TextChoices):
    """What was done about an incident."""

    TOLD = "told", _("Told")
    MEASURE = "measure", _("Done")
    CLOSED = "closed", _("Over")


class IncidentStep(HouseBook):
    """One step after an incident: who was told and when, what was done, that it is over. Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "incident_id", "kind", "code", "at"))

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=16, choices=StepKind.choices)
    # Who was told: a code of the country's list `incident_told`.
    code = models.CharField(max_length=32, blank=True)
    words = BoxText(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    class Meta:
        """Of a known kind; who was told is said by a code."""

        constraints = (
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="incident_step_known"),
            models.CheckConstraint(condition=Q(kind="told") ^ Q(code=""), name="incident_told_whom"),
        )
        indexes = (models.Index(fields=("incident", "-id"), name="incident_step_by_incident"),)

    @classmethod
    def of(cls, incident: Incident) -> list["IncidentStep"]:
        """List the steps of an incident, oldest first; at most 100."""
        return list(cls.objects.filter(incident=incident).select_related("by").order_by("id")[:100])


class ShiftNote(HouseBook):
    """What one shift tells the next; the first who reads it says so."""

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "house_id", "written_at", "read_at"))

    house = models.ForeignKey(House, models.PROTECT, related_name="+")
    # Which shift ends with it: a code of the country's list `shift_kind`.
    shift = models.CharField(max_length=16)
    words = BoxText()
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    read_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        """Read by somebody else than who wrote it."""

        constraints = (
            models.CheckConstraint(
                condition=Q(read_by__isnull=True, read_at__isnull=True)
                | (Q(read_by__isnull=False, read_at__isnull=False) & ~Q(read_by=F("author"))),
                name="shift_note_read_by_another",
            ),
        )
        indexes = (models.Index(fields=("unit_id", "-id"), name="shift_note_by_unit"),)

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["ShiftNote"]:
        """Give the notes in the houses of the actor's units."""
        actor.require(WRITE)
        return cls.objects.filter(unit_id__in=actor.unit_ids).select_related("house", "author", "read_by")
