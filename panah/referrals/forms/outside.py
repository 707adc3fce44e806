"""Forms of letters to partners outside the system, and of the page where they are picked up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, codes, lines
from panah.core.ids import new_id
from panah.core.widgets import RadioCards, RadioPills
from panah.referrals.actions.outside import Draft
from panah.referrals.forms.answering import LONGEST
from panah.referrals.offers import LAW, NOW


class LetterForm(forms.Form):
    """A letter to somebody outside; what a choice makes needless is not asked."""

    TO = ("partner", "need", "urgency")
    CONSENT = ("given_by", "given_how", "consent_language", "evidence")
    WITHOUT = ("legal_basis", "reason")

    partner = forms.CharField(
        label=_("To whom?"), max_length=200, help_text=_("The organisation outside this system. Sealed for your unit.")
    )
    need = forms.ChoiceField(label=_("What do you ask for?"), choices=codes("referral_need", CHOOSE))
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"), choices=codes("referral_urgency"), initial="standard", widget=RadioPills
    )
    basis = forms.ChoiceField(
        label=_("What does it rest on?"),
        widget=RadioCards,
        choices=[(NOW, _("The person agrees to this very partner")), (LAW, _("No consent, but the law allows it"))],
        initial=NOW,
    )
    given_by = forms.ChoiceField(label=_("Who agrees"), choices=codes("consent_giver"), required=False)
    given_how = forms.ChoiceField(label=_("How"), choices=codes("consent_way"), required=False)
    consent_language = forms.ChoiceField(label=_("In which language"), choices=codes("language"), required=False)
    evidence = forms.CharField(label=_("What was said or signed"), max_length=LONGEST, required=False, widget=lines(2))
    legal_basis = forms.ChoiceField(label=_("Basis in law"), choices=codes("legal_basis", CHOOSE), required=False)
    reason = forms.CharField(
        label=_("Why it cannot wait for consent"), max_length=LONGEST, required=False, widget=lines(3)
    )
    message = forms.CharField(
        label=_("Message"), max_length=LONGEST, widget=lines(5),
        help_text=_("What is needed, how soon, how to reach you. Call the person by the false name only."),
    )  # fmt: skip
    classified = forms.BooleanField(
        label=_("Could endanger somebody's life or health"), required=False,
        help_text=_("Then it is read on the pick-up page alone and is never printed (CON-02)."),
    )  # fmt: skip
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def group(self, names: tuple[str, ...]) -> list[Any]:
        """Give some of the fields, for one part of the page."""
        return [self[name] for name in names]

    def draft(self) -> Draft:
        """Give what was written: consent or a basis in law, never both."""
        data = dict(self.cleaned_data)
        dropped = self.CONSENT if data.pop("basis") == LAW else self.WITHOUT
        return Draft(**data | dict.fromkeys(dropped, ""))


class CodeForm(forms.Form):
    """The code that was given by telephone."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Ten letters and digits, as they were read to you over the telephone."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
