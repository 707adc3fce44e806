"""The director's workload report as PDF (Typst) and XLSX (openpyxl): aliases and numbers, nobody who called."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from panah.core.paper import Paper, Table
from panah.core.sheets import workbook
from panah.hotline.board import Rates, Work


@dataclass(frozen=True, slots=True)
class Report:
    """What the report says: its stretch of time, the rates, the load and the work of each operator."""

    unit: str
    start: datetime
    end: datetime
    rates: Rates
    work: Sequence[Work]
    by_hour: Sequence[tuple[str, float]]
    by_motive: Sequence[tuple[str, float]]

    @property
    def title(self) -> str:
        """Its heading."""
        return _("Workload of %(unit)s") % {"unit": self.unit}

    @property
    def period(self) -> str:
        """Its stretch of time in words."""
        return f"{date_format(self.start, 'DATE_FORMAT')} – {date_format(self.end, 'DATE_FORMAT')}"

    def tables(self) -> Iterator[tuple[str, list[str], list[list[str]]]]:
        """Its tables: title, head, rows."""
        rates = self.rates
        figures = [
            (_("Calls offered"), rates.offered),
            (_("Answered"), rates.answered),
            (_("Caller hung up"), rates.abandoned),
            (_("Missed"), rates.missed),
            (_("Answered, percent"), shown(rates.answer_rate)),
            (_("Hung up, percent"), shown(rates.abandon_rate)),
            (_("Time to answer"), span(rates.wait)),
            (_("Time of a talk"), span(rates.talk)),
            (_("Delay of the card"), span(rates.card_delay)),
            (_("Contacts"), rates.contacts),
        ]
        yield _("The desk"), [_("Figure"), _("Value")], [[str(name), str(value)] for name, value in figures]
        work = [[row.alias, str(row.contacts), str(row.minutes), span(row.card_delay)] for row in self.work]
        yield _("By operator"), [_("Operator"), _("Contacts"), _("Minutes"), _("Delay of the card")], work
        yield _("By hour of the day"), [_("Hour"), _("Contacts")], _plain(self.by_hour)
        yield _("By motive"), [_("Motive"), _("Contacts")], _plain(self.by_motive)


def _plain(rows: Sequence[tuple[str, float]]) -> list[list[str]]:
    return [[label, f"{value:g}"] for label, value in rows]


def shown(value: float | None) -> str:
    """Give a number, or a dash where there is none."""
    return "–" if value is None else f"{value:g}"


def span(length: timedelta | None) -> str:
    """Give a length of time as minutes and seconds."""
    if length is None:
        return "–"
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes}:{seconds:02d}"


def pdf(report: Report) -> bytes:
    """Draw the report as a PDF of A4 pages."""
    return Paper(
        title=report.title,
        lead=report.period,
        tables=[Table(title, head, rows, numbers=True) for title, head, rows in report.tables()],
        note=_("Operators appear under their aliases. No caller can be recognised from this report."),
    ).pdf()


def xlsx(report: Report) -> bytes:
    """Write the report as a workbook, one sheet a table, numbers as numbers."""
    return workbook(report.tables())
