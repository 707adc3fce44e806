"""What is asked about a child, and about a person in criminal proceedings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, codes
from panah.core.widgets import DayInput
from panah.people.forms.person import LONGEST


def words(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """Ask for words that will be sealed."""
    box = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=LONGEST, required=required, widget=box, help_text=hint)


class PastDay(forms.DateField):
    """A day that has come."""

    widget = DayInput

    def clean(self, value: Any) -> Any:
        """Refuse a day to come."""
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day


class BestInterestForm(forms.Form):
    """Why a decision serves the child, and what the child thinks."""

    decision = forms.ChoiceField(label=_("Which decision"), choices=codes("child_decision", CHOOSE))
    opinion = forms.ChoiceField(label=_("What the child thinks"), choices=codes("child_opinion", CHOOSE))
    words = words(_("Why it serves the child"))


class GuardianForm(forms.Form):
    """Who stands up for the child or cares for it."""

    kind = forms.ChoiceField(label=_("As what"), choices=codes("guardian_kind", CHOOSE))
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    contact = words(_("How to reach them"), required=False)
    since = PastDay(label=_("Since"))


class StepForm(forms.Form):
    """A step taken for the child."""

    kind = forms.ChoiceField(label=_("What was begun"), choices=codes("child_step", CHOOSE))
    words = words(_("Note"), required=False)


class NeedForm(forms.Form):
    """What is missing to the child."""

    without_care = forms.BooleanField(label=_("Nobody cares for the child"), required=False)
    without_papers = forms.BooleanField(label=_("The child has no identity papers"), required=False)


class StatusForm(forms.Form):
    """A standing in criminal proceedings."""

    status = forms.ChoiceField(label=_("Standing"), choices=codes("procedural_status", CHOOSE))
    decided_by = forms.ChoiceField(label=_("Decided by"), choices=codes("procedural_body", CHOOSE))
    decided_on = PastDay(label=_("On"))
    criminal_case = forms.CharField(label=_("Criminal case"), max_length=200, required=False)


class CoercionForm(forms.Form):
    """What the person was made to do."""

    act = forms.ChoiceField(label=_("What the person was made to do"), choices=codes("coerced_act", CHOOSE))
    basis = forms.ChoiceField(label=_("What shows the coercion"), choices=codes("coercion_basis", CHOOSE))
    words = words(
        _("By whom and how"), hint=_("Sealed for the person's defence; the prosecution is told the codes only.")
    )
