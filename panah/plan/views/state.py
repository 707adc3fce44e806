"""The state of the fight: one year beside the year before, as a page and as documents (NC-03)."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.errors import NotHere
from panah.core.htmx import page
from panah.plan import state as counting
from panah.plan import state_papers

KINDS = {
    "pdf": (state_papers.pdf, "application/pdf"),
    "docx": (state_papers.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def _year(request: PanahRequest) -> int:
    """Give the year that was asked for, the latest one that is over by default; raises NotHere for any other."""
    there = counting.years(timezone.localdate())
    asked = request.GET.get("year", str(there[0]))
    found = next((year for year in there if str(year) == asked), None)
    if found is None:
        raise NotHere
    return found


@require_safe
@requires(Permission.STATE_OF_FIGHT)
def state(request: PanahRequest) -> HttpResponse:
    """Show the figures of one year beside those of the year before, each with its definition."""
    shown = counting.of_year(request.actor, _year(request))
    context = {
        "state": shown,
        "years": counting.years(timezone.localdate()),
        "definitions": [(figure, state_papers.said(figure.definition)) for figure in shown.figures],
    }
    return page(request, "plan/state.html", context)


@require_safe
@requires(Permission.STATE_OF_FIGHT)
def state_file(request: PanahRequest, kind: str) -> HttpResponse:
    """Give the same as a document."""
    if kind not in KINDS:
        raise NotHere
    draw, content_type = KINDS[kind]
    shown = counting.of_year(request.actor, _year(request))
    answer = HttpResponse(draw(shown), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="state-{shown.year}.{kind}"'
    return answer
