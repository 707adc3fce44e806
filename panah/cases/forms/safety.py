"""Forms of the risk, of telling the person what protection there is, and of safety measures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, codes, words
from panah.core.widgets import Autocomplete, CheckPills, DayInput, RadioCards, RadioPills


class RiskForm(forms.Form):
    """How great the danger is, where it comes from, and when to look again."""

    level = forms.ChoiceField(label=_("How great"), choices=codes("risk_level"), widget=RadioPills)
    areas = forms.MultipleChoiceField(
        label=_("Where it comes from"), choices=codes("risk_area"), widget=CheckPills, required=False
    )
    words = words(_("In words"))
    review_on = forms.DateField(label=_("Look again on"), widget=DayInput)


class ExplainForm(forms.Form):
    """In which language the person was told what protection there is."""

    language = forms.ChoiceField(label=_("In which language"), choices=codes("language", CHOOSE), widget=Autocomplete)
    with_interpreter = forms.BooleanField(label=_("Through an interpreter"), required=False)


class MeasureForm(forms.Form):
    """A measure that begins."""

    kind = forms.ChoiceField(label=_("Measure"), choices=codes("safety_measure", CHOOSE))
    words = words(_("What exactly"), hint=_("Sealed in a security folder that no other unit is let into."))


class ReviewForm(forms.Form):
    """What a new look at the threat found."""

    finding = forms.ChoiceField(label=_("The threat"), choices=codes("threat_finding"), widget=RadioCards)
    words = words(_("Why"))
