"""Forms of a person: the purpose of opening, the identity, the ways to reach them, the age."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.country import country
from panah.core.widgets import DayInput, RadioCards
from panah.people.actions.identity import Named, Reached
from panah.people.models import AgeBasis, Identity, Reach

LONGEST = 2000


def codes(name: str, empty: Any = "") -> Any:
    """Give what a choice offers from a list of the country, asked for when the form is drawn."""
    first = [("", empty or _("Not known"))]
    return lambda: [*first, *country().choices(name)]


class PurposeForm(forms.Form):
    """What sealed words are opened for; the purpose goes into the trail."""

    purpose = forms.ChoiceField(
        label=_("What do you open it for?"), choices=codes("opening_purpose", empty=_("Choose"))
    )


class SealedForm(forms.Form):
    """What is sealed about a person. `another` is asked only when somebody looks alike."""

    another = forms.BooleanField(label=_("I have looked: it is somebody else"), required=False)

    def fields_asked(self) -> list[Any]:
        """Give the fields that are always asked."""
        return [field for field in self.visible_fields() if field.name != "another"]


class IdentityForm(SealedForm):
    """Who the person is."""

    names = forms.CharField(
        label=_("Names"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("One on a line, as the person says it and as it stands in documents."),
    )
    birth_date = forms.DateField(label=_("Date of birth"), required=False, widget=DayInput)
    document_kind = forms.ChoiceField(label=_("Document"), required=False, choices=codes("document_kind"))
    document_number = forms.CharField(label=_("Number of the document"), max_length=40, required=False)
    remarks = forms.CharField(
        label=_("Remarks"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    @classmethod
    def of(cls, row: Identity) -> "IdentityForm":
        """Fill the form with what is known."""
        kind, number = (row.documents or [["", ""]])[0]
        known = {"names": "\n".join(row.names), "birth_date": row.birth_date, "remarks": row.remarks}
        return cls(initial=known | {"document_kind": kind, "document_number": number})

    def clean_birth_date(self) -> Any:
        """Refuse a birth in the future or before anybody now alive."""
        day = self.cleaned_data["birth_date"]
        if day and not 1900 < day.year <= timezone.localdate().year:
            raise ValidationError(_("This cannot be a date of birth."))
        return day

    def words(self) -> Named:
        """Give what was typed, ready to be sealed."""
        data = self.cleaned_data
        names = tuple(line.strip() for line in data["names"].splitlines() if line.strip())
        number = data["document_number"].strip()
        documents = ((data["document_kind"], number),) if number else ()
        return Named(names=names, birth_date=data["birth_date"], documents=documents, remarks=data["remarks"])


class ReachForm(SealedForm):
    """How the person may be reached without harm."""

    phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    safe_times = forms.CharField(label=_("When it is safe to call"), max_length=LONGEST, required=False)
    safe_ways = forms.CharField(
        label=_("How to speak and write"),
        max_length=LONGEST,
        required=False,
        help_text=_("For example: say you are from the bank; never write."),
    )
    must_not_hear = forms.CharField(label=_("Who must not hear of it"), max_length=LONGEST, required=False)
    address = forms.CharField(
        label=_("Address"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @classmethod
    def of(cls, row: Reach) -> "ReachForm":
        """Fill the form with what is known."""
        return cls(initial={name: getattr(row, name) for name in cls.base_fields if name != "another"})

    def words(self) -> Reached:
        """Give what was typed, ready to be sealed."""
        data = {name: str(value).strip() for name, value in self.cleaned_data.items() if name != "another"}
        return Reached(**data)


class AgeForm(forms.Form):
    """How old the person is and what that is known from."""

    age_band = forms.ChoiceField(label=_("Age"), choices=codes("age_band"))
    age_basis = forms.ChoiceField(
        label=_("How the age is known"),
        choices=AgeBasis.choices,
        widget=RadioCards,
        help_text=_("Whose age cannot be established is protected as a child (CH-04)."),
    )
