"""Letters to partners who do not work in this system, and the one-time page where they read them."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import NO_ROW, Access
from panah.core.errors import NotHere
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel

SEND = "referrals:referral:send"


class OutsideLetter(ProtectedModel):
    """One referral of one person, by pseudonym, to a partner outside the system, in a folder of the sender's own.

    No right to see is given with it: the partner learns the letter and nothing else.
    """

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "need", "urgency", "is_child", "sent_at", "read_at"))

    number = models.CharField(max_length=20, unique=True)
    unit_id = models.UUIDField()
    sent_by_id = models.UUIDField()
    person_id = models.UUIDField()
    matter_id = models.UUIDField()
    pseudonym = models.CharField(max_length=40)
    is_child = models.BooleanField()
    sex = models.CharField(max_length=16, blank=True)
    age_band = models.CharField(max_length=16, blank=True)
    partner = SealedText()
    need = models.CharField(max_length=32)
    urgency = models.CharField(max_length=16)
    message = SealedText()
    # Could endanger somebody's life or health: it is read on the pick-up page and goes onto no paper (CON-02).
    classified = models.BooleanField(default=False)
    given_by = models.CharField(max_length=32, blank=True)
    given_how = models.CharField(max_length=32, blank=True)
    consent_language = models.CharField(max_length=16, blank=True)
    evidence = SealedText(blank=True)
    legal_basis = models.CharField(max_length=32, blank=True)
    reason = SealedText(blank=True)
    form_token = models.UUIDField(unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        """It rests on the person's consent to this partner, or on a basis in law."""

        constraints = (
            models.CheckConstraint(
                condition=~Q(given_how="") ^ ~Q(legal_basis=""),
                name="outside_letter_has_basis",
                violation_error_message=_("A letter rests on the person's consent or on a basis in law."),
            ),
        )
        indexes = (models.Index(fields=("unit_id", "-id"), name="outside_by_unit"),)

    def __str__(self) -> str:
        """Give the number."""
        return self.number

    @classmethod
    def sent(cls, actor: Actor) -> QuerySet["OutsideLetter"]:
        """Give the letters of the actor's units."""
        actor.require(SEND)
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def gate(cls, actor: Actor, letter_id: UUID) -> "OutsideLetter":
        """Give one of them; raises NotHere."""
        letter = cls.sent(actor).filter(id=letter_id).first()
        if letter is None:
            raise NotHere
        return letter

    @property
    def waits(self) -> bool:
        """Whether it can still be picked up."""
        ended = self.read_at or self.locked_at or self.taken_back_at
        return not ended and timezone.now() < self.expires_at


class PickUp(models.Model):
    """What lies ready for an outsider: the message sealed under a key that follows from link and code, neither kept.

    Reached through functions of the database alone; it is emptied with the first reading, after too many wrong codes,
    at its end, and when it is taken back.
    """

    access: ClassVar[Access] = Access(
        web="", worker="SD", hidden=("link_digest", "salt", "proof_digest", "sealed", "operations", "memory")
    )
    row_rule: ClassVar[str] = NO_ROW

    id = models.UUIDField(primary_key=True, editable=False)
    letter = models.OneToOneField(OutsideLetter, models.CASCADE, related_name="+")
    link_digest = models.BinaryField(unique=True)
    salt = models.BinaryField()
    operations = models.PositiveSmallIntegerField()
    memory = models.PositiveBigIntegerField()
    proof_digest = models.BinaryField()
    sealed = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
