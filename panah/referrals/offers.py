"""The part of a new referral that is the same wherever it begins: to whom, what is shared, on what, which words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.cases.actions.consents import Agreement
from panah.core.asking import CHOOSE, codes, lines
from panah.core.country import country
from panah.core.ids import new_id
from panah.core.widgets import Autocomplete, CheckCards, DayInput, RadioCards, RadioPills
from panah.referrals.actions.sending import Wish
from panah.referrals.models import Referral
from panah.referrals.receivers import SHAREABLE, Group, may_hold
from panah.referrals.words import SHARES, labelled
from panah.vault.models import Compartment

GIVEN, NOW, LAW = "given", "now", "law"
LONGEST = 4000


class OfferForm(forms.Form):
    """Everything an offer needs, on one page; what a choice makes needless is not asked."""

    RECEIVER = ("receiver", "need", "urgency")
    CONSENT = ("given_by", "given_how", "purpose", "consent_language", "until", "evidence")
    WITHOUT = ("legal_basis", "reason")

    receiver = forms.ChoiceField(label=_("To whom?"), widget=Autocomplete)
    need = forms.ChoiceField(label=_("What do you ask for?"), choices=codes("referral_need", CHOOSE))
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"), choices=codes("referral_urgency"), initial="standard", widget=RadioPills
    )
    compartments = forms.MultipleChoiceField(
        label=_("What may they see when they accept?"),
        required=False,
        widget=CheckCards,
        choices=lambda: [(each.value, f"{each.label}\n{SHARES[each.value]}") for each in SHAREABLE],
        help_text=_("Your message below they read at once. Your own notes and files stay with you."),
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
        label=_("What was said or signed"), max_length=LONGEST, required=False, widget=lines(2),
        help_text=_("Sealed. In the person's own words, if you can."),
    )  # fmt: skip
    legal_basis = forms.ChoiceField(label=_("Basis in law"), choices=codes("legal_basis", CHOOSE), required=False)
    reason = forms.CharField(
        label=_("Why it cannot wait for consent"), max_length=LONGEST, required=False, widget=lines(3),
        help_text=_("Your supervisor reads this. Not needed to tell the bodies that protect children of a child."),
    )  # fmt: skip
    message = forms.CharField(
        label=_("Message to the receiver"), max_length=LONGEST, widget=lines(5),
        help_text=_("What happened, what is needed, how soon. Call the person by the false name only."),
    )  # fmt: skip
    classified = forms.BooleanField(
        label=_("Could endanger somebody's life or health"), required=False,
        help_text=_("Then these words are read here alone: never printed, exported or put into a notice (CON-02)."),
    )  # fmt: skip
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def __init__(self, *args: Any, groups: Sequence[Group], **options: Any) -> None:
        """Offer the units that answer referrals."""
        super().__init__(*args, **options)
        self._units = {str(unit.id): unit for group in groups for unit in group.units}
        self.fields["until"].initial = timezone.localdate() + country().settings.consent_lasts
        listed = [(group.label, [(str(unit.id), str(unit)) for unit in group.units]) for group in groups]
        self.choose("receiver", [("", _("Type to search")), *listed])

    def choose(self, name: str, choices: list[Any]) -> None:
        """Say what one of the choices offers."""
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def group(self, names: Sequence[str]) -> list[Any]:
        """Give some of the fields, for one part of the page."""
        return [self[name] for name in names]

    def parts(self) -> dict[str, Any]:
        """Give the groups of fields as the page draws them."""
        return {
            "receiver": self.group(self.RECEIVER),
            "consent": self.group(self.CONSENT),
            "without": self.group(self.WITHOUT),
        }

    def clean(self) -> dict[str, Any]:
        """Ask for what the choices made needful, and for no more than the receiver may hold."""
        data: dict[str, Any] = super().clean() or {}
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
            receiver_unit_id=UUID(data["receiver"]),
            compartments=frozenset(map(Compartment, data["compartments"])),
            need=data["need"],
            urgency=data["urgency"],
            message=data["message"],
            classified=data["classified"],
            agreement=self._agreement(data) if data["basis"] == NOW else None,
            legal_basis=data["legal_basis"] if by_law else "",
            basis_reason=data["reason"] if by_law else "",
            form_token=data["form_token"],
        )

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


def rehearsal(request: HttpRequest, referral: Referral, wish: Wish, form: OfferForm) -> dict[str, Any]:
    """Give what the page shows that says, before it is sent, what the receiver will see."""
    unit = Unit.by_id([wish.receiver_unit_id])[wish.receiver_unit_id]
    return {
        "referral": referral,
        "receiver": str(unit),
        "message": wish.message,
        "classified": wish.classified,
        "shared": labelled(referral.compartments),
        "agreement": wish.agreement,
        "reviewed": bool(wish.legal_basis) and wish.legal_basis != country().settings.child_notice_basis,
        "typed": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
    }
