"""What a body proposes for a year's budget."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.asking import offer
from panah.core.country import country
from panah.plan.actions.budgets import AHEAD, Wish
from panah.plan.models import Measure, Participant


class ProposalForm(forms.Form):
    """How much for which measure, in which year, from which source."""

    participant = forms.ChoiceField(label=_("Body"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    measure = forms.ChoiceField(label=_("Measure"), required=False)
    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=14, decimal_places=2)
    funding = forms.ChoiceField(label=_("Paid from"))
    reason = forms.CharField(label=_("What for"), max_length=500, required=False)

    def __init__(self, *args: Any, bodies: list[Participant], **options: Any) -> None:
        super().__init__(*args, **options)
        year = timezone.localdate().year
        measures = Measure.objects.filter(bodies__participant__in=bodies, plan__state="in_force").select_related("plan")
        rows = measures.distinct().order_by("plan__code", "heading__position", "position")[:500]
        offer(self, "participant", [(str(row.id), str(row)) for row in bodies])
        offer(self, "year", [(number, str(number)) for number in range(year + 1, year + AHEAD + 1)])
        everything = [("", _("The work as a whole"))]
        offer(self, "measure", everything + [(str(row.id), f"{row.plan.code} {row.code}. {row}") for row in rows])
        offer(self, "funding", list(country().choices("funding_source")))

    def said(self) -> tuple[UUID, Wish]:
        """Give whose proposal it is, and what it says."""
        given = self.cleaned_data
        measure = UUID(given["measure"]) if given["measure"] else None
        names = ("year", "amount", "funding", "reason")
        return UUID(given["participant"]), Wish(measure_id=measure, **{name: given[name] for name in names})
