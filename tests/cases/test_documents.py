"""Documents of a case: sealed before they touch a disk, given out one at a time, each time with a line in the trail."""

import io
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from panah.cases.actions import documents
from panah.cases.actions.cases import CaseClosed
from panah.cases.models import Case, Document, NotAssigned
from panah.core.errors import Forbidden, NotHere
from panah.vault import files, pieces
from panah.vault.contents import Infected, TooLarge, UnknownType
from panah.vault.files import FileDamaged
from panah.vault.stored import Scan
from tests.cases.filing import closed, opened
from tests.database import Owner
from tests.vault.test_contents import PDF, READS, scanner
from tests.world import Person as Member
from tests.world import World, acting, signed_in

pytestmark = pytest.mark.django_db
SECRET = b"Aysel Qizilgulova, passport P-1234567"
CONTENT = PDF + SECRET + b"x" * 200_000
NAME = "Passport of Aysel"


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """A store of the test's own."""
    settings.PANAH_DOCUMENTS = tmp_path / "documents"
    return tmp_path


def added(by: Member, case: Case, content: bytes = CONTENT, **changes: str) -> Document:
    said = {"kind": "identity", "name": NAME} | changes
    with acting(by) as actor:
        return documents.add(actor=actor, case_id=case.id, content=io.BytesIO(content), **said)


def taken(by: Member, document: Document) -> bytes:
    with acting(by) as actor:
        found = documents.open_document(actor=actor, case_id=document.case_id, document_id=document.id)
        return b"".join(found.pieces)


def lying(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


@pytest.mark.rule("CON-01")
def test_a_document_comes_out_as_it_went_in_and_lies_sealed(world: World, store: Path) -> None:
    document = added(world.nigar, opened(world.nigar))
    assert (document.type, document.size, document.scan) == ("pdf", len(CONTENT), Scan.NOT_SCANNED)
    assert taken(world.orxan, document) == CONTENT
    (file,) = lying(store)
    assert SECRET not in file.read_bytes()
    assert "Aysel" not in str(file)
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.rule("CON-01")
def test_its_name_is_sealed_and_the_saved_file_is_called_by_the_number(world: World) -> None:
    case = opened(world.nigar)
    document = added(world.nigar, case)
    with acting(world.nigar) as actor:
        assert Document.objects.get(id=document.id).name == NAME
        name = documents.open_document(actor=actor, case_id=case.id, document_id=document.id).file_name
    assert name.startswith(f"{case.number}-identity-")
    assert name.endswith(".pdf")


def test_other_units_get_neither_row_nor_content(world: World) -> None:
    document = added(world.nigar, opened(world.nigar))
    with pytest.raises(NotHere):
        taken(world.tural, document)
    with pytest.raises(Forbidden):
        taken(world.leyla, document)
    with pytest.raises(NotAssigned):
        taken(world.murad, document)


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("CON-01")
def test_each_taking_out_stands_in_the_trail(world: World, owner: Owner) -> None:
    document = added(world.nigar, opened(world.nigar))
    for _ in range(2):
        taken(world.orxan, document)
    asked = "SELECT member_id FROM audit_entry WHERE code = 'document.opened' AND subject_id = %s"
    assert owner.execute(asked, [document.id]).fetchall() == [(world.orxan.member_id,)] * 2


def test_what_is_refused_leaves_no_file(world: World, store: Path, settings: Settings) -> None:
    case = opened(world.nigar)
    with pytest.raises(UnknownType):
        added(world.nigar, case, b"MZ\x90\x00 a program")
    with pytest.raises(documents.NoKind):
        added(world.nigar, case, kind="poem")
    settings.PANAH_DOCUMENT_BYTES = 1000
    with pytest.raises(TooLarge):
        added(world.nigar, case)
    assert lying(store) == []


def test_a_row_that_cannot_be_written_leaves_no_file(
    world: World, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(world.nigar)

    def broken(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(Document, "save", broken)
    with pytest.raises(DatabaseError):
        added(world.nigar, case)
    assert lying(store) == []


def test_the_scanner_reads_it_from_a_pipe(world: World, store: Path, settings: Settings) -> None:
    case = opened(world.nigar)
    settings.PANAH_VIRUS_SCAN = scanner(READS)
    assert added(world.nigar, case).scan == Scan.CLEAN
    with pytest.raises(Infected):
        added(world.nigar, case, PDF + b"EICAR")
    assert len(lying(store)) == 1


@pytest.mark.parametrize(
    "harm",
    [lambda sealed: sealed[:-1], lambda sealed: sealed[:70_000] + bytes([sealed[70_000] ^ 1]) + sealed[70_001:]],
)
def test_a_file_that_was_changed_is_not_given_out(world: World, store: Path, harm: object) -> None:
    document = added(world.nigar, opened(world.nigar))
    (file,) = lying(store)
    file.write_bytes(harm(file.read_bytes()))  # type: ignore[operator]
    with pytest.raises(FileDamaged):
        taken(world.nigar, document)
    file.unlink()
    with pytest.raises(FileDamaged):
        taken(world.nigar, document)


def test_a_file_put_in_the_place_of_another_is_not_given_out(world: World, store: Path) -> None:
    case = opened(world.nigar)
    first, second = added(world.nigar, case), added(world.nigar, case, PDF + b"another")
    files = {path.name: path for path in lying(store)}
    files[first.id.hex].write_bytes(files[second.id.hex].read_bytes())
    with pytest.raises(FileDamaged):
        taken(world.nigar, first)


def test_nothing_is_added_to_a_closed_case_and_nothing_is_changed(world: World) -> None:
    case = opened(world.nigar)
    document = added(world.nigar, case)
    closed(case, world.nigar, world.orxan)
    with pytest.raises(CaseClosed):
        added(world.orxan, case)
    assert taken(world.orxan, document) == CONTENT
    with acting(world.orxan), pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(id=document.id).update(kind="other")


def sent(browser: Client, case: Case, content: bytes, name: str = "a.pdf") -> int:
    file = SimpleUploadedFile(name, content)
    said = {"kind": "identity", "name": NAME, "content": file}
    return int(browser.post(f"/cases/{case.id}/documents/", said).status_code)


@pytest.mark.rule("CON-01")
def test_the_page_takes_it_in_and_gives_it_out_to_be_saved_only(world: World, store: Path) -> None:
    case, browser = opened(world.nigar), signed_in(world.nigar)
    large = PDF + b"x" * 5_000_000
    assert sent(browser, case, large) == 302
    page = browser.get(f"/cases/{case.id}/documents/").content.decode()
    assert (NAME in page, "Not scanned" in page, "Secret of personal and family life" in page) == (True, True, True)
    with acting(world.nigar):
        document = Document.objects.get(case=case)
    there = f"/cases/{case.id}/documents/{document.id}/"
    assert browser.get(there).status_code == 405
    answer: Any = browser.post(there)
    assert b"".join(answer.streaming_content) == large
    assert answer["Content-Disposition"].startswith('attachment; filename="CASE-')
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer["X-Content-Type-Options"], answer["Content-Length"]) == ("nosniff", str(len(large)))
    assert NAME.rsplit(maxsplit=1)[-1] not in str(answer.headers)


def test_a_large_file_never_lies_on_the_disk_in_the_clear(
    world: World, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is made as a temporary file while a request comes in holds none of its words."""
    made: list[Any] = []
    seen: list[bytes] = []

    def watched() -> Any:
        made.append(TemporaryFile())  # noqa: SIM115  The spool closes it.
        return made[-1]

    monkeypatch.setattr(pieces, "TemporaryFile", watched)
    monkeypatch.setattr(files, "seal", lambda **_: seen.extend(_read(file) for file in made))
    assert settings.FILE_UPLOAD_HANDLERS == ["panah.vault.uploads.SealedUpload"]
    assert sent(signed_in(world.nigar), opened(world.nigar), PDF + SECRET * 200_000) == 302
    assert [(len(each) > 5_000_000, SECRET in each) for each in seen] == [(True, False)]


def _read(file: Any) -> bytes:
    file.flush()
    file.seek(0)
    return bytes(file.read())


def test_a_form_that_does_not_fit_says_so(world: World) -> None:
    case, browser = opened(world.nigar), signed_in(world.nigar)
    assert sent(browser, case, b"\x7fELF", "harmless.pdf") == 422
    assert browser.post(f"/cases/{case.id}/documents/", {"kind": "identity", "name": NAME}).status_code == 422


def test_python_itself_is_the_scanner_of_these_tests() -> None:
    assert scanner(READS).startswith(sys.executable)
