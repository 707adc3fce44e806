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
    """Rows of one page, newest first, and the addresses of the pages beside it ("" where there is none)."""

    rows: list[M]
    newer: str = ""
    older: str = ""


def _asked(request: HttpRequest) -> tuple[str, UUID | None]:
    for side in ("older", "newer"):
        try:
            return side, UUID(request.GET.get(side, ""))
        except ValueError:
            continue
    return "older", None


def page_of(request: HttpRequest, rows: "QuerySet[M]", size: int = SIZE) -> Page[M]:
    """Cut one page out of rows whose primary keys are time-ordered (`new_id`), newest first.

    The place is read from `?older=<id>` or `?newer=<id>`; anything else there gives the first page. Other parameters
    of the address (filters) are kept.
    """
    side, place = _asked(request)
    if side == "newer":
        found = list(rows.filter(pk__gt=place).order_by("pk")[: size + 1])
        more, shown = len(found) > size, found[:size][::-1]
        return Page(shown, _beside(request, "newer", shown[:1], more), _beside(request, "older", shown[-1:], True))
    found = list((rows.filter(pk__lt=place) if place else rows).order_by("-pk")[: size + 1])
    more, shown = len(found) > size, found[:size]
    newer = _beside(request, "newer", shown[:1], place is not None)
    return Page(shown, newer, _beside(request, "older", shown[-1:], more))


def _beside(request: HttpRequest, side: str, row: list[Any], there: bool) -> str:
    if not there:
        return ""
    kept = {name: value for name, value in request.GET.items() if name not in ("older", "newer")}
    # An empty page still leads back to the newest rows.
    place = {side: str(row[0].pk)} if row else {}
    return f"{request.path}?{urlencode({**kept, **place})}"
