"""Staying longer: who asked for it, and each prolongation with the consent it rests on."""

from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.cases.models import Consent
from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.people.models import BestInterest
from panah.shelter.models.stays import VIEW, Stay
from panah.vault.fields import SealedText
from panah.vault.models import OF_STAFF, ProtectedModel, UnitModel

MOST = 100


class Requester(models.TextChoices):
    """Who may ask that a stay be prolonged: an adult's the first two, a child's all but the first (SH-03, CH-06)."""

    VICTIM = "victim", _("The person")
    SPECIAL_UNIT = "special_unit", _("Special police unit")
    GUARDIANSHIP = "guardianship", _("Guardianship authority")
    CHILDREN_COMMISSION = "children_commission", _("Commission on children")


FOR_ADULT = (Requester.VICTIM, Requester.SPECIAL_UNIT)
FOR_CHILD = (Requester.SPECIAL_UNIT, Requester.GUARDIANSHIP, Requester.CHILDREN_COMMISSION)


class Answer(models.TextChoices):
    """What became of a request from outside; only the house knows."""

    WAITING = "waiting", _("Waiting for the person's word")
    PROLONGED = "prolonged", _("Prolonged")
    NOT_WANTED = "not_wanted", _("The person does not want it")


class ProlongationAsk(UnitModel):
    """One request of another body that a stay be prolonged, delivered to the house by the database.

    Whoever asked never reads it again, nor where it went: every request gets the same answer (CON-14).
    """

    access: ClassVar[Access] = Access(web="SU", stats=("id", "stay_id", "requested_by", "asked_at", "answer"))
    row_rule: ClassVar[str] = OF_STAFF

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="asks")
    requested_by = models.CharField(max_length=24, choices=Requester.choices)
    asked_by_unit_id = models.UUIDField()
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    # Why: a code of the country's list `prolongation_reason`.
    reason = models.CharField(max_length=32)
    answer = models.CharField(max_length=16, choices=Answer.choices, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        """A body asks once at a time; an answer has a moment."""

        constraints = (
            models.UniqueConstraint(
                fields=("stay", "asked_by_unit_id"), condition=Q(answer="waiting"), name="prolongation_asked_once"
            ),
            models.CheckConstraint(condition=Q(requested_by__in=Requester.values), name="prolongation_ask_known"),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_at__isnull=True)
                | (Q(answer__in=Answer.values, answered_at__isnull=False) & ~Q(answer="waiting")),
                name="prolongation_ask_answered",
            ),
        )
        indexes = (models.Index(fields=("unit_id", "-id"), name="prolongation_ask_by_unit"),)

    @classmethod
    def of(cls, actor: Actor, stay: Stay) -> list["ProlongationAsk"]:
        """List what was asked about a stay, newest first; at most MOST."""
        actor.require(VIEW)
        return list(cls.objects.filter(stay=stay).order_by("-id")[:MOST])

    @classmethod
    def waiting(cls, actor: Actor) -> QuerySet["ProlongationAsk"]:
        """Give what was asked about residents of the actor's units and nobody answered, oldest first; at most MOST."""
        actor.require(VIEW)
        rows = cls.objects.filter(unit_id__in=actor.unit_ids, answer=Answer.WAITING).select_related("stay")
        return rows.order_by("id")[:MOST]

    @classmethod
    def gate(cls, actor: Actor, ask_id: UUID) -> "ProlongationAsk":
        """Give one waiting request about a resident of the actor's units; raises NotHere."""
        found = (
            cls.objects.filter(unit_id__in=actor.unit_ids, answer=Answer.WAITING, id=ask_id)
            .select_related("stay")
            .first()
        )
        if found is None:
            raise NotHere
        return found


class Prolongation(ProtectedModel):
    """One prolongation of a stay: who asked, until when, on which fresh consent. Never changed (SH-03, SH-04)."""

    access: ClassVar[Access] = Access(
        web="SI", stats=("id", "stay_id", "is_child", "requested_by", "reason", "from_at", "until_at", "decided_at")
    )

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="prolongations")
    is_child = models.BooleanField()
    requested_by = models.CharField(max_length=24, choices=Requester.choices)
    # Why: a code of the country's list `prolongation_reason`; empty where it was not yet asked.
    reason = models.CharField(max_length=32, default="")
    ask = models.OneToOneField(ProlongationAsk, models.PROTECT, null=True, related_name="prolongation")
    # By which letter, call or visit another body asked, where it did not ask here.
    letter = SealedText(blank=True, null=True)
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="prolongation")
    note = models.OneToOneField(BestInterest, models.PROTECT, null=True, related_name="prolongation")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    decided_at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        """Only those whom the law names ask; a child's prolongation has its note."""

        constraints = (
            models.CheckConstraint(
                condition=Q(is_child=False, requested_by__in=FOR_ADULT) | Q(is_child=True, requested_by__in=FOR_CHILD),
                name="prolongation_asked_by_whom_law_names",
                violation_error_message=_(
                    "The law names who may ask that a stay be prolonged; this is nobody of them."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_child=False) | Q(note__isnull=False),
                name="prolongation_of_child_has_note",
                violation_error_message=_("The child is asked, and the best interests are weighed, each time."),
            ),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="prolongation_has_length"),
        )
        indexes = (models.Index(fields=("stay", "-id"), name="prolongation_by_stay"),)

    @property
    def last_day(self) -> date:
        """The last day of the longer stay."""
        return timezone.localdate(self.until_at) - timedelta(days=1)

    @classmethod
    def of(cls, stay: Stay) -> list["Prolongation"]:
        """List the prolongations of a stay, oldest first; at most MOST."""
        return list(cls.objects.filter(stay=stay).order_by("id")[:MOST])
