"""Forms on the page of a referral, one for each step that says more than yes, and the supervisor's."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, codes
from panah.core.widgets import RadioCards

LONGEST = 4000


def _words(label: Any, *, required: bool = True, hint: Any = "", rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST, required=required, widget=area, help_text=hint)


class AcceptForm(forms.Form):
    """Accepting says nothing more."""


class DeclineForm(forms.Form):
    """Why the unit does not take the person."""

    reason = forms.ChoiceField(label=_("Why"), choices=codes("decline_reason", CHOOSE))
    words = _words(_("What the sender should know"), required=False, hint=_("Who could help instead, for example."))


class AskForm(forms.Form):
    """A question to the sender."""

    words = _words(_("Your question"), hint=_("The clock runs on while you wait."))


class AnswerForm(forms.Form):
    """The answer to the receiver's question."""

    words = _words(_("Your answer"))


class RevokeForm(forms.Form):
    """Taking a referral back says nothing more."""


class ReportForm(forms.Form):
    """What became of it: a code for the sender, words for one's own unit."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=codes("referral_outcome", CHOOSE))
    note = _words(
        _("Note for your own unit"),
        required=False,
        hint=_("Sealed for your unit. The sender sees the outcome above and nothing more."),
    )


class ReviewForm(forms.Form):
    """What the supervisor makes of a sharing without consent."""

    result = forms.ChoiceField(label=_("Was it justified?"), choices=codes("review_result"), widget=RadioCards)
    remark = _words(_("Remark"), required=False, hint=_("Sealed for your unit."))
