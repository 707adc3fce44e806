"""Documents of a case: put on it, and taken out again."""

from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.cases.actions.cases import told, writable
from panah.cases.models import Case, Document
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput
from panah.vault import documents
from panah.vault.documents import LONGEST_NAME, Opened


class NoKind(BadInput):
    """What kind of document it is was not said, or its name is too long."""

    sentence = _("Say what kind of document it is, and give it a name of up to 200 characters.")


def add(*, actor: Actor, case_id: UUID, kind: str, name: str, content: BinaryIO) -> Document:
    """Put a document on a case: its type is what its bytes are, its name and content are sealed (CON-01).

    Raises NotHere, NotAssigned, CaseClosed, NoKind, and what `panah.vault.documents` raises for what it cannot take.
    """
    case = writable(actor, case_id)
    name = name.strip()
    if kind not in country().codes("case_document_kind") or not name or len(name) > LONGEST_NAME:
        raise NoKind
    document = Document(folder_id=case.folder_id, case=case, name=name, kind=kind)
    documents.look_through(document, content)
    with documents.kept(actor, document, content):
        told(actor, "case.document_added", case, kind=document.kind, type=document.type)
    return document


def open_document(*, actor: Actor, case_id: UUID, document_id: UUID) -> Opened:
    """Open a document to take it out, called by the case's number (CON-01).

    Raises NotHere, NotAssigned, KeyMissing, FileDamaged, StoreProblem.
    """
    actor.require(Permission.DOCUMENT_VIEW)
    case = Case.opened(actor, case_id)
    document = Document.gate(case, document_id)
    return documents.opened(actor, document, called=f"{case.number}-{document.kind}", record_unit=case.unit_id)
