"""Documents in either store: nothing but ciphertext leaves, nothing is lost when it fails, nothing unknown stays."""

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, ProgrammingError
from django.utils import timezone
from pytest_django.fixtures import Settings

from config.bucket import Address
from config.env import DatabaseRole
from panah.cases.models import Document
from panah.core.store import StoreProblem, store
from panah.vault import files, tasks
from tests.cases.filing import opened
from tests.cases.test_documents import CONTENT, SECRET, added, taken
from tests.object_store import client
from tests.roles import connected_as
from tests.world import World, acting, signed_in

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True, params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> None:
    """Each store in turn, empty."""
    settings.PANAH_DOCUMENTS = tmp_path / "documents"
    settings.PANAH_BUCKET = request.getfixturevalue("bucket") if request.param == "bucket" else None


def raw(settings: Settings) -> Iterator[bytes]:
    """Everything that lies in the store, read past our own code."""
    address = settings.PANAH_BUCKET
    if address is None:
        yield from (path.read_bytes() for path in Path(settings.PANAH_DOCUMENTS).rglob("*") if path.is_file())
        return
    objects = client("s3", address)
    for each in objects.list_objects_v2(Bucket=address.name).get("Contents", ()):
        yield objects.get_object(Bucket=address.name, Key=each["Key"])["Body"].read()


@pytest.mark.rule("CON-01")
def test_a_document_comes_out_as_it_went_in_and_lies_sealed(world: World, settings: Settings) -> None:
    large = CONTENT + os.urandom(9_000_000)
    document = added(world.nigar, opened(world.nigar), large)
    assert taken(world.orxan, document) == large
    (sealed,) = raw(settings)
    assert len(sealed) > len(large)
    assert SECRET not in sealed


def test_an_upload_that_cannot_be_stored_leaves_no_row_and_says_so(
    world: World, settings: Settings, tmp_path: Path, object_store: Address
) -> None:
    case, browser = opened(world.nigar), signed_in(world.nigar)
    if settings.PANAH_BUCKET:
        settings.PANAH_BUCKET = replace(object_store, endpoint="http://127.0.0.1:9")
    else:
        (tmp_path / "documents").write_text("in the way")
    file = SimpleUploadedFile("a.pdf", CONTENT)
    answer = browser.post(f"/cases/{case.id}/documents/", {"kind": "identity", "name": "Passport", "content": file})
    assert (answer.status_code, str(StoreProblem.sentence) in answer.content.decode()) == (503, True)
    with acting(world.nigar):
        assert not Document.objects.exists()


@pytest.mark.parametrize("kept", ["bucket"], indirect=True)
def test_a_document_that_cannot_be_fetched_says_so(world: World, settings: Settings) -> None:
    document = added(world.nigar, opened(world.nigar))
    settings.PANAH_BUCKET = replace(settings.PANAH_BUCKET, secret="changed meanwhile")
    answer = signed_in(world.nigar).post(f"/cases/{document.case_id}/documents/{document.id}/")
    assert (answer.status_code, str(StoreProblem.sentence) in answer.content.decode()) == (503, True)


def test_files_of_no_document_are_swept_after_a_day_and_no_others(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    case = opened(world.nigar)
    first, second = added(world.nigar, case), added(world.nigar, case)
    with monkeypatch.context() as power:
        # The machine fails between the file and the row: nobody is there to take the file away.
        power.setattr(Document, "save", _broken)
        power.setattr(files, "drop", lambda _file: None)
        with pytest.raises(DatabaseError):
            added(world.nigar, case)
    there = {lying.file_id for lying in store().lying()}
    assert {first.id, second.id} < there
    assert len(there) == 3
    with connected_as(DatabaseRole.WORKER):
        assert tasks.drop_unknown(timezone.now() + DAY - dt.timedelta(minutes=1)) == 0
        with time_machine.travel(timezone.now() + DAY + dt.timedelta(minutes=1), tick=True):
            tasks.sweep_files()
    assert {lying.file_id for lying in store().lying()} == {first.id, second.id}
    assert taken(world.nigar, second) == CONTENT
    assert "documents.swept 1" in caplog.messages


def test_a_database_that_knows_few_of_the_files_touches_none(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Somebody pointed a new, or a much older, database at the store of a running installation."""
    added(world.nigar, opened(world.nigar))
    strangers = [os.urandom(16) for _ in range(2)]
    for each in strangers:
        store().write(_id(each), [b"of another installation"])
    with connected_as(DatabaseRole.WORKER):
        assert tasks.drop_unknown(timezone.now() + 2 * DAY) == 0
    assert "documents.sweep_refused unknown=2 known=1" in caplog.messages
    assert len(list(store().lying())) == 3


def test_the_worker_learns_which_documents_there_are_and_no_name(world: World) -> None:
    document = added(world.nigar, opened(world.nigar))
    with connected_as(DatabaseRole.WORKER):
        assert list(Document.objects.values_list("id", flat=True)) == [document.id]
        with pytest.raises(ProgrammingError, match="permission denied"):
            list(Document.objects.values_list("name"))


def _broken(*_: object, **__: object) -> None:
    raise DatabaseError


def _id(random: bytes) -> UUID:
    return UUID(bytes=random)
