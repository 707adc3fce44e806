"""A backup is brought back whole, into an empty database only, and a damaged one not at all."""

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from config import env
from panah.core.archive import leave_timeout, unpack
from panah.core.ids import new_id
from panah.core.store.files import name_of
from tests.database import Owner, as_owner, owner_url

pytestmark = pytest.mark.system
DOCUMENT = new_id()
COUNTS = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations' ORDER BY 1"


def panah(*words: str, database: str, place: Path) -> "subprocess.CompletedProcess[str]":
    """Run the `panah` command as a person would, on this database and with its files in this place."""
    told = {
        env.SETTINGS.name: "config.settings.dev",
        env.DATABASE_URL.name: owner_url(database),
        env.SECRET_KEY.name: settings.SECRET_KEY,
        env.AUDIT_KEY.name: str(place / "key"),
        env.AUDIT_PUBLIC_KEYS.name: str(place / "public-keys"),
        env.AUDIT_ANCHOR.name: str(place / "anchor"),
        env.DOCUMENTS.name: str(place / "documents"),
    }
    command = [sys.executable, "-m", "panah", *words]
    return subprocess.run(command, cwd=env.ROOT, env=env.for_child(told), capture_output=True, text=True, check=False)


def rows(owner: Owner) -> dict[str, int]:
    """How many rows each table holds."""
    tables = [name for (name,) in owner.execute(COUNTS).fetchall()]
    counted = {name: owner.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))) for name in tables}
    return {name: int((cursor.fetchone() or (0,))[0]) for name, cursor in counted.items()}


@pytest.fixture
def empty(transactional_db: None) -> Iterator[str]:
    """A new database on the same server."""
    name = f"{connection.settings_dict['NAME']}_empty"
    with as_owner("postgres") as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield name
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the installation that is backed up has its files."""
    return tmp_path_factory.mktemp("place")


@pytest.fixture(scope="module")
def backup(django_db_setup: None, place: Path) -> Path:
    """A backup of this process's database, as every test begins with it."""
    assert panah("audit", "key", database=connection.settings_dict["NAME"], place=place).returncode == 0
    sealed = place / "documents" / name_of(DOCUMENT)
    sealed.parent.mkdir(parents=True)
    sealed.write_bytes(b"a sealed document")
    (sealed.parent / "coming.part").write_bytes(b"half of another")
    done = panah("backup", str(place / "backup"), database=connection.settings_dict["NAME"], place=place)
    assert done.returncode == 0, done.stderr
    return place / "backup"


def test_a_backup_comes_back_whole(backup: Path, place: Path, empty: str, tmp_path: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    elsewhere = tmp_path / "elsewhere"
    done = panah("restore", str(backup), database=empty, place=elsewhere)
    assert done.returncode == 0, done.stderr
    with as_owner(connection.settings_dict["NAME"]) as before, as_owner(empty) as after:
        # The restore proves the trail, and writes down that it did.
        assert rows(after) == rows(before) | {"audit_proof": rows(before)["audit_proof"] + 1}
    assert (elsewhere / "anchor").read_bytes() == (place / "anchor").read_bytes()
    kept = [path.relative_to(elsewhere / "documents") for path in (elsewhere / "documents").glob("*/*")]
    assert kept == [Path(name_of(DOCUMENT))]
    assert (elsewhere / "documents" / kept[0]).read_bytes() == b"a sealed document"


def test_a_database_with_anything_in_it_is_refused(backup: Path, place: Path, transactional_db: None) -> None:
    done = panah("restore", str(backup), database=connection.settings_dict["NAME"], place=place)
    assert done.returncode == 1
    assert "not empty" in done.stderr


def test_a_damaged_backup_leaves_the_database_empty(backup: Path, place: Path, empty: str, tmp_path: Path) -> None:
    folder, damaged = tmp_path / "parts", tmp_path / "damaged"
    with tarfile.open(backup) as archive:
        unpack(archive, folder)
    dump = bytearray((folder / "database.dump").read_bytes())
    dump[len(dump) // 2] ^= 1
    (folder / "database.dump").write_bytes(dump)
    with tarfile.open(damaged, "w") as archive:
        for part in folder.rglob("*"):
            archive.add(part, str(part.relative_to(folder)), recursive=False) if part.is_file() else None
    done = panah("restore", str(damaged), database=empty, place=place)
    assert (done.returncode, "damaged: database.dump" in done.stderr) == (1, True)
    with as_owner(empty) as owner:
        assert rows(owner) == {}


def test_a_backup_never_replaces_another(backup: Path, place: Path, transactional_db: None) -> None:
    done = panah("backup", str(backup), database=connection.settings_dict["NAME"], place=place)
    assert done.returncode == 1
    assert "exists already" in done.stderr


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../beside", tarfile.REGTYPE),
        ("/beside", tarfile.REGTYPE),
        ("link", tarfile.SYMTYPE),
        ("p", tarfile.FIFOTYPE),
    ],
)
def test_nothing_is_unpacked_beside_the_folder(name: str, kind: bytes, tmp_path: Path) -> None:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, "/etc/passwd"
    with tarfile.open(tmp_path / "bad", "w") as archive:
        archive.addfile(entry)
    with tarfile.open(tmp_path / "bad") as archive, pytest.raises(ValueError, match=name):
        unpack(archive, tmp_path / "in" / "here")
    assert [path.name for path in tmp_path.rglob("*")] == ["bad"]


def test_a_dump_of_ours_begins_with_nothing_that_older_servers_do_not_know(tmp_path: Path) -> None:
    script, head = tmp_path / "database.sql", b"SET lock_timeout = 0;\nSET transaction_timeout = 0;\n"
    words = b"COPY a (b) FROM stdin;\nSET transaction_timeout = 0;\n" + b"x" * 5000
    script.write_bytes(head + words)
    leave_timeout(script)
    assert script.read_bytes() == b"SET lock_timeout = 0;\n--  transaction_timeout = 0;\n" + words
    script.write_bytes(b"SELECT 1;\n")
    leave_timeout(script)
    assert script.read_bytes() == b"SELECT 1;\n"
