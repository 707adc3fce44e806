"""How great the danger is, and what protects the person from it until it is gone."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.cases.models.cases import Case
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.people.models import Person
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel

MOST_SHOWN = 50


class RiskAssessment(ProtectedModel):
    """One assessment of the risk in a case: level and areas in codes, words sealed, and when to look again."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "case_id", "level", "areas", "at", "review_on"))

    case = models.ForeignKey(Case, models.PROTECT, related_name="risks")
    level = models.CharField(max_length=16)
    areas = ArrayField(models.CharField(max_length=32), default=list)
    words = SealedText(blank=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()
    review_on = models.DateField()

    class Meta:
        """The newest counts."""

        indexes = (models.Index(fields=("case", "-id"), name="risk_by_case"),)

    @classmethod
    def of(cls, case: Case) -> list["RiskAssessment"]:
        """List the assessments of a case opened to the actor, newest first; at most MOST_SHOWN."""
        return list(cls.objects.filter(case=case).order_by("-id")[:MOST_SHOWN])

    @classmethod
    def latest(cls, case_ids: list[UUID]) -> dict[UUID, "RiskAssessment"]:
        """Give the newest assessment of each of these cases, with one query."""
        rows = cls.objects.filter(case_id__in=case_ids).order_by("case_id", "-id").distinct("case_id")
        return {row.case_id: row for row in rows}


class SafetyBriefing(ProtectedModel):
    """That a person was told, in a language they understand, what protection there is (SAF-02). Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "language", "at"))

    person = models.ForeignKey(Person, models.PROTECT, related_name="briefings")
    case = models.ForeignKey(Case, models.PROTECT, related_name="briefings")
    language = models.CharField(max_length=16)
    with_interpreter = models.BooleanField(default=False)
    by_id = models.UUIDField()
    by_unit_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Read in their order."""

        indexes = (models.Index(fields=("person", "-id"), name="briefing_by_person"),)

    @classmethod
    def of(cls, case: Case) -> list["SafetyBriefing"]:
        """List when the person of a case was told, newest first; at most MOST_SHOWN."""
        return list(cls.objects.filter(person_id=case.person_id).order_by("-id")[:MOST_SHOWN])


class SafetyMeasure(ProtectedModel):
    """One measure that protects a person, in a security folder of its own (SAF-01), until the threat is gone (SAF-03).

    It has no end of its own: no date and no closure ends it, only a review that found the threat fully eliminated.
    The database refuses any other end.
    """

    access: ClassVar[Access] = Access(worker="S", stats=("id", "kind", "since", "ended_at"))

    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    unit_id = models.UUIDField()
    kind = models.CharField(max_length=32)
    words = SealedText(blank=True)
    since = models.DateTimeField()
    by_id = models.UUIDField()
    review_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("cases.SafetyReview", models.PROTECT, null=True, related_name="+")

    class Meta:
        """What ended it is a review."""

        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) ^ Q(ended_by__isnull=False),
                name="measure_ended_by_review",
                violation_error_message=_("A safety measure ends only with a finding that the threat is gone."),
            ),
        )
        indexes = (
            models.Index(fields=("case", "-id"), name="measure_by_case"),
            models.Index(fields=("review_on",), condition=Q(ended_at__isnull=True), name="measure_to_review"),
        )

    @classmethod
    def of(cls, case: Case) -> list["SafetyMeasure"]:
        """List the measures of a case opened to the actor, newest first; at most MOST_SHOWN."""
        return list(cls.objects.filter(case=case).order_by("-id")[:MOST_SHOWN])

    @classmethod
    def running(cls, case: Case) -> "QuerySet[SafetyMeasure]":
        """Give the measures of a case that go on."""
        return cls.objects.filter(case=case, ended_at__isnull=True).order_by("id")

    @classmethod
    def gate(cls, case: Case, measure_id: UUID) -> "SafetyMeasure":
        """Give one measure of a case; raises NotHere."""
        measure = cls.objects.filter(case=case, id=measure_id).first()
        if measure is None:
            raise NotHere
        return measure


class SafetyReview(ProtectedModel):
    """One look at whether the threat behind a measure goes on: the finding in a code, words sealed. Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "finding", "at"))

    measure = models.ForeignKey(SafetyMeasure, models.PROTECT, related_name="reviews")
    finding = models.CharField(max_length=32)
    words = SealedText(blank=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Read in their order."""

        indexes = (models.Index(fields=("measure", "-id"), name="review_by_measure"),)

    @classmethod
    def of(cls, measures: list[SafetyMeasure]) -> list["SafetyReview"]:
        """List the reviews of these measures, newest first; at most MOST_SHOWN."""
        return list(cls.objects.filter(measure__in=measures).order_by("-id")[:MOST_SHOWN])
