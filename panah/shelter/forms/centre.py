"""Forms of the assistance centre: who came, what was done, and a place asked of a shelter."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.asking import codes, offer
from panah.core.widgets import Autocomplete, CheckPills, RadioCards
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis, Person
from panah.referrals import receivers
from panah.shelter.actions.visits import SHELTER, Place, Visit, sites
from panah.shelter.forms.agreeing import AgreedForm
from panah.shelter.forms.places import sealed_words
from panah.shelter.models import Guest

MOST_OFFERED = 50
NOT_KNOWN = _("Not known")


class GuestForm(forms.Form):
    """Who came: somebody the centre registered, or somebody new, of whom nothing has to be known."""

    person = forms.ChoiceField(
        label=_("Somebody you know"),
        required=False,
        widget=Autocomplete,
        help_text=_("Persons your centre registered lately. Leave it empty for somebody new."),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=codes("sex", NOT_KNOWN), required=False)
    age_band = forms.ChoiceField(label=_("Age"), choices=codes("age_band", NOT_KNOWN), required=False)
    age_basis = forms.ChoiceField(
        label=_("How the age is known"), choices=AgeBasis.choices, initial=AgeBasis.PRESUMED, required=False
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=codes("language", NOT_KNOWN), required=False, widget=Autocomplete
    )
    without_care = forms.BooleanField(label=_("A child whom nobody cares for"), required=False)
    without_papers = forms.BooleanField(label=_("A child without identity papers"), required=False)

    CODED = ("sex", "age_band", "age_basis", "language", "without_care", "without_papers")

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        """Offer the persons the centre registered lately."""
        super().__init__(*args, **options)
        mine = Person.registered(actor).order_by("-id")[:MOST_OFFERED]
        offer(self, "person", [("", _("Somebody new")), *((str(row.id), row.pseudonym) for row in mine)])

    def coded(self) -> list[Any]:
        """Give the fields about somebody new."""
        return [self[name] for name in self.CODED]

    def facts(self) -> Facts:
        """Give what is known of somebody new, in codes."""
        said = self.cleaned_data
        given = {name: said[name] for name in self.CODED if name != "age_basis"}
        return Facts(age_basis=AgeBasis(said["age_basis"] or AgeBasis.PRESUMED), **given)


class VisitForm(forms.Form):
    """What was done at a visit."""

    services = forms.MultipleChoiceField(label=_("What was done"), choices=codes("centre_service"), widget=CheckPills)
    language = forms.ChoiceField(
        label=_("Rights explained in"),
        choices=codes("language", _("Not at this visit")),
        required=False,
        widget=Autocomplete,
        help_text=_("What protects the person's rights, in a language they understand."),
    )
    with_interpreter = forms.BooleanField(label=_("Through an interpreter"), required=False)
    house_id = forms.ChoiceField(label=_("Where"), required=False)
    words = sealed_words(_("In words"), hint=_("Sealed in the centre's own folder."))

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        """Ask where only of a centre with several houses."""
        super().__init__(*args, **options)
        houses = [(str(house.id), str(house)) for house in sites(actor)[:MOST_OFFERED]]
        if len(houses) > 1:
            offer(self, "house_id", [("", _("Not said")), *houses])
        else:
            del self.fields["house_id"]

    def visit(self) -> Visit:
        """Give what was done."""
        said = self.cleaned_data
        house = said.pop("house_id", "")
        return Visit(house_id=UUID(house) if house else None, **said)


class SignsForm(forms.Form):
    """Why the centre presumes a victim."""

    signs = sealed_words(
        _("What you saw or heard"), required=True, hint=_("Sealed. It is never a decision about the person.")
    )


class RefusalForm(forms.Form):
    """Which shelter the person does not want to go to."""

    shelter = forms.UUIDField()


class PlaceForm(AgreedForm):
    """A place asked of a shelter, with the consent that is given now: one page, one step (AC-02)."""

    shelter = forms.ChoiceField(label=_("Shelter"), widget=RadioCards)

    def __init__(self, actor: Actor, guest: Guest, *args: Any, **options: Any) -> None:
        """Offer the shelters; a child does not agree alone."""
        super().__init__(*args, is_child=guest.is_child, language=guest.rights_language, **options)
        units = [unit for group in receivers.directory(actor) if group.kind == SHELTER for unit in group.units]
        offer(self, "shelter", [(str(unit.id), str(unit)) for unit in units])
        if len(units) == 1:
            self.fields["shelter"].initial = str(units[0].id)

    def wish(self) -> Place:
        """Give what is asked for."""
        return Place(shelter_id=UUID(self.cleaned_data["shelter"]), **self.agreed())
