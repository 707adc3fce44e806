"""Requests for assistance: what a body that prosecutes, judges or investigates asks of another unit, and the answer."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.fields import BoxText
from panah.vault.models import MY_UNITS, OF_STAFF, WHOLE_UNITS, UnitModel

ASK, ANSWER = "referrals:assistance:ask", "referrals:assistance:answer"
MOST_WAITING = 100


class AssistanceState(models.TextChoices):
    """Where a request stands."""

    ASKED = "asked", _("Waiting for an answer")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Declined")


class LetterStep(models.TextChoices):
    """Which of its two letters a request has."""

    ASK = "ask", _("What is asked")
    ANSWER = "answer", _("The answer")


class Assistance(UnitModel):
    """One request to a unit to help within its tasks, in codes; both sides see where it stands (NRM-08, NRM-09).

    It is about no person: what somebody knows of a person is asked for by a disclosure. `unit_id` is who is asked.
    """

    access: ClassVar[Access] = Access(
        stats=("id", "unit_id", "asked_by_unit_id", "authority", "kind", "state", "reason", "asked_at", "answer_due_at",
               "answered_at"),
    )  # fmt: skip
    row_rule: ClassVar[str] = f"{OF_STAFF} OR asked_by_unit_id = ANY ({WHOLE_UNITS})"
    write_rule: ClassVar[str] = (
        f"(unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('{ANSWER}'))) "
        f"OR (asked_by_unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('{ASK}')) AND state = 'asked')"
    )

    number = models.CharField(max_length=20, unique=True)
    asked_by_unit_id = models.UUIDField()
    asked_by_id = models.UUIDField()
    form_token = models.UUIDField(unique=True)
    authority = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=AssistanceState.choices, default=AssistanceState.ASKED)
    reason = models.CharField(max_length=32, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        """It goes elsewhere; what is no longer asked has a moment; what is declined has a reason."""

        constraints = (
            models.CheckConstraint(
                condition=~Q(asked_by_unit_id=models.F("unit_id")),
                name="assistance_goes_elsewhere",
                violation_error_message=_("Assistance is asked of another unit."),
            ),
            models.CheckConstraint(condition=Q(state__in=AssistanceState.values), name="assistance_state_known"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False, answered_by_id__isnull=False)),
                name="assistance_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") ^ Q(reason=""),
                name="assistance_declined_with_reason",
                violation_error_message=_("Say why it is declined."),
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "answer_due_at"), condition=Q(state="asked"), name="assistance_waiting"),
            models.Index(fields=("asked_by_unit_id", "-id"), name="assistance_by_asker"),
        )

    def __str__(self) -> str:
        """Give the number."""
        return self.number

    @classmethod
    def received(cls, actor: Actor) -> QuerySet["Assistance"]:
        """Give what the actor's units were asked for."""
        actor.require(ANSWER)
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def waiting(cls, actor: Actor) -> QuerySet["Assistance"]:
        """Give what was not answered yet, the soonest due on top; at most MOST_WAITING."""
        rows = cls.received(actor).filter(state=AssistanceState.ASKED)
        return rows.order_by("answer_due_at", "id")[:MOST_WAITING]

    @classmethod
    def sent(cls, actor: Actor) -> QuerySet["Assistance"]:
        """Give what the actor's units asked others for."""
        actor.require(ASK)
        return cls.objects.filter(asked_by_unit_id__in=actor.unit_ids)

    @classmethod
    def gate(cls, actor: Actor, request_id: UUID) -> "Assistance":
        """Give one request that the actor's units made or received; raises NotHere for any other."""
        sides = Q(unit_id__in=actor.unit_ids) | Q(asked_by_unit_id__in=actor.unit_ids)
        row = cls.objects.filter(sides, id=request_id).first() if actor.may_any((ASK, ANSWER)) else None
        if row is None:
            raise NotHere
        return row


class AssistanceLetter(UnitModel):
    """One side's copy of one letter of a request, sealed to that side's public key. Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "unit_id", "step", "at"))
    row_rule: ClassVar[str] = OF_STAFF
    write_rule: ClassVar[str] = f"from_unit_id = ANY ({MY_UNITS})"

    request = models.ForeignKey(Assistance, models.PROTECT, related_name="letters")
    from_unit_id = models.UUIDField()
    step = models.CharField(max_length=16, choices=LetterStep.choices)
    words = BoxText()
    at = models.DateTimeField()

    class Meta:
        """One copy for each side and letter."""

        constraints = (
            models.UniqueConstraint(fields=("request", "step", "unit_id"), name="assistance_letter_once"),
            models.CheckConstraint(condition=Q(step__in=LetterStep.values), name="assistance_letter_step_known"),
        )

    @classmethod
    def of(cls, actor: Actor, request: Assistance) -> dict[str, "AssistanceLetter"]:
        """Give the actor's own copies of the letters of a request, by step."""
        rows = cls.objects.filter(request=request, unit_id__in=actor.unit_ids).order_by("at", "id")[:4]
        return {row.step: row for row in rows}
