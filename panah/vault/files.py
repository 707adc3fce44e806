"""Files of folders: sealed piece by piece on their way to the store, opened piece by piece on their way out.

What lies in the store is ciphertext under a key that follows from the folder's, tied to the file's id. Nothing is ever
written in the clear, also not for a moment: what a request brings is held sealed too (`panah.vault.pieces.Spool`).
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panah.core.errors import Refused
from panah.core.store import store
from panah.vault import crypto, keyring, pieces


class FileDamaged(Refused):
    """The sealed file is not there, was cut off or was changed: nothing more of it is given out."""

    status = 500
    sentence = _("This document cannot be given out: what lies in the store is not what was put there. Tell your lead.")


def seal(*, folder_id: UUID, file_id: UUID, content: Iterable[bytes]) -> None:
    """Seal a content into the store under the folder's key, whole or not at all.

    Raises KeyMissing, StoreProblem, FileExistsError for a file that is there already, and whatever `content` raises.
    """
    store().write(file_id, pieces.sealed(_key(folder_id), _place(file_id), content))


def opened(*, folder_id: UUID, file_id: UUID) -> Iterator[bytes]:
    """Give the pieces of a file; its key is taken at once, so that they may be sent after the transaction.

    Raises KeyMissing at once, and FileDamaged and StoreProblem at once or on the way.
    """
    key = _key(folder_id)
    # Asked first, so that a refusal is still a page; the file itself is fetched when it is given out.
    if not store().has(file_id):
        raise FileDamaged
    return _given(file_id, key)


def drop(file_id: UUID) -> None:
    """Take a file out of the store: what had been written for something that was then not kept."""
    store().drop(file_id)


def _given(file_id: UUID, key: bytes) -> Iterator[bytes]:
    try:
        with store().read(file_id) as stream:
            yield from pieces.opened(stream, key, _place(file_id))
    except (crypto.CannotOpen, FileNotFoundError) as error:
        raise FileDamaged from error


def _key(folder_id: UUID) -> bytes:
    return crypto.derive(keyring.needed().need(folder_id), "files")


def _place(file_id: UUID) -> bytes:
    return b"file:" + file_id.bytes
