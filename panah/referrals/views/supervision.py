"""The special unit answers to the National Coordinator: how it keeps its terms, in numbers (POL-01)."""

from dataclasses import dataclass, fields
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.functions import rows as rows_of
from panah.core.htmx import page
from panah.duties.rulebook import rulebook
from panah.referrals.actions import memoranda

SPANS = (30, 90, 365)


@dataclass(frozen=True, slots=True)
class Counted:
    """Duties that began: done in time, done too late, open, and those of the open ones that are overdue."""

    begun: int
    in_time: int
    late: int
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Line:
    """The duties of one unit by one clock."""

    unit: str
    rule: str
    title: str
    counted: Counted


@require_safe
@requires(Permission.SUPERVISION_VIEW)
def supervision(request: PanahRequest) -> HttpResponse:
    """Show who answers to whom, and how the special unit keeps its terms (POL-01)."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, SPANS) else SPANS[1]
    found = rows_of("panah_supervised", timezone.now() - timedelta(days=days))
    units = Unit.by_id(row[0] for row in found)
    lines = [_line(units, *row) for row in found]
    names = [field.name for field in fields(Counted)]
    context = {
        "coordinators": memoranda.coordinators(),
        "special_units": memoranda.special_units(),
        "lines": lines,
        "totals": Counted(**{name: sum(getattr(line.counted, name) for line in lines) for name in names}),
        "days": days,
        "spans": SPANS,
    }
    return page(request, "referrals/supervision.html", context)


def _line(units: dict[UUID, Unit], unit_id: UUID, rule: str, step: str, *numbers: int) -> Line:
    duty = rulebook().duty(rule, step)
    title = str(duty.title) if duty else rule
    return Line(str(units.get(unit_id, "–")), rule, title, Counted(*numbers))
