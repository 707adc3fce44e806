"""The consent ledger: what a person agreed to share, with whom, what for and until when, and what rests on it."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.people.models import Person
from panah.vault.fields import SealedText
from panah.vault.models import Compartment, ProtectedModel

MOST = 100


class Consent(ProtectedModel):
    """One consent of one person for one recipient: purpose, compartments, how and by whom given, end, withdrawal.

    It lies in the person's case folder. Nothing in it is changed but the withdrawal; the database refuses the rest.
    """

    access: ClassVar[Access] = Access(stats=("id", "purpose", "recipient_unit_id", "given_at", "withdrawn_at"))

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    # What the person turned up in when consent was asked: a contact or a situation.
    matter_id = models.UUIDField()
    purpose = models.CharField(max_length=32)
    recipient_unit_id = models.UUIDField()
    compartments = ArrayField(models.CharField(max_length=16, choices=Compartment.choices))
    language = models.CharField(max_length=16)
    given_how = models.CharField(max_length=32)
    given_by = models.CharField(max_length=32)
    evidence = SealedText(blank=True)
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.UUIDField(null=True)
    recorded_by_id = models.UUIDField()
    recorded_by_unit_id = models.UUIDField()

    class Meta:
        """A consent covers something and ends after it was given."""

        constraints = (
            models.CheckConstraint(
                condition=Q(compartments__len__gt=0),
                name="consent_covers_something",
                violation_error_message=_("A consent names at least one thing that may be shared."),
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("given_at")),
                name="consent_ends_after_it_begins",
                violation_error_message=_("A consent cannot end before it was given."),
            ),
        )
        indexes = (models.Index(fields=("person", "recipient_unit_id"), name="consent_by_recipient"),)

    @classmethod
    def of(cls, actor: Actor, person_id: UUID) -> QuerySet["Consent"]:
        """Give the consents of a person whose case facts the actor's units can see, newest first; at most MOST."""
        person = Person.gate(actor, person_id)
        return cls.objects.filter(person=person).order_by("-id")[:MOST]

    @classmethod
    def gate(cls, actor: Actor, consent_id: UUID) -> "Consent":
        """Give one consent of a person whose case facts the actor's units can see; raises NotHere."""
        actor.require("people:person:view")
        consent = cls.objects.select_related("person").filter(id=consent_id).first()
        if consent is None:
            raise NotHere
        return consent

    @property
    def live(self) -> bool:
        """Whether it has begun and neither ended nor been withdrawn."""
        return self.withdrawn_at is None and self.given_at <= timezone.now() < self.until

    def covers(self, recipient_unit_id: UUID, compartments: frozenset[str]) -> bool:
        """Say whether it is live, names this recipient and reaches as far as these compartments (CON-06)."""
        return self.live and self.recipient_unit_id == recipient_unit_id and compartments <= set(self.compartments)


class ConsentUse(ProtectedModel):
    """One sharing that rests on a consent, by the reference its grants carry; never before the consent (CON-07)."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "consent_id", "used_at"))

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="uses")
    reference = models.CharField(max_length=100)
    used_at = models.DateTimeField()
    used_by_id = models.UUIDField()

    class Meta:
        """A reference rests on a consent once."""

        constraints = (models.UniqueConstraint(fields=("consent", "reference"), name="consent_use_once"),)
