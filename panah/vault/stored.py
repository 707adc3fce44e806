"""What is said of a file that lies sealed in the store, in whichever room it belongs to something."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panah.core.database import Access
from panah.vault.contents import KINDS
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel


class Scan(models.TextChoices):
    """What the virus scanner said of a document; one it found something in is never kept."""

    NOT_SCANNED = "not_scanned", _("Not scanned")
    CLEAN = "clean", _("Nothing found")


class StoredModel(ProtectedModel):
    """A row whose content is a sealed file of the same id: its sealed name, its type and size. Never changed.

    A file in the store that no such row knows is swept (`panah.vault.tasks`).
    """

    access: ClassVar[Access] = Access(web="SI", worker="S")

    name = SealedText()
    type = models.CharField(max_length=16)
    size = models.PositiveBigIntegerField()
    scan = models.CharField(max_length=16, choices=Scan.choices)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    @property
    def type_said(self) -> str:
        """Its type in words."""
        return str(KINDS[self.type].label)

    class Meta:
        """A document has content."""

        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(condition=Q(size__gt=0), name="%(class)s_not_empty"),
            models.CheckConstraint(condition=Q(scan__in=Scan.values), name="%(class)s_scan_known"),
        )
