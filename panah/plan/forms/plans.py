"""What the pages of a plan ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.asking import offer
from panah.core.country import country
from panah.plan.models import Heading, Plan
from panah.plan.reading import Wanted, who_is_in

ARRANGED = (("", _("Headings")), ("body", _("Bodies")))


class WantedForm(forms.Form):
    """Which measures of a plan are to be shown."""

    heading = forms.ChoiceField(label=_("Heading"), required=False)
    body = forms.ChoiceField(label=_("Body"), required=False)
    tag = forms.ChoiceField(label=_("Subject of the measure"), required=False)

    def __init__(self, *args: Any, plan: Plan, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        headings = Heading.objects.filter(plan=plan).order_by("position")
        everything = [("", _("Any"))]
        offer(self, "heading", everything + [(row.code, f"{row.code}. {row}") for row in headings])
        offer(self, "body", everything + [(row.code, str(row)) for row in who_is_in(actor, plan)])
        offer(self, "tag", [*everything, *country().choices("plan_tag")])

    def wanted(self) -> Wanted:
        """Give what is asked for; an answer that is not on the lists counts as none."""
        self.is_valid()
        return Wanted(**{name: self.cleaned_data.get(name, "") for name in WantedForm.base_fields})


class TimelineForm(WantedForm):
    """Which measures, and whether they are arranged by heading or by body."""

    by = forms.ChoiceField(label=_("Arranged by"), choices=ARRANGED, required=False)

    @property
    def is_by_body(self) -> bool:
        """Whether bodies are asked for."""
        return self.is_valid() and self.cleaned_data["by"] == "body"
