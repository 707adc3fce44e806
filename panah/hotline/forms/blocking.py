"""Forms of the block list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.country import country
from panah.core.widgets import MomentInput, RadioPills


def _reasons() -> list[tuple[str, object]]:
    return list(country().choices("nuisance_reason"))


class BlockForm(forms.Form):
    """A number, a reason and an end; none of them can be left out."""

    number = forms.CharField(
        label=_("Telephone number"),
        max_length=32,
        help_text=_("With its country code, for example +994 12 345 67 89."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    reason = forms.ChoiceField(label=_("Why"), choices=_reasons, widget=RadioPills)
    until = forms.DateTimeField(label=_("Until"), widget=MomentInput, help_text=_("A block always ends by itself."))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Sealed; only your unit reads it."),
    )
