"""Forms of the director's board."""

from django import forms
from django.utils.translation import gettext_lazy as _

DAYS = ((1, _("Today")), (7, _("7 days")), (28, _("28 days")))


class PeriodForm(forms.Form):
    """The stretch of time the board shows."""

    days = forms.TypedChoiceField(label=_("Period"), coerce=int, choices=DAYS)


class SignOffForm(forms.Form):
    """The director signs what was looked at, up to the moment the page was made."""

    until = forms.DateTimeField(widget=forms.HiddenInput)
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sealed for this hotline. What you asked about, and what came of it."),
    )
