"""The reflection period: thirty days of a person's own, what they decide in it, and the code that proves it."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.cases.models.identification import Decision
from panah.core.database import NO_ROW, Access
from panah.core.ids import new_id
from panah.people.models import Person
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel

MOST_PERIODS = 20


class CloseReason(models.TextChoices):
    """What ends a period. That the person will not cooperate is none of them."""

    TIME = "time", _("The time is over")
    NOT_A_VICTIM = "not_a_victim", _("Found not to be a victim")
    OWN_WISH = "own_wish", _("The person wished it")


class Reflection(ProtectedModel):
    """One reflection period of a person, with a clock of its own beside any stay in a shelter (RR-01).

    It protects from its opening until it is closed or `ends_at` has come, whichever is first. It lies in the person's
    case folder; nothing in it is changed but its end, and an ended one stays ended.
    """

    access: ClassVar[Access] = Access(
        stats=("id", "person_id", "unit_id", "opened_at", "ends_at", "closed_at", "close_reason")
    )

    person = models.ForeignKey(Person, models.PROTECT, related_name="reflections")
    unit_id = models.UUIDField()
    opened_by_id = models.UUIDField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    close_reason = models.CharField(max_length=16, choices=CloseReason.choices, blank=True)
    close_words = SealedText(blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    class Meta:
        """One at a time; closed for one of three reasons, by time not before its time (RR-01, RR-04)."""

        constraints = (
            models.UniqueConstraint(
                fields=("person",),
                condition=Q(closed_at__isnull=True),
                name="reflection_one_at_a_time",
                violation_error_message=_("A reflection period of this person is open already."),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="reflection_ends_after"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, close_reason="")
                | Q(closed_at__gte=F("ends_at"), close_reason="time")
                | Q(closed_at__isnull=False, close_reason="not_a_victim", decision__isnull=False)
                | Q(closed_at__isnull=False, close_reason="own_wish"),
                name="reflection_ends_for_a_reason",
                violation_error_message=_("A period ends by time, by the person's wish or by a finding."),
            ),
        )
        indexes = (models.Index(fields=("person", "-id"), name="reflection_by_person"),)

    @classmethod
    def of(cls, person: Person) -> list["Reflection"]:
        """List the periods of a person, the latest first; at most MOST_PERIODS."""
        return list(cls.objects.filter(person=person).order_by("-id")[:MOST_PERIODS])

    @classmethod
    def unclosed(cls, person: Person) -> "Reflection | None":
        """Give the person's period that nobody closed yet, whether or not its time is over."""
        return cls.objects.filter(person=person, closed_at__isnull=True).first()

    @classmethod
    def running(cls, person: Person) -> "Reflection | None":
        """Give the person's period that protects now, or None."""
        return cls.objects.filter(person=person, closed_at__isnull=True, ends_at__gt=timezone.now()).first()

    @property
    def is_running(self) -> bool:
        """Whether it protects now."""
        return self.closed_at is None and timezone.now() < self.ends_at

    @property
    def last_day(self) -> date:
        """The last day it protects, as the country reckons days."""
        return timezone.localdate(self.ends_at - timedelta(microseconds=1))

    @property
    def days_left(self) -> int:
        """How many days are left after today."""
        return max(0, (self.last_day - timezone.localdate()).days)


class ReflectionChoice(ProtectedModel):
    """What the person decided about cooperating, on one day of the period. No help asks for it."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "reflection_id", "choice", "at"))

    reflection = models.ForeignKey(Reflection, models.PROTECT, related_name="choices")
    choice = models.CharField(max_length=32)
    words = SealedText(blank=True)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    @classmethod
    def of(cls, reflection: Reflection) -> "QuerySet[ReflectionChoice]":
        """Give what was decided in a period, the latest first; at most MOST_PERIODS."""
        return cls.objects.filter(reflection=reflection).order_by("-id")[:MOST_PERIODS]


class ReflectionCode(ProtectedModel):
    """The slow hash of the code on one certificate; the newest of a period is the one that holds.

    The server can write one and read none: a function of the database looks codes up (RR-03).
    """

    access: ClassVar[Access] = Access(web="I")

    reflection = models.ForeignKey(Reflection, models.PROTECT, related_name="+")
    digest = models.BinaryField(unique=True)
    issued_at = models.DateTimeField()
    issued_by_id = models.UUIDField()

    class Meta:
        """Looked up by the hash; replaced by the newest."""

        indexes = (models.Index(fields=("reflection", "-id"), name="reflection_code_newest"),)


class ReflectionCheck(models.Model):
    """One code that somebody typed, kept to hold each member to so many an hour; not which code, nor the answer."""

    access: ClassVar[Access] = Access(web="", worker="SD")
    row_rule: ClassVar[str] = NO_ROW

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Counted by member and time."""

        indexes = (models.Index(fields=("member_id", "-at"), name="reflection_check_by_member"),)
