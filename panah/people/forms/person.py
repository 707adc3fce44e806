"""Forms of what is sealed about a person, of the purpose it is opened for, and of the age."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, UNSAID, codes
from panah.core.country import country
from panah.core.widgets import Autocomplete, CheckPills, DayInput, RadioCards
from panah.people.actions.identity import Named, Reached
from panah.people.models import AgeBasis, Identity, Reach

LONGEST = 2000

# The first document and two further ones; of each its kind, number, country and last day, in this order.
DOCUMENTS = ("", "_2", "_3")
_DOCUMENT: dict[str, Callable[[], forms.Field]] = {
    "kind": lambda: forms.ChoiceField(label=_("Document"), required=False, choices=codes("document_kind", UNSAID)),
    "number": lambda: forms.CharField(label=_("Number of the document"), max_length=40, required=False),
    "country": lambda: forms.ChoiceField(
        label=_("Issued by"), required=False, choices=codes("country", UNSAID), widget=Autocomplete
    ),
    "until": lambda: forms.DateField(label=_("Valid until"), required=False, widget=DayInput),
}


class PurposeForm(forms.Form):
    """What sealed words are opened for; the purpose goes into the trail."""

    purpose = forms.ChoiceField(label=_("What do you open it for?"), choices=codes("opening_purpose", CHOOSE))


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
    citizenship_1 = forms.ChoiceField(
        label=_("Citizenship"), required=False, choices=codes("country", UNSAID), widget=Autocomplete
    )
    citizenship_2 = forms.ChoiceField(
        label=_("Second citizenship"), required=False, choices=codes("country", UNSAID), widget=Autocomplete
    )
    citizenship_3 = forms.ChoiceField(
        label=_("Third citizenship"), required=False, choices=codes("country", UNSAID), widget=Autocomplete
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, choices=lambda: country().choices("language"), widget=CheckPills
    )
    remarks = forms.CharField(
        label=_("Remarks"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Ask for as many documents as people carry."""
        super().__init__(*args, **options)
        for place in DOCUMENTS:
            self.fields.update({f"document_{name}{place}": field() for name, field in _DOCUMENT.items()})

    @classmethod
    def of(cls, row: Identity) -> "IdentityForm":
        """Fill the form with what is known."""
        known = {"names": "\n".join(row.names), "birth_date": row.birth_date, "remarks": row.remarks}
        known |= {f"citizenship_{number}": code for number, code in enumerate(row.citizenships or [], 1)}
        for place, document in zip(DOCUMENTS, row.documents, strict=False):
            known |= {f"document_{name}{place}": said for name, said in zip(_DOCUMENT, document, strict=False)}
        return cls(initial=known | {"languages": row.languages or []})

    def fields_asked(self) -> list[Any]:
        """Give the fields that are always asked; those of further documents are folded away."""
        return [field for field in super().fields_asked() if field.name not in self._further()]

    def fields_further(self) -> list[Any]:
        """Give the fields of the second document and the third."""
        return [field for field in self.visible_fields() if field.name in self._further()]

    def _further(self) -> set[str]:
        return {f"document_{name}{place}" for place in DOCUMENTS[1:] for name in _DOCUMENT}

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
        return Named(
            names=names,
            birth_date=data["birth_date"],
            documents=tuple(document for place in DOCUMENTS if (document := self._document(place))),
            citizenships=tuple(code for number in "123" if (code := data[f"citizenship_{number}"])),
            languages=tuple(data["languages"]),
            remarks=data["remarks"],
        )

    def _document(self, place: str) -> tuple[str, ...]:
        kind, number, issued, until = (self.cleaned_data[f"document_{name}{place}"] for name in _DOCUMENT)
        if not number.strip():
            return ()
        return (kind, number.strip(), issued, until.isoformat() if until else "")


class ReachForm(SealedForm):
    """How the person may be reached without harm."""

    phone = forms.CharField(
        label=_("Telephones"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("One on a line."),
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
        label=_("Addresses"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
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

    age_band = forms.ChoiceField(label=_("Age"), choices=codes("age_band", UNSAID))
    age_basis = forms.ChoiceField(
        label=_("How the age is known"),
        choices=AgeBasis.choices,
        widget=RadioCards,
        help_text=_("Whose age cannot be established is protected as a child (CH-04)."),
    )
