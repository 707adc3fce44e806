"""Documents of a case: what they are stands here, their content lies sealed in the store."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.cases.models.cases import Case
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.fields import SealedText
from panah.vault.models import ProtectedModel


class Scan(models.TextChoices):
    """What the virus scanner said of a document; one it found something in is never kept."""

    NOT_SCANNED = "not_scanned", _("Not scanned")
    CLEAN = "clean", _("Nothing found")


class Document(ProtectedModel):
    """One document of a case: its sealed name, kind, type, size; the content is a sealed file. Never changed."""

    access: ClassVar[Access] = Access(web="SI", worker="S", stats=("id", "case_id", "kind", "type", "size", "at"))

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    name = SealedText()
    kind = models.CharField(max_length=32)
    type = models.CharField(max_length=16)
    size = models.PositiveBigIntegerField()
    scan = models.CharField(max_length=16, choices=Scan.choices)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """A document has content."""

        constraints = (
            models.CheckConstraint(condition=Q(size__gt=0), name="document_not_empty"),
            models.CheckConstraint(condition=Q(scan__in=Scan.values), name="document_scan_known"),
        )
        indexes = (models.Index(fields=("case", "-id"), name="document_by_case"),)

    @classmethod
    def of(cls, case: Case) -> "QuerySet[Document]":
        """Give the documents of a case opened to the actor, newest first; the caller bounds them."""
        return cls.objects.filter(case=case).order_by("-id")

    @classmethod
    def gate(cls, case: Case, document_id: UUID) -> "Document":
        """Give one document of a case; raises NotHere."""
        document = cls.objects.filter(case=case, id=document_id).first()
        if document is None:
            raise NotHere
        return document
