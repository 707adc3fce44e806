"""Documents of a case: looked through, sealed into the store, given out again with a line in the trail."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.cases import contents
from panah.cases.actions.cases import told, writable
from panah.cases.models import Case, Document, Scan
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput
from panah.core.store import StoreProblem
from panah.vault import files

LONGEST_NAME = 200


class NoKind(BadInput):
    """What kind of document it is was not said, or its name is too long."""

    sentence = _("Say what kind of document it is, and give it a name of up to 200 characters.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A document on its way out: its row, and its content piece by piece."""

    document: Document
    pieces: Iterator[bytes]

    @property
    def media(self) -> str:
        """The type as browsers call it."""
        return contents.KINDS[self.document.type].media

    @property
    def file_name(self) -> str:
        """The name it is saved under: number and kind, for the name of a file is seen by whoever sees the machine."""
        document = self.document
        return f"{document.case.number}-{document.kind}-{document.id.hex[-6:]}.{document.type}"


def add(*, actor: Actor, case_id: UUID, kind: str, name: str, content: BinaryIO) -> Document:
    """Put a document on a case: its type is what its bytes are, its name and content are sealed (CON-01).

    Nothing of it touches the disk in the clear. Raises NotHere, NotAssigned, CaseClosed, NoKind, and what
    `panah.cases.contents` raises: Empty, TooLarge, UnknownType, Infected, ScanFailed. StoreProblem, before any row.
    """
    case = writable(actor, case_id)
    name = name.strip()
    if kind not in country().codes("case_document_kind") or not name or len(name) > LONGEST_NAME:
        raise NoKind
    seen = contents.inspect(content, most=settings.PANAH_DOCUMENT_BYTES)
    document = Document(
        folder_id=case.folder_id,
        case=case,
        name=name,
        kind=kind,
        type=seen.type(),
        size=seen.size,
        scan=_scanned(content),
        by_id=actor.member,
        at=timezone.now(),
    )
    _keep(actor, case, document, content)
    return document


def _scanned(content: BinaryIO) -> Scan:
    if not settings.PANAH_VIRUS_SCAN:
        return Scan.NOT_SCANNED
    contents.scan(contents.pieces(content), settings.PANAH_VIRUS_SCAN)
    return Scan.CLEAN


def _keep(actor: Actor, case: Case, document: Document, content: BinaryIO) -> None:
    """Write the file, then the row; a file whose row could not be written is taken away again."""
    files.seal(folder_id=case.folder_id, file_id=document.id, content=contents.pieces(content))
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            told(actor, "case.document_added", case, kind=document.kind, type=document.type)
    except BaseException:
        # Where the store fails as well, the worker sweeps the file.
        with suppress(StoreProblem):
            files.drop(document.id)
        raise


def open_document(*, actor: Actor, case_id: UUID, document_id: UUID) -> Opened:
    """Open a document to take it out; every time leaves a line in the trail (CON-01).

    Raises NotHere, NotAssigned, KeyMissing, FileDamaged, StoreProblem.
    """
    actor.require(Permission.DOCUMENT_VIEW)
    case = Case.opened(actor, case_id)
    document = Document.gate(case, document_id)
    pieces = files.opened(folder_id=document.folder_id, file_id=document.id)
    trail.write(actor, "document.opened", kind="document", subject=document.id, record_unit=case.unit_id)
    return Opened(document, pieces)
