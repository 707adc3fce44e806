"""The reports of the houses: on a page, as a paper, as a workbook."""

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
from panah.shelter import reports as drawing
from panah.shelter.figures import Period, Report, report_of
from panah.shelter.forms.reports import PeriodForm
from panah.shelter.models import House

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES: Mapping[str, tuple[Callable[[Report], bytes], str]] = {
    "pdf": (drawing.pdf, "application/pdf"),
    "xlsx": (drawing.xlsx, XLSX),
}


@require_safe
@requires(Permission.HOUSE_REPORT)
def reports(request: PanahRequest) -> HttpResponse:
    """Show the figures of a stretch of time, by default of the last year; small numbers are left out."""
    form, report = _asked(request)
    context = {
        "form": form,
        "report": report,
        # What is a picture on the page has its table under the picture.
        "tables": list(drawing.tables(report))[:-2],
        "services": report.services,
        "span": drawing.span(report),
        "small": drawing.small_ones(),
        "query": request.GET.urlencode(),
    }
    return page(request, "shelter/reports.html", context)


@require_safe
@requires(Permission.HOUSE_REPORT)
def report_file(request: PanahRequest, kind: str) -> HttpResponse:
    """Give the report as a file; its name carries a date and nothing else."""
    if kind not in FILES:
        raise BadInput
    _form, report = _asked(request)
    make, media = FILES[kind]
    name = f"houses-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(make(report), content_type=media, headers=headers)


def _asked(request: PanahRequest) -> tuple[PeriodForm, Report]:
    houses = list(House.visible(request.actor)[:50])
    form = PeriodForm(request.GET or None, houses=houses)
    said = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    period = Period(said.get("first") or today - timedelta(days=364), said.get("last") or today)
    chosen = [house for house in houses if str(house.id) == said.get("house")]
    name = chosen[0].name if chosen else say(names_of_unit(request.actor.unit))
    return form, report_of(request.actor, chosen or houses, period, name)
