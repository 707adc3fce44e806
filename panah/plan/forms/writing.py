"""What the office answers when it writes a plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.country import country
from panah.core.widgets import DayInput, RadioPills
from panah.plan.models import PlanState


class BringInForm(forms.Form):
    """A table of a plan."""

    file = forms.FileField(
        label=_("Table"), help_text=_("XLSX or JSON, at most 2 MB. Nothing changes before you have seen what would.")
    )


class RenewForm(forms.Form):
    """The new plan's name, number and years."""

    code = forms.RegexField(r"^[\w.\-]{1,40}$", label=_("Short name"), help_text=_("Such as AZ-NAP-2026-2030."))
    begins_on = forms.DateField(label=_("From"), widget=DayInput)
    ends_on = forms.DateField(label=_("Until"), widget=DayInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for language in country().languages:
            label = _("Title (%(language)s)") % {"language": language}
            self.fields[f"title_{language}"] = forms.CharField(label=label, max_length=300)

    def said(self) -> dict[str, Any]:
        """Give the answers as the action takes them."""
        given = self.cleaned_data
        title = {language: given[f"title_{language}"] for language in country().languages}
        return {"code": given["code"], "begins_on": given["begins_on"], "ends_on": given["ends_on"], "title": title}


class ReasonForm(forms.Form):
    """Why a plan is changed."""

    reason = forms.CharField(label=_("Why"), max_length=500, help_text=_("It goes into the history of the plan."))

    def __init__(self, *args: Any, needed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = needed


class StateForm(forms.Form):
    """What a plan becomes, and why."""

    state = forms.ChoiceField(label=_("The plan is now"), choices=PlanState.choices, widget=RadioPills)
    reason = forms.CharField(label=_("Why"), max_length=500, help_text=_("Such as the order that approved it."))
