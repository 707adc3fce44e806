"""Both stores of sealed files keep to the same contract; the one in a bucket over HTTP, as it is for real."""

import datetime as dt
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django.fixtures import Settings

from config.bucket import Address
from panah.core.archive import digest, unpack
from panah.core.ids import new_id
from panah.core.management.commands.backup import added_documents
from panah.core.management.commands.restore import documents_back
from panah.core.store import Store, StoreProblem, store, warn_unless_it_answers
from panah.core.store.s3 import PART, Bucket
from tests.object_store import client

pytestmark = pytest.mark.system
# Long enough for three parts in a bucket.
LONG = os.urandom(1000) * (2 * PART // 1000 + 1)
LONG_AGO = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
SOON = dt.timedelta(minutes=1)


@pytest.fixture(params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Store:
    """Each store in turn, empty."""
    settings.PANAH_DOCUMENTS = tmp_path / "documents"
    settings.PANAH_BUCKET = request.getfixturevalue("bucket") if request.param == "bucket" else None
    return store()


def cut(content: bytes, size: int = 65_553) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.mark.parametrize("content", [b"x", LONG[:PART], LONG], ids=["short", "one part", "parts"])
def test_what_is_written_is_read(kept: Store, content: bytes) -> None:
    file = new_id()
    kept.write(file, cut(content))
    assert kept.has(file)
    with kept.read(file) as stream:
        assert (stream.read(10), stream.read()) == (content[:10], content[10:])
    (lying,) = kept.lying()
    assert (lying.file_id, lying.size) == (file, len(content))
    assert now() - SOON < lying.at < now() + SOON


def test_a_file_is_written_once(kept: Store) -> None:
    file = new_id()
    kept.write(file, [b"first"])
    with pytest.raises(FileExistsError):
        kept.write(file, [b"second"])
    with kept.read(file) as stream:
        assert stream.read() == b"first"


def test_of_two_who_write_the_same_at_once_one_wins(kept: Store) -> None:
    """In a folder the second cannot even begin; a bucket refuses who ends second."""
    file, refused = new_id(), []

    def interrupted() -> Iterator[bytes]:
        yield b"the one"
        try:
            kept.write(file, [b"the other"])
        except FileExistsError as error:
            refused.append(error)

    try:
        kept.write(file, interrupted())
    except FileExistsError as error:
        refused.append(error)
    assert len(refused) == 1
    with kept.read(file) as stream:
        assert stream.read() in (b"the one", b"the other")


def test_what_breaks_off_leaves_no_file(kept: Store) -> None:
    def breaking() -> Iterator[bytes]:
        yield from cut(LONG)
        raise ZeroDivisionError

    file = new_id()
    with pytest.raises(ZeroDivisionError):
        kept.write(file, breaking())
    assert (kept.has(file), list(kept.lying()), kept.give_up(now() + SOON)) == (False, [], 0)
    kept.write(file, [b"whole"])


def test_a_file_that_is_dropped_is_gone(kept: Store) -> None:
    file = new_id()
    kept.write(file, [b"x"])
    for _time in range(2):
        kept.drop(file)
    assert (kept.has(file), list(kept.lying())) == (False, [])
    with pytest.raises(FileNotFoundError):
        kept.read(file)
    with pytest.raises(FileNotFoundError):
        kept.read(new_id())


def test_it_says_that_it_answers(kept: Store) -> None:
    kept.check()
    kept.write(new_id(), [b"x"])
    kept.check()


def test_all_of_many_files_are_listed(kept: Store) -> None:
    files = {new_id() for _ in range(30)}
    for file in files:
        kept.write(file, [b"x"])
    assert {lying.file_id for lying in kept.lying()} == files


def test_a_backup_takes_the_files_of_one_store_into_another(
    kept: Store, bucket: Address, settings: Settings, tmp_path: Path
) -> None:
    files = {new_id(): content for content in (b"", b"sealed", LONG)}
    for file, content in files.items():
        kept.write(file, cut(content))
    with tarfile.open(tmp_path / "backup.tar", "w") as archive:
        digests = added_documents(archive)
    with tarfile.open(tmp_path / "backup.tar") as archive:
        unpack(archive, tmp_path / "parts")
    assert {digest(tmp_path / "parts" / part): part for part in digests} == {v: k for k, v in digests.items()}
    settings.PANAH_BUCKET = None if settings.PANAH_BUCKET else bucket
    # One that is there already stays.
    store().write(next(iter(files)), [b""])
    documents_back(tmp_path / "parts", [*digests, "database.dump"])
    for file, content in files.items():
        with store().read(file) as stream:
            assert stream.read() == content


def uses(address: Address) -> Iterator[str]:
    """Everything that is done with a store, each with the reason it gives for not doing it."""
    kept = Bucket(address)
    deeds: tuple[Callable[[], object], ...]
    deeds = (kept.check, lambda: kept.write(new_id(), [b"x"]), lambda: kept.read(new_id()), lambda: list(kept.lying()))
    for deed in deeds:
        with pytest.raises(StoreProblem) as problem:
            deed()
        assert str(problem.value) == str(StoreProblem.sentence)
        yield problem.value.reason


def test_a_store_that_does_not_answer_says_so(bucket: Address) -> None:
    for reason in uses(replace(bucket, endpoint="http://127.0.0.1:9")):
        assert reason == "The object store http://127.0.0.1:9 cannot be reached (EndpointConnectionError)."


def test_a_wrong_key_is_told_from_a_missing_bucket(bucket: Address) -> None:
    for wrong in (replace(bucket, secret="not the secret"), replace(bucket, key_id="AKIANOBODY")):
        for reason in uses(wrong):
            assert reason.startswith(f"The object store {bucket.endpoint} refuses the key to the bucket {bucket.name}")
            assert wrong.secret not in reason
    for reason in uses(replace(bucket, name="nothing")):
        assert reason == f"The object store {bucket.endpoint} has no bucket nothing."


def test_a_folder_that_cannot_be_used_says_so(settings: Settings, tmp_path: Path) -> None:
    settings.PANAH_DOCUMENTS = tmp_path / "a file" / "documents"
    (tmp_path / "a file").write_text("in the way")
    deeds: tuple[Callable[[], object], ...] = (lambda: store().write(new_id(), [b"x"]), lambda: store().check())
    for deed in deeds:
        with pytest.raises(StoreProblem) as problem:
            deed()
        assert problem.value.reason == "The folder of documents cannot be used: Not a directory."


def test_what_was_begun_and_never_ended_is_given_up(kept: Store, bucket: Address, settings: Settings) -> None:
    """Somebody pulled the plug while a file was coming in."""
    if settings.PANAH_BUCKET:
        client("s3", settings.PANAH_BUCKET).create_multipart_upload(Bucket=settings.PANAH_BUCKET.name, Key="ab/begun")
    else:
        draft = Path(settings.PANAH_DOCUMENTS) / "ab" / "begun.part"
        draft.parent.mkdir(parents=True)
        draft.write_bytes(b"half")
    kept.write(new_id(), [b"whole"])
    assert [kept.give_up(before) for before in (LONG_AGO, now() + SOON, now() + SOON)] == [0, 1, 0]
    assert len(list(kept.lying())) == 1


def test_nothing_the_machine_says_of_itself_is_believed(
    bucket: Address, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text("[profile other]\nregion = eu-west-9\n")
    told = {
        "AWS_PROFILE": "nobody",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_ACCESS_KEY_ID": "other",
        "AWS_SECRET_ACCESS_KEY": "other",
        "AWS_CA_BUNDLE": str(tmp_path / "nothing"),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    Bucket(bucket).check()


def test_the_installation_says_before_it_starts_whether_its_store_answers(
    bucket: Address, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PANAH_BUCKET = bucket
    call_command("check", "--deploy", fail_level="ERROR")
    warn_unless_it_answers()
    assert caplog.messages == []
    settings.PANAH_BUCKET = replace(bucket, name="nothing")
    with pytest.raises(SystemCheckError, match="has no bucket nothing"):
        call_command("check", "--deploy", fail_level="ERROR")
    caplog.clear()
    warn_unless_it_answers()
    assert caplog.messages == [f"store.unusable The object store {bucket.endpoint} has no bucket nothing."]
