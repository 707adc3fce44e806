"""Contents sealed piece by piece: whole or not at all, in their own place, however they are cut."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from panah.core.errors import KeyMissing
from panah.core.ids import new_id
from panah.vault import crypto, files, folders, pieces
from panah.vault.models import Compartment
from panah.vault.pieces import PIECE, Spool
from tests.world import World, acting

KEY, PLACE = b"k" * 32, b"a place"
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7]


def sealed(content: bytes, cut: int = 10_000) -> bytes:
    parts = (content[start : start + cut] for start in range(0, len(content), cut))
    return b"".join(pieces.sealed(KEY, PLACE, parts))


def opened(blob: bytes, key: bytes = KEY, place: bytes = PLACE) -> bytes:
    return b"".join(pieces.opened(io.BytesIO(blob), key, place))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens_again(size: int) -> None:
    content = b"ab\x00" * (size // 3) + b"z" * (size % 3)
    assert opened(sealed(content)) == content
    assert content[:20] == b"" or content[:20] not in sealed(content) or size < 8


@pytest.mark.parametrize("size", [1, PIECE, 2 * PIECE + 5])
def test_nothing_can_be_cut_off_added_moved_or_changed(size: int) -> None:
    blob = sealed(b"x" * size)
    step = PIECE + crypto.PIECE_OVERHEAD
    start = crypto.HEADER_BYTES
    harmed = [blob[:-1], blob + b"x", blob[:start], b"", b"\x02" + blob[1:], blob[:start] + blob[start + step :]]
    harmed.append(blob[: start + 3] + bytes([blob[start + 3] ^ 1]) + blob[start + 4 :])
    if size > 2 * PIECE:
        harmed.append(
            blob[:start] + blob[start + step : start + 2 * step] + blob[start : start + step] + blob[start + 2 * step :]
        )
        harmed.append(blob[: start + 2 * step])
    for each in harmed:
        with pytest.raises(crypto.CannotOpen):
            opened(each)


def test_it_opens_with_its_key_and_in_its_place_alone() -> None:
    blob = sealed(b"words")
    with pytest.raises(crypto.CannotOpen):
        opened(blob, key=b"j" * 32)
    with pytest.raises(crypto.CannotOpen):
        opened(blob, place=b"another place")


@given(st.lists(st.binary(max_size=30_000), max_size=8), st.integers(1, 70_000))
def test_a_spool_gives_back_what_it_was_given_however_often(parts: list[bytes], cut: int) -> None:
    with Spool() as spool:
        for part in parts:
            spool.write(part)
        whole = b"".join(parts)
        assert spool.size == len(whole)
        reader = io.BufferedReader(spool)
        for _ in range(2):
            reader.seek(0)
            assert b"".join(iter(lambda: reader.read(cut), b"")) == whole


def test_a_spool_is_written_before_it_is_read_and_read_from_its_beginning() -> None:
    with Spool() as spool:
        spool.write(b"words")
        assert (spool.writable(), spool.seek(0), spool.writable(), spool.seekable()) == (True, 0, False, True)
        with pytest.raises(io.UnsupportedOperation):
            spool.write(b"more")
        with pytest.raises(io.UnsupportedOperation):
            spool.seek(3)


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.PANAH_DOCUMENTS = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_a_file_opens_to_who_holds_its_folder(world: World, store: Path) -> None:
    file = new_id()
    with acting(world.nigar) as actor:
        folder = folders.create(actor=actor, compartment=Compartment.CASE)
        files.seal(folder_id=folder.id, file_id=file, content=[b"wo", b"rds"])
    with acting(world.orxan):
        assert b"".join(files.opened(folder_id=folder.id, file_id=file)) == b"words"
    with acting(world.tural), pytest.raises(KeyMissing):
        files.opened(folder_id=folder.id, file_id=file)


@pytest.mark.django_db
def test_a_file_is_written_once_and_whole(world: World, store: Path) -> None:
    def breaking() -> Any:
        yield b"half"
        raise RuntimeError

    with acting(world.nigar) as actor:
        folder, file = folders.create(actor=actor, compartment=Compartment.CASE), new_id()
        with pytest.raises(RuntimeError):
            files.seal(folder_id=folder.id, file_id=file, content=breaking())
        assert [path for path in store.rglob("*") if path.is_file()] == []
        files.seal(folder_id=folder.id, file_id=file, content=[b"words"])
        with pytest.raises(FileExistsError):
            files.seal(folder_id=folder.id, file_id=file, content=[b"others"])
        assert b"".join(files.opened(folder_id=folder.id, file_id=file)) == b"words"
        files.drop(file)
        with pytest.raises(files.FileDamaged):
            files.opened(folder_id=folder.id, file_id=file)
