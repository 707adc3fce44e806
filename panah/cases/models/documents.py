"""Documents of a case: what they are stands here, their content lies sealed in the store."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from panah.cases.models.cases import Case
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.stored import StoredModel


class Document(StoredModel):
    """One document of a case, and what kind of document it is."""

    access: ClassVar[Access] = Access(web="SI", worker="S", stats=("id", "case_id", "kind", "type", "size", "at"))

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=32)

    class Meta(StoredModel.Meta):
        """The latest of a case first."""

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
