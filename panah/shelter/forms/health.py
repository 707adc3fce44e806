"""Forms of the health record and of the plan of medicines."""

import datetime as dt
import re

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, codes, words
from panah.core.widgets import DayInput
from panah.shelter.actions.health import Prescribed
from panah.shelter.forms.care import WillForm
from panah.shelter.models import DoseState

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
MOST_TIMES = 8


class HealthForm(WillForm):
    """An entry of the health record."""

    kind = forms.ChoiceField(label=_("What it is"), choices=codes("health_entry", CHOOSE))
    words = words(_("In words"), required=True, hint=_("Sealed in the health folder."))

    field_order = ("kind", "words", "agreed")


class TimesField(forms.CharField):
    """Times of the day, as people write them: 8:00, 20:00."""

    def to_python(self, value: object) -> tuple[dt.time, ...]:  # type: ignore[override]
        """Read the times; anything else that was typed is said to be wrong."""
        pieces = [piece for piece in re.split(r"[\s,;]+", str(value or "").strip()) if piece]
        found = [_CLOCK.fullmatch(piece) for piece in pieces]
        if not all(found) or len(found) > MOST_TIMES:
            raise forms.ValidationError(_("Write the times like 8:00, 20:00; at most eight."))
        return tuple(dt.time(int(each[1]), int(each[2])) for each in found if each)


class MedicineForm(WillForm):
    """A medicine as it was prescribed."""

    name = forms.CharField(label=_("Medicine"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    dose = forms.CharField(label=_("How much"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    times = TimesField(label=_("At what times"), help_text=_("For example 8:00, 20:00"))
    since = forms.DateField(label=_("From"), widget=DayInput)
    until = forms.DateField(label=_("Until"), widget=DayInput, required=False)
    prescribed_by = forms.CharField(label=_("Who prescribed it"), max_length=200, required=False)

    field_order = ("name", "dose", "times", "since", "until", "prescribed_by", "agreed")

    def medicine(self) -> Prescribed:
        """Give the medicine as it was filled in."""
        names = ("name", "dose", "times", "since", "until", "prescribed_by")
        return Prescribed(**{name: self.cleaned_data[name] for name in names})


class DoseForm(forms.Form):
    """What became of one dose: sent by a button."""

    due_at = forms.DateTimeField()
    state = forms.ChoiceField(choices=DoseState.choices)
