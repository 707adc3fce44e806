"""The forms of a disclosure: what a body asks for, and what is decided."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.cases.actions.disclosing import Ask
from panah.cases.forms.consents import grouped_units
from panah.core.actor import Actor
from panah.core.asking import codes, offer
from panah.core.country import country
from panah.core.widgets import Autocomplete, CheckCards, DayInput


class AskForm(forms.Form):
    """Who asks, by which letter, for which facts, what for and on what basis."""

    to = forms.TypedChoiceField(label=_("Which body asks"), coerce=UUID, widget=Autocomplete)
    letter_number = forms.CharField(label=_("Number of its letter"), max_length=40)
    letter_date = forms.DateField(label=_("Date of its letter"), widget=DayInput)
    purpose = forms.ChoiceField(label=_("What for"), choices=codes("disclosure_purpose"))
    legal_basis = forms.ChoiceField(
        label=_("What it rests on"),
        required=False,
        choices=lambda: [("", _("The person's consent to this body")), *country().choices("legal_basis")],
    )
    fields_asked = forms.MultipleChoiceField(
        label=_("What it asks for"),
        choices=codes("disclosure_field"),
        widget=CheckCards,
        help_text=_("Facts in codes alone. Names, addresses, health, whereabouts and safety measures are never in it."),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        """Offer the bodies there are but one's own, by kind."""
        super().__init__(*args, **options)
        offer(self, "to", [("", _("Type to search")), *grouped_units(actor)])

    def ask(self) -> Ask:
        """Give the request."""
        said = self.cleaned_data
        return Ask(
            to_unit_id=said["to"],
            purpose=said["purpose"],
            letter_number=said["letter_number"],
            letter_date=said["letter_date"],
            fields=tuple(said["fields_asked"]),
            legal_basis=said["legal_basis"],
        )


class DecisionForm(forms.Form):
    """Which of the facts asked for are given, and why."""

    given = forms.MultipleChoiceField(
        label=_("What is given"),
        required=False,
        widget=CheckCards,
        help_text=_("No more than the task needs. Choose nothing and the request is refused."),
    )
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, asked: list[str], **options: Any) -> None:
        """Offer what was asked for and no more."""
        super().__init__(*args, **options)
        known = country().codes("disclosure_field")
        offer(self, "given", [(each, known[each].label) for each in asked])
