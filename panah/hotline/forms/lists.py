"""What a list of contacts is narrowed to: codes alone, so that they may stand in the address."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.hotline.forms.talk import choices, coded
from panah.hotline.models import Contact
from panah.hotline.models.contacts import FLAG_COLUMNS
from panah.hotline.states import ContactState


def _flags() -> list[tuple[str, Any]]:
    # Flags that have a column have an index too; a list of a million contacts is narrowed by nothing else.
    return [(code, label) for code, label in choices("flag")() if not code or code in FLAG_COLUMNS]


class ContactFilter(forms.Form):
    """Whose, where they stand, why they came, which flag; what does not fit narrows nothing."""

    whose = forms.ChoiceField(
        label=_("Whose"), required=False, choices=(("", _("All of the unit")), ("mine", _("Mine")))
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=(("", "–"), *ContactState.choices))
    motive = coded("motive", _("Motive"), long=True)
    flag = forms.ChoiceField(label=_("Flag"), required=False, choices=_flags)

    def narrowed(self, actor: Actor, rows: "QuerySet[Contact]") -> "QuerySet[Contact]":
        """Narrow contacts to what was chosen."""
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("whose"):
            rows = rows.filter(operator_id=actor.member)
        if chosen.get("state"):
            rows = rows.filter(state=chosen["state"])
        if chosen.get("motive"):
            rows = rows.filter(motive=chosen["motive"])
        if chosen.get("flag"):
            rows = rows.filter(**{FLAG_COLUMNS[chosen["flag"]]: True})
        return rows
