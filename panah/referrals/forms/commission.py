"""Forms of the commission of the mechanism."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, codes, lines
from panah.core.widgets import DayInput, MomentInput, RadioPills
from panah.referrals.actions import commission
from panah.referrals.actions.commission import DUTY, Asked
from panah.referrals.forms.answering import LONGEST


class MeetingForm(forms.Form):
    """When and where the commission meets."""

    held_at = forms.DateTimeField(label=_("When"), widget=MomentInput)
    place = forms.ChoiceField(label=_("Where"), choices=codes("meeting_place"), widget=RadioPills)


class AgendaForm(forms.Form):
    """A case without names."""

    case_number = forms.CharField(label=_("Number of the case, if there is one"), max_length=20, required=False)
    summary = forms.CharField(
        label=_("What it is about"), max_length=LONGEST, widget=lines(4),
        help_text=_("Sealed. No name, no false name, nothing somebody could be recognised from."),
    )  # fmt: skip


class DecisionForm(forms.Form):
    """What was decided about one item, and what is asked of whom."""

    decision = forms.ChoiceField(label=_("Decision"), choices=codes("commission_decision", CHOOSE))
    words = forms.CharField(label=_("In words"), max_length=LONGEST, widget=lines(3), required=False)
    unit = forms.ChoiceField(label=_("Who is asked to act"), required=False)
    task = forms.CharField(label=_("What they are asked to do"), max_length=LONGEST, widget=lines(2), required=False)
    due_on = forms.DateField(label=_("By which day"), widget=DayInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the units whose people can answer."""
        super().__init__(*args, **options)
        units = [(str(unit.id), str(unit)) for unit in commission.askable()]
        cast("forms.ChoiceField", self.fields["unit"]).choices = [("", _("Nobody")), *units]

    def clean(self) -> dict[str, Any]:
        """A task has a unit, words and a day; any other decision has none of them."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("decision") == DUTY:
            for name in ("unit", "task", "due_on"):
                if not data.get(name):
                    self.add_error(name, _("A task says who, what and by when."))
        return data

    def said(self) -> dict[str, Any]:
        """Give the decision, its words, and what is asked of a unit, if anything."""
        data, asked = self.cleaned_data, None
        if data["decision"] == DUTY:
            asked = Asked(unit_id=UUID(data["unit"]), words=data["task"], due_on=data["due_on"])
        return {"decision": data["decision"], "words": data["words"], "asked": asked}


class CloseForm(forms.Form):
    """How many bodies took part."""

    present = forms.IntegerField(label=_("Bodies present"), min_value=1, max_value=200)


class ResultForm(forms.Form):
    """What became of a task."""

    result = forms.ChoiceField(label=_("How it ended"), choices=codes("follow_up_result", CHOOSE))
