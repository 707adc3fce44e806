"""Danger: when somebody is in danger now, what was done about it, and when."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.core.database import Access
from panah.hotline.models.contacts import Contact
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel


class Danger(ProtectedModel):
    """One danger declared in a contact; its clock runs until it is closed (NRM-04)."""

    access: ClassVar[Access] = Access(stats=("id", "contact_id", "kind", "declared_at", "closed_at"))

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="dangers")
    kind = models.CharField(max_length=32, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    # Who was alerted without consent, and why: a supervisor reviews it.
    words = SealedText(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

    class Meta:
        """A contact has one open danger at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("contact",), condition=Q(closed_at__isnull=True), name="danger_open_once_per_contact"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("declared_at")),
                name="danger_closes_after_it_is_declared",
                violation_error_message=_("A danger cannot be over before it was declared."),
            ),
        )


class DangerStep(ProtectedModel):
    """One step of the protocol, done: by whom and when. Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "danger_id", "step", "done_at"))

    danger = models.ForeignKey(Danger, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=32)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    class Meta:
        """A step is done once."""

        constraints = (models.UniqueConstraint(fields=("danger", "step"), name="danger_step_once"),)
