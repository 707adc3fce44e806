"""Sealed files in a folder of the file system, which several machines may share."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from panah.core.store.files import Lying, StoreProblem, id_of, name_of

_DRAFT = ".part"


class Folder:
    """A folder with one file for each; what is still being written has a name of its own and is no file yet."""

    def __init__(self, path: Path) -> None:
        self._path = Path(path)

    def write(self, file_id: UUID, pieces: Iterable[bytes]) -> None:
        """Write beside, then link: a name that is there already refuses the second."""
        target = self._path / name_of(file_id)
        with _explained():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(draft := target.with_suffix(_DRAFT), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                for piece in pieces:
                    with _explained():
                        stream.write(piece)
                with _explained():
                    stream.flush()
                    os.fsync(stream.fileno())
            with _explained():
                os.link(draft, target)
        finally:
            draft.unlink(missing_ok=True)

    def read(self, file_id: UUID) -> BinaryIO:
        """Open it."""
        with _explained():
            return (self._path / name_of(file_id)).open("rb")

    def has(self, file_id: UUID) -> bool:
        """Look for it."""
        return (self._path / name_of(file_id)).is_file()

    def drop(self, file_id: UUID) -> None:
        """Unlink it."""
        with _explained():
            (self._path / name_of(file_id)).unlink(missing_ok=True)

    def lying(self) -> Iterator[Lying]:
        """Give every file, folder by folder."""
        for path in self._path.glob("??/*"):
            file_id = id_of(str(path.relative_to(self._path)))
            # One that somebody drops meanwhile is no file any more.
            with suppress(FileNotFoundError):
                if file_id:
                    seen = path.stat()
                    yield Lying(file_id, seen.st_size, datetime.fromtimestamp(seen.st_mtime, UTC))

    def give_up(self, before: datetime) -> int:
        """Unlink what a process that died was writing."""
        old = [path for path in self._path.glob(f"??/*{_DRAFT}") if path.stat().st_mtime < before.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def check(self) -> None:
        """See that files can be made there; the folder is made with the first of them."""
        with _explained():
            self._path.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not os.access(self._path, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(13, "it may not be written")


@contextmanager
def _explained() -> Iterator[None]:
    """Say in one sentence why the folder cannot be used."""
    try:
        yield
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError as error:
        raise StoreProblem(f"The folder of documents cannot be used: {error.strerror or error}.") from error
