"""Questions asked in a case: screenings by an indicator set, and interviews held by the rules of good practice."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet

from panah.cases.models.cases import Case
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.fields import SealedJSON, SealedText
from panah.vault.models import ProtectedModel

MOST_ASKED = 50


class CaseScreening(ProtectedModel):
    """One screening in a case: set, version and result in codes; each answer sealed (NRM-03). No finding on anybody."""

    access: ClassVar[Access] = Access(
        web="SI", stats=("id", "case_id", "set_id", "version", "is_child", "result", "positive", "done_at")
    )

    case = models.ForeignKey(Case, models.PROTECT, related_name="screenings")
    set_id = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    is_child = models.BooleanField()
    answers = SealedJSON(default=dict)
    result = models.CharField(max_length=64)
    positive = models.BooleanField()
    done_by_id = models.UUIDField()
    done_at = models.DateTimeField()
    form_token = models.UUIDField(null=True, unique=True)

    class Meta:
        """Read with its case."""

        indexes = (models.Index(fields=("case", "-id"), name="case_screening_by_case"),)

    @classmethod
    def of(cls, case: Case) -> "QuerySet[CaseScreening]":
        """Give the screenings of a case, the latest first; at most MOST_ASKED."""
        return cls.objects.filter(case=case).order_by("-id")[:MOST_ASKED]

    @classmethod
    def one(cls, case: Case, screening_id: UUID) -> "CaseScreening":
        """Give one screening of a case; raises NotHere."""
        found = cls.objects.filter(case=case, id=screening_id).first()
        if found is None:
            raise NotHere
        return found


class Interview(ProtectedModel):
    """One interview that was asked for: what for, on whose wish, in what kind of place, when. Never changed.

    While the person's reflection period runs, the database takes none but by the person's own wish (RR-05).
    """

    access: ClassVar[Access] = Access(
        web="SI", stats=("id", "case_id", "purpose", "place_kind", "own_wish", "legal", "planned_at")
    )

    case = models.ForeignKey(Case, models.PROTECT, related_name="interviews")
    purpose = models.CharField(max_length=32)
    place_kind = models.CharField(max_length=32)
    legal = models.CharField(max_length=32)
    language = models.CharField(max_length=16)
    planned_at = models.DateTimeField()
    own_wish = models.BooleanField()
    wish = SealedText(blank=True)
    interviewer_wish = models.CharField(max_length=32)
    interpreter = SealedText(blank=True)
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField()
    form_token = models.UUIDField(null=True, unique=True)

    class Meta:
        """Read with its case."""

        indexes = (models.Index(fields=("case", "-id"), name="interview_by_case"),)

    @classmethod
    def of(cls, case: Case) -> "QuerySet[Interview]":
        """Give the interviews of a case with how they went, the latest first; at most MOST_ASKED."""
        return cls.objects.filter(case=case).select_related("record").order_by("-id")[:MOST_ASKED]

    @classmethod
    def one(cls, case: Case, interview_id: UUID) -> "Interview":
        """Give one interview of a case; raises NotHere."""
        found = cls.objects.filter(case=case, id=interview_id).select_related("record").first()
        if found is None:
            raise NotHere
        return found

    @property
    def held(self) -> "InterviewRecord | None":
        """How it went, once that is written down."""
        return getattr(self, "record", None)


class InterviewRecord(ProtectedModel):
    """How an interview went: whether it was held, who was there, which rules were kept, and what was said, sealed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "interview_id", "outcome", "kept", "began_at"))

    interview = models.OneToOneField(Interview, models.PROTECT, related_name="record")
    outcome = models.CharField(max_length=32)
    consented = models.BooleanField()
    kept = ArrayField(models.CharField(max_length=32), default=list)
    legal = models.CharField(max_length=32)
    present = SealedText(blank=True)
    notes = SealedText(blank=True)
    began_at = models.DateTimeField()
    written_at = models.DateTimeField()
    written_by_id = models.UUIDField()

    class Meta:
        """Nobody is interviewed who did not agree to it."""

        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="not_held") | Q(consented=True), name="interview_held_with_consent"
            ),
        )
