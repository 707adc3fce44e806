"""Forms of what a house must be like, of the papers it works under, of inspections, and of rooms for talks."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panah.core.asking import codes, offer
from panah.core.country import country
from panah.core.widgets import ClockInput, DayInput, RadioCards, RadioPills
from panah.shelter.actions.upkeep import Found, Looked, Paper
from panah.shelter.forms.places import sealed_words
from panah.shelter.models import Room

YES_NO = (("yes", _("Met")), ("no", _("Not met")))
LENGTHS = ((30, _("30 minutes")), (60, _("1 hour")), (90, _("1½ hours")), (120, _("2 hours")), (240, _("4 hours")))


class ConditionForm(forms.Form):
    """A dated look at one of the conditions a house must meet."""

    condition = forms.ChoiceField(
        label=pgettext_lazy("house", "Condition"), choices=codes("house_condition"), widget=RadioCards
    )
    met = forms.ChoiceField(label=_("What was found"), choices=YES_NO, widget=RadioPills)
    evidence = sealed_words(_("What shows it"), required=True, rows=2)
    checked_on = forms.DateField(label=_("Looked at on"), widget=DayInput, initial=timezone.localdate)
    again_on = forms.DateField(label=_("Look again on"), widget=DayInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Propose the latest day for the next look."""
        super().__init__(*args, **options)
        later = timezone.now() + country().settings.house_check_every
        self.fields["again_on"].initial = timezone.localdate(later)

    def looked(self) -> Looked:
        """Give what was typed."""
        return Looked(**(self.cleaned_data | {"met": self.cleaned_data["met"] == "yes"}))


class LicenceForm(forms.Form):
    """One paper a house works under."""

    kind = forms.ChoiceField(label=_("Paper"), choices=codes("house_paper"))
    number = forms.CharField(label=_("Number"), max_length=40)
    body = forms.ChoiceField(label=_("Issued by"), choices=codes("house_controller"))
    issued_on = forms.DateField(label=_("Issued on"), widget=DayInput)
    valid_until = forms.DateField(label=_("Valid until"), required=False, widget=DayInput)

    def paper(self) -> Paper:
        """Give what was typed."""
        return Paper(**self.cleaned_data)


class InspectionForm(forms.Form):
    """An inspection and what it found."""

    body = forms.ChoiceField(label=_("Inspected by"), choices=codes("house_controller"))
    inspected_on = forms.DateField(label=_("Inspected on"), widget=DayInput)
    result = forms.ChoiceField(label=_("What was found"), choices=codes("inspection_result"), widget=RadioCards)
    put_right_until = forms.DateField(
        label=_("Put right until"), required=False, widget=DayInput, help_text=_("Where something has to be put right.")
    )
    words = sealed_words(_("In words"), rows=2)

    def found(self) -> Found:
        """Give what was typed."""
        return Found(**self.cleaned_data)


class TalkForm(forms.Form):
    """A room that is kept for a talk; with whom one talks is not asked."""

    room_id = forms.TypedChoiceField(label=_("Room"), widget=RadioCards)
    purpose = forms.ChoiceField(label=_("What for"), choices=codes("talk_purpose"), widget=RadioPills)
    day = forms.DateField(label=_("Day"), widget=DayInput, initial=timezone.localdate)
    start = forms.TimeField(label=_("From"), widget=ClockInput)
    minutes = forms.TypedChoiceField(label=_("How long"), choices=LENGTHS, coerce=int, initial=60, widget=RadioPills)

    def __init__(self, *args: Any, rooms: list[Room], **options: Any) -> None:
        """Take the rooms there are for talks."""
        super().__init__(*args, **options)
        offer(self, "room_id", [(str(room.id), room.name) for room in rooms])
        if len(rooms) == 1:
            self.fields["room_id"].initial = str(rooms[0].id)

    def start_at(self) -> datetime:
        """Give the moment at which the talk begins."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["start"]))
