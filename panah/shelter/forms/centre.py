"""Forms of the assistance centre: who came, what was done, and a place asked of a shelter."""

import datetime as dt
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.country import country
from panah.core.ids import new_id
from panah.core.widgets import Autocomplete, CheckPills, DayInput, RadioCards, RadioPills
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis, Person
from panah.referrals import receivers
from panah.shelter.actions.visits import SHELTER, Place, Visit, sites
from panah.shelter.forms.places import codes, sealed_words
from panah.shelter.models import Guest

MOST_OFFERED = 50
NOT_KNOWN = _("Not known")


def choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Say what one of a form's choices offers."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices


class GuestForm(forms.Form):
    """Who came: somebody the centre registered, or somebody new, of whom nothing has to be known."""

    person = forms.ChoiceField(
        label=_("Somebody you know"),
        required=False,
        widget=Autocomplete,
        help_text=_("Persons your centre registered lately. Leave it empty for somebody new."),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=codes("sex", empty=NOT_KNOWN), required=False)
    age_band = forms.ChoiceField(label=_("Age"), choices=codes("age_band", empty=NOT_KNOWN), required=False)
    age_basis = forms.ChoiceField(
        label=_("How the age is known"), choices=AgeBasis.choices, initial=AgeBasis.PRESUMED, required=False
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=codes("language", empty=NOT_KNOWN), required=False, widget=Autocomplete
    )
    without_care = forms.BooleanField(label=_("A child whom nobody cares for"), required=False)
    without_papers = forms.BooleanField(label=_("A child without identity papers"), required=False)

    CODED = ("sex", "age_band", "age_basis", "language", "without_care", "without_papers")

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        """Offer the persons the centre registered lately."""
        super().__init__(*args, **options)
        mine = Person.registered(actor).order_by("-id")[:MOST_OFFERED]
        choose(self, "person", [("", _("Somebody new")), *((str(row.id), row.pseudonym) for row in mine)])

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
        choices=codes("language", empty=_("Not at this visit")),
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
            choose(self, "house_id", [("", _("Not said")), *houses])
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


class PlaceForm(forms.Form):
    """A place asked of a shelter, with the consent that is given now: one page, one step (AC-02)."""

    shelter = forms.ChoiceField(label=_("Shelter"), widget=RadioCards)
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
        _("Message to the shelter"),
        required=True,
        hint=_("What is needed and how soon. Call the person by the false name only."),
    )
    with_identity = forms.BooleanField(
        label=_("The shelter may also learn who the person is"),
        required=False,
        help_text=_("Only if the person wants it: a place does not depend on it."),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def __init__(self, actor: Actor, guest: Guest, *args: Any, **options: Any) -> None:
        """Offer the shelters; a child does not agree alone."""
        super().__init__(*args, **options)
        units = [unit for group in receivers.directory(actor) if group.kind == SHELTER for unit in group.units]
        choose(self, "shelter", [(str(unit.id), str(unit)) for unit in units])
        givers = country().choices("consent_giver")
        choose(self, "given_by", [(code, label) for code, label in givers if not (guest.is_child and code == "person")])
        if len(units) == 1:
            self.fields["shelter"].initial = str(units[0].id)
        self.fields["language"].initial = guest.rights_language
        self.fields["until"].initial = timezone.localdate() + country().settings.consent_lasts

    def wish(self) -> Place:
        """Give what is asked for."""
        said = self.cleaned_data
        ends = timezone.make_aware(dt.datetime.combine(said["until"] + dt.timedelta(days=1), dt.time.min))
        names = ("urgency", "message", "given_by", "given_how", "language", "evidence", "with_identity", "form_token")
        return Place(shelter_id=UUID(said["shelter"]), until=ends, **{name: said[name] for name in names})
