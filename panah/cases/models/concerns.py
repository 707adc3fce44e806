"""What somebody thinks is wrong: a breach of secrecy, a complaint of a protected person, a threat to those who help."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.core.ids import new_id
from panah.vault.fields import BoxText
from panah.vault.models import MY_UNITS


class ConcernKind(models.TextChoices):
    """What it is about."""

    BREACH = "breach", _("Suspected breach of secrecy")
    COMPLAINT = "complaint", _("Complaint of a person")
    THREAT = "threat", _("Threat against somebody who works here")


class Concern(models.Model):
    """One report, sealed to the unit that reads it: the auditor's, the lead's or the special unit's.

    A complaint is the lead's besides; a threat is for the special unit, which keeps the hotline's people safe (HL-13).
    Anybody who works here can write one and nobody but the reader's unit sees it afterwards; also not who wrote it.
    """

    access: ClassVar[Access] = Access(stats=("id", "kind", "at", "reviewed_at", "result"))
    row_rule: ClassVar[str] = (
        f"unit_id = ANY ({MY_UNITS}) AND ((SELECT panah_may('audit:alarm:view')) "
        "OR (kind IN ('complaint', 'threat') AND (SELECT panah_may('accounts:member:admit'))))"
    )
    write_rule: ClassVar[str] = (
        "reported_by_id = (SELECT panah_member()) OR "
        f"(unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('accounts:member:admit')))"
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Whose it is to read.
    unit_id = models.UUIDField()
    kind = models.CharField(max_length=16, choices=ConcernKind.choices)
    label = models.CharField(max_length=40, blank=True)
    words = BoxText()
    reported_by_id = models.UUIDField()
    of_unit_id = models.UUIDField()
    at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_id = models.UUIDField(null=True)
    result = models.CharField(max_length=32, blank=True)

    class Meta:
        """Reviewed with a result, and by somebody else than who wrote it."""

        constraints = (
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True) | ~Q(result=""),
                name="concern_reviewed_with_result",
                violation_error_message=_("Say what came of it."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by_id__isnull=True) | ~Q(reviewed_by_id=models.F("reported_by_id")),
                name="concern_reviewed_by_another",
            ),
        )
        indexes = (models.Index(fields=("unit_id", "-id"), name="concern_by_unit"),)

    @classmethod
    def visible(cls, actor: Actor) -> QuerySet["Concern"]:
        """Give what was reported to the actor's units."""
        if not actor.may_any(("audit:alarm:view", "accounts:member:admit")):
            raise NotHere
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def gate(cls, actor: Actor, concern_id: UUID) -> "Concern":
        """Give one of them; raises NotHere for any other."""
        row = cls.visible(actor).filter(id=concern_id).first()
        if row is None:
            raise NotHere
        return row
