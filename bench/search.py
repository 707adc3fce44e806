"""Searching among a million people by names that were changed on the way.

Protocol. A million invented people (`bench.people`) are loaded under the key of one unit, each with given name, family
name, father's name where there is one, and year of birth. For each change (`bench.spellings`: a slip of the finger in
one of the names, az→ru, az→en, az→tr, ru→az) 400 people drawn at random are searched for by their changed full name and
the unchanged year of birth, given name first, as a clerk with the person's papers would type it. The year belongs to
the question because names alone do not tell people apart: 1 in 30 is a Məmmədov or Məmmədova, and dozens of women are
Aysel Məmmədova, daughter of Əli. A search succeeds when that very person, not a namesake, is among the first ten.
`search.recall_at_10` is the lowest recall of the five changes, `search.p95_ms` the p95 of all their searches together.

The same is measured without the year and without the father's name, beside what the *unchanged* name gives with as
little: that is how far these words can tell a person from their namesakes at all, whatever the index.

Timed is `index.find_name` as a page calls it for an operator, in a transaction of the web role: opening the index key,
normalising, keyed hashes, `panah_find`. The yardstick of the same run holds the names in the clear: a btree on the
lower-cased name, which finds the unchanged spelling only, and a scan with ILIKE for the family name. Every person is
searched for once in each way.

What the figures cannot show: spellings are drawn from tables written by the same people as the index, though apart from
it, and the names' tail comes from Faker's lists, which are shorter than a country's (more namesakes than in life).

The database is the stage's own (`bench.stage`) and is gone at the end.
"""

import sys
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache, partial
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from bench.people import Person, people
from bench.spellings import TRANSLITERATIONS, slip
from bench.stage import staged
from panah.vault import names
from panah.vault.tokens import token

PEOPLE, SEARCHES, FEWER, SCANS = 1_000_000, 400, 200, 20

Connection = psycopg.Connection[tuple[Any, ...]]
Change = Callable[[Person, Random], str]
CHANGES: dict[str, Change] = {"slip": slip, **TRANSLITERATIONS}

Text = Callable[[Person, str], str]


@dataclass
class Outcome:
    """How long searches took, in seconds, and how many found their person."""

    seconds: list[float] = field(default_factory=list)
    found: int = 0

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        return round(sorted(self.seconds)[int(share * (len(self.seconds) - 1))] * 1000, 1)

    @property
    def recall(self) -> float:
        """The share of people found among the first ten."""
        return round(self.found / len(self.seconds), 4)


def full(person: Person, changed: str) -> str:
    """All names and the year of birth."""
    return f"{changed} {person.born}"


def without_year(_person: Person, changed: str) -> str:
    """All names."""
    return changed


def without_father(person: Person, changed: str) -> str:
    """Given name, family name, year of birth."""
    return f"{' '.join(changed.split()[:2])} {person.born}"


def unchanged(person: Person, _random: Random | None = None) -> str:
    """The name as it stands, given name first."""
    return " ".join(filter(None, (person.given, person.family, person.father, person.parent)))


@contextmanager
def operator(cookie: str) -> Iterator[Any]:
    """Enter as an operator, in a transaction of the web role."""
    from django.db import connection

    from panah.accounts.entering import entered

    with entered(urlsafe_b64decode(cookie)) as inside, connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE panah_web")
        yield inside.actor


def index_of(cookie: str) -> tuple[UUID, bytes]:
    """The operator's unit and the key of its index."""
    from panah.vault import keyring

    with operator(cookie) as actor:
        return actor.unit, keyring.needed().index_key(actor.unit)


def load(connection: Connection, unit_id: UUID, key: bytes, count: int) -> None:
    """Copy the people in, then build the indexes, as a restore would."""

    @lru_cache(1 << 17)
    def keyed(value: str) -> int:
        return token(key, value)

    connection.execute("DROP INDEX index_entry_tokens")
    connection.execute("CREATE TABLE plain (id bigint, name text)")
    with connection.cursor() as cursor:
        columns = "id, unit_id, subject_kind, subject_id, kind, tokens"
        with cursor.copy(f"COPY vault_indexentry ({columns}) FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(["uuid", "uuid", "varchar", "uuid", "varchar", "int8[]"])
            for number, person in enumerate(people(count), 1):
                tokens = [keyed(value) for value in names.name_tokens([person.name], born=person.born)]
                copy.write_row((UUID(int=number), unit_id, "person", UUID(int=number), "name", tokens))
        with cursor.copy("COPY plain FROM STDIN") as copy:
            for number, person in enumerate(people(count), 1):
                copy.write_row((number, unchanged(person)))
    connection.execute("SET maintenance_work_mem = '512MB'")
    connection.execute("CREATE INDEX index_entry_tokens ON vault_indexentry USING gin (tokens) WITH (fastupdate = off)")
    connection.execute("CREATE INDEX ON plain (lower(name))")
    connection.execute("VACUUM ANALYZE vault_indexentry, plain")


def find(cookie: str, text: str) -> tuple[float, list[int]]:
    """One search of an operator: seconds, and the numbers of the people found."""
    from panah.vault import index

    with operator(cookie) as actor:
        started = time.perf_counter()
        hits = index.find_name(actor, text)
        return time.perf_counter() - started, [hit.subject_id.int for hit in hits]


def find_plain(connection: Connection, statement: str, text: str) -> tuple[float, list[int]]:
    """One search of the yardstick."""
    started = time.perf_counter()
    hits = connection.execute(statement, [text]).fetchall()
    return time.perf_counter() - started, [hit[0] for hit in hits]


def measure(search: Callable[[str], tuple[float, list[int]]], asked: Iterable[tuple[int, str]]) -> Outcome:
    """Search for each text and see whether its person is among the hits."""
    outcome = Outcome()
    for number, text in asked:
        seconds, hits = search(text)
        outcome.seconds.append(seconds)
        outcome.found += number in hits
    return outcome


def drawn(count: int) -> list[tuple[int, Person]]:
    """People to search for: enough of them to have 400 of every language asked for."""
    random = Random(20)
    wanted = set(random.sample(range(1, count + 1), min(count, SEARCHES * 20)))
    sample = [(number, person) for number, person in enumerate(people(count), 1) if number in wanted]
    random.shuffle(sample)
    return sample


def questions(
    sample: list[tuple[int, Person]], name: str, change: Change, text: Text, most: int = SEARCHES
) -> Iterator[tuple[int, str]]:
    """The searches of one change: any person may slip; a transliteration is from the person's own language."""
    language = name.partition("_")[0]
    random = Random(name)
    fitting = [(number, p) for number, p in sample if language not in {"az", "ru"} or p.language == language]
    for number, person in fitting[:most]:
        yield number, text(person, change(person, random))


def pooled(outcomes: Iterable[Outcome]) -> Outcome:
    """Several outcomes as one."""
    listed = list(outcomes)
    return Outcome([s for outcome in listed for s in outcome.seconds], sum(outcome.found for outcome in listed))


def yardsticks(connection: Connection, sample: list[tuple[int, Person]]) -> dict[str, float]:
    """The same people in the clear, searched for by ordinary means."""
    exact = partial(find_plain, connection, "SELECT id FROM plain WHERE lower(name) = lower(%s) LIMIT 10")
    scan = partial(
        find_plain, connection, "SELECT id FROM plain WHERE name ILIKE '%%' || %s || '%%' ORDER BY id LIMIT 10"
    )
    same = measure(exact, questions(sample, "", unchanged, without_year))
    slipped = measure(exact, questions(sample, "slip", slip, without_year))
    scanned = measure(scan, [(number, person.family) for number, person in sample[:SCANS]])
    return {
        "search.plain_btree_p95_ms": same.percentile(0.95),
        "search.plain_btree_recall_at_10_unchanged": same.recall,
        "search.plain_btree_recall_at_10_slip": slipped.recall,
        "search.plain_scan_p95_ms": scanned.percentile(0.95),
    }


def results(connection: Connection, cookie: str, count: int) -> dict[str, float]:
    """Every figure, from a loaded database."""
    sample = drawn(count)
    search = partial(find, cookie)
    measure(search, questions(sample[-FEWER:], "warm", unchanged, full))
    changed = {name: measure(search, questions(sample, name, change, full)) for name, change in CHANGES.items()}
    figures = {f"search.{name}.recall_at_10": outcome.recall for name, outcome in changed.items()}
    for name, text in (("without_year", without_year), ("without_father", without_father)):
        same = measure(search, questions(sample, "", unchanged, text))
        less = pooled(measure(search, questions(sample, n, change, text, FEWER)) for n, change in CHANGES.items())
        figures[f"search.{name}.recall_at_10"] = less.recall
        figures[f"search.{name}.recall_at_10_unchanged"] = same.recall
        figures[f"search.{name}.p95_ms"] = less.percentile(0.95)
    every = pooled(changed.values())
    return {
        "search.p95_ms": every.percentile(0.95),
        "search.p50_ms": every.percentile(0.5),
        "search.recall_at_10": min(outcome.recall for outcome in changed.values()),
        **figures,
        **yardsticks(connection, sample),
        "search.people": count,
    }


def run(count: int = PEOPLE) -> dict[str, float]:
    """Load, search, remove; prints and gives the figures."""
    with staged() as stage, psycopg.connect(stage.url, autocommit=True) as connection:
        from django.conf import settings

        # Loading may take longer than a screen stays open without a touch.
        settings.PANAH_IDLE = timedelta(days=1)
        print(f"search: loading {count:,} people")
        started = time.perf_counter()
        load(connection, *index_of(stage.tokens[0]), count)
        print(f"search: loaded in {time.perf_counter() - started:.0f} s, searching")
        figures = results(connection, stage.tokens[0], count)
    for name, value in figures.items():
        print(f"{name:45} {value:>12,}")
    return figures


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
