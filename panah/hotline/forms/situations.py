"""Forms of a situation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.widgets import RadioPills
from panah.hotline.forms.talk import choices, coded, words
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis


class LinkForm(forms.Form):
    """The situation a contact belongs to, by its number."""

    number = forms.CharField(
        label=_("Number of the situation"),
        max_length=20,
        widget=forms.TextInput({"placeholder": "SIT-2026-00012", "autocomplete": "off"}),
    )


class SummaryForm(forms.Form):
    """What a situation is about, in a few words."""

    summary = words(_("In a few words"), rows=4, help_text=_("Sealed; only your unit reads it."))


class PersonForm(forms.Form):
    """A potential victim, by pseudonym."""

    pseudonym = forms.CharField(label=_("Pseudonym"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}))


class NewPersonForm(forms.Form):
    """A potential victim in codes; nothing is mandatory, and the false name comes by itself (CON-05, HL-03)."""

    sex = forms.ChoiceField(label=_("Sex"), choices=choices("sex", empty=False), required=False, widget=RadioPills)
    age_band = coded("age_band", _("Age"))
    age_basis = forms.ChoiceField(
        label=_("How the age is known"),
        choices=AgeBasis.choices,
        initial=AgeBasis.DECLARED,
        required=False,
        help_text=_("Whose age cannot be established is protected as a child."),
    )
    citizenship = coded("country", _("Citizenship"), long=True)
    language = coded("language", _("Language"), long=True)

    def facts(self) -> Facts:
        """Give what is known of the person."""
        given = {name: code for name, code in self.cleaned_data.items() if code}
        if "age_basis" in given:
            given["age_basis"] = AgeBasis(given["age_basis"])
        return Facts(**given)
