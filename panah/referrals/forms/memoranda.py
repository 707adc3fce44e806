"""Forms of the register of memoranda."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, codes
from panah.core.widgets import DayInput
from panah.referrals.actions import memoranda
from panah.referrals.actions.memoranda import Paper


class MemorandumForm(forms.Form):
    """What stands on a signed memorandum."""

    partner = forms.ChoiceField(label=_("Organisation"))
    special_unit = forms.ChoiceField(label=_("Signed with"))
    number = forms.CharField(label=_("Number"), max_length=40)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput)
    document = forms.CharField(label=_("Where the paper is kept"), max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the organisations that need one and the special units."""
        super().__init__(*args, **options)
        partners = [(str(unit.id), str(unit)) for unit in memoranda.partners()]
        self._choose("partner", [("", _("Choose")), *partners])
        self._choose("special_unit", [(str(unit.id), str(unit)) for unit in memoranda.special_units()])

    def _choose(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def paper(self) -> Paper:
        """Give what was written."""
        data = self.cleaned_data
        return Paper(
            partner_id=UUID(data["partner"]),
            special_unit_id=UUID(data["special_unit"]),
            number=data["number"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            document=data["document"],
        )


class EndForm(forms.Form):
    """Why a memorandum ends early."""

    reason = forms.ChoiceField(label=_("Why it ends early"), choices=codes("memorandum_end", CHOOSE))
