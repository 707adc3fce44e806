"""What is written down about campaigns, materials, carriers and studies."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, codes
from panah.core.country import country
from panah.core.widgets import Autocomplete, CheckPills, DayInput, RadioPills
from panah.plan.actions.awareness import Found, Printed, Told
from panah.plan.forms.trainings import measures


def _measure() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Serves the measure"), choices=measures, required=False, widget=Autocomplete)


def _id(value: str) -> UUID | None:
    return UUID(value) if value else None


class CampaignForm(forms.Form):
    """One campaign."""

    title = forms.CharField(label=_("What it is called"), max_length=200)
    topics = forms.MultipleChoiceField(label=_("What it tells"), choices=codes("awareness_topic"), widget=CheckPills)
    channels = forms.MultipleChoiceField(
        label=_("By which means"), choices=codes("awareness_channel"), widget=CheckPills
    )
    audiences = forms.MultipleChoiceField(label=_("To whom"), choices=codes("awareness_audience"), widget=CheckPills)
    begins_on = forms.DateField(label=_("From"), widget=DayInput)
    ends_on = forms.DateField(label=_("Until"), widget=DayInput)
    region = forms.ChoiceField(label=_("Region"), choices=codes("region", _("Not said")), required=False)
    reached = forms.IntegerField(
        label=_("How many it reached, if it is known"), min_value=0, max_value=2_000_000_000, required=False
    )
    measure = _measure()

    def told(self) -> Told:
        """Give what was answered."""
        given: dict[str, Any] = dict(self.cleaned_data)
        return Told(measure_id=_id(given.pop("measure")), **given)


class MaterialForm(forms.Form):
    """One material; the same name and language again is its next version."""

    name = forms.CharField(label=_("What it is called"), max_length=120)
    kind = forms.ChoiceField(label=_("What it is"), choices=codes("material_kind"), widget=RadioPills)
    language = forms.ChoiceField(label=_("Language"), choices=codes("language", CHOOSE))
    stock = forms.IntegerField(label=_("Pieces"), min_value=0, max_value=10_000_000)
    tells = forms.MultipleChoiceField(
        label=_("A leaflet on rights tells"), choices=codes("leaflet_part"), widget=CheckPills, required=False
    )

    def printed(self) -> Printed:
        """Give what was answered."""
        return Printed(**self.cleaned_data)


class GiveOutForm(forms.Form):
    """So many pieces to one kind of place."""

    place = forms.ChoiceField(label=_("Where"), choices=codes("distribution_place"))
    region = forms.ChoiceField(label=_("Region"), choices=codes("region", _("Not said")), required=False)
    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=10_000_000)


class PiecesForm(forms.Form):
    """So many pieces more."""

    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=10_000_000)


class ReachForm(forms.Form):
    """How many a campaign has reached."""

    reached = forms.IntegerField(label=_("How many altogether"), min_value=0, max_value=2_000_000_000)


class FinishForm(forms.Form):
    """What a study found."""

    finished_on = forms.DateField(label=_("Finished on"), widget=DayInput)
    causes = forms.MultipleChoiceField(
        label=_("Causes found"), choices=codes("trafficking_cause"), widget=CheckPills, required=False
    )
    proposals = forms.CharField(
        label=_("What it proposes"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class CarrierForm(forms.Form):
    """A carrier. Nothing about any passenger."""

    name = forms.CharField(label=_("Name of the company"), max_length=120)
    kind = forms.ChoiceField(label=_("How it travels"), choices=codes("carrier_kind"), widget=RadioPills)
    routes = forms.CharField(label=_("Routes"), max_length=200, required=False)


class LookForm(forms.Form):
    """What a carrier does now."""

    steps = forms.MultipleChoiceField(
        label=_("The carrier"), choices=codes("carrier_step"), widget=CheckPills, required=False
    )

    def steps_now(self) -> dict[str, bool]:
        """Give every step with whether it is done."""
        return {step: step in self.cleaned_data["steps"] for step in country().codes("carrier_step").ids}


class StudyForm(forms.Form):
    """A study of one region; numbers and causes, nobody's story."""

    title = forms.CharField(label=_("What it is called"), max_length=200)
    region = forms.ChoiceField(label=_("Region"), choices=codes("region", CHOOSE))
    begun_on = forms.DateField(label=_("Begun on"), widget=DayInput)
    finished_on = forms.DateField(label=_("Finished on"), widget=DayInput, required=False)
    causes = forms.MultipleChoiceField(
        label=_("Causes found"), choices=codes("trafficking_cause"), widget=CheckPills, required=False
    )
    proposals = forms.CharField(
        label=_("What it proposes"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    measure = _measure()

    def found(self) -> Found:
        """Give what was answered."""
        given: dict[str, Any] = dict(self.cleaned_data)
        return Found(measure_id=_id(given.pop("measure")), **given)
