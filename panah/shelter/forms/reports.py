"""What a report is about."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import offer
from panah.core.widgets import DayInput
from panah.shelter.models import House

LONGEST_DAYS = 3660


class PeriodForm(forms.Form):
    """Which house, from which day to which."""

    house = forms.ChoiceField(label=_("House"), required=False)
    first = forms.DateField(label=_("From"), required=False, widget=DayInput)
    last = forms.DateField(label=_("To"), required=False, widget=DayInput)

    def __init__(self, *args: Any, houses: Sequence[House], **options: Any) -> None:
        """Offer the houses of the unit, and all together."""
        super().__init__(*args, **options)
        every = [("", _("All houses")), *((str(house.id), house.name) for house in houses)]
        offer(self, "house", every)

    def clean(self) -> dict[str, Any]:
        """Refuse a stretch that ends before it begins or spans more than ten years."""
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and not 0 <= (last - first).days <= LONGEST_DAYS:
            raise forms.ValidationError(_("The last day lies after the first, at most ten years."))
        return said
