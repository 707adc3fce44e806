"""Long contents, sealed and opened piece by piece; a piece is 64 KiB, so that none of them ever needs much memory."""

import io
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from panah.vault import crypto

PIECE = 64 * 1024
_SEALED_PIECE = PIECE + crypto.PIECE_OVERHEAD
_SPOOLED = b"panah spool"


def sealed(key: bytes, place: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give what is written to the store for a content: a header, then its pieces, tied to a place."""
    sealer = crypto.Sealer(key, place)
    yield sealer.header
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > PIECE:
            yield sealer.push(bytes(held[:PIECE]), last=False)
            del held[:PIECE]
    yield sealer.push(bytes(held), last=True)


def opened(stream: IO[bytes], key: bytes, place: bytes) -> Iterator[bytes]:
    """Give the content of what `sealed` gave; raises CannotOpen where it was changed, cut off or prolonged."""
    opener, last = crypto.Opener(key, stream.read(crypto.HEADER_BYTES), place), False
    while not last:
        piece, last = opener.pull(stream.read(_SEALED_PIECE))
        yield piece
    if stream.read(1):
        raise crypto.CannotOpen


class Spool(io.RawIOBase):
    """A content on its way through one request: written once, then read from its beginning as often as needed.

    What it puts on the disk is sealed under a key that lives in memory as long as it does, in a file without a name.
    """

    def __init__(self) -> None:
        """Begin to be written."""
        self._file: IO[bytes] = TemporaryFile()  # noqa: SIM115  It is closed with the spool.
        self._key, self.size = crypto.new_key(), 0
        self._sealer: crypto.Sealer | None = crypto.Sealer(self._key, _SPOOLED)
        self._file.write(self._sealer.header)
        self._held, self._rest, self._at = bytearray(), b"", 0
        self._coming: Iterator[bytes] = iter(())

    def write(self, piece: Any) -> int:
        """Take the next piece."""
        if self._sealer is None:
            raise io.UnsupportedOperation("a spool is written before it is read")
        self._held += piece
        self.size += len(piece)
        while len(self._held) > PIECE:
            self._file.write(self._sealer.push(bytes(self._held[:PIECE]), last=False))
            del self._held[:PIECE]
        return len(piece)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to the beginning, the only place there is to go to."""
        if offset or whence != io.SEEK_SET:
            raise io.UnsupportedOperation("a spool is read from its beginning")
        if self._sealer is not None:
            self._file.write(self._sealer.push(bytes(self._held), last=True))
            self._sealer, self._held = None, bytearray()
        self._file.seek(0)
        self._coming, self._rest, self._at = opened(self._file, self._key, _SPOOLED), b"", 0
        return 0

    def readinto(self, buffer: Any) -> int:
        """Put the next bytes into a buffer; 0 at the end."""
        while not self._rest:
            try:
                self._rest = next(self._coming)
            except StopIteration:
                return 0
        given = self._rest[: len(buffer)]
        buffer[: len(given)] = given
        self._rest, self._at = self._rest[len(given) :], self._at + len(given)
        return len(given)

    def tell(self) -> int:
        """Give the place of the next byte."""
        return self._at

    def readable(self) -> bool:
        """Whether it can be read: after it was written."""
        return True

    def writable(self) -> bool:
        """Whether it can be written: before it is read."""
        return self._sealer is not None

    def seekable(self) -> bool:
        """Whether one can go back to its beginning."""
        return True

    def close(self) -> None:
        """Let go of the content and of its key."""
        self._file.close()
        super().close()
