"""The forms of the consent ledger: what the person agrees to, and what became of what was shared."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.cases.actions.consents import Agreement
from panah.core.actor import Actor
from panah.core.asking import codes, offer
from panah.core.country import country
from panah.core.widgets import Autocomplete, CheckCards, DayInput, RadioCards
from panah.vault.models import Compartment

LONGEST = 4000
MOST_UNITS = 1000
# What a person has folders for; each is shared by itself or not at all.
SHARES = {
    Compartment.CASE: _("Status, age group, sex, language; decisions about the person."),
    Compartment.IDENTITY: _("Names, date of birth, documents."),
    Compartment.CONTACT: _("Telephone, address, and how to reach the person without harm."),
}


def ends(day: dt.date) -> dt.datetime:
    """Give the end of a day."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


class ConsentForm(forms.Form):
    """One consent: for whom, what for, how far, by whom, how, in which language and until when."""

    recipient = forms.TypedChoiceField(label=_("Who may receive it"), coerce=UUID, widget=Autocomplete)
    purpose = forms.ChoiceField(label=_("What for"), choices=codes("consent_purpose"))
    compartments = forms.MultipleChoiceField(
        label=_("What may be shared"),
        widget=CheckCards,
        choices=lambda: [(each.value, f"{each.label}\n{says}") for each, says in SHARES.items()],
    )
    given_by = forms.ChoiceField(label=_("Who agrees"), choices=codes("consent_giver"))
    given_how = forms.ChoiceField(label=_("How"), choices=codes("consent_way"))
    language = forms.ChoiceField(label=_("In which language"), choices=codes("language"))
    until = forms.DateField(label=_("Until the end of"), widget=DayInput)
    evidence = forms.CharField(
        label=_("What was said or signed"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sealed. In the person's own words, if you can."),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        """Offer the units there are but one's own, by kind."""
        super().__init__(*args, **options)
        offer(self, "recipient", [("", _("Type to search")), *grouped_units(actor)])
        self.fields["until"].initial = timezone.localdate() + country().settings.consent_lasts

    def agreement(self) -> Agreement:
        """Give what was agreed."""
        said = self.cleaned_data
        return Agreement(
            recipient_unit_id=said["recipient"],
            purpose=said["purpose"],
            compartments=frozenset(map(Compartment, said["compartments"])),
            language=said["language"],
            given_how=said["given_how"],
            given_by=said["given_by"],
            until=ends(said["until"]),
            evidence=said["evidence"],
        )


def grouped_units(actor: Actor) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """Give the units there are but one's own, by kind, as a form offers them."""
    rows = Unit.objects.filter(closed_at=None).exclude(id__in=actor.unit_ids).order_by("code")[:MOST_UNITS]
    kinds = country().codes("unit_kind")
    grouped: dict[str, list[tuple[str, str]]] = {}
    for unit in rows:
        grouped.setdefault(kinds[unit.kind].label, []).append((str(unit.id), str(unit)))
    return sorted(grouped.items())


class ReturnForm(forms.Form):
    """What became of what was received under a consent that is withdrawn."""

    answer = forms.ChoiceField(label=_("What became of it"), choices=codes("return_answer"), widget=RadioCards)


class ExtendForm(forms.Form):
    """Until when a unit may see it."""

    until = forms.DateField(label=_("Until the end of"), widget=DayInput)
