"""How often offers were refused or left unanswered: by receiver and by reason, as picture and table."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.country import country
from panah.core.functions import rows as rows_of
from panah.core.htmx import page

SPANS = (30, 90, 365)


@dataclass(frozen=True, slots=True)
class Line:
    """One receiver and one reason: how often, of how many offers to that receiver."""

    receiver: str
    reason: str
    refused: int
    offered: int

    @property
    def share(self) -> int:
        """Of a hundred offers to this receiver, how many ended so."""
        return round(100 * self.refused / self.offered)


@require_safe
@requires(Permission.REFUSAL_VIEW)
def refusals(request: PanahRequest) -> HttpResponse:
    """Show refusals by receiver and reason, for one's own unit; for the coordinator, everybody's (NRM-01)."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, SPANS) else SPANS[1]
    found = rows_of("panah_refusals", timezone.now() - timedelta(days=days))
    units = Unit.by_id(row[0] for row in found)
    lines = [_line(units, *row) for row in found]
    by_receiver, by_reason = Counter[str](), Counter[str]()
    for line in lines:
        by_receiver[line.receiver] += line.refused
        by_reason[line.reason] += line.refused
    context = {
        "lines": lines,
        "by_receiver": by_receiver.most_common(15),
        "by_reason": by_reason.most_common(15),
        "days": days,
        "spans": SPANS,
    }
    return page(request, "referrals/refusals.html", context)


def _line(units: dict[UUID, Unit], receiver: UUID, reason: str, refused: int, offered: int) -> Line:
    reasons = country().codes("decline_reason")
    label = reasons[reason].label if reason in reasons else _("Not answered in time")
    return Line(str(units.get(receiver, "–")), label, refused, offered)
