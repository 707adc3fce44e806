"""What a backup is made of, and PostgreSQL's own programs that dump and restore."""

import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from config import env
from config.postgres import EMBEDDED_VERSION, binary
from panah.core import libpq
from panah.core.store import Lying, store
from panah.core.store.files import id_of, name_of

MANIFEST, DUMP, ANCHOR, PUBLIC_KEYS = "manifest.json", "database.dump", "audit-anchor", "audit-public-keys"
DOCUMENTS = "documents"
# The first server that knows transaction_timeout, which every dump of ours sets in so many bytes at its beginning.
FIRST_WITH_TIMEOUT, HEADER = 17, 4096


def documents() -> Iterator[tuple[str, Lying]]:
    """Give the sealed documents with their names in a backup; what is still being written is not among them."""
    for each in store().lying():
        yield f"{DOCUMENTS}/{name_of(each.file_id)}", each


def document_of(part: str) -> UUID | None:
    """Give the id of the document that a part of a backup is, or None for another part."""
    folder, _slash, name = part.partition("/")
    return id_of(name) if folder == DOCUMENTS else None


class Digesting:
    """A stream that is read once, and the SHA-256 of what was read of it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._sum = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        piece = self._stream.read(size)
        self._sum.update(piece)
        return piece

    @property
    def digest(self) -> str:
        """The digest of everything read so far."""
        return self._sum.hexdigest()


def beside() -> dict[str, Path]:
    """Give the files that belong to a backup beside the database, as far as there are any."""
    known = {ANCHOR: Path(settings.AUDIT_ANCHOR), PUBLIC_KEYS: Path(settings.AUDIT_PUBLIC_KEYS)}
    return {name: path for name, path in known.items() if path.exists()}


def unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Write the files of an archive into the folder, as ours; raises ValueError for any but a plain file inside of it.

    The library's own filter for this is not in every Python 3.11.
    """
    for entry in archive:
        path = folder / entry.name
        inside = path.resolve().is_relative_to(folder.resolve())
        content = archive.extractfile(entry) if inside and entry.isfile() else None
        if content is None:
            raise ValueError(entry.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with content, path.open("xb") as stream:
            shutil.copyfileobj(content, stream)


def digest(path: Path) -> str:
    """Give the file's SHA-256, read piece by piece; a file that is not there has none and gives an empty text."""
    if not path.exists():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database, the password out of sight; raises CommandError with its words.

    The machine's own program is taken where the server is newer than ours.
    """
    found = binary(program) if _server() <= EMBEDDED_VERSION else shutil.which(program)
    if found is None:
        raise CommandError(f"The server is newer than our {program}; install one of its version.")
    told = env.for_child(libpq.environment())
    done = subprocess.run(  # noqa: S603  The program is PostgreSQL's, the words are our own.
        [str(found), *arguments], env=told, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise CommandError(f"{program}: {next((line for line in said if 'error:' in line.lower()), said[-1])}")


def fill_from(dump: Path) -> None:
    """Bring a dump back into our database in one transaction; raises CommandError with what the server refused."""
    script = dump.with_suffix(".sql")
    postgres("pg_restore", "--no-owner", f"--file={script}", str(dump))
    if _server() < FIRST_WITH_TIMEOUT:
        leave_timeout(script)
    postgres("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={script}")


def leave_timeout(script: Path) -> None:
    """Make a comment of the setting that a dump of ours begins with and older servers do not know."""
    with script.open("r+b") as stream:
        place = stream.read(HEADER).find(b"SET transaction_timeout")
        if place >= 0:
            stream.seek(place)
            stream.write(b"-- ")


def _server() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10_000
