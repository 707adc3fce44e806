"""Signals: what an organisation or a first-line officer tells the special unit, and what they hear back."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.fields import BoxText
from panah.vault.models import MY_UNITS, UnitModel

MOST_WAITING = 100
SEND, RECEIVE = "referrals:signal:send", "referrals:signal:receive"


class SignalState(models.TextChoices):
    """Where a signal stands; the sender sees no more of it than this and the outcome."""

    SENT = "sent", _("Waiting to be taken up")
    TAKEN = "taken", _("Taken up")
    CLOSED = "closed", _("Closed")


class SignalSubject(models.TextChoices):
    """What is told: a victim, a trafficker or helper (NRM-06), or a crime that is being planned (NRM-07)."""

    VICTIM = "victim", _("Somebody may be a victim")
    TRAFFICKER = "trafficker", _("Somebody may be a trafficker or help one")
    PLANNED_CRIME = "planned_crime", _("A trafficking crime is being planned")


class Signal(UnitModel):
    """One signal to the special unit: codes, and words sealed to that unit alone. Its sender cannot read it again."""

    access: ClassVar[Access] = Access(
        stats=("id", "unit_id", "sender_unit_id", "subject", "region", "urgency", "state", "outcome", "sent_at")
    )
    write_rule: ClassVar[str] = (
        f"unit_id = ANY ({MY_UNITS}) OR (sender_unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('{SEND}')) "
        "AND state = 'sent' AND panah_private.may_partner(sender_unit_id))"
    )

    number = models.CharField(max_length=20, unique=True)
    sender_unit_id = models.UUIDField()
    # Who keeps people anonymous tells of one only with their consent (CON-06, CON-07). The database fills it in.
    sender_is_gated = models.BooleanField(default=False)
    sent_by_id = models.UUIDField()
    subject = models.CharField(max_length=16, choices=SignalSubject.choices)
    acts = ArrayField(models.CharField(max_length=32), default=list)
    means = ArrayField(models.CharField(max_length=32), default=list)
    purposes = ArrayField(models.CharField(max_length=32), default=list)
    region = models.CharField(max_length=40, blank=True)
    urgency = models.CharField(max_length=16)
    is_child = models.BooleanField(default=False)
    names_somebody = models.BooleanField(default=False)
    consent_way = models.CharField(max_length=32, blank=True)
    words = BoxText()
    # The hand-over of somebody found to the police: when, and in what condition (NRM-10).
    handed_over_at = models.DateTimeField(null=True)
    condition = models.CharField(max_length=32, blank=True)
    belongings = BoxText(blank=True)
    sent_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=SignalState.choices, default=SignalState.SENT)
    taken_at = models.DateTimeField(null=True)
    taken_by_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=32, blank=True)
    note = BoxText(blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """It goes elsewhere, names nobody without their consent where the sender keeps people anonymous, ends coded."""

        constraints = (
            models.CheckConstraint(
                condition=~Q(sender_unit_id=models.F("unit_id")),
                name="signal_goes_elsewhere",
                violation_error_message=_("A signal goes to another unit."),
            ),
            models.CheckConstraint(
                condition=~Q(sender_is_gated=True, names_somebody=True, subject="victim") | ~Q(consent_way=""),
                name="signal_names_nobody_without_consent",
                violation_error_message=_("Nobody is named without their consent."),
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="signal_closed_with_outcome",
                violation_error_message=_("A closed signal has an outcome."),
            ),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=True) | ~Q(condition=""),
                name="signal_hand_over_with_condition",
                violation_error_message=_("A hand-over says in what condition the person was."),
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "answer_due_at"), condition=~Q(state="closed"), name="signal_waiting"),
            models.Index(fields=("unit_id", "-id"), name="signal_by_unit"),
        )

    def __str__(self) -> str:
        """Give the number."""
        return self.number

    @classmethod
    def received(cls, actor: Actor) -> QuerySet["Signal"]:
        """Give the signals to the actor's units."""
        actor.require(RECEIVE)
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def waiting(cls, actor: Actor) -> QuerySet["Signal"]:
        """Give those not closed yet, the soonest due on top; at most MOST_WAITING."""
        rows = cls.received(actor).exclude(state=SignalState.CLOSED)
        return rows.order_by("answer_due_at", "id")[:MOST_WAITING]

    @classmethod
    def gate(cls, actor: Actor, signal_id: UUID) -> "Signal":
        """Give one signal to the actor's units; raises NotHere for any other."""
        signal = cls.received(actor).filter(id=signal_id).first()
        if signal is None:
            raise NotHere
        return signal


class SignalReceipt(UnitModel):
    """What the sender keeps of a signal: number, day, state and outcome. The database keeps it up to date."""

    access: ClassVar[Access] = Access(web="SI")

    number = models.CharField(max_length=20, unique=True)
    sent_by_id = models.UUIDField()
    form_token = models.UUIDField(unique=True)
    subject = models.CharField(max_length=16, choices=SignalSubject.choices)
    sent_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=SignalState.choices, default=SignalState.SENT)
    taken_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=32, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Listed by unit, the newest first."""

        indexes = (models.Index(fields=("unit_id", "-id"), name="receipt_by_unit"),)

    @classmethod
    def of(cls, actor: Actor) -> QuerySet["SignalReceipt"]:
        """Give the receipts of the actor's units."""
        actor.require(SEND)
        return cls.objects.filter(unit_id__in=actor.unit_ids)
