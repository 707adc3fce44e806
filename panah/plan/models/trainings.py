"""Trainings: courses by topic and audience, sessions, who attended with what result, and until when it counts."""

from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.country.texts import say
from panah.core.database import EVERY_ROW, NO_ROW, Access
from panah.core.errors import NotHere
from panah.core.ids import new_id
from panah.plan.models.plans import Measure
from panah.vault.models import MY_UNITS, UnitModel

VIEW = "plan:training:view"
OWN = f"unit_id = ANY ({MY_UNITS})"


class Course(UnitModel):
    """A course somebody offers: what about, for whom, and after how many days it has to be repeated (TR-01)."""

    access: ClassVar[Access] = Access(web="SIU", worker="S", stats=("id", "unit_id", "topics", "audiences", "is_joint"))
    row_rule: ClassVar[str] = EVERY_ROW
    write_rule: ClassVar[str] = OWN

    title = models.JSONField(default=dict)
    # Codes of the country's lists `course_topic` and `training_audience`.
    topics = ArrayField(models.CharField(max_length=40))
    audiences = ArrayField(models.CharField(max_length=40))
    # For several law-enforcement bodies at once (TR-02).
    is_joint = models.BooleanField(default=False)
    lasts_days = models.PositiveIntegerField(null=True)
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, related_name="courses")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """About something, for somebody."""

        constraints = (
            models.CheckConstraint(condition=Q(topics__len__gt=0, audiences__len__gt=0), name="course_about_something"),
        )

    def __str__(self) -> str:
        """Give the title in the current language."""
        return say(self.title)

    @classmethod
    def offered(cls, actor: Actor) -> QuerySet["Course"]:
        """Give the courses on offer, for a list that is cut by key."""
        actor.require(VIEW)
        return cls.objects.filter(closed_at=None).select_related("measure__plan")

    @classmethod
    def gate(cls, actor: Actor, course_id: UUID) -> "Course":
        """Give one course; raises NotHere."""
        found = cls.offered(actor).filter(id=course_id).first()
        if found is None:
            raise NotHere
        return found


class TrainingState(models.TextChoices):
    """Where a session stands."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Took place")
    CANCELLED = "cancelled", _("Cancelled")


class Training(UnitModel):
    """One session of a course: when, where, in which language, and how many came from outside the system."""

    access: ClassVar[Access] = Access(
        web="SIU", worker="S", stats=("id", "course_id", "unit_id", "begins_on", "region", "state", "women", "men")
    )
    row_rule: ClassVar[str] = EVERY_ROW
    write_rule: ClassVar[str] = OWN

    course = models.ForeignKey(Course, models.PROTECT, related_name="trainings")
    begins_on = models.DateField()
    ends_on = models.DateField()
    region = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=16, blank=True)
    # The other bodies of a joint training (TR-02).
    with_bodies = ArrayField(models.CharField(max_length=20), default=list)
    state = models.CharField(max_length=16, choices=TrainingState.choices, default=TrainingState.PLANNED)
    # Participants without an account here, in numbers alone.
    women = models.PositiveIntegerField(default=0)
    men = models.PositiveIntegerField(default=0)

    class Meta:
        """Ends after it begins."""

        constraints = (
            models.CheckConstraint(condition=Q(state__in=TrainingState.values), name="course_session_state_known"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="course_session_ends_after",
                violation_error_message=_("A training ends after it begins."),
            ),
        )
        indexes = (models.Index(fields=("course", "-id"), name="training_by_course"),)

    @classmethod
    def listed(cls, actor: Actor) -> QuerySet["Training"]:
        """Give the trainings, for a list that is cut by key."""
        actor.require(VIEW)
        return cls.objects.select_related("course")

    @classmethod
    def gate(cls, actor: Actor, training_id: UUID) -> "Training":
        """Give one training with its course; raises NotHere."""
        found = cls.listed(actor).select_related("course__measure__plan").filter(id=training_id).first()
        if found is None:
            raise NotHere
        return found


class Attendance(UnitModel):
    """One member at one training: came or not, the tests before and after, and until when it counts.

    Seen by whoever gave the training and by the member's own unit; `unit_id` is the unit that gave it.
    """

    access: ClassVar[Access] = Access(web="SIU", worker="S", stats=("id", "training_id", "came", "before", "after"))
    row_rule: ClassVar[str] = f"({OWN} OR of_unit_id = ANY ({MY_UNITS}))"
    write_rule: ClassVar[str] = OWN

    training = models.ForeignKey(Training, models.PROTECT, related_name="attendances")
    member_id = models.UUIDField()
    of_unit_id = models.UUIDField(db_index=True)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    came = models.BooleanField(null=True)
    # Points of a hundred.
    before = models.PositiveSmallIntegerField(null=True)
    after = models.PositiveSmallIntegerField(null=True)
    held_on = models.DateField()
    # The last day it counts; empty where the course has not to be repeated.
    counts_until = models.DateField(null=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Once for a member; tests of a hundred points."""

        constraints = (
            models.UniqueConstraint(fields=("training", "member_id"), name="attendance_once"),
            models.CheckConstraint(
                condition=Q(before__isnull=True) | Q(before__lte=100), name="attendance_before_fits"
            ),
            models.CheckConstraint(condition=Q(after__isnull=True) | Q(after__lte=100), name="attendance_after_fits"),
        )
        indexes = (models.Index(fields=("member_id", "-held_on"), name="attendance_by_member"),)

    @classmethod
    def valid(cls, members: list[UUID], on: date) -> QuerySet["Attendance"]:
        """Give what counts for some members on a day."""
        counts = Q(counts_until__isnull=True) | Q(counts_until__gte=on)
        return cls.objects.filter(counts, member_id__in=members, came=True, held_on__lte=on)

    @classmethod
    def objects_of(cls, training: Training) -> QuerySet["Attendance"]:
        """Give who is on the list of a session, as far as the actor may see them; at most 500."""
        return cls.objects.filter(training=training).order_by("at", "id")[:500]

    @classmethod
    def own(cls, actor: Actor) -> list["Attendance"]:
        """List the trainings the actor came to, the latest first; at most 100."""
        rows = cls.objects.filter(member_id=actor.member, came=True).select_related("training__course")
        return list(rows.order_by("-held_on", "-id")[:100])

    @property
    def counts(self) -> bool:
        """Whether it counts today."""
        return self.counts_until is None or self.counts_until >= timezone.localdate()

    def lasts(self, days: int | None) -> date | None:
        """Give the last day it counts when a course has to be repeated after so many days."""
        return self.held_on + timedelta(days=days) if days else None


class TrainingCode(UnitModel):
    """The slow hash of the code on one certificate; looked up by a function of the database alone."""

    access: ClassVar[Access] = Access(web="I")
    row_rule: ClassVar[str] = NO_ROW
    write_rule: ClassVar[str] = OWN

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="+")
    digest = models.BinaryField(unique=True)
    issued_at = models.DateTimeField()
    issued_by_id = models.UUIDField()


class Gap(UnitModel):
    """What a member's trainings lack now, kept by the worker: the matter of the refresher's duty (HL-19, POL-05)."""

    access: ClassVar[Access] = Access(web="S", worker="SIU")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member_id = models.UUIDField()
    audience = models.CharField(max_length=40)
    missing = ArrayField(models.CharField(max_length=40))
    since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """One open gap for a member and audience."""

        constraints = (
            models.UniqueConstraint(
                fields=("member_id", "audience"), condition=Q(closed_at__isnull=True), name="training_gap_once"
            ),
        )
        indexes = (models.Index(fields=("unit_id", "-id"), name="training_gap_by_unit"),)

    @classmethod
    def open_in(cls, actor: Actor) -> QuerySet["Gap"]:
        """Give the open gaps of the actor's units, for a list that is cut by key."""
        actor.require(VIEW)
        return cls.objects.filter(unit_id__in=actor.unit_ids, closed_at=None)

    @classmethod
    def gate(cls, actor: Actor, gap_id: UUID) -> "Gap":
        """Give one gap of the actor's units, open or closed; raises NotHere."""
        actor.require(VIEW)
        found = cls.objects.filter(id=gap_id, unit_id__in=actor.unit_ids).first()
        if found is None:
            raise NotHere
        return found
