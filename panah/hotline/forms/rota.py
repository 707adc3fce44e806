"""Forms of the rota."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import offer
from panah.core.country import country
from panah.core.widgets import MomentInput


class ShiftForm(forms.Form):
    """Who, from when to when, and which kind of shift."""

    member_id = forms.TypedChoiceField(label=_("Who"), coerce=UUID)
    start = forms.DateTimeField(label=_("From"), widget=MomentInput)
    end = forms.DateTimeField(label=_("To"), widget=MomentInput)
    kind = forms.ChoiceField(label=_("Shift"), choices=lambda: country().choices("shift_kind"))

    def __init__(self, *args: Any, members: list[tuple[str, str]], **options: Any) -> None:
        """Offer the members of the desk."""
        super().__init__(*args, **options)
        offer(self, "member_id", members)


class HandoverForm(forms.Form):
    """A note to the next shift."""

    words = forms.CharField(
        label=_("What the next shift should know"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sealed for this hotline. Name contacts by their number, people never."),
    )
