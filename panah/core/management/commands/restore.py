"""`panah restore`: a backup into an empty database."""

import json
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from panah.core.archive import ANCHOR, DUMP, MANIFEST, PUBLIC_KEYS, digest, document_of, fill_from, unpack
from panah.core.database import make_roles
from panah.core.store import StoreProblem, store

PIECE = 1024 * 1024


class Command(BaseCommand):
    """Bring a backup back, whole or not at all, then to this version, and prove its trail."""

    help = "Bring a backup into an empty database."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_: Any, file: Path, **__: Any) -> None:
        refuse_unless_empty()
        try:
            # Before the database is filled, for what is half restored is not empty any more.
            store().check()
        except StoreProblem as problem:
            raise CommandError(problem.reason) from None
        with tempfile.TemporaryDirectory() as folder:
            parts = unpacked(file, Path(folder))
            with connection.cursor() as cursor:
                make_roles(cursor)
            fill_from(Path(folder) / DUMP)
            heads_beside(Path(folder), parts)
            documents_back(Path(folder), parts)
        self.stdout.write("The database is back; bringing it to this version …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("audit", "verify", stdout=self.stdout)


def refuse_unless_empty() -> None:
    """Raise CommandError for a database that holds anything: a restore never mixes two installations."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
        (tables,) = cursor.fetchone() or (0,)
    if tables:
        raise CommandError(f"The database is not empty ({tables} tables); restore into a new one.")


def unpacked(file: Path, folder: Path) -> list[str]:
    """Unpack a backup and compare every part with its digest; raises CommandError when one differs."""
    try:
        with tarfile.open(file) as archive:
            unpack(archive, folder)
        wanted: dict[str, str] = json.loads((folder / MANIFEST).read_text())["sha256"]
    except (OSError, tarfile.TarError, KeyError, ValueError):
        raise CommandError(f"{file} cannot be read as a backup.") from None
    broken = [part for part, known in wanted.items() if digest(folder / part) != known]
    if broken or DUMP not in wanted:
        raise CommandError(f"{file} is damaged: {', '.join(broken) or DUMP}.")
    return list(wanted)


def heads_beside(folder: Path, parts: list[str]) -> None:
    """Put the trail's heads and public keys where they belong, unless this machine has its own, which win.

    An anchor that is there knows a later head than the backup, and the proof afterwards then says what is missing.
    """
    for part, path in ((ANCHOR, Path(settings.AUDIT_ANCHOR)), (PUBLIC_KEYS, Path(settings.AUDIT_PUBLIC_KEYS))):
        if part in parts and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copy(folder / part, path)


def documents_back(folder: Path, parts: list[str]) -> None:
    """Put the sealed documents into the store; one that is there already is the same, for it never changes."""
    for part in parts:
        file_id = document_of(part)
        if file_id and not store().has(file_id):
            with (folder / part).open("rb") as stream:
                store().write(file_id, iter(lambda: stream.read(PIECE), b""))
