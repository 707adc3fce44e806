"""What the recipient of a notice records."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.country import country


class RespondForm(forms.Form):
    """What was done about a notice of one subject."""

    response = forms.ChoiceField(label=_("What was done"))
    words = forms.CharField(
        label=_("Note for your own unit"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("The sender does not see it."),
    )

    def __init__(self, *args: Any, subject: str, **options: Any) -> None:
        """Offer the answers that fit the subject."""
        super().__init__(*args, **options)
        codes = country().codes("notice_response")
        fitting = [(code.id, code.label) for code in codes.offered if code.group == subject]
        self.fields["response"] = forms.ChoiceField(label=_("What was done"), choices=[("", _("Choose")), *fitting])
