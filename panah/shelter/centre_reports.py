"""The report of an assistance centre as tables: numbers only, and small ones left out."""

from django.utils.translation import gettext as _

from panah.shelter.centre_figures import CentreReport
from panah.shelter.reports import Printed, Tables, pairs


def printed(report: CentreReport) -> Printed:
    """Give the report as it is drawn on a page, on paper and in a workbook."""
    title = _("Report of %(house)s") % {"house": report.name}
    return Printed(title, report.period, list(_tables(report)))


def _tables(report: CentreReport) -> Tables:
    people = [_("Who"), _("People")]
    yield _("The centre"), [_("Figure"), _("Value")], pairs(_whole(report))
    yield _("Visits by month"), [_("Month"), _("Visits")], pairs(report.by_month)
    yield _("By age and sex"), people, pairs(report.by_group)
    yield _("By age group"), people, pairs(report.by_age)
    yield _("What was done"), [_("Service"), _("Visits")], pairs(report.services)
    yield _("What came of it"), [_("Outcome"), _("People")], pairs(report.outcomes)
    yield _("Bodies told of children"), [_("Who was told"), _("Children")], pairs(report.notices)


def _whole(report: CentreReport) -> list[tuple[str, float | None]]:
    return [
        (_("Visits"), report.visits),
        (_("People who came"), report.people),
        (_("Came for the first time"), report.new),
        (_("Had their rights explained"), report.told),
    ]
