"""Forms of the register of organisations, of outreach, and of working together."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, codes
from panah.core.widgets import CheckPills, DayInput
from panah.referrals.actions import cooperating
from panah.referrals.actions.outreach import Told
from panah.referrals.actions.partners import Profile
from panah.referrals.models import Partner


class ProfileForm(forms.Form):
    """What an organisation does and where."""

    activities = forms.MultipleChoiceField(
        label=_("What it does"), choices=codes("partner_activity"), widget=CheckPills
    )
    sectors = forms.MultipleChoiceField(
        label=_("Where it meets people"), choices=codes("partner_sector"), widget=CheckPills
    )
    regions = forms.MultipleChoiceField(label=_("Regions"), choices=codes("region"), widget=CheckPills, required=False)
    identified_on = forms.DateField(label=_("Known since"), widget=DayInput, initial=timezone.localdate)

    @classmethod
    def of(cls, profile: Partner | None) -> "ProfileForm":
        """Give the form with what is written down already."""
        if profile is None:
            return cls()
        return cls(initial={name: getattr(profile, name) for name in cls.base_fields})

    def profile(self) -> Profile:
        """Give what was chosen."""
        return Profile(**self.cleaned_data)


class TrainingForm(forms.Form):
    """One training."""

    held_on = forms.DateField(label=_("When"), widget=DayInput)
    topic = forms.ChoiceField(label=_("Subject"), choices=codes("partner_topic", CHOOSE))
    persons = forms.IntegerField(label=_("How many took part"), min_value=1, max_value=1000)


class OutreachForm(forms.Form):
    """One outreach: numbers and codes. There is no field for words, so that nobody can be recognised."""

    held_on = forms.DateField(label=_("When"), widget=DayInput, initial=timezone.localdate)
    persons = forms.IntegerField(label=_("How many people were reached"), min_value=1, max_value=1000)
    place = forms.ChoiceField(label=_("Where they were met"), choices=codes("outreach_place", CHOOSE))
    region = forms.ChoiceField(label=_("Region"), choices=codes("region", _("Not said")), required=False)
    language = forms.ChoiceField(label=_("In which language"), choices=codes("language"), initial="az")
    measures = forms.MultipleChoiceField(
        label=_("What was explained"), choices=codes("state_measure"), widget=CheckPills
    )
    signalled = forms.BooleanField(label=_("A signal to the special unit followed"), required=False)

    def told(self) -> Told:
        """Give what was written."""
        return Told(**self.cleaned_data)


class CooperationForm(forms.Form):
    """With whom, on what."""

    partner = forms.ChoiceField(label=_("Organisation"))
    field = forms.ChoiceField(label=_("What you do together"), choices=codes("partner_activity", CHOOSE))

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the organisations with a memorandum in force."""
        super().__init__(*args, **options)
        units = [(str(unit.id), str(unit)) for unit in cooperating.partners()]
        cast("forms.ChoiceField", self.fields["partner"]).choices = [("", _("Choose")), *units]

    def chosen(self) -> dict[str, Any]:
        """Give partner and field."""
        return {"partner_id": UUID(self.cleaned_data["partner"]), "field": self.cleaned_data["field"]}
