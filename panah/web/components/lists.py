"""Lists and pictures: table, pager, and charts that always carry their table."""

from collections.abc import Iterable
from typing import Any

from django.template import Library
from django.utils.safestring import SafeString

from panah.web.components.options import drawn, one_of

register = Library()

CAPTIONS = ("shown", "hidden")
NARROW = ("scroll", "cards")

Row = tuple[str, float]


@register.simple_block_tag
def table(content: str, caption: str, show: str = "hidden", narrow: str = "scroll", id: str = "") -> SafeString:
    """A table with a caption.

    Options: caption, show shown|hidden (the caption), narrow scroll|cards (on a phone; cards need `data-label` on
    each cell), id; inside: thead and tbody.
    """
    one_of("table", "show", show, CAPTIONS)
    one_of("table", "narrow", narrow, NARROW)
    return drawn("table", content=content, caption=caption, show=show, narrow=narrow, id=id)


@register.simple_tag
def pager(page: Any, target: str = "") -> SafeString:
    """Newer and older, without counting.

    Options: page (`panah.core.paging.Page`), target (CSS selector htmx puts the answer in).
    """
    return drawn("pager", page=page, target=target)


@register.simple_block_tag
def chart(content: str, title: str, svg: str, note: str = "") -> SafeString:
    """A picture with its table.

    Options: title, svg (drawn on the server), note (what to notice); inside: the table.
    """
    return drawn("chart", content=content, title=title, svg=svg, note=note)


@register.simple_tag
def bars(title: str, rows: Iterable[Row], unit: str = "", note: str = "") -> SafeString:
    """Amounts by kind: bars and table in one.

    Options: title, rows [(label, number)], unit, note.
    """
    given = [(label, value) for label, value in rows]
    most = max((value for _, value in given), default=0) or 1
    drawn_rows = [{"label": label, "value": value, "width": f"{100 * value / most:.2f}"} for label, value in given]
    return drawn("bars", title=title, rows=drawn_rows, unit=unit, note=note)


@register.simple_tag
def columns(title: str, rows: Iterable[Row], unit: str = "", note: str = "", mark: str = "") -> SafeString:
    """Amounts over time (hours of a day, months).

    Options: title, rows [(label, number)], unit, note, mark (label of the column now).
    """
    given = [(label, value) for label, value in rows]
    most = max((value for _, value in given), default=0) or 1
    wide, last = len(given) * 20, len(given) - 1
    now = next((n for n, (label, _value) in enumerate(given) if label == mark), None)
    every = max(1, len(given) // 8)
    drawn_rows = [
        {"label": label, "value": value, "x": 20 * n + 3, "height": f"{80 * value / most:.2f}",
         "y": f"{88 - 80 * value / most:.2f}", "now": n == now,
         # The label of now has its neighbours' room.
         "said": n == now or ((n % every == 0 or n == last) and (now is None or abs(n - now) > 1))}
        for n, (label, value) in enumerate(given)
    ]  # fmt: skip
    return drawn("columns", title=title, rows=drawn_rows, unit=unit, note=note, wide=wide or 20)
