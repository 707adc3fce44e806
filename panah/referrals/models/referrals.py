"""Referrals: offered with exactly what may be shared, answered within the clock, reported back.

A referral lies in up to four folders. The *cover* (codes, no words) is open to both units for good. The *letters*
(what is said between them) and the person's folders are open to the receiver only as long as the basis holds.
The sender's reason for acting without consent and the receiver's own note each stay with the one who wrote them.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.referrals.states import MOVES, UNANSWERED, Move, Side, State, Step
from panah.vault.fields import BoxText, SealedText
from panah.vault.models import Compartment, Folder, ProtectedModel, UnitModel

MOST_STEPS = 50
MOST_WAITING = 100


class Referral(ProtectedModel):
    """The cover of one offer of one person, by pseudonym, from one unit to another: codes and moments, no words.

    The database lets nothing of it change but state, answer and outcome.
    """

    access: ClassVar[Access] = Access(
        worker="SU",
        stats=("id", "sender_unit_id", "receiver_unit_id", "state", "urgency", "offered_at", "answered_at", "outcome"),
    )

    number = models.CharField(max_length=20, unique=True)
    sender_unit_id = models.UUIDField()
    receiver_unit_id = models.UUIDField()
    sent_by_id = models.UUIDField()
    # What it came from (a contact or a situation of the sender); the receiver learns no more than the id.
    matter_id = models.UUIDField()
    person_id = models.UUIDField()
    pseudonym = models.CharField(max_length=40)
    is_child = models.BooleanField(default=False)
    urgency = models.CharField(max_length=16)
    need = models.CharField(max_length=32)
    compartments = ArrayField(models.CharField(max_length=16, choices=Compartment.choices), default=list)
    consent_id = models.UUIDField(null=True)
    legal_basis = models.CharField(max_length=32, blank=True)
    letters = models.ForeignKey(Folder, models.PROTECT, related_name="+")
    # Sent with the form that made it, so that a form sent twice makes one referral.
    form_token = models.UUIDField(null=True, unique=True)
    # What it was handed on from, whose end is its own end too.
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="passed_on")
    state = models.CharField(max_length=16, choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=32, blank=True)
    outcome = models.CharField(max_length=32, blank=True)
    outcome_at = models.DateTimeField(null=True)

    class Meta:
        """No referral without consent or another basis in law (CON-06); none to oneself."""

        constraints = (
            models.CheckConstraint(
                condition=Q(consent_id__isnull=False) ^ ~Q(legal_basis=""),
                name="referral_has_basis",
                violation_error_message=_("A referral rests on the person's consent or on a basis in law."),
            ),
            models.CheckConstraint(
                condition=~Q(sender_unit_id=models.F("receiver_unit_id")),
                name="referral_goes_elsewhere",
                violation_error_message=_("A referral goes to another unit."),
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="referral_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.DONE) | ~Q(outcome=""),
                name="referral_done_with_outcome",
                violation_error_message=_("A finished referral has an outcome."),
            ),
        )
        indexes = (
            models.Index(fields=("receiver_unit_id", "-id"), name="referral_by_receiver"),
            models.Index(fields=("sender_unit_id", "-id"), name="referral_by_sender"),
            models.Index(
                fields=("receiver_unit_id", "answer_due_at"),
                condition=Q(state__in=UNANSWERED),
                name="referral_unanswered",
            ),
            models.Index(fields=("sender_unit_id",), condition=Q(state="asked_back"), name="referral_asked_back"),
            models.Index(fields=("receiver_unit_id", "closed_at"), name="referral_closed"),
            models.Index(fields=("matter_id",), name="referral_by_matter"),
            models.Index(fields=("person_id",), name="referral_by_person"),
            models.Index(fields=("answer_due_at",), condition=Q(state__in=UNANSWERED), name="referral_to_expire"),
            models.Index(fields=("consent_id",), condition=Q(consent_id__isnull=False), name="referral_by_consent"),
        )

    def __str__(self) -> str:
        """Give the number."""
        return self.number

    @classmethod
    def received(cls, actor: Actor) -> QuerySet["Referral"]:
        """Give what was offered to the actor's units."""
        actor.require("referrals:referral:receive")
        return cls.objects.filter(receiver_unit_id__in=actor.unit_ids)

    @classmethod
    def waiting(cls, actor: Actor) -> QuerySet["Referral"]:
        """Give what the actor's units have not answered yet, what is due first on top; at most MOST_WAITING."""
        return cls.received(actor).filter(state__in=UNANSWERED).order_by("answer_due_at", "id")[:MOST_WAITING]

    @classmethod
    def closed_since(cls, actor: Actor, moment: datetime) -> QuerySet["Referral"]:
        """Give what was taken back from the actor's units since a moment, so that they are told; at most ten."""
        rows = cls.received(actor).filter(closed_at__gte=moment).exclude(state=State.DECLINED)
        return rows.order_by("-closed_at", "-id")[:10]

    @classmethod
    def unanswered_since(cls, actor: Actor, moment: datetime) -> QuerySet["Referral"]:
        """Give what the actor's units sent and nobody answered in time, so that they are told; at most ten."""
        return cls.sent(actor).filter(state=State.EXPIRED, closed_at__gte=moment).order_by("-closed_at", "-id")[:10]

    @classmethod
    def asking(cls, actor: Actor) -> QuerySet["Referral"]:
        """Give what the actor's units sent and a receiver has a question about, the longest waiting first."""
        return cls.sent(actor).filter(state=State.ASKED_BACK).order_by("answer_due_at", "id")[:MOST_WAITING]

    @classmethod
    def sent(cls, actor: Actor) -> QuerySet["Referral"]:
        """Give what the actor's units sent."""
        actor.require("referrals:referral:send")
        return cls.objects.filter(sender_unit_id__in=actor.unit_ids)

    @classmethod
    def of_matter(cls, actor: Actor, matter_id: UUID) -> QuerySet["Referral"]:
        """Give what the actor's units sent out of one contact or situation, newest first; at most MOST_STEPS."""
        return cls.sent(actor).filter(matter_id=matter_id).order_by("-id")[:MOST_STEPS]

    @classmethod
    def of_person(cls, actor: Actor, person_id: UUID) -> QuerySet["Referral"]:
        """Give what the actor's units sent about one person, newest first; at most MOST_STEPS."""
        return cls.sent(actor).filter(person_id=person_id).order_by("-id")[:MOST_STEPS]

    @classmethod
    def next_of(cls, referral: "Referral") -> "Referral | None":
        """Give what a referral was handed on as, to those who may see its cover."""
        return cls.objects.filter(previous_id=referral.id).first()

    @classmethod
    def gate(cls, actor: Actor, referral_id: UUID) -> "Referral":
        """Give one referral the actor's units sent or received; raises NotHere for any other."""
        if not actor.may_any(("referrals:referral:receive", "referrals:referral:send")):
            raise NotHere
        mine = Q(sender_unit_id__in=actor.unit_ids) | Q(receiver_unit_id__in=actor.unit_ids)
        referral = cls.objects.filter(mine, id=referral_id).first()
        if referral is None:
            raise NotHere
        return referral

    @property
    def is_waiting(self) -> bool:
        """Whether it has not been answered yet."""
        return self.state in UNANSWERED

    def side_of(self, actor: Actor) -> Side:
        """Say on which side the actor stands."""
        return Side.RECEIVER if self.receiver_unit_id in actor.unit_ids else Side.SENDER

    def unit_on(self, side: Side) -> UUID:
        """Give the unit on a side."""
        return self.sender_unit_id if side is Side.SENDER else self.receiver_unit_id

    def possible(self, actor: Actor) -> list[Move]:
        """List the steps the actor could take now; whatever is not here is not drawn."""
        return [move for move in MOVES.values() if self.allows(move, actor)]

    def allows(self, move: Move, actor: Actor) -> bool:
        """Say whether a step fits the state, the actor's side and their permissions."""
        here = self.state in move.before and self.unit_on(move.side) in actor.unit_ids
        return here and actor.may(move.permission)


class ReferralStep(ProtectedModel):
    """One step of a referral in codes: who moved it, when, from where to where, and why. Never changed."""

    access: ClassVar[Access] = Access(web="SI", worker="I", stats=("id", "step", "at", "unit_id", "reason"))

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=16, choices=Step.choices)
    state_before = models.CharField(max_length=16, choices=State.choices, blank=True)
    state_after = models.CharField(max_length=16, choices=State.choices)
    reason = models.CharField(max_length=32, blank=True)
    unit_id = models.UUIDField()
    # Empty where time itself took the step.
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Read in the order of the steps."""

        indexes = (models.Index(fields=("referral", "at"), name="step_by_referral"),)

    @classmethod
    def of(cls, referral: Referral) -> list["ReferralStep"]:
        """List the steps of a referral, oldest first; at most MOST_STEPS."""
        return list(cls.objects.filter(referral=referral).order_by("at", "id")[:MOST_STEPS])


class Letter(ProtectedModel):
    """The words that went with one step, sealed in the letters of the referral. Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "written_at"))

    step = models.OneToOneField(ReferralStep, models.PROTECT, related_name="letter")
    words = SealedText()
    # Could endanger somebody's life or health: such words are read here and go onto no paper (CON-02).
    classified = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    @classmethod
    def of(cls, referral: Referral) -> dict[UUID, "Letter"]:
        """Give the letters of a referral that the unit may still read, by their step."""
        rows = cls.objects.filter(folder_id=referral.letters_id).order_by("written_at", "id")[:MOST_STEPS]
        return {row.step_id: row for row in rows}


class Override(ProtectedModel):
    """One sharing without consent: its reason, and what the supervisor made of it. The sender's own (HL-11)."""

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "legal_basis", "used_at", "reviewed_at", "result"))

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="override")
    unit_id = models.UUIDField()
    legal_basis = models.CharField(max_length=32)
    reason = SealedText()
    used_at = models.DateTimeField()
    used_by_id = models.UUIDField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_id = models.UUIDField(null=True)
    result = models.CharField(max_length=32, blank=True)
    remark = SealedText(blank=True)

    class Meta:
        """Whoever acted does not review it; a review has a result."""

        constraints = (
            models.CheckConstraint(
                condition=Q(reviewed_by_id__isnull=True) | ~Q(reviewed_by_id=models.F("used_by_id")),
                name="override_reviewed_by_another",
                violation_error_message=_("Somebody else reviews what you did without consent."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True) | ~Q(result=""), name="override_reviewed_with_result"
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "-id"), condition=Q(reviewed_at__isnull=True), name="override_open"),
        )

    @classmethod
    def to_review(cls, actor: Actor) -> QuerySet["Override"]:
        """Give what was shared without consent by the actor's units and nobody has reviewed yet."""
        actor.require("referrals:basis:review")
        return cls.objects.filter(unit_id__in=actor.unit_ids, reviewed_at=None).select_related("referral")

    @classmethod
    def of(cls, actor: Actor, referral: Referral) -> "Override | None":
        """Give the reason behind a referral without consent, to the sender's side alone."""
        return cls.objects.filter(referral=referral, unit_id__in=actor.unit_ids).first()


class OutcomeNote(ProtectedModel):
    """What the receiver wrote for itself about the outcome, in a folder of its own; the sender never sees it."""

    access: ClassVar[Access] = Access(web="SI")

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="outcome_note")
    words = SealedText()
    written_at = models.DateTimeField()

    @classmethod
    def of(cls, referral: Referral) -> "OutcomeNote | None":
        """Give the note of a referral to the unit that wrote it."""
        return cls.objects.filter(referral=referral).first()


class AnswerDraft(UnitModel):
    """What somebody was typing into a form of a referral's page, sealed to their unit until the form is done."""

    access: ClassVar[Access] = Access(web="SIUD")

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="+")
    member_id = models.UUIDField()
    step = models.CharField(max_length=16, choices=Step.choices)
    words = BoxText(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        """One draft for a person and form."""

        constraints = (models.UniqueConstraint(fields=("referral", "member_id", "step"), name="answer_draft_once"),)
