"""What the coordinator's desk asks: about people, meetings, resources, problems, dealings abroad and ties."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panah.core.asking import CHOOSE, codes, lines
from panah.core.country import country
from panah.core.widgets import Autocomplete, CheckPills, DayInput, MomentInput, RadioPills
from panah.plan.actions import focal
from panah.plan.actions.foreign import Wish
from panah.plan.actions.liaison import Appointment
from panah.plan.actions.meetings import Call
from panah.plan.actions.resources import Given, Wanted
from panah.plan.forms.reporting import NOT_ABOUT_PEOPLE
from panah.plan.forms.trainings import measures
from panah.plan.models import Participant


def bodies() -> list[tuple[str, Any]]:
    """Give the bodies that take part, by their names."""
    rows = [(row.code, str(row)) for row in Participant.objects.order_by("code")[:200]]
    return sorted(rows, key=lambda row: row[1])


def _body(label: Any) -> forms.ChoiceField:
    def offered() -> list[tuple[str, Any]]:
        return [("", CHOOSE), *bodies()]

    return forms.ChoiceField(label=label, choices=offered, widget=Autocomplete)


def _words(label: Any, help_text: Any = NOT_ABOUT_PEOPLE, *, rows: int = 3, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=2000, required=required, widget=lines(rows))


def _worth(label: Any, help_text: Any = "", least: str = "0.01") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, min_value=Decimal(least), max_digits=14, decimal_places=2
    )


class BodyForm(forms.Form):
    """A body that takes part from now on."""

    code = forms.RegexField(r"^[A-Za-z_]{2,20}$", label=_("Short name"), help_text=_("Latin letters, such as MOE."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for language in country().languages:
            label = _("Name (%(language)s)") % {"language": language}
            self.fields[f"name_{language}"] = forms.CharField(label=label, max_length=200)

    def said(self) -> dict[str, Any]:
        """Give the answers as the action takes them."""
        given = self.cleaned_data
        return {"code": given["code"], "names": {each: given[f"name_{each}"] for each in country().languages}}


class FocalPointForm(forms.Form):
    """Who reports for a body."""

    participant = _body(_("Body"))
    unit_id = forms.TypedChoiceField(
        label=_("Who reports for it"), choices=lambda: [("", CHOOSE), *focal.units().items()], coerce=UUID
    )


class AppointForm(forms.Form):
    """A liaison officer whom a body appointed."""

    participant = _body(_("Body"))
    branch = forms.ChoiceField(label=_("Service"), choices=codes("liaison_branch", CHOOSE))
    name = forms.CharField(label=_("Name"), max_length=120)
    post = forms.CharField(label=_("Post"), max_length=160, required=False)
    reach = forms.CharField(label=_("How to reach them"), max_length=200, help_text=_("At work: telephone, e-mail."))
    order_number = forms.CharField(label=_("Number of the order"), max_length=60)
    appointed_on = forms.DateField(label=_("Appointed on"), widget=DayInput)
    in_group = forms.BooleanField(label=_("Sits in the working group"), required=False)

    def said(self) -> dict[str, Any]:
        """Give the answers as the action takes them."""
        given = dict(self.cleaned_data)
        return {"participant": given.pop("participant"), "appointment": Appointment(**given)}


class DayForm(forms.Form):
    """A day."""

    on = forms.DateField(label=_("On"), widget=DayInput)


class TaughtForm(DayForm):
    """A training outside the register."""

    source = forms.CharField(
        label=_("What shows it"), max_length=200, help_text=_("Who gave it, and the number of the certificate.")
    )


class LoginForm(forms.Form):
    """Somebody's account here."""

    login = forms.CharField(label=_("Login"), max_length=64)


class CallForm(forms.Form):
    """An invitation to a meeting."""

    kind = forms.ChoiceField(label=_("Which meeting"), choices=codes("gathering_kind"), widget=RadioPills)
    begins_at = forms.DateTimeField(label=_("From"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("Until"), widget=MomentInput)
    place = forms.CharField(label=_("Where"), max_length=200)
    agenda = forms.CharField(label=_("Agenda"), max_length=8000, widget=lines(5), help_text=NOT_ABOUT_PEOPLE)
    invited = forms.MultipleChoiceField(label=_("Who is invited"), choices=bodies, widget=CheckPills)

    def clean(self) -> dict[str, Any]:
        """A meeting ends after it begins."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("begins_at") and data.get("ends_at") and data["ends_at"] <= data["begins_at"]:
            self.add_error("ends_at", _("A meeting ends after it begins."))
        return data

    def said(self) -> dict[str, Any]:
        """Give the answers as the action takes them."""
        return {"wanted": Call(**self.cleaned_data)}


class MoveForm(forms.Form):
    """Another time and place."""

    begins_at = forms.DateTimeField(label=_("From"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("Until"), widget=MomentInput)
    place = forms.CharField(label=_("Where"), max_length=200)


class DecideForm(forms.Form):
    """What a body is asked to do."""

    participant = _body(_("Which body"))
    words = _words(_("What it does"))
    due_on = forms.DateField(label=_("By which day"), widget=DayInput)


class MinutesForm(forms.Form):
    """Who came, and what was talked about."""

    came = forms.MultipleChoiceField(label=_("Who came"), choices=bodies, widget=CheckPills, required=False)
    minutes = forms.CharField(
        label=pgettext_lazy("meeting", "Minutes"), max_length=8000, widget=lines(6), help_text=NOT_ABOUT_PEOPLE
    )


class WordsForm(forms.Form):
    """Words on what came of something."""

    words = _words(_("In words"))


class MaybeWordsForm(forms.Form):
    """Words, where there is something to say."""

    words = _words(_("In words"), required=False)


class PaperForm(forms.Form):
    """A paper for the working group."""

    title = forms.CharField(label=_("Title"), max_length=200)
    words = forms.CharField(label=_("What it says"), max_length=8000, widget=lines(6), help_text=NOT_ABOUT_PEOPLE)
    address = forms.URLField(
        label=_("Where the whole of it lies"), max_length=500, required=False, assume_scheme="https"
    )


class NeedForm(forms.Form):
    """Something a body needs."""

    participant = _body(_("Which body"))
    area = forms.ChoiceField(label=_("Area"), choices=codes("plan_tag", CHOOSE))
    kind = forms.ChoiceField(label=_("What kind of help"), choices=codes("resource_kind", CHOOSE))
    title = forms.CharField(label=_("What is needed"), max_length=200, help_text=NOT_ABOUT_PEOPLE)
    words = _words(_("More about it"), required=False)
    wanted = _worth(_("Worth, in the country's currency"), _("For things and work: what they would cost."))
    measure_id = forms.TypedChoiceField(
        label=_("Serves the measure"),
        choices=measures,
        coerce=UUID,
        empty_value=None,
        required=False,
        widget=Autocomplete,
    )

    def said(self) -> dict[str, Any]:
        """Give the answers as the action takes them."""
        given = dict(self.cleaned_data)
        return {"participant": given.pop("participant"), "wanted": Wanted(**given)}


class CloseNeedForm(forms.Form):
    """How a need ended."""

    closing = forms.ChoiceField(label=_("How it ended"), choices=codes("need_closing"), widget=RadioPills)


class OfferForm(forms.Form):
    """What somebody gives for a need."""

    giver = forms.CharField(label=_("Who gives it"), max_length=160)
    source = forms.ChoiceField(label=_("From which source"), choices=codes("funding_source", CHOOSE))
    offered = _worth(_("Worth, in the country's currency"))
    words = _words(_("What it is"), required=False)


class AreaOfferForm(OfferForm):
    """What somebody gives for an area, before there is a need it is put to."""

    area = forms.ChoiceField(label=_("Area"), choices=codes("plan_tag", CHOOSE))
    kind = forms.ChoiceField(label=_("What kind of help"), choices=codes("resource_kind", CHOOSE))

    field_order = ("area", "kind", "giver", "source", "offered", "words")

    def said(self) -> dict[str, Any]:
        """Give the answers as the action takes them."""
        return {"given": Given(**self.cleaned_data)}


class WorthForm(forms.Form):
    """How much, altogether."""

    amount = _worth(_("Worth altogether, in the country's currency"), least="0")


class FindingForm(forms.Form):
    """A problem for a body."""

    participant = _body(_("Whom it concerns"))
    area = forms.ChoiceField(label=_("Area"), choices=codes("plan_tag", CHOOSE))
    words = _words(_("What is wrong"), rows=5)


class ForeignForm(forms.Form):
    """What is asked abroad."""

    country = forms.ChoiceField(label=_("Country"), choices=codes("country", CHOOSE), widget=Autocomplete)
    kind = forms.ChoiceField(label=_("What for"), choices=codes("foreign_kind", CHOOSE))
    paper_number = forms.CharField(
        label=_("Number of your paper"), max_length=60, help_text=_("The paper itself stays with your unit.")
    )
    words = _words(_("What is asked"))

    def said(self) -> dict[str, Any]:
        """Give the answers as the action takes them."""
        return {"wish": Wish(**self.cleaned_data)}


class TieForm(forms.Form):
    """Somebody the hotline works with."""

    kind = forms.ChoiceField(label=_("Which kind"), choices=codes("tie_kind"), widget=RadioPills)
    name = forms.CharField(label=_("Name"), max_length=160)
    about = forms.CharField(label=_("What it is for"), max_length=300)
    reach = forms.CharField(label=_("How to reach them"), max_length=200, required=False)
