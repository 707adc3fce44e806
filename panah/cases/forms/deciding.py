"""Forms of a step about the status, of the reflection period, of interviews, and of a code that somebody checks."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.cases.actions.identification import Grounds
from panah.cases.actions.interviews import Course, Request, rules_for
from panah.cases.models import CaseScreening, CloseReason
from panah.cases.states import DecisionStep
from panah.core.asking import CHOOSE, codes, words
from panah.core.country import country
from panah.core.widgets import Autocomplete, CheckCards, MomentInput, RadioCards, RadioPills


class GroundsForm(forms.Form):
    """What a step about the status rests on."""

    basis = forms.ChoiceField(label=_("What it rests on"), choices=codes("decision_basis", CHOOSE))
    screening = forms.ChoiceField(label=_("Screening it rests on"), required=False)
    reasons = words(_("Reasons"), rows=5, hint=_("Sealed in the person's case folder. They stand in no letter."))

    def __init__(self, *args: Any, step: DecisionStep, screenings: list[CaseScreening], **options: Any) -> None:
        """Offer the screenings of the case; a presumption needs no words."""
        super().__init__(*args, **options)
        self.fields["reasons"].required = step is not DecisionStep.PRESUME
        offered: Any = self.fields["screening"]
        offered.choices = [("", _("None")), *((str(row.id), _named(row)) for row in screenings)]

    def grounds(self) -> Grounds:
        """Give what was said."""
        said = self.cleaned_data
        return Grounds(basis=said["basis"], reasons=said["reasons"], screening_id=said["screening"] or None)


def _named(row: CaseScreening) -> str:
    result = country().label("screening_result", row.result)
    return f"{timezone.localtime(row.done_at):%d.%m.%Y} · {result}"


class ChoiceForm(forms.Form):
    """What the person decided about cooperating."""

    choice = forms.ChoiceField(
        label=_("What the person decided"), choices=codes("reflection_choice"), widget=RadioPills
    )
    words = words(_("In the person's words"), hint=_("Sealed. No help, place or protection asks for it."))


class CloseForm(forms.Form):
    """Why a period ends. By a finding it ends by itself."""

    reason = forms.ChoiceField(
        label=_("Why it ends"),
        choices=[(each.value, each.label) for each in (CloseReason.TIME, CloseReason.OWN_WISH)],
        widget=RadioPills,
    )
    words = words(_("In the person's words, if they wish it to end"))


class AskForm(forms.Form):
    """An interview that is asked for."""

    purpose = forms.ChoiceField(
        label=_("What for"), choices=codes("interview_purpose"), widget=RadioCards, initial="identification"
    )
    wish = words(
        _("The person's own wish to speak"),
        hint=_("In their words. While a reflection period runs there is no interview without it (RR-05)."),
    )
    planned_at = forms.DateTimeField(label=_("When"), widget=MomentInput)
    place_kind = forms.ChoiceField(label=_("Kind of place"), choices=codes("interview_place", CHOOSE))
    legal = forms.ChoiceField(label=_("Legal representation"), choices=codes("interview_legal", CHOOSE))
    interviewer_wish = forms.ChoiceField(
        label=_("Whom the person wishes to speak with"),
        choices=codes("interviewer_wish"),
        widget=RadioPills,
        initial="any",
    )
    language = forms.ChoiceField(label=_("Language"), choices=codes("language", CHOOSE), widget=Autocomplete)
    interpreter = forms.CharField(
        label=_("Interpreter"), max_length=200, required=False, help_text=_("Sealed. Empty if none is needed.")
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def request(self) -> Request:
        """Give what was asked."""
        return Request(**self.cleaned_data)


class CourseForm(forms.Form):
    """How an interview went."""

    outcome = forms.ChoiceField(
        label=_("How it went"), choices=codes("interview_outcome"), widget=RadioPills, initial="held"
    )
    consented = forms.BooleanField(label=_("The person agreed to it before the first question"), required=False)
    began_at = forms.DateTimeField(label=_("When it began"), widget=MomentInput)
    legal = forms.ChoiceField(label=_("Legal representation"), choices=codes("interview_legal", CHOOSE))
    kept = forms.MultipleChoiceField(
        label=_("Rules that were kept"),
        required=False,
        widget=CheckCards,
        help_text=_("What was not kept stays open, so that it can be made good. Nobody is blamed by this list."),
    )
    present = words(_("Who was there"), rows=2, hint=_("Sealed."))
    notes = words(_("What was said"), rows=8, hint=_("Sealed for your unit."))

    def __init__(self, *args: Any, is_child: bool, **options: Any) -> None:
        """Offer the rules for an adult, or those for a child as well."""
        super().__init__(*args, **options)
        offered: Any = self.fields["kept"]
        offered.choices = [(code.id, code.label) for code in rules_for(is_child=is_child)]

    def course(self) -> Course:
        """Give what was written."""
        said = self.cleaned_data
        return Course(**{**said, "kept": tuple(said["kept"])})


class CodeForm(forms.Form):
    """The code on a certificate."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Twelve signs, such as K7QM-3XRD-9WTB. Hyphens and small letters make no difference."),
    )
