"""`panah backup`: the whole database, the sealed documents and the trail's heads in one file."""

import json
import os
import tarfile
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from panah.core.archive import DUMP, MANIFEST, Digesting, beside, digest, documents, postgres
from panah.core.store import StoreProblem, store


class Command(BaseCommand):
    """Write a backup: words and names stay sealed in it as they are in the database, and no key of people is added.

    What the file does not hold, and must be kept apart: PANAH_SECRET_KEY, the key that signs the trail, and the
    shares of the recovery key.
    """

    help = "Write the whole database, the sealed documents and the heads of the trail to one file."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="by default, a dated file under PANAH_VAR/backups")
        parser.add_argument("--without-documents", action="store_true", help="the store of documents is copied apart")

    def handle(self, *_: Any, file: Path | None, without_documents: bool, **__: Any) -> None:
        target = file or default_target()
        if target.exists():
            raise CommandError(f"{target} exists already; a backup never replaces another.")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if Path(settings.AUDIT_KEY).exists():
            # What was done until now is covered by the last head that goes into the file.
            call_command("audit", "seal", stdout=self.stdout)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            try:
                whole = pack(Path(folder), with_documents=not without_documents)
            except StoreProblem as problem:
                raise CommandError(problem.reason) from None
            os.link(whole, target)
        self.stdout.write(f"Written: {target} ({target.stat().st_size // 1024} KiB).")


def default_target() -> Path:
    """Give a name that tells when, under the folder for run-time files."""
    return Path(settings.VAR) / "backups" / f"panah-{timezone.now():%Y%m%d-%H%M%S}.tar"


def pack(folder: Path, *, with_documents: bool) -> Path:
    """Dump the database into the folder and put everything together, readable by its owner alone."""
    dump, whole = folder / DUMP, folder / "whole"
    postgres("pg_dump", "--format=custom", "--no-owner", f"--file={dump}")
    with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w") as archive:
            digests = {}
            for name, path in {DUMP: dump, **beside()}.items():
                archive.add(path, name)
                digests[name] = digest(path)
            # The documents after the database: one that the dump knows is in the file, and a later one does no harm.
            if with_documents:
                digests |= added_documents(archive)
            manifest = {"made": timezone.now().isoformat(), "sha256": digests}
            (folder / MANIFEST).write_text(json.dumps(manifest, indent=2))
            archive.add(folder / MANIFEST, MANIFEST)
        stream.flush()
        os.fsync(stream.fileno())
    return whole


def added_documents(archive: tarfile.TarFile) -> dict[str, str]:
    """Copy every sealed document from the store into the archive, one after the other; gives their digests."""
    digests = {}
    for name, lying in documents():
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = lying.size, int(lying.at.timestamp()), 0o600
        # What the worker sweeps meanwhile is no document.
        with suppress(FileNotFoundError), store().read(lying.file_id) as stream:
            seen = Digesting(stream)
            archive.addfile(entry, seen)
            digests[name] = seen.digest
    return digests
