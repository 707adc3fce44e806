"""How a case ends and begins again: proposed, sent back or closed by another, reopened."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from panah.cases.models.cases import Case
from panah.core.database import Access
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel

MOST_STEPS = 50


class CaseStep(models.TextChoices):
    """What can be done about the end of a case."""

    PROPOSE = "propose", _("Closure proposed")
    SEND_BACK = "send_back", _("Sent back: goes on")
    CLOSE = "close", _("Closed")
    REOPEN = "reopen", _("Reopened")


class CaseMove(ProtectedModel):
    """One step about the end of a case: who, when, why in a code and in sealed words. Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "case_id", "step", "reason", "at"))

    case = models.ForeignKey(Case, models.PROTECT, related_name="moves")
    step = models.CharField(max_length=16, choices=CaseStep.choices)
    reason = models.CharField(max_length=32, blank=True)
    words = SealedText(blank=True)
    by_id = models.UUIDField()
    # Who proposed what is answered here; nobody answers their own proposal.
    proposed_by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        """A proposal is answered by another than who made it; proposals and reopenings have a reason."""

        constraints = (
            models.CheckConstraint(condition=Q(step__in=CaseStep.values), name="case_step_known"),
            models.CheckConstraint(
                condition=~Q(step__in=("close", "send_back"))
                | (Q(proposed_by_id__isnull=False) & ~Q(proposed_by_id=F("by_id"))),
                name="case_closed_by_another",
                violation_error_message=_("Somebody else than who proposed it closes a case."),
            ),
            models.CheckConstraint(
                condition=~Q(reason="") | Q(step="send_back"),
                name="case_step_with_reason",
                violation_error_message=_("A case is closed and reopened for a reason."),
            ),
        )
        indexes = (models.Index(fields=("case", "-id"), name="case_move_by_case"),)

    @classmethod
    def of(cls, case: Case) -> list["CaseMove"]:
        """List the steps of a case opened to the actor, newest first; at most MOST_STEPS."""
        return list(cls.objects.filter(case=case).order_by("-id")[:MOST_STEPS])

    @classmethod
    def proposal(cls, case: Case) -> "CaseMove | None":
        """Give the proposal that waits for an answer, or None."""
        return cls.objects.filter(case=case, step=CaseStep.PROPOSE).order_by("-id").first() if case.is_closing else None
