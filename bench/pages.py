"""How long the desk's pages take when there are a thousand, a hundred thousand and a million contacts.

The database is filled to each size and copied there, and a server is started on each copy. All of them are asked in
turn, page by page, so that whatever else the machine does touches every size alike: what differs is the size. Asked
first by one client, then by four at once; what is counted begins after a warm-up.

`p95_ms` is at a million with one client, `growth` is that over the p95 at a thousand. The yardstick of the same run is
the sign-in page of the same servers: the same layout with a form and no row of any table.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from bench.browser import Browser
from bench.stage import Stage, percentile, staged

SIZES = (1_000, 100_000, 1_000_000)
QUICK = (1_000, 5_000, 20_000)
ROUNDS, WARM, CLIENTS = 150, 15, 4

Paths = dict[str, list[str]]
# Seconds, by page and size.
Taken = dict[tuple[str, int], list[float]]


@dataclass(frozen=True, slots=True)
class Site:
    """One server with its size of database."""

    size: int
    address: str
    paths: Paths
    tokens: list[str]


def run(sizes: tuple[int, ...] = SIZES, say: Callable[[str], None] = print) -> dict[str, float]:
    """Fill, ask, remove; gives the figures."""
    with staged() as stage, ExitStack() as stack:
        sites = [stack.enter_context(site) for site in _sites(stage, sizes, say)]
        say("pages: one client")
        alone = ask(sites, ROUNDS)
        say(f"pages: {CLIENTS} clients")
        together = crowd(sites, ROUNDS // 2)
    return figures(alone, together, sizes)


def _sites(stage: Stage, sizes: tuple[int, ...], say: Callable[[str], None]) -> "Iterator[_Opening]":
    """Fill the stage to each size and leave a copy there; the last one is the stage's own database."""
    from bench.load import Archive

    archive = Archive(stage.tokens[0], lambda words: say(f"pages: {words}"))
    copies = []
    for size in sizes:
        seconds = archive.fill(size)
        say(f"pages: {archive.count:,} contacts, filled in {seconds:.0f} s")
        copies.append((size, _copied(stage, f"panah_{size}"), archive.earliest))
    for size, copy, earliest in copies:
        yield _Opening(copy, size, earliest)


def _copied(stage: Stage, name: str) -> Stage:
    """Copy the database, with its statistics; nobody may be connected meanwhile."""
    from django.db import connection

    connection.close()
    maintenance = stage.url.replace("/panah?", "/postgres?")
    with psycopg.connect(maintenance, autocommit=True) as owner:
        strategy = sql.SQL("CREATE DATABASE {} TEMPLATE panah STRATEGY file_copy").format(sql.Identifier(name))
        owner.execute(strategy)
    url = stage.url.replace("/panah?", f"/{name}?")
    return Stage(stage.data, url, stage.environment | {"DATABASE_URL": url}, stage.tokens)


class _Opening:
    """A site that is opened on entering: its server runs until it is left."""

    def __init__(self, stage: Stage, size: int, earliest: dt.datetime) -> None:
        self.stage, self.size, self.earliest = stage, size, earliest
        self.stack = ExitStack()

    def __enter__(self) -> Site:
        address = self.stack.enter_context(self.stage.server())
        return Site(self.size, address, paths(self.stage.url, self.earliest), self.stage.tokens)

    def __exit__(self, *problem: object) -> None:
        self.stack.close()
