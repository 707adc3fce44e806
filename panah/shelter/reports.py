"""The report of a house as tables, as PDF and as a workbook: numbers only, and small ones left out."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from panah.core.country import country
from panah.core.paper import Paper, Table
from panah.core.sheets import workbook
from panah.shelter.figures import Report, Rows

Tables = Iterator[tuple[str, list[str], list[list[str]]]]


def told(value: float | None) -> str:
    """Give a number as it is printed; what is too small to be shown, or is not there, is a dash."""
    return "–" if value is None else f"{value:g}"


def title(report: Report) -> str:
    """Give the heading."""
    return _("Report of %(house)s") % {"house": report.name}


def span(report: Report) -> str:
    """Give the stretch of time in words."""
    first, last = report.period.first, report.period.last
    return f"{date_format(first, 'DATE_FORMAT')} – {date_format(last, 'DATE_FORMAT')}"


def small_ones() -> str:
    """Say what a dash stands for."""
    return _("Fewer than %(n)d people are not shown, or somebody could be told by them.") % {
        "n": country().settings.statistics_smallest
    }


def tables(report: Report) -> Tables:
    """Give its tables: title, head, rows."""
    value = [_("Figure"), _("Value")]
    yield _("The house"), value, _pairs(_house(report))
    yield _("Staff"), value, _pairs(_staff(report))
    people = [_("Who"), _("People")]
    yield _("By age and sex"), people, _rows(report.by_group)
    yield _("By age group"), people, _rows(report.by_age)
    yield _("As whom they lived here"), people, _rows(report.by_category)
    yield _("Prolongations by who asked"), [_("Who asked"), _("Prolongations")], _rows(report.prolonged_by)
    yield _("How often a stay was prolonged"), [_("How often"), _("People")], _rows(report.times_prolonged)
    yield _("Who did not move in, and why"), [_("Why"), _("People")], _rows(report.refusals)
    yield _("Services given"), [_("Service"), _("How often")], _rows(report.services)
    yield _("Residents by month"), [_("Month"), _("Residents")], [[m, told(n)] for m, n in report.by_month]


def _house(report: Report) -> list[tuple[str, float | None]]:
    lengths = report.lengths
    return [
        (_("Beds"), report.places),
        (_("Used, percent"), report.used),
        (_("People who lived here"), report.people),
        (_("Moved in"), report.moved_in),
        (_("Left"), lengths.people),
        (_("Days of a stay, on average"), lengths.average),
        (_("Days of a stay, half of them shorter"), lengths.middle),
        (_("Days of the longest stay"), lengths.longest),
        (_("Services for each person"), report.services_each),
        (_("Incidents"), report.incidents),
        (_("Complaints"), report.complaints),
    ]


def _staff(report: Report) -> list[tuple[str, float | None]]:
    staff = report.staffing
    return [
        (_("Workers"), staff.workers),
        (_("Workers, on average"), staff.average_workers),
        (_("Residents, on average"), staff.average_residents),
        (_("Residents for one worker"), staff.ratio),
        (_("Workers with a training that counts"), staff.trained),
    ]


def _pairs(rows: list[tuple[str, float | None]]) -> list[list[str]]:
    return [[label, told(value)] for label, value in rows]


def _rows(rows: Rows) -> list[list[str]]:
    return [[label, told(value)] for label, value in rows]


def pdf(report: Report) -> bytes:
    """Draw the report as a PDF of A4 pages."""
    drawn = [Table(heading, head, rows, numbers=True) for heading, head, rows in tables(report) if rows]
    return Paper(title=title(report), lead=span(report), tables=drawn, note=small_ones()).pdf()


def xlsx(report: Report) -> bytes:
    """Write the report as a workbook, one sheet a table."""
    return workbook(tables(report))
