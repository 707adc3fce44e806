"""How long the desk's pages take when there are a thousand, a hundred thousand and a million contacts.

The database is filled to each size and copied there, and a server is started on each copy. All of them are asked in
turn, page by page, so that whatever else the machine does touches every size alike: what differs is the size. First one
client asks, then four do at once; what is counted begins after a warm-up.

`p95_ms` is at a million with one client, `growth` that over the p95 at a thousand. The yardstick of the same run is the
sign-in page of the same servers: the same layout with a form, and no row of any table.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from random import Random
from uuid import uuid4

import psycopg
from psycopg import sql

from bench.browser import Browser
from bench.stage import Stage, percentile, staged

SIZES = (1_000, 100_000, 1_000_000)
QUICK = (1_000, 5_000, 20_000)
ROUNDS, WARM, CLIENTS, RINGING = 200, 20, 4, 3
MOTIVE = "child_begging"

Say = Callable[[str], None]
# The addresses of each page, and the seconds each page took at each size.
Paths = dict[str, list[str]]
Taken = dict[tuple[str, int], list[float]]


@dataclass(frozen=True, slots=True)
class Site:
    """One server on a database of one size."""

    size: int
    address: str
    tokens: list[str]
    paths: Paths


def run(sizes: Sequence[int] = SIZES, say: Say = print, rounds: int = ROUNDS) -> dict[str, float]:
    """Fill, ask, remove; gives the figures."""
    with staged() as stage:
        copies = filled(stage, sizes, say)
        with ExitStack() as stack:
            sites = [stack.enter_context(opened(copy, size)) for size, copy in copies.items()]
            say("pages: asking with one client")
            alone = ask(sites, rounds)
            say(f"pages: asking with {CLIENTS} clients")
            together = crowd(sites, rounds // 2)
    return figures(alone, together, sizes)


def filled(stage: Stage, sizes: Sequence[int], say: Say) -> dict[int, Stage]:
    """Fill the stage to each size and leave a copy of it there."""
    from bench.load import Archive

    archive = Archive(stage.tokens[0], lambda words: say(f"pages: {words}"))
    copies = {}
    for size in sizes:
        seconds = archive.fill(size)
        say(f"pages: {archive.count:,} contacts, filled in {seconds:.0f} s")
        copies[size] = copied(stage, f"panah_{size}")
    return copies


def copied(stage: Stage, name: str) -> Stage:
    """Copy the database as it is, its statistics too; nobody may be connected meanwhile."""
    from django.db import connection

    connection.close()
    with psycopg.connect(stage.url.replace("/panah?", "/postgres?"), autocommit=True) as owner:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE panah STRATEGY file_copy")
        owner.execute(copy.format(sql.Identifier(name)))
    url = stage.url.replace("/panah?", f"/{name}?")
    return Stage(stage.data, url, stage.environment | {"DATABASE_URL": url}, stage.tokens)


@contextmanager
def opened(stage: Stage, size: int) -> Iterator[Site]:
    """Serve one size; a few calls are ringing there."""
    from bench.country import EXCHANGE
    from panah.hotline.exchange import Exchange

    with stage.server() as address:
        exchange = Exchange(address, EXCHANGE)
        for _ in range(RINGING):
            exchange.report(uuid4().hex, "ringing", number="+994125550152")
        yield Site(size, address, stage.tokens, paths(stage.url))


NEWEST = "SELECT id FROM hotline_contact WHERE state = 'closed' ORDER BY id DESC LIMIT 100"
OLDEST = "SELECT id FROM hotline_contact WHERE state = 'closed' ORDER BY id LIMIT 100"
HALFWAY = "SELECT id FROM hotline_contact ORDER BY id OFFSET (SELECT count(*) / 2 FROM hotline_contact) LIMIT 1"
SITUATIONS = "SELECT id FROM hotline_situation ORDER BY id DESC LIMIT 20"


def paths(url: str) -> Paths:
    """Give the addresses of each page."""
    with psycopg.connect(url) as owner:
        newest, oldest, halfway, situations = (
            [str(row[0]) for row in owner.execute(question)] for question in (NEWEST, OLDEST, HALFWAY, SITUATIONS)
        )
    listed = "/hotline/contacts/"
    return {
        "desk": ["/hotline/"],
        "list": [listed],
        "list_deep": [f"{listed}?older={halfway[0]}"],
        "list_by_motive": [f"{listed}?motive={MOTIVE}"],
        "list_by_flag": [f"{listed}?flag=danger"],
        "list_by_state": [f"{listed}?state=wrap_up"],
        "list_mine": [f"{listed}?whose=mine"],
        "contact": [f"{listed}{each}/" for each in newest],
        "contact_old": [f"{listed}{each}/" for each in oldest],
        "situation": [f"/hotline/situations/{each}/" for each in situations],
        "yardstick": ["/accounts/sign-in/"],
    }


def ask(sites: Sequence[Site], rounds: int, place: int = 0) -> Taken:
    """Ask every page of every site in turn, so many times; what the warm-up took is not counted."""
    taken: Taken = defaultdict(list)
    chance = Random(place)
    browsers = {site.size: Browser(site.address, site.tokens[place]) for site in sites}
    strangers = {site.size: Browser(site.address, "") for site in sites}
    for turn in range(WARM + rounds):
        for page in sites[0].paths:
            for site in chance.sample(sites, len(sites)):
                browser = (strangers if page == "yardstick" else browsers)[site.size]
                seconds = browser.get(chance.choice(site.paths[page])).seconds
                if turn >= WARM:
                    taken[page, site.size].append(seconds)
    return taken


def crowd(sites: Sequence[Site], rounds: int) -> Taken:
    """The same by several clients at once."""
    found: list[Taken] = []
    threads = [
        threading.Thread(target=lambda place=place: found.append(ask(sites, rounds, place))) for place in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(found) < CLIENTS:
        raise RuntimeError("a client of the pages bench ended early")
    return {key: [seconds for taken in found for seconds in taken[key]] for key in found[0]}


def figures(alone: Taken, together: Taken, sizes: Sequence[int]) -> dict[str, float]:
    """Give p95 in milliseconds and growth, for each page."""
    smallest, largest = min(sizes), max(sizes)
    given: dict[str, float] = {}
    for page in dict.fromkeys(page for page, _size in alone):
        name = f"pages.{page}"
        p95 = {size: percentile(alone[page, size], 0.95) * 1000 for size in sizes}
        crowded = {size: percentile(together[page, size], 0.95) * 1000 for size in sizes}
        given |= {
            f"{name}.p95_ms": p95[largest],
            f"{name}.growth": p95[largest] / p95[smallest],
            f"{name}.p50_growth": percentile(alone[page, largest], 0.5) / percentile(alone[page, smallest], 0.5),
            **{f"{name}.p95_ms_at_{size}": p95[size] for size in sizes},
            f"{name}.p95_ms_with_{CLIENTS}_clients": crowded[largest],
            f"{name}.growth_with_{CLIENTS}_clients": crowded[largest] / crowded[smallest],
        }
    return {name: round(value, 2) for name, value in given.items()}


if __name__ == "__main__":
    for name, value in run(QUICK, rounds=40).items():
        print(f"{name:50} {value:>10,}")
