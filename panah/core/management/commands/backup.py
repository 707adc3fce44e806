"""`panah backup`: the whole database, the sealed documents and the trail's heads in one file."""

import json
import os
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from panah.core.archive import DUMP, MANIFEST, beside, digest, documents, postgres


class Command(BaseCommand):
    """Write a backup: words and names stay sealed in it as they are in the database, and no key of people is added.

    What the file does not hold, and must be kept apart: PANAH_SECRET_KEY, the key that signs the trail, and the
    shares of the recovery key.
    """

    help = "Write the whole database, the sealed documents and the heads of the trail to one file."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="by default, a dated file under PANAH_VAR/backups")

    def handle(self, *_: Any, file: Path | None, **__: Any) -> None:
        target = file or default_target()
        if target.exists():
            raise CommandError(f"{target} exists already; a backup never replaces another.")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if Path(settings.AUDIT_KEY).exists():
            # What was done until now is covered by the last head that goes into the file.
            call_command("audit", "seal", stdout=self.stdout)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            whole = pack(Path(folder))
            os.link(whole, target)
        self.stdout.write(f"Written: {target} ({target.stat().st_size // 1024} KiB).")


def default_target() -> Path:
    """Give a name that tells when, under the folder for run-time files."""
    return Path(settings.VAR) / "backups" / f"panah-{timezone.now():%Y%m%d-%H%M%S}.tar"


def pack(folder: Path) -> Path:
    """Dump the database into the folder and put everything together, readable by its owner alone."""
    dump = folder / DUMP
    postgres("pg_dump", "--format=custom", "--no-owner", f"--file={dump}")
    # The documents after the database: one that the dump knows is in the file, and a later one does no harm.
    parts = {DUMP: dump, **beside(), **documents()}
    manifest = {"made": timezone.now().isoformat(), "sha256": {name: digest(path) for name, path in parts.items()}}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2))
    whole = folder / "whole"
    with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w") as archive:
            for name, path in {MANIFEST: folder / MANIFEST, **parts}.items():
                archive.add(path, name)
        stream.flush()
        os.fsync(stream.fileno())
    return whole
