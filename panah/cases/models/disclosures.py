"""Disclosure: who asked for what about a person, what was decided, and exactly what went out (PRI-04)."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.cases.models.cases import Case
from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel


class DisclosureState(models.TextChoices):
    """Where a request for information stands."""

    ASKED = "asked", _("Waits for a decision")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class Disclosure(ProtectedModel):
    """One request of a body for information about a person, with the decision and the extract that went out.

    It lies in a folder of its own, open to the unit that keeps the case and to the National Coordinator's office, which
    decides without seeing the case. The extract holds codes under the false name and no words.
    """

    access: ClassVar[Access] = Access(
        stats=("id", "unit_id", "to_unit_id", "purpose", "state", "asked_at", "decided_at")
    )

    case = models.ForeignKey(Case, models.PROTECT, related_name="disclosures")
    person_id = models.UUIDField()
    pseudonym = models.CharField(max_length=40)
    unit_id = models.UUIDField()
    to_unit_id = models.UUIDField()
    purpose = models.CharField(max_length=32)
    legal_basis = models.CharField(max_length=32, blank=True)
    consent_id = models.UUIDField(null=True)
    letter_number = models.CharField(max_length=40)
    letter_date = models.DateField()
    asked_fields = ArrayField(models.CharField(max_length=32))
    asked_at = models.DateTimeField()
    entered_by_id = models.UUIDField()
    state = models.CharField(max_length=16, choices=DisclosureState.choices, default=DisclosureState.ASKED)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_by_unit_id = models.UUIDField(null=True)
    reason = SealedText(blank=True)
    given_fields = ArrayField(models.CharField(max_length=32), default=list)
    extract = models.JSONField(default=dict)
    given_at = models.DateTimeField(null=True)
    given_by_id = models.UUIDField(null=True)

    class Meta:
        """Nothing without a basis; nothing that was not asked for; who entered the request does not decide it."""

        constraints = (
            models.CheckConstraint(
                condition=Q(consent_id__isnull=False) ^ ~Q(legal_basis=""),
                name="disclosure_has_basis",
                violation_error_message=_("Information goes out on the person's consent or on a basis in law."),
            ),
            models.CheckConstraint(
                condition=Q(asked_fields__contains=F("given_fields")), name="disclosure_no_more_than_asked"
            ),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True) | ~Q(decided_by_id=F("entered_by_id")),
                name="disclosure_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True) | Q(state=DisclosureState.GRANTED),
                name="disclosure_given_if_granted",
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "-id"), name="disclosure_by_unit"),
            models.Index(fields=("case", "-id"), name="disclosure_by_case"),
        )

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Disclosure"]:
        """Give the requests whose folders the actor's units hold."""
        if not actor.may_any(("cases:disclosure:ask", "cases:disclosure:decide")):
            raise NotHere
        return cls.objects.all()

    @classmethod
    def gate(cls, actor: Actor, disclosure_id: UUID) -> "Disclosure":
        """Give one of them; raises NotHere for any other."""
        row = cls.visible(actor).filter(id=disclosure_id).first()
        if row is None:
            raise NotHere
        return row
