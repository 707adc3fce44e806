"""What units that help are told of a finding, and the numbers of findings."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases import funnel as figures
from panah.cases.actions import news as actions
from panah.cases.models import ServiceNotice
from panah.core.country import country
from panah.core.htmx import page
from panah.core.paging import page_of


@require_safe
@requires(Permission.PERSON_VIEW)
def news(request: PanahRequest) -> HttpResponse:
    """List what the unit was told about the people it helps, the latest first (RR-04)."""
    found = page_of(request, ServiceNotice.visible(request.actor))
    units = Unit.by_id(row.told_by_unit_id for row in found.rows)
    rows = [(row, str(units.get(row.told_by_unit_id, ""))) for row in found.rows]
    return page(request, "cases/news.html", {"page": found, "rows": rows})


@require_POST
@requires(Permission.PERSON_VIEW)
def read(request: PanahRequest, notice_id: UUID) -> HttpResponse:
    """Confirm that the unit knows."""
    actions.read(actor=request.actor, notice_id=notice_id)
    return redirect("cases:news")


@require_safe
@requires(Permission.FUNNEL_VIEW)
def funnel(request: PanahRequest) -> HttpResponse:
    """Show how many were presumed and how many identified, by source and year."""
    rows = figures.funnel(request.actor)
    years = list(dict.fromkeys(row.year for row in rows))
    context = {
        "rows": rows,
        "year": years[0] if years else None,
        "bars": figures.drawn(rows, years[0]) if years else [],
        "smallest": country().settings.statistics_smallest,
        "whole": request.actor.may(Permission.DECISION_VIEW),
    }
    return page(request, "cases/funnel.html", context)
