"""Lists by keyset: newer and older, no count and no offset, so that page one thousand is as fast as page one."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
SIZE = 30


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows of one page, and the addresses of the pages beside it ("" where there is none)."""

    rows: list[M]
    newer: str = ""
    older: str = ""
    # Whether one reads on towards what is newer.
    oldest_first: bool = False

    @property
    def before(self) -> str:
        """The page one came from, reading on."""
        return self.older if self.oldest_first else self.newer

    @property
    def after(self) -> str:
        """The page one reads on with."""
        return self.newer if self.oldest_first else self.older


def _asked(request: HttpRequest, otherwise: str) -> tuple[str, UUID | None]:
    for side in ("older", "newer"):
        try:
            return side, UUID(request.GET.get(side, ""))
        except ValueError:
            continue
    return otherwise, None


def page_of(request: HttpRequest, rows: "QuerySet[M]", size: int = SIZE, since: str = "") -> Page[M]:
    """Cut one page out of rows whose primary keys are time-ordered (`new_id`), newest first.

    Where `since` names a column, the rows come by it, the oldest first: what has waited longest. The place is read
    from `?older=<id>` or `?newer=<id>`; anything else there gives the first page. Other parameters of the address
    (filters) are kept.
    """
    onward, back = ("newer", "older") if since else ("older", "newer")
    side, place = _asked(request, onward)
    if since and not rows.model._default_manager.filter(pk=place).exists():
        side, place = onward, None
    found = _by_column(rows, since, side, place, size + 1) if since else _by_key(rows, side, place, size + 1)
    more, shown = len(found) > size, found[:size]
    if side == back:
        shown.reverse()
    beside = {
        onward: _beside(request, onward, shown[-1:], more or side == back),
        back: _beside(request, back, shown[:1], more if side == back else place is not None),
    }
    return Page(shown, oldest_first=bool(since), **beside)


def _by_key(rows: "QuerySet[M]", side: str, place: UUID | None, most: int) -> list[M]:
    """Give the rows on one side of a place, the nearest first; without a place, from the end of the list."""
    than, order = ("gt", "pk") if side == "newer" else ("lt", "-pk")
    near = rows.filter(**{f"pk__{than}": place}) if place else rows
    return list(near.order_by(order)[:most])


def _by_column(rows: "QuerySet[M]", since: str, side: str, place: UUID | None, most: int) -> list[M]:
    """Do the same by a column first: rows that share its value with the place, and then those beyond."""
    than, order = ("gt", (since, "-pk")) if side == "newer" else ("lt", (f"-{since}", "pk"))
    if place is None:
        return list(rows.order_by(*order)[:most])
    at = rows.model._default_manager.values_list(since, flat=True).get(pk=place)
    same = _by_key(rows.filter(**{since: at}), "older" if side == "newer" else "newer", place, most)
    beyond = rows.filter(**{f"{since}__{than}": at}).order_by(*order)
    return same + list(beyond[: most - len(same)])


def _beside(request: HttpRequest, side: str, row: list[Any], there: bool) -> str:
    if not there:
        return ""
    kept = {name: value for name, value in request.GET.items() if name not in ("older", "newer")}
    # An empty page still leads back to the newest rows.
    place = {side: str(row[0].pk)} if row else {}
    return f"{request.path}?{urlencode({**kept, **place})}"
