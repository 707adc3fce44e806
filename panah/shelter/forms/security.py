"""Forms of a house's security: guards, trainings, the door, ways out, alarms."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import offer
from panah.core.country import country
from panah.core.widgets import DayInput, MomentInput, RadioPills
from panah.shelter.models import House

Choices = list[tuple[str, str]]


class EntrustForm(forms.Form):
    """Which police unit guards a house, by which order."""

    guard_unit_id = forms.TypedChoiceField(label=_("Police unit"), coerce=UUID)
    order_number = forms.CharField(label=_("Number of the order"), max_length=40)
    post = forms.CharField(
        label=_("How the guards call the house"),
        max_length=60,
        help_text=_("They learn neither its name nor anything about residents."),
    )

    def __init__(self, *args: Any, units: Choices, **options: Any) -> None:
        """Offer the police units that guard."""
        super().__init__(*args, **options)
        offer(self, "guard_unit_id", units)


class GuardShiftForm(forms.Form):
    """Who stands at the door, from when to when."""

    member_id = forms.TypedChoiceField(label=_("Who"), coerce=UUID)
    start = forms.DateTimeField(label=_("From"), widget=MomentInput)
    end = forms.DateTimeField(label=_("To"), widget=MomentInput)

    def __init__(self, *args: Any, members: Choices, **options: Any) -> None:
        """Offer the members of the unit that guards."""
        super().__init__(*args, **options)
        offer(self, "member_id", members)


class TrainingForm(forms.Form):
    """Who was trained in what, and until when it counts."""

    member_id = forms.TypedChoiceField(label=_("Who"), coerce=UUID)
    topic = forms.ChoiceField(label=_("Trained in"), choices=lambda: country().choices("training_topic"))
    trained_on = forms.DateField(label=_("Day of the training"), widget=DayInput)
    valid_until = forms.DateField(label=_("Counts until"), widget=DayInput)
    certificate = forms.CharField(label=_("Number of the certificate"), max_length=40, required=False)

    def __init__(self, *args: Any, members: Choices, **options: Any) -> None:
        """Offer the colleagues; nobody enters their own training."""
        super().__init__(*args, **options)
        offer(self, "member_id", members)


class VisitorForm(forms.Form):
    """Somebody who comes to a house, and when the door may let them in."""

    house = forms.TypedChoiceField(label=_("House"), coerce=UUID)
    name = forms.CharField(label=_("Who comes"), max_length=60)
    start = forms.DateTimeField(label=_("From"), widget=MomentInput)
    end = forms.DateTimeField(label=_("To"), widget=MomentInput)

    def __init__(self, *args: Any, houses: Sequence[House], **options: Any) -> None:
        """Offer the houses of the unit."""
        super().__init__(*args, **options)
        offer(self, "house", [(str(house.id), house.name) for house in houses])


class CardForm(forms.Form):
    """How guards call a resident, and the help somebody needs to get out."""

    name = forms.CharField(
        label=_("How the guards call them"),
        max_length=40,
        required=False,
        help_text=_("A false name or a nickname. Empty: the false name."),
    )
    help_needed = forms.ChoiceField(
        label=_("Help on the way out"),
        required=False,
        choices=lambda: [("", _("None")), *country().choices("evacuation_help")],
        widget=RadioPills,
    )


class FaceForm(forms.Form):
    """A small picture for the door."""

    face = forms.FileField(
        label=_("Picture for the door"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "user", "data-shrink": "320"}),
        help_text=_("Only if the person agrees. It is made small, and deleted when they leave."),
    )


class EscortForm(forms.Form):
    """A way out with a guard."""

    place = forms.ChoiceField(label=_("Where to"), choices=lambda: country().choices("escort_place"), widget=RadioPills)
    start = forms.DateTimeField(label=_("Leaves at"), widget=MomentInput)
    end = forms.DateTimeField(label=_("Back by"), widget=MomentInput)
    words = forms.CharField(
        label=_("What the guard must know"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The guard reads it: no names, and nothing of the case."),
    )


class EndAlarmForm(forms.Form):
    """What an alarm was."""

    result = forms.ChoiceField(
        label=_("What it was"), choices=lambda: country().choices("duress_result"), widget=RadioPills
    )
