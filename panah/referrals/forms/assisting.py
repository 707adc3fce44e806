"""Forms of requests for assistance."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.core.asking import CHOOSE, codes, lines
from panah.core.country import country
from panah.core.ids import new_id
from panah.core.widgets import Autocomplete, RadioCards, RadioPills
from panah.referrals.actions.assisting import Wanted
from panah.referrals.forms.answering import LONGEST

DONE, DECLINED = "done", "declined"


class AssistanceForm(forms.Form):
    """What is asked of whom, in whose name."""

    unit = forms.ChoiceField(label=_("Who is asked?"), widget=Autocomplete)
    authority = forms.ChoiceField(label=_("Who asks?"), widget=RadioPills)
    kind = forms.ChoiceField(label=_("What help?"), choices=codes("assistance_kind", CHOOSE))
    words = forms.CharField(
        label=_("What is needed, and by when"), max_length=LONGEST, widget=lines(5),
        help_text=_("Sealed to the unit asked and to your own. No name and no false name."),
    )  # fmt: skip
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def __init__(self, *args: Any, units: list[Unit], own_kind: str, **options: Any) -> None:
        """Offer the units that can be asked, and the names in which a unit of this kind may ask."""
        super().__init__(*args, **options)
        listed = country().codes("assistance_authority")
        names = [(code, listed[code].label) for code in listed.in_group(own_kind)]
        self._choose("unit", [("", _("Choose")), *((str(unit.id), str(unit)) for unit in units)])
        self._choose("authority", names)
        self.initial.setdefault("authority", names[0][0] if names else "")

    def _choose(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def wanted(self) -> Wanted:
        """Give what was written."""
        data = dict(self.cleaned_data)
        return Wanted(unit_id=UUID(data.pop("unit")), **data)


class AnswerForm(forms.Form):
    """What is done about a request, or why it is not."""

    outcome = forms.ChoiceField(
        label=_("Your answer"), choices=((DONE, _("We help")), (DECLINED, _("We decline"))), widget=RadioCards
    )
    reason = forms.ChoiceField(
        label=_("If you decline: why"), choices=codes("assistance_decline", CHOOSE), required=False
    )
    words = forms.CharField(
        label=_("In words"), max_length=LONGEST, widget=lines(4),
        help_text=_("Sealed to the unit that asks and to your own. Nothing about a person: that is a disclosure."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Who declines says why."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("outcome") == DECLINED and not data.get("reason"):
            self.add_error("reason", _("Say why it is declined."))
        return data
