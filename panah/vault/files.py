"""Files of folders: sealed piece by piece on their way to the store, opened piece by piece on their way out.

What lies in the store is ciphertext under a key that follows from the folder's, tied to the file's id. Nothing is ever
written in the clear, also not for a moment: what a request brings is held sealed too (`panah.vault.pieces.Spool`).
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from panah.core.errors import Refused
from panah.vault import crypto, keyring, pieces


class FileDamaged(Refused):
    """The sealed file is not there, was cut off or was changed: nothing more of it is given out."""

    status = 500
    sentence = _("This document cannot be given out: what lies in the store is not what was put there. Tell your lead.")


def seal(*, folder_id: UUID, file_id: UUID, content: Iterable[bytes]) -> None:
    """Seal a content into the store under the folder's key, whole or not at all.

    Raises KeyMissing, FileExistsError for a file that is there already, and whatever `content` raises.
    """
    key, place = _key(folder_id), _place(file_id)
    target = _path(file_id)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_suffix(".part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            for sealed in pieces.sealed(key, place, content):
                stream.write(sealed)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def opened(*, folder_id: UUID, file_id: UUID) -> Iterator[bytes]:
    """Give the pieces of a file; its key is taken at once, so that they may be sent after the transaction.

    Raises KeyMissing at once, and FileDamaged at once or on the way.
    """
    key, path = _key(folder_id), _path(file_id)
    if not path.is_file():
        raise FileDamaged
    return _given(path, key, _place(file_id))


def drop(file_id: UUID) -> None:
    """Take a file out of the store: what had been written for something that was then not kept."""
    _path(file_id).unlink(missing_ok=True)


def _given(path: Path, key: bytes, place: bytes) -> Iterator[bytes]:
    with path.open("rb") as stream:
        try:
            yield from pieces.opened(stream, key, place)
        except crypto.CannotOpen as error:
            raise FileDamaged from error


def _key(folder_id: UUID) -> bytes:
    return crypto.derive(keyring.needed().need(folder_id), "files")


def _place(file_id: UUID) -> bytes:
    return b"file:" + file_id.bytes


def _path(file_id: UUID) -> Path:
    # The end of an id is random, so the folders fill evenly.
    return Path(settings.PANAH_DOCUMENTS) / file_id.hex[-2:] / file_id.hex
