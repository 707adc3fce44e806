"""The day of the house on one page: who is out, medicine, meals, visitors, sessions, and what is missing."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.shelter import day
from panah.shelter.actions.health import EARLY
from panah.vault import folders


@require_safe
@requires(Permission.CARE_VIEW)
def today(request: PanahRequest) -> HttpResponse:
    """Show the day; it is drawn again by itself when something of it changes."""
    return page(request, "shelter/today.html", _day(request))


@require_safe
@requires(Permission.CARE_VIEW)
def today_live(request: PanahRequest) -> HttpResponse:
    """Give the moving part of the page."""
    return page(request, "shelter/_today.html", _day(request))


def _day(request: PanahRequest) -> dict[str, object]:
    found = day.of(request.actor)
    folders.preload([*found.out, *(each.medicine for each in found.doses), *found.planned])
    folders.preload([each.acquaintance for each in found.expected])
    now = timezone.now()
    return {
        "day": found,
        "now": now,
        "soon": now + EARLY,
        "may_health": request.actor.may(Permission.HEALTH_WRITE),
        "may_care": request.actor.may(Permission.CARE_WRITE),
        "may_house": request.actor.may(Permission.HOUSE_WRITE),
    }
