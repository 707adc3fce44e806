"""For every route that shows a page, somebody who may open it and an address that does, found by asking for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, product
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from psycopg.sql import SQL, Identifier

from panah.accounts.gate import COOKIE, token_text
from panah.accounts.permissions import permissions_of
from panah.core.database import panah_models
from tests.database import Owner
from tests.permissions.routes import Route, routes
from tests.world import PEOPLE, World, signed_in

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)"')
SNAKE = re.compile(r"(?<!^)(?=[A-Z])")
# A page that asks by itself does not move the idle clock.
QUIET = {"panah-quiet": "1"}
# How many rows, and how many addresses made of them, are tried where no link leads.
ROWS, TRIES = 8, 12
# What an address calls otherwise than its table does.
CALLED = {
    "bed_id": "bed", "child_id": "watched_child", "duress_id": "duress", "item_id": "stock_item",
    "letter_id": "outside_letter", "tie_id": "hotline_tie",
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A page: its route, who opens it, and where."""

    route: Route
    login: str
    address: str


class Finder:
    """Asks as everybody: first along the links from the first page, then with the ids of what there is."""

    def __init__(self, world: World, owner: Owner, elsewhere: set[str]) -> None:
        self.world, self.owner = world, owner
        self.by_written = {route.written: route for route in routes() if not route.is_api and not route.streams}
        assert elsewhere <= self.by_written.keys()
        self.by_written = {written: route for written, route in self.by_written.items() if written not in elsewhere}
        self.found: dict[str, Found] = {}
        # Routes without a page of their own: forms, files, pieces of pages, and what only leads on.
        self.others: set[str] = set()
        self.clients = {login: signed_in(getattr(world, login)) for login in PEOPLE}
        for client in self.clients.values():
            client.raise_request_exception = False

    def find(self) -> tuple[list[Found], set[str]]:
        """Every page that could be opened, and the routes that should show one and did not."""
        for login in PEOPLE:
            self._walk(login)
        for written, route in self.by_written.items():
            if written not in self.found and written not in self.others:
                self._try(route)
        return list(self.found.values()), self.by_written.keys() - self.found.keys() - self.others

    def _walk(self, login: str) -> None:
        waiting, seen = ["/"], {"/"}
        while waiting:
            address = waiting.pop(0)
            written = written_as(address)
            if written not in self.by_written or (written in self.found and address != "/"):
                continue
            answer = self._ask(login, address, written)
            if answer is not None:
                links = (urljoin(address, link.replace("&amp;", "&")) for link in LINK.findall(answer))
                fresh = [link for link in dict.fromkeys(links) if link.startswith("/") and link not in seen]
                seen.update(fresh)
                waiting += fresh

    def _try(self, route: Route) -> None:
        """Try the people whose roles are let in, with ids of rows that the route could mean."""
        for login in admitted(route):
            # An id of nothing first: what takes forms alone says so whatever it is asked about.
            for known in islice(chain([{}], self._ids(route)), TRIES):
                self._ask(login, route.address(known), route.written)
                if route.written in self.found or route.written in self.others:
                    return

    def _ask(self, login: str, address: str, written: str) -> str | None:
        """Give the page at an address, if it is one, and remember what the route is."""
        client = self.clients[login]
        client.cookies[COOKIE] = token_text(getattr(self.world, login).token)
        answer = client.get(address, headers=QUIET)
        assert answer.status_code < 500, f"{login} {address}: {answer.status_code}"
        page = whole_page(answer)
        if page is not None:
            self.found.setdefault(written, Found(self.by_written[written], login, address))
        elif answer.status_code in {204, 302, 405} or answer.status_code == 200:
            self.others.add(written)
        return page

    def _ids(self, route: Route) -> Iterator[dict[str, Any]]:
        names = route.ids
        yield from (dict(zip(names, ids, strict=True)) for ids in product(*map(self._rows, names)))

    def _rows(self, name: str) -> list[Any]:
        """The newest rows of the table that an id in an address means."""
        wanted = CALLED.get(name, name.removesuffix("_id"))
        for model in panah_models():
            if SNAKE.sub("_", model.__name__).lower() == wanted:
                key, table = str(model._meta.pk.column), model._meta.db_table
                newest = SQL("SELECT {} FROM {} ORDER BY 1 DESC LIMIT %s").format(Identifier(key), Identifier(table))
                return [row[0] for row in self.owner.execute(newest, [ROWS])]
        return []


def written_as(address: str) -> str:
    """The route of an address, as it is written; empty where there is none."""
    try:
        return str(resolve(urlsplit(address).path).route)
    except Resolver404:
        return ""


def whole_page(answer: Any) -> str | None:
    """The words of a whole page; nothing for files, pieces and refusals."""
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return None
    words: str = answer.content.decode()
    return words if "<html" in words else None


def admitted(route: Route) -> list[str]:
    """Who of the small country is let in."""
    held = {login: permissions_of(role.value for role in roles) for login, (_unit, roles) in PEOPLE.items()}
    return [login for login in PEOPLE if not route.gate or set(route.gate) & held[login]]
