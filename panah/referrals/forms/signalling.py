"""Forms of signals: what is told to the special unit, and what that unit makes of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, UNSAID, codes, lines
from panah.core.ids import new_id
from panah.core.widgets import CheckPills, MomentInput, RadioCards, RadioPills
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis, PersonRole
from panah.referrals.actions.signalling import OPENED, Told
from panah.referrals.forms.answering import LONGEST
from panah.referrals.models.signalling import SignalSubject


def _several(label: Any, name: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=codes(name), widget=CheckPills, required=False)


class SignalForm(forms.Form):
    """A signal: written once, never read again by its sender."""

    FACTS = ("acts", "means", "purposes")
    PLACE = ("region", "urgency", "is_child")
    NAMED = ("names_somebody", "consent_way")
    HANDED = ("handed_over_at", "condition", "belongings")

    subject = forms.ChoiceField(label=_("What do you tell?"), choices=SignalSubject.choices, widget=RadioCards)
    words = forms.CharField(
        label=_("What you saw or heard"), max_length=LONGEST, widget=lines(6),
        help_text=_("Where, when, what made you think so. It is sealed: after sending you cannot read it again."),
    )  # fmt: skip
    acts = _several(_("What was done"), "act")
    means = _several(_("By what means"), "means")
    purposes = _several(_("For what purpose"), "purpose")
    region = forms.ChoiceField(label=_("Where"), choices=codes("region", UNSAID), required=False)
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"), choices=codes("referral_urgency"), initial="standard", widget=RadioPills
    )
    is_child = forms.BooleanField(label=_("A child may be concerned"), required=False)
    names_somebody = forms.BooleanField(label=_("A victim can be recognised from what I write"), required=False)
    consent_way = forms.ChoiceField(
        label=_("They agreed that the special unit is told"),
        choices=codes("consent_way", _("No, or not asked")),
        required=False,
    )
    handed_over_at = forms.DateTimeField(label=_("When"), widget=MomentInput, required=False)
    condition = forms.ChoiceField(
        label=_("In what condition"), choices=codes("hand_over_condition", _("Nobody was handed over")), required=False
    )
    belongings = forms.CharField(
        label=_("What they had with them"), max_length=LONGEST, widget=lines(2), required=False
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def group(self, names: tuple[str, ...]) -> list[Any]:
        """Give some of the fields, for one part of the page."""
        return [self[name] for name in names]

    def told(self) -> Told:
        """Give what was written."""
        return Told(**self.cleaned_data)


class OpenForm(forms.Form):
    """Who the case that a signal becomes is about, in codes; nothing of it is mandatory."""

    names = forms.CharField(label=_("Name, if it is known"), max_length=200, required=False)
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

    def facts(self) -> Facts:
        """Give what is known in codes."""
        data = self.cleaned_data
        return Facts(
            role=PersonRole(data["role"] or PersonRole.VICTIM),
            sex=data["sex"],
            age_band=data["age_band"],
            age_basis=AgeBasis(data["age_basis"] or AgeBasis.PRESUMED),
            citizenship=data["citizenship"],
            language=data["language"],
        )

    def names_given(self) -> tuple[str, ...]:
        """Give the name, if there is one."""
        return (self.cleaned_data["names"].strip(),) if self.cleaned_data["names"].strip() else ()


class CloseForm(forms.Form):
    """How a signal ended: a code for the sender, words for one's own unit."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=lambda: [each for each in codes("signal_outcome", CHOOSE)() if each[0] != OPENED],
    )
    note = forms.CharField(
        label=_("Note for your own unit"), max_length=LONGEST, widget=lines(3), required=False,
        help_text=_("Sealed for your unit. The sender sees the outcome above and nothing more."),
    )  # fmt: skip
