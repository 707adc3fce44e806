"""Forms of the register of children who are watched over."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.asking import codes, offer
from panah.core.widgets import CheckPills, RadioCards, RadioPills
from panah.people.actions import notices
from panah.people.models import Notice
from panah.people.states import NoticeSubject
from panah.shelter.actions.watching import Watch
from panah.shelter.forms.places import sealed_words

MOST_OFFERED = 50
YOUNGEST, OLDEST = 0, 18


class WatchForm(forms.Form):
    """Why a child is watched over, and where it lives; of its birth the month alone."""

    notice_id = forms.ChoiceField(
        label=_("You were told of this child"),
        required=False,
        help_text=_("Then it keeps the false name you were told under. Leave it empty for any other child."),
    )
    risks = forms.MultipleChoiceField(
        label=_("Why it is watched over"), choices=codes("child_risk"), widget=CheckPills, required=False
    )
    placement = forms.ChoiceField(label=_("Where the child lives"), choices=codes("child_placement"), widget=RadioCards)
    sex = forms.ChoiceField(label=_("Sex"), choices=codes("sex", _("Not known")), required=False)
    born = forms.RegexField(
        label=_("Month of birth"),
        regex=r"^\d{4}-\d{2}$",
        required=False,
        widget=forms.TextInput(attrs={"type": "month"}),
        help_text=_("Year and month, like 2011-04; estimate it if you must. Kept only for who leaves care at 18."),
    )
    name = forms.CharField(
        label=_("Child's name"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Sealed. Lists show a false name."),
    )  # fmt: skip
    place = sealed_words(_("Where to find the child"), rows=2, hint=_("Sealed: family, address, school."))

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        """Offer the children the body was told of, by their false names."""
        super().__init__(*args, **options)
        rows = Notice.received(actor).filter(subject=NoticeSubject.CHILD).order_by("-id")[:MOST_OFFERED]
        told = [(str(row.id), str(notices.read(row).get("pseudonym", ""))) for row in rows]
        offer(self, "notice_id", [("", "–"), *((key, name) for key, name in told if name)])

    def clean_born(self) -> dt.date | None:
        """Read the month; refuse one in which no child was born."""
        said = self.cleaned_data["born"]
        if not said:
            return None
        year, month = (int(each) for each in said.split("-"))
        today = dt.datetime.now(tz=dt.UTC).date()
        if not (1 <= month <= 12 and YOUNGEST <= today.year - year <= OLDEST):
            raise forms.ValidationError(_("Write the year and month of birth of a child, like 2011-04."))
        return dt.date(year, month, 1)

    def watch(self) -> Watch:
        """Give what was said."""
        said = self.cleaned_data
        return Watch(**(said | {"notice_id": said["notice_id"] or None}))


class ChildVisitForm(forms.Form):
    """How the child was found, and which help began."""

    finding = forms.ChoiceField(label=_("How the child was found"), choices=codes("child_finding"), widget=RadioPills)
    help = forms.MultipleChoiceField(
        label=_("Help that began"), choices=codes("child_help"), widget=CheckPills, required=False
    )
    words = sealed_words(_("In words"))


class LeavingForm(forms.Form):
    """The plan for leaving care."""

    advice = forms.MultipleChoiceField(label=_("What is arranged"), choices=codes("leaving_advice"), widget=CheckPills)
    words = sealed_words(
        _("The plan"), required=True, hint=_("Who advises, when, and what the young person wants. Sealed.")
    )


class EndForm(forms.Form):
    """Why a child is no longer watched over."""

    reason = forms.ChoiceField(label=_("Why"), choices=codes("watch_end", _("Choose")))
