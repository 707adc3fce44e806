"""The reports of the houses and of an assistance centre: on a page, as a paper, as a workbook."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import names_of_unit
from panah.accounts.permissions import Permission
from panah.core.country import say
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.shelter import centre_figures, centre_reports, figures
from panah.shelter import reports as house_reports
from panah.shelter.centre_figures import CentreReport
from panah.shelter.figures import Period, Report
from panah.shelter.forms.reports import PeriodForm
from panah.shelter.models import House
from panah.shelter.reports import Printed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES: Mapping[str, tuple[Callable[[Printed], bytes], str]] = {
    "pdf": (Printed.pdf, "application/pdf"),
    "xlsx": (Printed.xlsx, XLSX),
}
# The last tables of a house are pictures on its page, with their numbers under them.
PICTURES = 2


@require_safe
@requires(Permission.HOUSE_REPORT)
def reports(request: PanahRequest) -> HttpResponse:
    """Show the figures of a stretch of time, by default of the last year; small numbers are left out."""
    form, report, printed = _asked(request)
    of_house = isinstance(report, Report)
    context = {
        "form": form,
        "report": report,
        "printed": printed,
        "tables": printed.tables[:-PICTURES] if of_house else printed.tables,
        "small": house_reports.small_ones(),
        "query": request.GET.urlencode(),
    }
    return page(request, "shelter/reports.html" if of_house else "shelter/centre_reports.html", context)


@require_safe
@requires(Permission.HOUSE_REPORT)
def report_file(request: PanahRequest, kind: str) -> HttpResponse:
    """Give the report as a file; its name carries a date and nothing else."""
    if kind not in FILES:
        raise BadInput
    _form, _report, printed = _asked(request)
    make, media = FILES[kind]
    name = f"houses-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(make(printed), content_type=media, headers=headers)


def _asked(request: PanahRequest) -> tuple[PeriodForm, Report | CentreReport, Printed]:
    """Count what was asked for: of a shelter its stays, of an assistance centre its visits."""
    houses = list(House.visible(request.actor)[:50])
    form = PeriodForm(request.GET or None, houses=houses)
    said = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    period = Period(said.get("first") or today - timedelta(days=364), said.get("last") or today)
    chosen = [house for house in houses if str(house.id) == said.get("house")]
    name = chosen[0].name if chosen else say(names_of_unit(request.actor.unit))
    if request.actor.may(Permission.VISIT_WRITE):
        counted = centre_figures.report_of(request.actor, chosen or houses, period, name, all_houses=not chosen)
        return form, counted, centre_reports.printed(counted)
    report = figures.report_of(request.actor, chosen or houses, period, name)
    return form, report, house_reports.printed(report)
