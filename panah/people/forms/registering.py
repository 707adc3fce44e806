"""Registering a person: coded facts, and the words that are sealed apart from them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, UNSAID, codes
from panah.core.widgets import Autocomplete, RadioCards
from panah.people.actions.identity import Named, Reached
from panah.people.actions.registering import Facts
from panah.people.forms.person import LONGEST
from panah.people.models import AgeBasis, PersonRole
from panah.vault import index


class RegisterForm(forms.Form):
    """Who is registered; nothing of it is mandatory (HL-03). `another` is asked only when somebody looks alike."""

    role = forms.ChoiceField(
        label=_("Why this person is protected"),
        choices=PersonRole.choices,
        initial=PersonRole.VICTIM,
        widget=RadioCards,
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=codes("sex", UNSAID), required=False)
    age_band = forms.ChoiceField(label=_("Age"), choices=codes("age_band", UNSAID), required=False)
    age_basis = forms.ChoiceField(
        label=_("How the age is known"),
        choices=AgeBasis.choices,
        initial=AgeBasis.PRESUMED,
        help_text=_("Whose age cannot be established is protected as a child (CH-04)."),
    )
    citizenship = forms.ChoiceField(
        label=_("Citizenship"), choices=codes("country", UNSAID), required=False, widget=Autocomplete,
        help_text=_("It decides nothing: foreign and stateless people get the same help (EQ-01)."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language"), choices=codes("language", UNSAID), required=False, widget=Autocomplete
    )
    without_care = forms.BooleanField(label=_("A child whom nobody cares for"), required=False)
    without_papers = forms.BooleanField(label=_("A child without identity papers"), required=False)
    names = forms.CharField(
        label=_("Names"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("One on a line, as the person says it and as it stands in documents. Sealed apart."),
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    another = forms.BooleanField(label=_("I have looked: it is somebody else"), required=False)

    CODED = ("role", "sex", "age_band", "age_basis", "citizenship", "language", "without_care", "without_papers")
    SEALED = ("names", "phone")

    def coded(self) -> list[Any]:
        """Give the fields of coded facts."""
        return [self[name] for name in self.CODED]

    def sealed(self) -> list[Any]:
        """Give the fields whose words are sealed."""
        return [self[name] for name in self.SEALED]

    def facts(self) -> Facts:
        """Give the coded facts."""
        data = self.cleaned_data
        given = {name: data[name] for name in self.CODED if name not in ("role", "age_basis")}
        return Facts(role=PersonRole(data["role"]), age_basis=AgeBasis(data["age_basis"]), **given)

    def named(self) -> Named:
        """Give the words of the identity."""
        said = self.cleaned_data
        names = tuple(line.strip() for line in said["names"].splitlines() if line.strip())
        one = {name: (said[name],) if said[name] else () for name in ("citizenship", "language")}
        return Named(names=names, citizenships=one["citizenship"], languages=one["language"])

    def reached(self) -> Reached:
        """Give the words of the ways to reach the person."""
        return Reached(phone=self.cleaned_data["phone"].strip())

    def told(self) -> index.Known:
        """Give what the person is found by."""
        return index.Known(names=self.named().names, phones=self.reached().told().phones)


class RoleForm(forms.Form):
    """Why a person is protected."""

    role = forms.ChoiceField(label=_("Why this person is protected"), choices=PersonRole.choices, widget=RadioCards)


class PhotoForm(forms.Form):
    """A photograph."""

    picture = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text=_("JPEG or PNG, up to 2 MB. Where and when it was taken is left out."),
    )


class LinkForm(forms.Form):
    """What another person is to this one."""

    pseudonym = forms.CharField(label=_("False name and number of the other person"), max_length=40)
    kind = forms.ChoiceField(label=_("What the other person is"), choices=codes("link_kind", CHOOSE))
    suspicion = forms.ChoiceField(
        label=_("Suspected of having trafficked this person"),
        choices=codes("suspicion_basis", _("No suspicion")),
        required=False,
        help_text=_(
            "Whoever is suspected never lives with the child and does not get in touch with it (CH-09, CH-11)."
        ),
    )
