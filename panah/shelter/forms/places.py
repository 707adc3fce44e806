"""Forms of a house and its places, of its address, of a bed, and of what the board shows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.asking import codes
from panah.core.country import country
from panah.core.widgets import CheckPills, DayInput, MomentInput, RadioCards, RadioPills
from panah.shelter.actions.places import LONGEST_NAME, MOST_BEDS_AT_ONCE, NewHouse
from panah.shelter.board import SUITS, Asked, BedState
from panah.shelter.models import Address, RoomKind, ZoneKind

LONGEST = 2000
SUITS_WORDS = {"woman": _("A woman"), "man": _("A man"), "girl": _("A girl"), "boy": _("A boy")}


def sealed_words(label: Any, *, required: bool = False, rows: int = 3, hint: Any = "") -> forms.CharField:
    """Make a field for words that are sealed."""
    area = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=LONGEST, required=required, widget=area, help_text=hint)


class HouseForm(forms.Form):
    """A house that is opened; of a shelter no region is asked."""

    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, help_text=_("A name that does not tell where it stands.")
    )
    capacity = forms.IntegerField(
        label=_("Beds it is opened for"), min_value=1, max_value=20_000, initial=lambda: country().settings.shelter_beds
    )
    region = forms.ChoiceField(label=_("Region"), choices=codes("region"), initial="unknown")
    opened_on = forms.DateField(label=_("Opened on"), required=False, widget=DayInput)

    def __init__(self, *args: Any, hidden: bool, **options: Any) -> None:
        """Take whether the house is a shelter, which names no region."""
        super().__init__(*args, **options)
        if hidden:
            del self.fields["region"]

    def said(self) -> NewHouse:
        """Give what was typed."""
        return NewHouse(**self.cleaned_data)


class CapacityForm(forms.Form):
    """For how many beds a house is opened."""

    capacity = forms.IntegerField(label=_("Beds it is opened for"), min_value=1, max_value=20_000)


class ZoneForm(forms.Form):
    """A part of a house that is kept for some."""

    kind = forms.ChoiceField(label=_("Kept for"), choices=ZoneKind.choices, widget=RadioPills)
    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, required=False, help_text=_("Empty: named after whom it is kept for.")
    )


class RoomForm(forms.Form):
    """A room of a zone."""

    name = forms.CharField(label=_("Name or number"), max_length=LONGEST_NAME)
    kind = forms.ChoiceField(label=_("What for"), choices=RoomKind.choices, initial=RoomKind.BEDROOM)


class BedsForm(forms.Form):
    """Beds that are put into a room."""

    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_BEDS_AT_ONCE, initial=1)
    features = forms.MultipleChoiceField(
        label=_("What they are good for"), choices=codes("bed_feature"), widget=CheckPills, required=False
    )


class FeaturesForm(forms.Form):
    """What one bed is good for."""

    features = forms.MultipleChoiceField(
        label=_("What it is good for"), choices=codes("bed_feature"), widget=CheckPills, required=False
    )


class BlockForm(forms.Form):
    """Why nobody can sleep in a bed, and until when."""

    reason = forms.ChoiceField(label=_("Why"), choices=codes("block_reason"), widget=RadioCards)
    until = forms.DateTimeField(
        label=_("Until"), required=False, widget=MomentInput, help_text=_("Empty: until somebody opens it again.")
    )

    def clean_until(self) -> datetime | None:
        """Refuse a moment that is over."""
        until: datetime | None = self.cleaned_data["until"]
        if until is not None and until <= timezone.now():
            raise forms.ValidationError(_("This moment is over."))
        return until


class AddressPurposeForm(forms.Form):
    """What an address is opened for."""

    purpose = forms.ChoiceField(label=_("What for"), choices=codes("address_purpose"), widget=RadioCards)


class AddressForm(forms.Form):
    """Where a house stands."""

    words = sealed_words(_("Address"), required=True, rows=2)
    way_in = sealed_words(
        _("How to come"), hint=_("How to arrive without being followed, and whom to ask at the door.")
    )

    @classmethod
    def of(cls, row: Address) -> "AddressForm":
        """Fill the form with what is written."""
        return cls(initial={"words": row.words, "way_in": row.way_in})


class BoardFilter(forms.Form):
    """What somebody looks for on the board; what does not fit narrows nothing."""

    suits = forms.ChoiceField(
        label=_("A bed for"), required=False, choices=[("", _("Anybody")), *((key, SUITS_WORDS[key]) for key in SUITS)]
    )
    feature = forms.ChoiceField(label=_("That is"), required=False, choices=codes("bed_feature", _("Any")))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *BedState.choices])
    zone = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def asked(self) -> Asked:
        """Give what was chosen."""
        self.is_valid()
        chosen = self.cleaned_data
        zone: UUID | None = chosen.get("zone")
        return Asked(zone, chosen.get("state", ""), chosen.get("feature", ""), chosen.get("suits", ""))
