"""Forms of a journey home."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.asking import codes, offer
from panah.core.errors import BadInput
from panah.core.widgets import Autocomplete, CheckPills, RadioCards, RadioPills
from panah.people.models import Person
from panah.shelter.actions.journeys import Plan
from panah.shelter.forms.centre import MOST_OFFERED
from panah.shelter.forms.places import sealed_words


class NoSuchPerson(BadInput):
    """Nobody of that name, or nobody the unit can see."""

    sentence = _("Choose a person, or write the false name exactly as it stands on the person's page.")


class SafetyForm(forms.Form):
    """What keeps the traveller safe."""

    safety = forms.MultipleChoiceField(
        label=_("What keeps it safe"), choices=codes("journey_safety"), widget=CheckPills
    )
    words = sealed_words(_("How exactly"), hint=_("Sealed."))


class JourneyForm(SafetyForm):
    """Who goes where."""

    field_order = ("person", "pseudonym", "destination", "safety", "words")

    person = forms.ChoiceField(
        label=_("The person"),
        required=False,
        widget=Autocomplete,
        help_text=_("Persons your unit registered lately."),
    )
    pseudonym = forms.CharField(
        label=_("Or by the false name"),
        required=False,
        max_length=40,
        help_text=_("As it stands on the person's page."),
    )
    destination = forms.ChoiceField(label=_("Goes to"), choices=codes("country", _("Choose")), widget=Autocomplete)

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        """Offer the persons the unit registered lately."""
        super().__init__(*args, **options)
        self._actor = actor
        mine = Person.registered(actor).order_by("-id")[:MOST_OFFERED]
        offer(self, "person", [("", _("Type to search")), *((str(row.id), row.pseudonym) for row in mine)])

    def traveller(self) -> Person:
        """Give the person who goes; raises NoSuchPerson."""
        said = self.cleaned_data
        rows = Person.visible(self._actor)
        found = rows.filter(id=said["person"]) if said["person"] else rows.filter(pseudonym=said["pseudonym"].strip())
        person = found.first()
        if person is None:
            raise NoSuchPerson
        return person

    def plan(self) -> Plan:
        """Give what was said of the journey."""
        said = self.cleaned_data
        return Plan(destination=said["destination"], safety=said["safety"], words=said["words"])


class ReceiverForm(forms.Form):
    """Who receives the traveller, and who confirmed it."""

    kind = forms.ChoiceField(
        label=_("Who receives the traveller"), choices=codes("journey_receiver"), widget=RadioCards
    )
    receiver = sealed_words(_("Name, and how to reach them"), required=True, rows=2, hint=_("Sealed."))
    confirmed_by = forms.ChoiceField(label=_("Who confirmed it"), choices=codes("journey_confirmer"), widget=RadioPills)
