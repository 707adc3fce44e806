"""The demonstration as a newcomer gets it, and in a thief's hands: nothing its invented people said can be read."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import env
from config.postgres import binary, embedded
from panah.web.demo import present, words
from tests.attack.secrets_said import forms, found_in

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A demo country of three days in a database of its own, built by the command itself."""
    with tempfile.TemporaryDirectory(prefix="panah-demo-") as folder, embedded(Path(folder) / "postgres") as address:
        told = {env.SETTINGS.name: "config.settings.dev", env.DATABASE_URL.name: address, env.DEMO.name: "1",
                env.VAR.name: folder, env.DB_ROLE.name: "owner"}  # fmt: skip
        for command in (["migrate", "--verbosity", "0"], ["audit", "key"], ["demo", "--days", "3"]):
            done = subprocess.run([sys.executable, "-m", "panah", *command], cwd=env.ROOT, env=env.for_child(told),
                                  capture_output=True, text=True, check=False)  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr
        yield address


def counted(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as owner:
        return owner.execute(statement.encode()).fetchall()


def test_something_is_waiting_for_a_newcomer(url: str) -> None:
    assert counted(url, "SELECT state, count(*) FROM referrals_referral GROUP BY 1 ORDER BY 1") == [
        ("accepted", 1), ("offered", 3),
    ]  # fmt: skip
    assert counted(url, "SELECT count(*) FROM hotline_situation") == [(3,)]
    assert counted(url, "SELECT count(*) FROM hotline_contact WHERE state <> 'closed'") == [(1,)]
    assert counted(url, "SELECT count(*) FROM hotline_screening WHERE positive") == [(1,)]


@pytest.mark.rule("CON-01", "CON-09")
def test_no_word_of_it_is_in_a_dump(url: str) -> None:
    told = [text for texts in words.NOTES.values() for text in texts]
    told += [*words.JOURNAL, *words.OTHERWISE, *words.FAMILY, present.SISTER, present.FLAT, present.BOY, present.OFFER,
             present.MESSAGE, present.NOTE, present.FLAT_NAME, present.SISTER_NAME]  # fmt: skip
    needles = {text: forms(text) for text in told}
    made = [str(binary("pg_dump")), "--format=plain", "--inserts", url]
    dump = subprocess.run(made, capture_output=True, check=True).stdout
    assert found_in(dump, needles) == set()
    assert found_in(dump + told[0].encode(), needles) == {told[0]}
