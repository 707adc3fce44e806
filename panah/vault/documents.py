"""Documents of every room: looked through, sealed into the store with a row, given out with a line in the trail."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils import timezone

from panah.audit import trail
from panah.core.actor import Actor
from panah.core.store import StoreProblem
from panah.vault import contents, files
from panah.vault.stored import Scan, StoredModel

LONGEST_NAME = 200
# Whatever a document holds, it is saved and never shown, and could run nothing if it were.
SANDBOX = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Opened:
    """A document on its way out: its content piece by piece, its type and size, and what it is saved as."""

    pieces: Iterator[bytes]
    type: str
    size: int
    file_name: str


def look_through(document: StoredModel, content: BinaryIO) -> None:
    """Say in a new row what its content is: by its bytes, and by the scanner where there is one.

    Raises what `panah.vault.contents` raises: Empty, TooLarge, UnknownType, Infected, ScanFailed.
    """
    seen = contents.inspect(content, most=settings.PANAH_DOCUMENT_BYTES)
    document.type, document.size, document.scan = seen.type(), seen.size, Scan.NOT_SCANNED
    if settings.PANAH_VIRUS_SCAN:
        contents.scan(contents.pieces(content), settings.PANAH_VIRUS_SCAN)
        document.scan = Scan.CLEAN


@contextmanager
def kept(actor: Actor, document: StoredModel, content: BinaryIO) -> Iterator[None]:
    """Write the file, then the row, then what the block writes; a file whose row could not be kept is taken away.

    Nothing of it touches the disk in the clear. Raises StoreProblem before any row.
    """
    document.by_id, document.at = actor.member, timezone.now()
    files.seal(folder_id=document.folder_id, file_id=document.id, content=contents.pieces(content))
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            yield
    except BaseException:
        # Where the store fails as well, the worker sweeps the file.
        with suppress(StoreProblem):
            files.drop(document.id)
        raise


def opened(actor: Actor, document: StoredModel, *, called: str, record_unit: UUID | None = None) -> Opened:
    """Open a document to take it out; every time leaves a line in the trail (CON-01).

    It is saved as `called` and the end of its id, for the name of a file is seen by whoever sees the machine.
    Raises KeyMissing, FileDamaged, StoreProblem.
    """
    pieces = files.opened(folder_id=document.folder_id, file_id=document.id)
    trail.write(actor, "document.opened", kind="document", subject=document.id, record_unit=record_unit)
    return Opened(pieces, document.type, document.size, f"{called}-{document.id.hex[-6:]}.{document.type}")


def answer(found: Opened) -> StreamingHttpResponse:
    """Give a document out, to be saved and not shown."""
    return StreamingHttpResponse(
        found.pieces,
        content_type=contents.KINDS[found.type].media,
        headers={
            "Content-Disposition": f'attachment; filename="{found.file_name}"',
            "Content-Length": str(found.size),
            "Content-Security-Policy": SANDBOX,
        },
    )
