"""What is done for a resident, who from outside works with whom, what they eat and what they learn."""

from typing import ClassVar, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.shelter.models.guarding import Training
from panah.shelter.models.stays import Stay
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel, opening

CARE = "shelter:care:view"
SESSION_READ = "shelter:session:read"
MOST = 100
M = TypeVar("M", bound=models.Model)


class CareAssignment(ProtectedModel):
    """One specialist of a partner who works with one resident: since when, and trained how (SH-13).

    Whoever is nothing in the unit but a partner's specialist sees those residents and no others (`specialists.sql`).
    """

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "stay_id", "since", "ended_at"))

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="specialists")
    unit_id = models.UUIDField()
    member_id = models.UUIDField()
    # The special training, the specialist's own and counting on that day; the database looks (`specialists.sql`).
    training = models.ForeignKey(Training, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        """A specialist is assigned to a resident once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("stay", "member_id"), condition=Q(ended_at__isnull=True), name="care_assigned_once"
            ),
        )
        indexes = (models.Index(fields=("member_id", "unit_id"), name="care_by_member"),)

    @classmethod
    def of(cls, stay: Stay) -> list["CareAssignment"]:
        """List the specialists who work with a resident, the longest first; at most MOST."""
        return list(cls.objects.filter(stay=stay, ended_at=None).order_by("id")[:MOST])

    @classmethod
    def gate(cls, stay: Stay, assignment_id: UUID) -> "CareAssignment":
        """Give one assignment of a stay; raises NotHere."""
        return _one(cls.objects.filter(stay=stay, id=assignment_id))


class ServiceState(models.TextChoices):
    """Where a service stands. Without the resident's will nothing is done."""

    PLANNED = "planned", _("Planned")
    GIVEN = "given", _("Given")
    DECLINED = "declined", _("Offered, not wanted")
    MISSED = "missed", _("Did not take place")


class ServiceRecord(ProtectedModel):
    """One service for one resident: which by code, when, and whether it was wanted (SH-06, SH-16).

    There is no price: everything is free (SH-19). What was said in a session lies apart, in a SessionNote.
    """

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "stay_id", "service", "state", "at", "minutes"))

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="services")
    unit_id = models.UUIDField()
    service = models.CharField(max_length=32)
    state = models.CharField(max_length=16, choices=ServiceState.choices)
    # When it is meant to be, or was.
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True)
    with_interpreter = models.BooleanField(default=False)
    agreed = models.BooleanField(default=False)
    words = SealedText(blank=True)
    by_id = models.UUIDField()
    done_by_id = models.UUIDField(null=True)

    class Meta:
        """Nothing is given against the will, and nothing has a length that was not given."""

        constraints = (
            models.CheckConstraint(condition=Q(state__in=ServiceState.values), name="service_state_known"),
            models.CheckConstraint(
                condition=~Q(state="given") | Q(agreed=True),
                name="service_by_will",
                violation_error_message=_("Nothing is done for a resident against their will."),
            ),
            models.CheckConstraint(condition=Q(minutes__isnull=True) | Q(state="given"), name="service_lasts_if_given"),
        )
        indexes = (
            models.Index(fields=("stay", "service"), name="service_by_stay"),
            models.Index(fields=("unit_id", "at"), condition=Q(state="planned"), name="service_planned"),
        )

    @classmethod
    def of(cls, stay: Stay) -> "QuerySet[ServiceRecord]":
        """Give what was done for a resident and is planned; the caller cuts a page of it."""
        return cls.objects.filter(stay=stay)

    @classmethod
    def gate(cls, stay: Stay, record_id: UUID) -> "ServiceRecord":
        """Give one record of a stay; raises NotHere."""
        return _one(cls.objects.filter(stay=stay, id=record_id))

    @property
    def waits(self) -> bool:
        """Whether it is still to be."""
        return self.state == ServiceState.PLANNED


class SessionNote(ProtectedModel):
    """What was said in a psychological, legal or social session: read by who wrote it and by who has that right.

    The database holds to it, for a shelter's night shift shares the folder. Never changed.
    """

    access: ClassVar[Access] = Access(web="SI")
    row_rule: ClassVar[str] = (
        f"{opening()} AND (member_id = (SELECT panah_member()) OR (SELECT panah_may('{SESSION_READ}')))"
    )
    write_rule: ClassVar[str] = f"{opening()} AND member_id = (SELECT panah_member())"

    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="notes")
    # Who wrote it.
    member_id = models.UUIDField()
    words = SealedText()
    at = models.DateTimeField()

    class Meta:
        """Read in their order."""

        indexes = (models.Index(fields=("record", "id"), name="session_note_by_record"),)

    @classmethod
    def of(cls, records: list[ServiceRecord]) -> list["SessionNote"]:
        """List the notes on these sessions that the actor may read, oldest first; at most MOST."""
        return list(cls.objects.filter(record__in=records).order_by("id")[:MOST])


class Diet(ProtectedModel):
    """What somebody eats and does not, by code, with words where a code is not enough; another one ends it."""

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "stay_id", "codes", "at", "ended_at"))

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="diets")
    unit_id = models.UUIDField()
    codes = ArrayField(models.CharField(max_length=32))
    words = SealedText(blank=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One at a time."""

        constraints = (
            models.UniqueConstraint(fields=("stay",), condition=Q(ended_at__isnull=True), name="diet_one_at_a_time"),
            models.CheckConstraint(condition=Q(codes__len__gt=0), name="diet_says_something"),
        )
        indexes = (models.Index(fields=("unit_id",), condition=Q(ended_at__isnull=True), name="diet_standing"),)

    @classmethod
    def now(cls, stay: Stay) -> "Diet | None":
        """Give what a resident eats now."""
        return cls.objects.filter(stay=stay, ended_at=None).first()


class Learning(models.TextChoices):
    """What somebody is enrolled in. Children have programmes made for children (CH-14)."""

    SCHOOL = "school", _("School")
    LESSONS = "lessons", _("Lessons in the house")
    VOCATIONAL = "vocational", _("Vocational course")
    SKILLS = "skills", _("Skills for life and work")
    PROGRAMME = "programme", _("Rehabilitation programme")
    CHILD_PROGRAMME = "child_programme", _("Rehabilitation programme for children")


class Enrolment(ProtectedModel):
    """One school, course or programme of one resident, wanted by them; where it is lies sealed (CH-10, CH-14)."""

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "stay_id", "kind", "code", "since", "ended_on", "result"))

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="enrolments")
    unit_id = models.UUIDField()
    kind = models.CharField(max_length=16, choices=Learning.choices)
    code = models.CharField(max_length=32)
    # Taken from the stay by the database, whatever is written.
    is_child = models.BooleanField()
    agreed = models.BooleanField()
    provider = SealedText()
    level = SealedText(blank=True)
    language = models.CharField(max_length=16, blank=True)
    since = models.DateField()
    by_id = models.UUIDField()
    at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by_id = models.UUIDField(null=True)
    result = models.CharField(max_length=32, blank=True)

    class Meta:
        """Wanted; a child's programme is made for children; what has ended has a result."""

        constraints = (
            models.CheckConstraint(condition=Q(kind__in=Learning.values), name="enrolment_kind_known"),
            models.CheckConstraint(
                condition=Q(agreed=True),
                name="enrolment_by_will",
                violation_error_message=_("Nobody is enrolled against their will."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="programme", is_child=True) & ~Q(kind="child_programme", is_child=False),
                name="enrolment_of_child_for_children",
                violation_error_message=_("Children take part in programmes made for children."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, result="") | (Q(ended_on__gte=F("since")) & ~Q(result="")),
                name="enrolment_ends_with_result",
            ),
        )
        indexes = (models.Index(fields=("stay", "-id"), name="enrolment_by_stay"),)

    @classmethod
    def of(cls, stay: Stay) -> list["Enrolment"]:
        """List what a resident learns and learned, newest first; at most MOST."""
        return list(cls.objects.filter(stay=stay).order_by("-id")[:MOST])

    @classmethod
    def gate(cls, actor: Actor, stay: Stay, enrolment_id: UUID) -> "Enrolment":
        """Give one enrolment of a stay; raises NotHere."""
        actor.require(CARE)
        return _one(cls.objects.filter(stay=stay, id=enrolment_id))


def _one(rows: "QuerySet[M]") -> M:
    found = rows.first()
    if found is None:
        raise NotHere
    return found
