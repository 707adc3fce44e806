"""Forms of the daily order in a house: the book, complaints, stores, rooms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.country import country
from panah.core.widgets import CheckPills, MomentInput, RadioPills
from panah.shelter.models import MovementKind

MOST = 4000


def words(label: Any, *, rows: int = 4, required: bool = True, hint: Any = "") -> forms.CharField:
    """A field for words that will be sealed."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=MOST, required=required, widget=area, help_text=hint)


class ShiftNoteForm(forms.Form):
    """What the next shift should know."""

    shift = forms.ChoiceField(
        label=_("Shift that ends"), choices=lambda: country().choices("shift_kind"), widget=RadioPills
    )
    words = words(_("What the next shift should know"), hint=_("Sealed for this house. Use false names only."))


class IncidentForm(forms.Form):
    """What happened and when."""

    kind = forms.ChoiceField(
        label=_("What happened"), choices=lambda: country().choices("incident_kind"), widget=RadioPills
    )
    happened_at = forms.DateTimeField(label=_("When"), widget=MomentInput)
    words = words(_("In your own words"), hint=_("Sealed for this house. Use false names only."))


class ToldForm(forms.Form):
    """Who was told."""

    code = forms.ChoiceField(
        label=_("Who was told"), choices=lambda: country().choices("incident_told"), widget=RadioPills
    )
    words = words(_("What they said"), rows=2, required=False)


class MeasureForm(forms.Form):
    """What was done."""

    words = words(_("What was done"), rows=2)


class ComplaintForm(forms.Form):
    """What is wrong."""

    about = forms.ChoiceField(
        label=_("What is it about"), choices=lambda: country().choices("complaint_about"), widget=RadioPills
    )
    words = words(_("What is wrong"))


class BoxForm(ComplaintForm):
    """The same, from nobody in particular."""

    code = forms.CharField(
        label=_("Code on the wall"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    field_order = ("code", "about", "words")


class ReceiptForm(forms.Form):
    """The receipt of a complaint."""

    receipt = forms.CharField(
        label=_("Your receipt"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class AnswerForm(forms.Form):
    """What came of a complaint."""

    result = forms.ChoiceField(
        label=_("What came of it"), choices=lambda: country().choices("complaint_result"), widget=RadioPills
    )
    words = words(_("The answer"), rows=3, hint=_("Whoever put it into the box reads this with their receipt."))


class StockForm(forms.Form):
    """Something to keep in the stores."""

    name = forms.CharField(label=_("What"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: country().choices("stock_kind"))
    measure = forms.ChoiceField(label=_("Counted in"), choices=lambda: country().choices("stock_measure"))
    minimum = forms.IntegerField(label=_("Buy again below"), min_value=0, max_value=100_000)


class MovementForm(forms.Form):
    """What came, went or was counted."""

    kind = forms.ChoiceField(
        label=_("What happened"), choices=MovementKind.choices, widget=RadioPills, initial=MovementKind.GIVEN_OUT
    )
    amount = forms.IntegerField(label=_("How much"), min_value=0, max_value=100_000)


class MinimumForm(forms.Form):
    """The level below which something is bought again."""

    minimum = forms.IntegerField(label=_("Buy again below"), min_value=0, max_value=100_000)


class RoomCheckForm(forms.Form):
    """What a look into a room found."""

    defects = forms.MultipleChoiceField(
        label=_("What is not in order"),
        choices=lambda: country().choices("room_defect"),
        required=False,
        widget=CheckPills,
        help_text=_("Nothing chosen: all is well."),
    )
    words = words(_("More about it"), rows=2, required=False)
