"""Who works on a case, and who looked into one that is not theirs."""

from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.vault.models import ProtectedModel

# A purpose that was stated holds for one sitting; coming back later asks again.
LOOK_LASTS = timedelta(hours=1)
MOST_ASSIGNED = 50


class Assignment(ProtectedModel):
    """One member's work on one case, from when until when; the basis on which the file opens to them (PRI-01).

    Nothing in it is changed but its end; the database refuses the rest.
    """

    access: ClassVar[Access] = Access(stats=("id", "case_id", "since", "ended_at"))

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="assignments")
    member_id = models.UUIDField()
    since = models.DateTimeField()
    by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        """A member works on a case once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("member_id", "case"),
                condition=Q(ended_at__isnull=True),
                name="assignment_once",
                violation_error_message=_("They are assigned to this case already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("since")), name="assignment_ends_after"
            ),
        )
        indexes = (models.Index(fields=("case", "since"), name="assignment_by_case"),)

    @classmethod
    def running(cls, case_ids: Iterable[UUID]) -> "QuerySet[Assignment]":
        """Give who works on these cases now, the longest first."""
        return cls.objects.filter(case_id__in=list(case_ids), ended_at__isnull=True).order_by("since", "id")

    @classmethod
    def history(cls, case_id: UUID) -> "QuerySet[Assignment]":
        """Give who ever worked on a case, the latest first; at most MOST_ASSIGNED."""
        return cls.objects.filter(case_id=case_id).order_by("-since", "-id")[:MOST_ASSIGNED]


class Look(ProtectedModel):
    """One look into a case by somebody who is not assigned to it, and what for. Never changed (PRI-01)."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "case_id", "purpose", "at"))

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="looks")
    member_id = models.UUIDField()
    purpose = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        """Asked for by member and case, the latest first."""

        indexes = (models.Index(fields=("case", "member_id", "-at"), name="look_by_member"),)

    @classmethod
    def holds(cls, actor: Actor, case_id: UUID) -> bool:
        """Say whether the actor stated a purpose for this case lately."""
        since = timezone.now() - LOOK_LASTS
        return cls.objects.filter(case_id=case_id, member_id=actor.member, at__gt=since).exists()
