"""The forms of a suspension order: a decision as it is cited, whom it is about and whom it spares."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.core.asking import offer
from panah.core.widgets import CheckPills, DayInput
from panah.vault.models import Compartment
from panah.vault.orders import Decision, Official

# Kinds of folders that hold something about one person.
SCOPES = [each for each in Compartment if each not in (Compartment.INDEX, Compartment.PLAN)]


class DecisionForm(forms.Form):
    """A decision of a prosecution body or court."""

    number = forms.CharField(label=_("Number of the decision"), max_length=40)
    decided_on = forms.DateField(label=_("Date of the decision"), widget=DayInput)
    body = forms.CharField(label=_("Prosecution body or court"), max_length=120)

    def clean_decided_on(self) -> Any:
        """Take no decision of tomorrow."""
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("A decision is of today or earlier."))
        return day

    def decision(self) -> Decision:
        """Give the decision."""
        said = self.cleaned_data
        return Decision(number=said["number"], decided_on=said["decided_on"], body=said["body"])


class OrderForm(DecisionForm):
    """An order: the decision, the person, how far it reaches, and the officials who may go on."""

    label = forms.CharField(
        label=_("The person's false name, or the number of the case"),
        max_length=40,
        help_text=_("You learn nothing of the person. Never write a real name."),
    )
    scope = forms.MultipleChoiceField(
        label=_("What it covers"),
        required=False,
        choices=lambda: [(each.value, each.label) for each in SCOPES],
        widget=CheckPills,
        help_text=_("Choose nothing and it covers everything."),
    )
    spared = forms.TypedMultipleChoiceField(
        label=_("Officials who may go on"),
        required=False,
        coerce=UUID,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("As the decision names them. Everybody else is shut out at once."),
    )
    field_order = ("label", "number", "decided_on", "body", "scope", "spared")

    def __init__(self, *args: Any, known: list[Official], **options: Any) -> None:
        """Offer the officials under the name of their unit."""
        super().__init__(*args, **options)
        units = Unit.by_id(each.unit_id for each in known)
        grouped: dict[str, list[tuple[str, str]]] = {}
        for each in known:
            grouped.setdefault(str(units.get(each.unit_id, "–")), []).append((str(each.member_id), each.alias))
        offer(self, "spared", sorted(grouped.items()))
