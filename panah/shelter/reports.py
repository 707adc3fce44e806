"""The report of a house as tables, as PDF and as a workbook: numbers only, and small ones left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from panah.core.country import country
from panah.core.paper import Paper, Table
from panah.core.sheets import workbook
from panah.shelter.figures import Period, Report

Tables = Iterator[tuple[str, list[str], list[list[str]]]]


def told(value: float | None) -> str:
    """Give a number as the language prints it; what is too small to be shown, or is not there, is a dash."""
    return "–" if value is None else localize(int(value) if value == int(value) else value)


@dataclass(frozen=True, slots=True)
class Printed:
    """A report as it is drawn: its heading, the stretch of time, and tables of title, head and rows."""

    title: str
    period: Period
    tables: list[tuple[str, list[str], list[list[str]]]]

    @property
    def span(self) -> str:
        """The stretch of time in words."""
        return f"{date_format(self.period.first, 'DATE_FORMAT')} – {date_format(self.period.last, 'DATE_FORMAT')}"

    def pdf(self) -> bytes:
        """Draw it as a PDF of A4 pages."""
        drawn = [Table(heading, head, rows, numbers=True) for heading, head, rows in self.tables if rows]
        return Paper(title=self.title, lead=self.span, tables=drawn, note=small_ones()).pdf()

    def xlsx(self) -> bytes:
        """Write it as a workbook, one sheet a table."""
        return workbook(iter(self.tables))


def small_ones() -> str:
    """Say what a dash stands for."""
    return _("Fewer than %(n)d people are not shown, or somebody could be told by them.") % {
        "n": country().settings.statistics_smallest
    }


def printed(report: Report) -> Printed:
    """Give the report of a shelter as it is drawn."""
    return Printed(_("Report of %(house)s") % {"house": report.name}, report.period, list(_tables(report)))


def _tables(report: Report) -> Tables:
    value = [_("Figure"), _("Value")]
    yield _("The house"), value, pairs(_house(report))
    yield _("Staff"), value, pairs(_staff(report))
    people = [_("Who"), _("People")]
    yield _("By age and sex"), people, pairs(report.by_group)
    yield _("By age group"), people, pairs(report.by_age)
    yield _("As whom they lived here"), people, pairs(report.by_category)
    yield _("Prolongations by who asked"), [_("Who asked"), _("Prolongations")], pairs(report.prolonged_by)
    yield _("How often a stay was prolonged"), [_("How often"), _("People")], pairs(report.times_prolonged)
    yield _("Who did not move in, and why"), [_("Why"), _("People")], pairs(report.refusals)
    yield _("Services given"), [_("Service"), _("How often")], pairs(report.services)
    yield _("Residents by month"), [_("Month"), _("Residents")], pairs(report.by_month)


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


def pairs(rows: Sequence[tuple[str, float | None]]) -> list[list[str]]:
    """Give numbers beside one another as they are printed."""
    return [[label, told(value)] for label, value in rows]
