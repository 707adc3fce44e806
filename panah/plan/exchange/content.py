"""What a plan says, apart from where it came from: four tables of plain values, checked cell by cell and together."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.translation import gettext_lazy as _

from panah.core.errors import Sentence
from panah.plan.exchange.columns import BadCell, Column, tables
from panah.plan.models import Measure, Participant, PeriodKind

MOST_ROWS = 2_000
TOO_LONG = _("There are more than 2,000 rows.")
UNKNOWN = _("This column is not known here.")
# As much of a title as is repeated where it is not known.
MOST_TITLE = 40
# A plan of a thousand years would be a slip of the pen, and its timeline nothing that a page could draw.
MOST_YEARS = 20
# What tells the rows of a table apart.
KEYS = {"plan": ("code",), "headings": ("code",), "measures": ("code",), "indicators": ("measure", "code")}

Row: TypeAlias = dict[str, Any]
Content: TypeAlias = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong in one row: table, row as the file counts it, column, and why."""

    table: str
    row: int
    column: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class Raw:
    """One row as it stands in a file: its number there, and its cells by column."""

    number: int
    cells: Mapping[str, Any]


def read(given: Mapping[str, Sequence[Raw]], shape: Sequence[Trouble] = ()) -> tuple[Content, list[Trouble]]:
    """Read the rows of a file's tables; gives what could be read, and every trouble that was found.

    What is wrong with the tables themselves comes first, and is said once: a column that is missing, not known or
    there twice is not looked for in the rows.
    """
    content: Content = {}
    troubles = list(shape)
    for name, columns in tables().items():
        rows = given.get(name, ())
        if len(rows) > MOST_ROWS:
            troubles.append(Trouble(name, MOST_ROWS, "", TOO_LONG))
        content[name] = []
        passed = {trouble.column for trouble in shape if trouble.table == name}
        for raw in rows[:MOST_ROWS]:
            row, bad = _row(name, columns, raw, passed)
            content[name].append(row)
            troubles += bad
    if not troubles:
        troubles += _together(content, given)
    return content, troubles


def again(content: Content) -> tuple[Content, list[Trouble]]:
    """Read once more what is said already, with what was typed into some of its rows."""
    return read({name: [Raw(number, row) for number, row in enumerate(rows, 1)] for name, rows in content.items()})


def earlier(rows: Iterable[Row]) -> dict[str, Measure]:
    """Give the measures that rows go on with, each by its plan and number ("PLAN MEASURE"); unknown ones stay out."""
    plans = {row["continues"].partition(" ")[0] for row in rows if row["continues"]}
    found = Measure.objects.filter(plan__code__in=plans).select_related("plan")
    return {f"{measure.plan.code} {measure.code}": measure for measure in found}


def _row(name: str, columns: Iterable[Column], raw: Raw, passed: Container[str]) -> tuple[Row, list[Trouble]]:
    row: Row = {}
    bad = []
    known = {column.name for column in columns}
    for extra in raw.cells.keys() - known:
        if extra[:MOST_TITLE] not in passed:
            bad.append(Trouble(name, raw.number, extra[:MOST_TITLE], UNKNOWN))
    for column in columns:
        if column.name in passed:
            continue
        value = raw.cells.get(column.name)
        blank = value is None or value == [] or (isinstance(value, str) and not value.strip())
        try:
            if blank and column.needed:
                raise BadCell(_("This must be filled in."))
            row[column.name] = column.empty if blank else column.read(value)
        except BadCell as trouble:
            bad.append(Trouble(name, raw.number, column.name, trouble.sentence))
    return row, bad


def _together(content: Content, given: Mapping[str, Sequence[Raw]]) -> Iterator[Trouble]:
    """What is wrong between rows: doubled numbers, headings and bodies that are not there, ends before beginnings."""
    if len(content["plan"]) != 1:
        yield Trouble("plan", 1, "", _("The plan itself is one row."))
        return
    participants = set(Participant.objects.values_list("code", flat=True))
    plan = content["plan"][0]
    if int(plan["ends_on"][:4]) - int(plan["begins_on"][:4]) >= MOST_YEARS:
        yield Trouble("plan", 1, "ends_on", _("A plan runs for twenty years at most."))
    headings = {row["code"] for row in content["headings"]}
    measures = {row["code"] for row in content["measures"]}
    before = earlier(content["measures"]).keys()
    for name, rows in content.items():
        seen = set()
        for raw, row in zip(given.get(name, ()), rows, strict=False):
            key = tuple(row[part] for part in KEYS[name])
            if key in seen:
                yield Trouble(name, raw.number, "code", _("This number stands there twice."))
            seen.add(key)
            if "begins_on" in row and row["ends_on"] < row["begins_on"]:
                yield Trouble(name, raw.number, "ends_on", _("It ends before it begins."))
            if name == "measures":
                yield from _measure(row, raw.number, headings, participants)
                yield from _link(row, raw.number, plan["code"], before)
                yield from _when(row, raw.number, plan)
            if name == "indicators" and row["measure"] not in measures:
                yield Trouble(name, raw.number, "measure", _("There is no measure of this number."))


def _measure(row: Row, number: int, headings: set[str], participants: set[str]) -> Iterator[Trouble]:
    if row["heading"] not in headings:
        yield Trouble("measures", number, "heading", _("There is no heading of this number."))
    if len(row["lead"]) > 1:
        yield Trouble("measures", number, "lead", _("One body leads, the others carry out beside it."))
    named: set[str] = set()
    for column in ("lead", "joint", "recommended"):
        for code in row[column]:
            if code not in participants:
                unknown = _("“%(code)s” is not in the register of participants.") % {"code": code}
                yield Trouble("measures", number, column, unknown)
            if code in named:
                yield Trouble("measures", number, column, _("“%(code)s” is named twice.") % {"code": code})
            named.add(code)


def _when(row: Row, number: int, plan: Row) -> Iterator[Trouble]:
    """What is wrong with a measure's days: nobody would be asked about those outside of the plan."""
    if row["ends_on"] < row["begins_on"]:
        return
    for column in ("begins_on", "ends_on"):
        if not plan["begins_on"][:4] <= row[column][:4] <= plan["ends_on"][:4]:
            yield Trouble("measures", number, column, _("This lies outside of the plan's years."))
    # As much of both days as one year, or one month, has in common.
    shared = {PeriodKind.YEAR: 4, PeriodKind.MONTH: 7}.get(PeriodKind(row["period"]), 0)
    if row["begins_on"][:shared] != row["ends_on"][:shared]:
        yield Trouble("measures", number, "period", _("The days are not those of one year or month, as this says."))


def _link(row: Row, number: int, plan: str, known: Container[str]) -> Iterator[Trouble]:
    if row["continues"] and row["continues"].partition(" ")[0] == plan:
        yield Trouble("measures", number, "continues", _("A measure goes on with one of another plan."))
    elif row["continues"] and row["continues"] not in known:
        yield Trouble("measures", number, "continues", _("There is no such measure: name its plan and its number."))
