"""The form of a new referral: who, to whom, what is shared, what it rests on, and the words that go with it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.cases.actions import Agreement
from panah.core.country import country
from panah.core.ids import new_id
from panah.core.widgets import Autocomplete, CheckCards, DayInput, RadioCards, RadioPills
from panah.hotline.actions.referring import Someone, Wish
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis, Person, PersonRole
from panah.referrals.receivers import SHAREABLE, Group, may_hold
from panah.referrals.words import SHARES
from panah.vault.models import Compartment

NEW, NAMED = "new", "named"
GIVEN, NOW, LAW = "given", "now", "law"
LONGEST = 4000


def codes(name: str, empty: Any = None) -> Any:
    """Give what a choice offers from a list of the country, asked for when the form is drawn."""
    return lambda: [*([("", empty)] if empty else []), *country().choices(name)]


def _words(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReferForm(forms.Form):
    """Everything a referral needs, on one page; what a choice makes needless is not asked."""

    WHO = ("who", "pseudonym")
    PERSON = ("names", "phone", "role", "sex", "age_band", "age_basis", "citizenship", "language")
    RECEIVER = ("receiver", "need", "urgency")
    CONSENT = ("given_by", "given_how", "purpose", "consent_language", "until", "evidence")
    WITHOUT = ("legal_basis", "reason")

    who = forms.ChoiceField(label=_("Who is referred?"), widget=RadioCards)
    pseudonym = forms.CharField(label=_("False name and number"), max_length=40, required=False)
    names = forms.CharField(label=_("Name, if it was said"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telephone, if it was said"), max_length=40, required=False)
    another = forms.BooleanField(label=_("I have looked: it is somebody else"), required=False)
    role = forms.ChoiceField(label=_("Why this person is protected"), choices=PersonRole.choices, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=codes("sex", _("Not known")), required=False)
    age_band = forms.ChoiceField(label=_("Age"), choices=codes("age_band", _("Not known")), required=False)
    age_basis = forms.ChoiceField(
        label=_("How the age is known"),
        choices=AgeBasis.choices,
        required=False,
        initial=AgeBasis.DECLARED,
        help_text=_("Whose age cannot be established is protected as a child (CH-04)."),
    )
    citizenship = forms.ChoiceField(label=_("Citizenship"), choices=codes("country", _("Not known")), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=codes("language", _("Not known")), required=False)

    receiver = forms.ChoiceField(label=_("To whom?"), widget=Autocomplete)
    need = forms.ChoiceField(label=_("What do you ask for?"), choices=codes("referral_need", _("Choose")))
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"), choices=codes("referral_urgency"), initial="standard", widget=RadioPills
    )
    compartments = forms.MultipleChoiceField(
        label=_("What may they see when they accept?"),
        required=False,
        widget=CheckCards,
        choices=lambda: [(each.value, f"{each.label}\n{SHARES[each.value]}") for each in SHAREABLE],
        help_text=_("Your message below they read at once. Notes, journal and the caller's number stay with you."),
    )

    basis = forms.ChoiceField(
        label=_("What does it rest on?"),
        widget=RadioCards,
        choices=[
            (NOW, _("The person agrees, and I write it down here")),
            (GIVEN, _("The person agreed earlier, and it is recorded")),
            (LAW, _("No consent, but the law allows it")),
        ],
        initial=NOW,
    )
    given_by = forms.ChoiceField(label=_("Who agrees"), choices=codes("consent_giver"), required=False)
    given_how = forms.ChoiceField(label=_("How"), choices=codes("consent_way"), required=False)
    purpose = forms.ChoiceField(label=_("What for"), choices=codes("consent_purpose"), required=False)
    consent_language = forms.ChoiceField(label=_("In which language"), choices=codes("language"), required=False)
    until = forms.DateField(label=_("Until the end of"), widget=DayInput, required=False)
    evidence = forms.CharField(
        label=_("What was said or signed"), max_length=LONGEST, required=False, widget=_words(2),
        help_text=_("Sealed. In the person's own words, if you can."),
    )  # fmt: skip
    legal_basis = forms.ChoiceField(label=_("Basis in law"), choices=codes("legal_basis", _("Choose")), required=False)
    reason = forms.CharField(
        label=_("Why it cannot wait for consent"), max_length=LONGEST, required=False, widget=_words(3),
        help_text=_("Your director reads this. Not needed to tell the bodies that protect children of a child."),
    )  # fmt: skip
    message = forms.CharField(
        label=_("Message to the receiver"), max_length=LONGEST, widget=_words(5),
        help_text=_("What happened, what is needed, how soon. Call the person by the false name only."),
    )  # fmt: skip
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def __init__(self, *args: Any, persons: Sequence[Person], groups: Sequence[Group], **options: Any) -> None:
        """Offer the potential victims of the situation and the units that answer referrals."""
        super().__init__(*args, **options)
        self._units = {str(unit.id): unit for group in groups for unit in group.units}
        known = [(str(each.id), each.pseudonym) for each in persons]
        self._choose("who", [*known, (NEW, _("Somebody new")), (NAMED, _("Somebody registered earlier"))])
        self.fields["who"].initial = known[0][0] if known else NEW
        self.fields["until"].initial = timezone.localdate() + country().settings.consent_lasts
        listed = [(group.label, [(str(unit.id), str(unit)) for unit in group.units]) for group in groups]
        self._choose("receiver", [("", _("Type to search")), *listed])

    def _choose(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def group(self, names: Sequence[str]) -> list[Any]:
        """Give some of the fields, for one part of the page."""
        return [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        """Ask for what the choices made needful, and for no more than the receiver may hold."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("who") == NAMED and not data.get("pseudonym"):
            self.add_error("pseudonym", _("Write the false name and its number."))
        if data.get("basis") == NOW and not data.get("until"):
            self.add_error("until", _("A consent has an end."))
        if data.get("basis") == LAW and not data.get("legal_basis"):
            self.add_error("legal_basis", _("Choose the basis in law."))
        self._check_scope(data)
        return data

    def _check_scope(self, data: Mapping[str, Any]) -> None:
        unit = self._units.get(data.get("receiver", ""))
        asked = set(data.get("compartments", ()))
        if unit is None or asked <= may_hold(unit):
            return
        allowed = ", ".join(str(Compartment(each).label) for each in SHARES if each in may_hold(unit))
        self.add_error(
            "compartments",
            _("This recipient may be given: {allowed}.").format(allowed=allowed or _("the message alone")),
        )

    def wish(self) -> Wish:
        """Give what was asked for, ready to be done."""
        data = self.cleaned_data
        by_law = data["basis"] == LAW
        return Wish(
            someone=self._someone(data),
            receiver_unit_id=UUID(data["receiver"]),
            compartments=frozenset(map(Compartment, data["compartments"])),
            need=data["need"],
            urgency=data["urgency"],
            message=data["message"],
            agreement=self._agreement(data) if data["basis"] == NOW else None,
            legal_basis=data["legal_basis"] if by_law else "",
            basis_reason=data["reason"] if by_law else "",
            form_token=data["form_token"],
        )

    def _someone(self, data: Mapping[str, Any]) -> Someone:
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

    def _agreement(self, data: Mapping[str, Any]) -> Agreement:
        """The consent for exactly this recipient and what was chosen; the message alone is of the case."""
        chosen = frozenset(map(Compartment, data["compartments"])) or frozenset({Compartment.CASE})
        ends = timezone.make_aware(dt.datetime.combine(data["until"] + dt.timedelta(days=1), dt.time.min))
        return Agreement(
            recipient_unit_id=UUID(data["receiver"]),
            purpose=data["purpose"],
            compartments=chosen,
            language=data["consent_language"],
            given_how=data["given_how"],
            given_by=data["given_by"],
            until=ends,
            evidence=data["evidence"],
        )
