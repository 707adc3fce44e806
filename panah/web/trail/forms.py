"""What an auditor looks for in the trail."""

from datetime import datetime, time, timedelta
from typing import Any, TypedDict
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.core.asking import offer
from panah.core.widgets import Autocomplete, DayInput

MOST_MEMBERS = 1000


class Asked(TypedDict):
    """The filters as the trail takes them."""

    code: str
    member: UUID | None
    since: datetime | None
    until: datetime | None


class TrailForm(forms.Form):
    """Filters of the trail; all may be empty."""

    code = forms.RegexField(
        r"^[a-z_]*\.?[a-z_]*$",
        label=_("What was done"),
        required=False,
        max_length=80,
        help_text=_("The code or its beginning: contact. or contact.viewed"),
    )
    member = forms.TypedChoiceField(
        label=_("By whom"), required=False, coerce=UUID, empty_value=None, widget=Autocomplete
    )
    since = forms.DateField(label=_("From"), required=False, widget=DayInput)
    until = forms.DateField(label=_("To"), required=False, widget=DayInput)
    below = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the members by the alias they are known by."""
        super().__init__(*args, **kwargs)
        known = Member.objects.order_by("alias", "id").values_list("id", "alias")[:MOST_MEMBERS]
        choices = [("", _("anyone")), *((str(id_), alias) for id_, alias in known)]
        offer(self, "member", choices)

    def asked(self) -> Asked:
        """The filters; the last day is meant whole."""
        given = self.cleaned_data
        return Asked(
            code=given["code"],
            member=given["member"],
            since=_midnight(given["since"], 0),
            until=_midnight(given["until"], 1),
        )


def _midnight(day: Any, later: int) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=later), time.min)) if day else None
