"""The whole database in a thief's hands, byte by byte: not a name, a number or a sentence of the story is in it."""

import base64
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from config import env
from panah.core.archive import postgres
from panah.core.database import panah_models
from panah.vault.fields import BoxText
from tests.attack.intruder import ask, named
from tests.attack.secrets_said import Said, forms, found_in
from tests.attack.telling import tell
from tests.database import Owner
from tests.roles import connected_as
from tests.world import World

EMPTY = re.compile(rb"\0{8,}")
# What sealing nothing, or an empty list, leaves.
NOTHING_SEALED, NOTHING_BOXED = 43, 64


def dump(folder: Path) -> bytes:
    """Everything there is, as PostgreSQL writes it out."""
    target = folder / "dump.sql"
    with connected_as(env.DatabaseRole.OWNER):
        postgres("pg_dump", "--format=plain", "--inserts", f"--file={target}")
    return target.read_bytes()


class Disk:
    """What lies on the disk: the database's own files, its journal of meanwhile and its log, and the documents."""

    def __init__(self, owner: Owner) -> None:
        """Remember the time and where the log stands before the story."""
        self.owner, self.data = owner, Path(settings.VAR) / "postgres-test"
        self.near = not env.DATABASE_URL.read()
        # A file system's clock may be a little behind ours.
        self.began = time.time() - 1
        self.logged = self.log.stat().st_size if self.near else 0

    @property
    def log(self) -> Path:
        return self.data / "log"

    def read(self) -> bytes:
        """All of it, long stretches of nothing left out; nothing where the server is out of reach."""
        if not self.near:
            return b""
        self.owner.execute("CHECKPOINT")
        oid = ask(self.owner, "SELECT oid FROM pg_database WHERE datname = current_database()")
        # Known by time and not by name: what was written to is kept, under a new name, to be written to again.
        journals = [path for path in (self.data / "pg_wal").iterdir() if path.is_file() and self._is_new(path)]
        stored = [path for path in Path(settings.PANAH_DOCUMENTS).rglob("*") if path.is_file() and self._is_new(path)]
        files = [*(self.data / "base" / str(oid)).iterdir(), *journals, *stored]
        whole = b"".join(path.read_bytes() for path in files) + self.log.read_bytes()[self.logged :]
        return EMPTY.sub(bytes(8), whole)

    def _is_new(self, path: Path) -> bool:
        return path.stat().st_mtime >= self.began


def unsaid(owner: Owner) -> set[str]:
    """The sealed columns in which the story left nothing: what is not there would not be found either."""
    empty = set()
    for model in panah_models():
        for each in model._meta.local_concrete_fields:
            if not getattr(each, "sealed", False):
                continue
            table, column = model._meta.db_table, str(each.column)
            longest = owner.execute(named("SELECT max(octet_length({})) FROM {}", column, table)).fetchone()
            assert longest
            if (longest[0] or 0) <= (NOTHING_BOXED if isinstance(each, BoxText) else NOTHING_SEALED):
                empty.add(f"{table}.{column}")
    return empty


@pytest.mark.rule("CON-01", "CON-09", "CON-11", "CON-12")
@pytest.mark.system
@pytest.mark.django_db(transaction=True)
def test_what_was_said_in_confidence_is_nowhere_in_the_database(world: World, owner: Owner, tmp_path: Path) -> None:
    said = Said()
    disk = Disk(owner)
    tell(world, said)
    assert unsaid(owner) == set()
    needles = said.needles()
    assert found_in(dump(tmp_path), needles) == set()
    assert found_in(disk.read(), needles) == set()
    plant(owner, said)
    planted = {word: needles[word] for word in (said.latin, said.cyrillic, said.plain, *said.numbers)}
    assert found_in(dump(tmp_path), planted) == planted.keys()
    assert found_in(disk.read(), planted) == (planted.keys() if disk.near else set())


def plant(owner: Owner, said: Said) -> None:
    """Say one of each openly, to see that it would have been found."""
    openly = json.dumps({"en": said.name, "ru": said.name_in_cyrillic, "az": " ".join(said.numbers)})
    owner.execute("UPDATE accounts_body SET names = %s", [openly])


@pytest.mark.parametrize(
    "hidden",
    [
        lambda text: text.encode(),
        lambda text: text.upper().encode(),
        lambda text: text.encode("utf-16-le"),
        lambda text: b"x" + text.encode("utf-16-be"),
        lambda text: json.dumps({"name": text}).encode(),
        lambda text: rf"\x{text.encode().hex()}".encode(),
        lambda text: text.encode().hex().upper().encode(),
        *(lambda text, ahead=ahead: base64.b64encode(b"?" * ahead + text.encode() + b"!") for ahead in range(4)),
        lambda text: base64.urlsafe_b64encode(json.dumps([text], ensure_ascii=False).encode()),
    ],
)
def test_the_search_finds_a_word_however_it_is_written(hidden: Any) -> None:
    said = Said()
    for word in (said.latin, said.cyrillic, said.plain, said.document):
        assert word in found_in(b"\0\xff" * 99 + hidden(word) + b"\0" * 9, said.needles()), word
        assert word not in found_in(b"\0\xff" * 99 + hidden(word[4:]), {word: forms(word)}), word


def test_the_search_knows_the_pages_of_old() -> None:
    said = Said()
    assert said.cyrillic in found_in(b"_" + said.cyrillic.encode("cp1251"), said.needles())
    assert said.cyrillic in found_in(b"_" + said.cyrillic.encode("koi8-r"), said.needles())


def test_a_number_is_found_with_and_without_its_blanks() -> None:
    said, number = Said(), "+994 55 234 56 78"
    for written in (said.phone(0), said.phone(0).replace(" ", ""), said.numbers[0], "0" + said.numbers[0]):
        assert found_in(f"<{written}>".encode(), said.needles())
    assert not found_in(f"<{number}>".encode(), said.needles())
    assert connection.vendor == "postgresql"
