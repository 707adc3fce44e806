"""What a withdrawn consent leaves the recipient to do: give back or destroy what was received under it."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.models import OF_STAFF, WHOLE_UNITS, Compartment, UnitModel


class Return(UnitModel):
    """One recipient's answer about what it received under a consent that was withdrawn; codes only.

    It outlives the right to see, so it belongs to the unit that has to answer and is seen by the one that asked. The
    database makes it with the withdrawal (`sql/returns.sql`).
    """

    access: ClassVar[Access] = Access(web="SU", stats=("id", "unit_id", "asked_at", "answered_at", "answer"))
    row_rule: ClassVar[str] = f"{OF_STAFF} OR asked_by_unit_id = ANY ({WHOLE_UNITS})"
    write_rule: ClassVar[str] = OF_STAFF

    consent_id = models.UUIDField(unique=True)
    matter_id = models.UUIDField()
    pseudonym = models.CharField(max_length=40)
    compartments = ArrayField(models.CharField(max_length=16, choices=Compartment.choices))
    asked_by_unit_id = models.UUIDField()
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=32, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        """An answer has a moment; asked of a unit, listed by unit."""

        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""),
                name="return_answered_with_code",
                violation_error_message=_("Say what became of what you had received."),
            ),
        )
        indexes = (models.Index(fields=("unit_id", "-id"), name="return_by_unit"),)

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Return"]:
        """Give what the actor's units have to answer or have asked others."""
        actor.require("people:person:view")
        return cls.objects.all()

    @classmethod
    def waiting(cls, actor: Actor) -> QuerySet["Return"]:
        """Give what the actor's units have to answer still."""
        return cls.visible(actor).filter(unit_id__in=actor.unit_ids, answered_at=None)

    @classmethod
    def gate(cls, actor: Actor, consent_id: UUID) -> "Return":
        """Give the one about a consent; raises NotHere."""
        row = cls.visible(actor).filter(consent_id=consent_id).first()
        if row is None:
            raise NotHere
        return row
