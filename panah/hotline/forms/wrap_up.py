"""Forms of the wrap-up: the statistical card and the private journal, side by side."""

from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.fields import kept_fields
from panah.core.widgets import CheckPills, MomentInput, RadioPills
from panah.hotline.actions.intake import Finished
from panah.hotline.actions.wrap_up import LONGEST_MINUTES, Card
from panah.hotline.facts import CARD
from panah.hotline.forms.talk import TokenMixin, choices, coded, words


class Part(StrEnum):
    """Which part of the wrap-up is sent."""

    BOTH = ""
    CARD = "card"
    JOURNAL = "journal"


def _flags() -> list[tuple[str, Any]]:
    return [(code, label) for code, label in choices("flag", empty=False)() if code != "danger"]


class CardForm(forms.Form):
    """The card: codes alone, nothing that tells who it was (HL-08)."""

    caller_category = coded("caller_category", _("Who called"), required=True, long=True)
    motive = coded("motive", _("Why"), required=True, long=True)
    outcome = coded("outcome", _("What came of it"), required=True)
    topic = forms.ChoiceField(label=_("Kind"), choices=choices("topic", empty=False), required=False, widget=RadioPills)
    caller_state = coded("caller_state", _("State"))
    language = coded("language", _("Language"), long=True)
    region = coded("region", _("Region"), long=True)
    country = coded("country", _("Country"), long=True)
    heard_from = coded("heard_from", _("Heard of us"))
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=0, max_value=LONGEST_MINUTES, help_text=_("Empty: as measured.")
    )
    flags = forms.MultipleChoiceField(label=_("Flags"), choices=_flags, required=False, widget=CheckPills)

    def card(self) -> Card:
        """Give the card as it was filled in."""
        given = self.cleaned_data
        facts = {name: given[name] for name in (*CARD, "topic")}
        return Card(facts, flags=tuple(given["flags"]), minutes=given["minutes"])


class JournalForm(TokenMixin):
    """The journal: what was said and done, in words (HL-09)."""

    journal = words(
        _("Journal"),
        rows=14,
        required=True,
        help_text=_("Sealed. You read it at once; a colleague says what for. It is never changed, only corrected."),
    )


class EndedForm(forms.Form):
    """How a talk ended."""

    end_reason = coded("end_reason", _("How it ended"), initial="finished")


class WrapUpForm(CardForm, JournalForm, EndedForm):
    """Card and journal in one step; or one of them, and then the other may still be unfinished."""

    def __init__(self, *args: Any, part: Part = Part.BOTH, **options: Any) -> None:
        """Ask only for what this part needs."""
        super().__init__(*args, **options)
        self.part = part
        wanted = {Part.BOTH: set(self.fields), Part.CARD: set(CardForm.base_fields), Part.JOURNAL: {"journal"}}[part]
        for name, field in self.fields.items():
            field.required = field.required and name in wanted


@kept_fields
class RecordForm(CardForm, JournalForm, EndedForm):
    """A contact that is over already, in whole: a letter, a visit, a call noted on paper."""

    channel = forms.ChoiceField(label=_("How"), choices=choices("channel", empty=False), widget=RadioPills)
    direction = forms.ChoiceField(
        label=_("Who began"), choices=choices("direction", empty=False), widget=RadioPills, initial="incoming"
    )
    started_at = forms.DateTimeField(label=_("From"), widget=MomentInput)
    ended_at = forms.DateTimeField(label=_("To"), widget=MomentInput)
    caller_name = forms.CharField(label=_("Name or alias"), required=False, max_length=200)
    caller_number = forms.CharField(label=_("Number"), required=False, max_length=40)

    def finished(self) -> Finished:
        """Give the contact as it was reported."""
        given = self.cleaned_data
        return Finished(
            token=given["form_token"],
            channel=given["channel"],
            direction=given["direction"],
            started_at=given["started_at"],
            ended_at=given["ended_at"],
            end_reason=given["end_reason"] or "finished",
            card=self.card(),
            journal=given["journal"],
            caller_name=given["caller_name"],
            caller_number=given["caller_number"],
        )


class CorrectionForm(TokenMixin):
    """A correction of the journal: the new words and why."""

    reason = forms.ChoiceField(label=_("Why"), choices=choices("correction_reason", empty=False), widget=RadioPills)
    journal = words(_("Correction"), rows=5, required=True)


class PurposeForm(forms.Form):
    """What a colleague's words are opened for; the purpose is kept in the trail (CON-04)."""

    purpose = forms.ChoiceField(label=_("What for"), choices=choices("opening_purpose", empty=False), widget=RadioPills)
