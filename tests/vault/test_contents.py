"""What a file is, by its bytes; and what the virus scanner, as a real program on a pipe, says of it."""

import io
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.vault import contents
from panah.vault.contents import Empty, Infected, ScanFailed, TooLarge, UnknownType, inspect, pieces, scan

LARGE = 10_000_000


def archive(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    """A zip archive with files of these names; `first` stands at the beginning, as it is."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        if first:
            made.writestr(zipfile.ZipInfo(first[0]), first[1])
        for name in names:
            made.writestr(name, "x" * 2000, zipfile.ZIP_DEFLATED)
    return held.getvalue()


WORD = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")
BOOK = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml")
LIBRE_WORD = ("_rels/.rels", "docProps/app.xml", "word/document.xml", "[Content_Types].xml")
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 50
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 50
ODT = archive("content.xml", first=("mimetype", b"application/vnd.oasis.opendocument.text"))


def kind(content: bytes) -> str:
    return inspect(io.BytesIO(content), most=LARGE).type()


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (JPEG, "jpeg"),
        (archive(*WORD), "docx"),
        (archive(*LIBRE_WORD), "docx"),
        (archive(*BOOK), "xlsx"),
        (ODT, "odt"),
        ("Qızın adı Aysel, yaşı 19.\r\n".encode(), "txt"),
        ("Она говорит по-русски\tи по-турецки".encode(), "txt"),
    ],
)
def test_the_types_we_keep_are_known_by_their_bytes(content: bytes, wanted: str) -> None:
    assert kind(content) == wanted


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03 a program",
        b"\x7fELF\x02\x01\x01\x00",
        archive("ppt/presentation.xml", "[Content_Types].xml"),
        archive("xl/workbook.xml"),
        archive(*BOOK, "xl/vbaProject.bin"),
        archive(*WORD, "word/vbaProject.bin"),
        archive("word/document.xml"),
        archive("content.xml", first=("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")),
        b"GIF89a\x01\x00\x01\x00",
        b"text with a zero\x00 in it",
        "Cyrillic in an old code page: слово".encode("cp1251"),
        b"cut off in the middle of a letter: \xd0",
    ],
)
def test_anything_else_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(UnknownType):
        kind(content)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Empty):
        kind(b"")


def test_a_file_is_read_no_further_than_the_limit() -> None:
    content = io.BytesIO(b"x" * 500_000)
    with pytest.raises(TooLarge):
        inspect(content, most=100_000)
    assert content.tell() < 200_000
    assert inspect(content, most=500_000).size == 500_000


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300), st.integers(1, 9)
)
def test_any_text_is_text_however_it_is_cut(words: str, cut: int) -> None:
    seen, content = contents.Inspection(), words.encode()
    for start in range(0, len(content), cut):
        seen.see(content[start : start + cut])
    assert (seen.size, seen.type() in {"txt", "pdf"}) == (len(content), True)


def scanner(program: str) -> str:
    """A scanner's command: a program that reads its input."""
    return f'{sys.executable} -c "import sys; {program}"'


READS = "seen = sys.stdin.buffer.read(); sys.exit(1 if b'EICAR' in seen else 0)"


def test_what_the_scanner_does_not_mind_passes() -> None:
    scan(pieces(io.BytesIO(PDF * 20_000)), scanner(READS))


def test_what_it_finds_is_refused() -> None:
    with pytest.raises(Infected):
        scan(pieces(io.BytesIO(PDF * 20_000 + b"EICAR")), scanner(READS))


def test_a_scanner_may_stop_reading_when_it_has_seen_enough() -> None:
    with pytest.raises(Infected):
        scan(pieces(io.BytesIO(b"x" * 3_000_000)), scanner("sys.exit(1)"))


@pytest.mark.parametrize("command", [scanner("sys.exit(2)"), "/nowhere/clamdscan --no-summary -"])
def test_a_scanner_that_does_not_answer_passes_nothing(command: str) -> None:
    with pytest.raises(ScanFailed):
        scan(pieces(io.BytesIO(PDF)), command)
