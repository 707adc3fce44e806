"""The form of a new referral from a contact: who it is, before what every referral asks."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import UNSAID, codes
from panah.core.widgets import RadioCards
from panah.hotline.actions.referring import Someone
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis, Person, PersonRole
from panah.referrals.offers import OfferForm
from panah.referrals.receivers import Group

NEW, NAMED = "new", "named"


class ReferForm(OfferForm):
    """Who is referred, somebody known or somebody new, and the offer."""

    WHO = ("who", "pseudonym")
    PERSON = ("names", "phone", "role", "sex", "age_band", "age_basis", "citizenship", "language")

    who = forms.ChoiceField(label=_("Who is referred?"), widget=RadioCards)
    pseudonym = forms.CharField(label=_("False name and number"), max_length=40, required=False)
    names = forms.CharField(label=_("Name, if it was said"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telephone, if it was said"), max_length=40, required=False)
    another = forms.BooleanField(label=_("I have looked: it is somebody else"), required=False)
    role = forms.ChoiceField(label=_("Why this person is protected"), choices=PersonRole.choices, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=codes("sex", UNSAID), required=False)
    age_band = forms.ChoiceField(label=_("Age"), choices=codes("age_band", UNSAID), required=False)
    age_basis = forms.ChoiceField(
        label=_("How the age is known"),
        choices=AgeBasis.choices,
        required=False,
        initial=AgeBasis.DECLARED,
        help_text=_("Whose age cannot be established is protected as a child (CH-04)."),
    )
    citizenship = forms.ChoiceField(label=_("Citizenship"), choices=codes("country", UNSAID), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=codes("language", UNSAID), required=False)

    def __init__(self, *args: Any, persons: Sequence[Person], groups: Sequence[Group], **options: Any) -> None:
        """Offer the potential victims of the situation and the units that answer referrals."""
        super().__init__(*args, groups=groups, **options)
        known = [(str(each.id), each.pseudonym) for each in persons]
        self.choose("who", [*known, (NEW, _("Somebody new")), (NAMED, _("Somebody registered earlier"))])
        self.fields["who"].initial = known[0][0] if known else NEW

    def parts(self) -> dict[str, Any]:
        """Give the groups of fields as the page draws them, the person's first."""
        return {"who": self.group(self.WHO), "person": self.group(self.PERSON), **super().parts()}

    def clean(self) -> dict[str, Any]:
        """Ask for the false name of somebody registered earlier, and for what every offer needs."""
        data = super().clean()
        if data.get("who") == NAMED and not data.get("pseudonym"):
            self.add_error("pseudonym", _("Write the false name and its number."))
        return data

    def someone(self) -> Someone:
        """Give whom it is about."""
        data: Mapping[str, Any] = self.cleaned_data
        if data["who"] == NAMED:
            return Someone(pseudonym=data["pseudonym"])
        if data["who"] != NEW:
            return Someone(person_id=UUID(data["who"]))
        facts = Facts(
            role=PersonRole(data["role"] or PersonRole.VICTIM),
            sex=data["sex"],
            age_band=data["age_band"],
            age_basis=AgeBasis(data["age_basis"] or AgeBasis.PRESUMED),
            citizenship=data["citizenship"],
            language=data["language"],
        )
        names = (data["names"].strip(),) if data["names"].strip() else ()
        return Someone(facts=facts, names=names, phone=data["phone"].strip(), another=data["another"])
