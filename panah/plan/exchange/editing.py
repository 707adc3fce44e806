"""Small changes of what a plan says: a row put in, taken out or moved; what names its number follows it."""

from dataclasses import dataclass

from panah.plan.exchange.content import KEYS, Content, Row

# The column of another table in which the numbers of a table are named.
NAMED_IN = {"headings": ("measures", "heading"), "measures": ("indicators", "measure")}


@dataclass(frozen=True, slots=True)
class Spot:
    """One row of a plan: its table and what tells it apart there; without a key it is a row that is still to be."""

    table: str
    key: tuple[str, ...] = ()

    def index(self, content: Content) -> int | None:
        """Say where in its table the row stands, or None."""
        keys = [tuple(row[part] for part in KEYS[self.table]) for row in content[self.table]]
        return keys.index(self.key) if self.key in keys else None

    def row(self, content: Content) -> Row:
        """Give what the row says; nothing where it is not there."""
        place = self.index(content)
        return {} if place is None else content[self.table][place]


def put(content: Content, spot: Spot, row: Row) -> tuple[Content, int]:
    """Say a row anew, or add it at the end of its table; gives also its place there, counted from one."""
    place = spot.index(content)
    rows = list(content[spot.table])
    if place is None:
        return {**content, spot.table: [*rows, row]}, len(rows) + 1
    rows[place] = row
    after = {**content, spot.table: rows}
    if spot.table in NAMED_IN and row["code"] != spot.key[-1]:
        after = _follow(after, *NAMED_IN[spot.table], spot.key[-1], row["code"])
    return after, place + 1


def _follow(content: Content, table: str, column: str, old: str, new: str) -> Content:
    rows = [{**row, column: new} if row[column] == old else row for row in content[table]]
    return {**content, table: rows}


def take_out(content: Content, spot: Spot) -> Content:
    """Leave a row out; a measure takes its indicators with it."""
    after = {**content, spot.table: [row for row in content[spot.table] if row is not spot.row(content)]}
    if spot.table == "measures":
        after["indicators"] = [row for row in content["indicators"] if row["measure"] != spot.key[-1]]
    return after


def move(content: Content, spot: Spot, *, up: bool) -> Content:
    """Let a row change places with the one before or after it; a measure among those of its heading."""
    rows = list(content[spot.table])
    place = spot.index(content)
    if place is None:
        return content
    beside = [
        other
        for other, row in enumerate(rows)
        if row.get("heading") == rows[place].get("heading") and (other < place if up else other > place)
    ]
    if beside:
        other = max(beside) if up else min(beside)
        rows[place], rows[other] = rows[other], rows[place]
    return {**content, spot.table: rows}
