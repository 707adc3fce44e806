"""What a sent file truly is, by its bytes and not by its name, and whether the virus scanner minds it."""

import codecs
import shlex
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.core.errors import BadInput, Refused

PIECE = 64 * 1024
SCAN_SECONDS = 120
ZIP = b"PK\x03\x04"
# What an archive must name at its end to be one of these, beside `[Content_Types].xml`.
OFFICE = {"docx": b"word/document.xml", "xlsx": b"xl/workbook.xml"}
PROGRAM = b"vbaProject.bin"
ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
# Bytes that no text has: the control characters but for the tabulator and the ends of lines and pages.
_NO_TEXT = frozenset((*range(32), 127)) - {9, 10, 12, 13}


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of file we keep: what it is called in the browser's language and on the page."""

    media: str
    label: str | Promise


KINDS: dict[str, Kind] = {
    "pdf": Kind("application/pdf", "PDF"),
    "png": Kind("image/png", "PNG"),
    "jpeg": Kind("image/jpeg", "JPEG"),
    "docx": Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"),
    "xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    "odt": Kind("application/vnd.oasis.opendocument.text", "ODT"),
    "txt": Kind("text/plain; charset=utf-8", _("Plain text")),
}
KINDS_SAID = _("PDF, PNG, JPEG, DOCX, XLSX, ODT or plain text.")


class UnknownType(BadInput):
    """The bytes are none of the types we keep, whatever the name says."""

    sentence = _(
        "This is no PDF, PNG, JPEG, DOCX, XLSX, ODT or plain text (UTF-8), or it holds a program. "
        "The content decides, not the name."
    )


class TooLarge(BadInput):
    """Larger than a document may be."""

    sentence = _("This file is larger than a document may be here. Send it in parts, or as smaller pictures.")


class Empty(BadInput):
    """Nothing in it."""

    sentence = _("This file is empty.")


class Infected(BadInput):
    """The scanner found something; the file is not kept."""

    sentence = _("The virus scanner found something in this file. It was not kept.")


class ScanFailed(Refused):
    """The scanner is set up and gives no answer; nothing is kept unscanned then."""

    status = 503
    sentence = _("The virus scanner gives no answer, so the file was not kept. Try again; if it stays, say so.")


def pieces(content: BinaryIO) -> Iterator[bytes]:
    """Give a content from its beginning, piece by piece."""
    content.seek(0)
    while piece := content.read(PIECE):
        yield piece


class Inspection:
    """One look through a content, piece by piece: how large it is, and of which type."""

    def __init__(self) -> None:
        """Begin."""
        self.size, self._head, self._tail = 0, b"", b""
        self._text, self._decoder = True, codecs.getincrementaldecoder("utf-8")()

    def see(self, piece: bytes) -> None:
        """Look at the next piece."""
        self._head = self._head or piece
        self._tail = (self._tail + piece)[-PIECE:]
        self.size += len(piece)
        self._text = self._text and self._decodes(piece)

    def type(self) -> str:
        """Give the type of what was seen; raises Empty or UnknownType."""
        if not self.size:
            raise Empty
        found = self._by_beginning() or ("txt" if self._text and self._decodes(b"", last=True) else "")
        if not found:
            raise UnknownType
        return found

    def _by_beginning(self) -> str:
        beginnings = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
        known = next((name for beginning, name in beginnings.items() if self._head.startswith(beginning)), "")
        if known or not self._head.startswith(ZIP):
            return known
        if self._head[30 : 30 + len(ODT)] == ODT:
            return "odt"
        # The list of what an archive holds stands at its end. One with a program of its own is not kept.
        if b"[Content_Types].xml" not in self._tail or PROGRAM in self._tail:
            return ""
        return next((name for name, part in OFFICE.items() if part in self._tail), "")

    def _decodes(self, piece: bytes, *, last: bool = False) -> bool:
        try:
            self._decoder.decode(piece, last)
        except UnicodeDecodeError:
            return False
        return _NO_TEXT.isdisjoint(piece)


def inspect(content: BinaryIO, *, most: int) -> Inspection:
    """Look through a content; raises TooLarge as soon as it is more than `most` bytes."""
    seen = Inspection()
    for piece in pieces(content):
        seen.see(piece)
        if seen.size > most:
            raise TooLarge
    return seen


def scan(content: Iterable[bytes], command: str) -> None:
    """Have a content looked through by the scanner, which reads it from a pipe: no copy is made.

    Raises Infected, and ScanFailed where the scanner cannot be run or gives no clear answer.
    """
    try:
        answer = _answer(content, shlex.split(command))
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ScanFailed from error
    if answer == 1:
        raise Infected
    if answer != 0:
        raise ScanFailed


def _answer(content: Iterable[bytes], command: list[str]) -> int:
    # The command is the installation's own, from its environment; nothing of the content or its name gets into it.
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as scanner:
        try:
            _feed(scanner, content)
            return scanner.wait(SCAN_SECONDS)
        finally:
            scanner.kill()


def _feed(scanner: "subprocess.Popen[bytes]", content: Iterable[bytes]) -> None:
    """Hand the content over; a scanner that has seen enough may stop reading."""
    if scanner.stdin is None:
        return
    try:
        for piece in content:
            scanner.stdin.write(piece)
        scanner.stdin.close()
    except BrokenPipeError:
        pass
