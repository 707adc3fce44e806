"""Forms of daily life: services, diet, going out, learning, and who works with a resident."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.core.asking import CHOOSE, codes, words
from panah.core.country import country
from panah.core.widgets import Autocomplete, CheckPills, DayInput, MomentInput, RadioCards, RadioPills
from panah.shelter.actions.helping import Help
from panah.shelter.actions.learning import Place
from panah.shelter.models import Learning, ServiceState, Stay

LONGEST_MINUTES = 600


class WillForm(forms.Form):
    """A form of something that is done only if the resident wants it."""

    agreed = forms.BooleanField(
        label=_("The resident wants this"), required=False, help_text=_("Without it nothing is done.")
    )


class ServiceForm(forms.Form):
    """A service that was given or offered, or is planned."""

    service = forms.ChoiceField(label=_("Service"), choices=codes("shelter_service", CHOOSE), widget=Autocomplete)
    state = forms.ChoiceField(
        label=_("What became of it"),
        choices=(
            (ServiceState.GIVEN, _("Given")),
            (ServiceState.DECLINED, _("Offered, not wanted")),
            (ServiceState.PLANNED, _("Planned")),
        ),
        initial=ServiceState.GIVEN,
        widget=RadioPills,
    )
    at = forms.DateTimeField(
        label=_("When"), required=False, widget=MomentInput, help_text=_("Empty: now. What is planned needs a time.")
    )
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=LONGEST_MINUTES)
    with_interpreter = forms.BooleanField(label=_("Through an interpreter"), required=False)
    note = words(
        _("What was said in the session"),
        hint=_("Kept apart: read by you and by specialists who work with this resident, and by nobody else."),
    )
    words = words(_("What exactly"), rows=2)

    field_order = ("service", "state", "at", "minutes", "with_interpreter", "words", "note")

    def help(self) -> Help:
        """Give the service as it was filled in."""
        names = ("service", "at", "minutes", "with_interpreter", "words", "note")
        return Help(**{name: self.cleaned_data[name] for name in names})


class SettleForm(forms.Form):
    """What became of a planned service."""

    state = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(each.value, each.label) for each in ServiceState if each != ServiceState.PLANNED],
        initial=ServiceState.GIVEN,
        widget=RadioPills,
    )
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=LONGEST_MINUTES)
    note = words(_("What was said in the session"))


class NoteForm(forms.Form):
    """What was said in a session, written later."""

    words = words(_("What was said in the session"), required=True)


class DietForm(forms.Form):
    """What a resident eats."""

    codes = forms.MultipleChoiceField(label=_("What somebody eats"), choices=codes("diet"), widget=CheckPills)
    words = words(_("In words"), rows=2)


class OutForm(forms.Form):
    """Somebody goes out: when they mean to be back, if they say so."""

    expected_at = forms.DateTimeField(
        label=_("Means to be back"),
        required=False,
        widget=MomentInput,
        help_text=_("Only if the resident wants to say it. Nobody has to be back at any hour."),
    )
    words = words(_("How to reach them, if they want"), rows=2)


class SpecialistForm(forms.Form):
    """A specialist of a partner who is to work with a resident."""

    member_id = forms.UUIDField(label=_("Specialist"), widget=forms.Select)

    def __init__(self, specialists: list[Member], *args: Any, **options: Any) -> None:
        """Offer the specialists of the house."""
        super().__init__(*args, **options)
        offered = [("", CHOOSE), *((str(each.id), str(each)) for each in specialists)]
        cast("forms.Select", self.fields["member_id"].widget).choices = offered

    @property
    def chosen(self) -> UUID:
        """Who was chosen."""
        return cast("UUID", self.cleaned_data["member_id"])


def _courses(stay: Stay) -> list[Any]:
    """Give the courses and programmes made for somebody of this age, by kind."""
    out = Learning.PROGRAMME if stay.is_child else Learning.CHILD_PROGRAMME
    listed = country().codes("enrolment").offered
    kinds = [kind for kind in Learning if kind != out]
    groups = [(kind.label, [(code.id, code.label) for code in listed if code.group == kind]) for kind in kinds]
    return [("", CHOOSE), *groups]


class EnrolForm(WillForm):
    """A school, course or programme; where it is lies sealed."""

    code = forms.ChoiceField(label=_("School, course or programme"))
    provider = forms.CharField(
        label=_("Where, or who teaches"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Sealed: it could tell where somebody is."),
    )
    level = forms.CharField(
        label=_("Class or level"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of teaching"), choices=codes("language", CHOOSE), required=False, widget=Autocomplete
    )
    since = forms.DateField(label=_("From"), widget=DayInput)

    field_order = ("code", "provider", "level", "language", "since", "agreed")

    def __init__(self, stay: Stay, *args: Any, **options: Any) -> None:
        """Offer what is made for the resident's age (CH-14)."""
        super().__init__(*args, **options)
        cast("forms.ChoiceField", self.fields["code"]).choices = _courses(stay)

    def place(self) -> Place:
        """Give the place as it was filled in."""
        return Place(**{name: self.cleaned_data[name] for name in ("code", "provider", "level", "language", "since")})


class FinishForm(forms.Form):
    """How a course or programme ended."""

    result = forms.ChoiceField(label=_("How it ended"), choices=codes("enrolment_result"), widget=RadioCards)


class LetterForm(forms.Form):
    """What a letter to a school is drawn for; the purpose goes into the trail."""

    purpose = forms.ChoiceField(label=_("What do you open it for?"), choices=codes("opening_purpose", CHOOSE))
