"""What a backup is made of, and PostgreSQL's own programs that dump and restore."""

import hashlib
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from config import env
from config.postgres import EMBEDDED_VERSION, binary
from panah.core import libpq

MANIFEST, DUMP, ANCHOR, PUBLIC_KEYS = "manifest.json", "database.dump", "audit-anchor", "audit-public-keys"
DOCUMENTS = "documents"


def documents() -> dict[str, Path]:
    """Give the sealed documents by their names in a backup; what is still being written is not among them."""
    store = Path(settings.PANAH_DOCUMENTS)
    found = sorted(path for path in store.glob("*/*") if not path.suffix)
    return {f"{DOCUMENTS}/{path.relative_to(store)}": path for path in found}


def beside() -> dict[str, Path]:
    """Give the files that belong to a backup beside the database, as far as there are any."""
    known = {ANCHOR: Path(settings.AUDIT_ANCHOR), PUBLIC_KEYS: Path(settings.AUDIT_PUBLIC_KEYS)}
    return {name: path for name, path in known.items() if path.exists()}


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
    found = binary(program) if _ours_is_new_enough() else shutil.which(program)
    if found is None:
        raise CommandError(f"The server is newer than our {program}; install one of its version.")
    told = env.for_child(libpq.environment())
    done = subprocess.run(  # noqa: S603  The program is PostgreSQL's, the words are our own.
        [str(found), *arguments], env=told, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CommandError(f"{program}: {(done.stderr.strip() or 'no reason given').splitlines()[-1]}")


def _ours_is_new_enough() -> bool:
    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10_000 <= EMBEDDED_VERSION
