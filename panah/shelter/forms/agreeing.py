"""The form of being offered to another unit on consent that is given now, and of handing on after a stay."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.asking import codes, offer
from panah.core.country import country
from panah.core.ids import new_id
from panah.core.widgets import Autocomplete, DayInput, RadioCards, RadioPills
from panah.shelter.actions.handing_on import REINTEGRATION, HandOver, helpers
from panah.shelter.forms.places import sealed_words
from panah.shelter.models import Stay


class AgreedForm(forms.Form):
    """What is asked of a unit, and how the person agreed to it; filled in beforehand as far as it is known."""

    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=codes("referral_urgency"),
        initial="standard",
        widget=RadioPills,
    )
    given_by = forms.ChoiceField(label=_("Who agrees"), widget=RadioPills)
    given_how = forms.ChoiceField(label=_("How"), choices=codes("consent_way"), widget=RadioPills)
    language = forms.ChoiceField(
        label=_("In which language"), choices=codes("language", empty=_("Choose")), widget=Autocomplete
    )
    until = forms.DateField(label=_("Until the end of"), widget=DayInput)
    evidence = sealed_words(
        _("What was said or signed"), rows=2, hint=_("Sealed. In the person's own words, if you can.")
    )
    message = sealed_words(
        _("Message to those who receive it"),
        required=True,
        hint=_("What is needed and how soon. Call the person by the false name only."),
    )
    with_identity = forms.BooleanField(
        label=_("They may also learn who the person is"),
        required=False,
        help_text=_("Only if the person wants it: help does not depend on it."),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    AGREED = ("urgency", "message", "given_by", "given_how", "language", "evidence", "with_identity", "form_token")

    def __init__(self, *args: Any, is_child: bool, language: str, **options: Any) -> None:
        """Offer who can agree: a child does not agree alone."""
        super().__init__(*args, **options)
        givers = country().choices("consent_giver")
        offer(self, "given_by", [(code, label) for code, label in givers if not (is_child and code == "person")])
        self.fields["given_by"].initial = None if is_child else "person"
        self.fields["language"].initial = language
        self.fields["until"].initial = timezone.localdate() + country().settings.consent_lasts

    def agreed(self) -> dict[str, Any]:
        """Give what was agreed; the consent counts until the end of its last day."""
        said = self.cleaned_data
        ends = timezone.make_aware(dt.datetime.combine(said["until"] + dt.timedelta(days=1), dt.time.min))
        return {"until": ends} | {name: said[name] for name in self.AGREED}


class HandOverForm(AgreedForm):
    """Who goes on helping somebody after the stay, and with what first."""

    receiver = forms.TypedChoiceField(label=_("Who goes on helping"), coerce=UUID, widget=RadioCards)
    need = forms.ChoiceField(
        label=_("With what first"), choices=codes("referral_need"), initial=REINTEGRATION, widget=RadioPills
    )

    def __init__(self, actor: Actor, stay: Stay, *args: Any, **options: Any) -> None:
        """Offer the units that help people after a shelter."""
        super().__init__(*args, is_child=stay.is_child, language=stay.language, **options)
        offer(self, "receiver", [(str(unit.id), str(unit)) for unit in helpers(actor)])

    def asked(self) -> HandOver:
        """Give what is asked for."""
        said = self.cleaned_data
        return HandOver(receiver_id=said["receiver"], need=said["need"], **self.agreed())


class NotWantedForm(forms.Form):
    """To whom the person does not want to be handed on."""

    receiver = forms.UUIDField()
