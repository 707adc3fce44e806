"""Every route there is, walked from the root, with an address that can be asked for."""

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

NOWHERE = UUID("00000000-0000-7000-8000-000000000000")
# A value for what is no id; everything else in an address is one.
PLAIN = {
    "form": "notes",
    "set_id": "adult_labour",
    "part": "card",
    "kind": "xlsx",
    "step": "accept",
    "number": "1",
    "table": "measures",
}
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One route: how it is written, what answers, and who may come in; an empty gate is open to everybody."""

    written: str
    view: Any
    gate: tuple[str, ...] | None

    @property
    def places(self) -> tuple[str, ...]:
        """The names of what stands in its address."""
        return tuple(PLACE.findall(self.written))

    @property
    def ids(self) -> tuple[str, ...]:
        """Those that name something by its id."""
        return tuple(place for place in self.places if place.endswith("_id") and place not in PLAIN)

    @property
    def is_api(self) -> bool:
        """Whether programs speak here and not people."""
        return self.written.startswith("api/")

    @property
    def streams(self) -> bool:
        """Whether it answers for minutes; the tests of live pages walk through those."""
        return inspect.iscoroutinefunction(self.view)

    def address(self, known: Mapping[str, Any] | None = None) -> str:
        """The address with what is known put in, or with an id of nothing."""
        found: dict[str, Any] = PLAIN | dict(known or {})
        return "/" + PLACE.sub(lambda place: str(found.get(place[1], NOWHERE)), self.written)


def _walk(patterns: list[Any], before: str) -> Iterator[Route]:
    for pattern in patterns:
        written = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, written)
        elif isinstance(pattern, URLPattern):
            yield Route(written, pattern.callback, getattr(pattern.callback, "gate", None))


@cache
def routes() -> tuple[Route, ...]:
    """All of them, in the order in which Django looks."""
    return tuple(_walk(get_resolver().url_patterns, ""))
