"""Forms of family, friends and visitors."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, codes, words
from panah.core.country import country
from panah.core.widgets import CheckPills, MomentInput, RadioPills
from panah.people.models import Person
from panah.shelter.actions.family import Someone
from panah.shelter.models import Acquaintance, EncounterState

TYPED = {"autocomplete": "off"}


class SomeoneForm(forms.Form):
    """Somebody outside whom a resident wants to be in touch with, or who is to be kept away."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs=TYPED))
    relation = forms.ChoiceField(label=_("What they are to the resident"), choices=codes("relation", CHOOSE))
    ways = forms.MultipleChoiceField(
        label=_("How they want to be in touch"), choices=codes("contact_way"), widget=CheckPills
    )
    reach = forms.CharField(
        label=_("How to reach them"), max_length=200, required=False, widget=forms.TextInput(attrs=TYPED)
    )
    other = forms.UUIDField(
        label=_("Known here as"),
        required=False,
        widget=forms.Select,
        help_text=_("If this is one of the persons linked to the resident."),
    )
    words = words(_("What else is to be known"), rows=2)
    wished = forms.BooleanField(label=_("The resident wants this contact"), required=False)
    suspected = forms.BooleanField(
        label=_("Suspected of the trafficking, or of being its cause: keep away"), required=False
    )

    def __init__(self, linked: list[Person], *args: Any, **options: Any) -> None:
        """Offer the persons who are linked to the resident."""
        super().__init__(*args, **options)
        offered = [("", "–"), *((str(each.id), each.pseudonym) for each in linked)]
        cast("forms.Select", self.fields["other"].widget).choices = offered

    def someone(self) -> Someone:
        """Give them as they were described."""
        told = self.cleaned_data
        return Someone(
            name=told["name"],
            relation=told["relation"],
            ways=tuple(told["ways"]),
            reach=told["reach"],
            other_id=told["other"],
            words=told["words"],
        )


class ApproveForm(forms.Form):
    """In which ways somebody may be in touch; for a child, why that serves it and what it thinks (CH-11, CH-13)."""

    ways = forms.MultipleChoiceField(label=_("In which ways"), choices=codes("contact_way"), widget=CheckPills)
    opinion = forms.ChoiceField(label=_("What the child thinks"), choices=codes("child_opinion"), widget=RadioPills)
    words = words(_("Why it serves the child"), required=True, rows=2)

    def __init__(self, *args: Any, is_child: bool, **options: Any) -> None:
        """Ask of a child what is asked of children alone."""
        super().__init__(*args, **options)
        if not is_child:
            del self.fields["opinion"], self.fields["words"]


class BlockForm(forms.Form):
    """Why somebody is kept away from now on."""

    reason = forms.ChoiceField(label=_("Why"), choices=codes("contact_block", CHOOSE))
    words = words(_("In words"), rows=2)


class EncounterForm(forms.Form):
    """A visit or call of somebody approved: expected, or behind us."""

    way = forms.ChoiceField(label=_("How"), widget=RadioPills)
    at = forms.DateTimeField(label=_("When"), widget=MomentInput)
    state = forms.ChoiceField(
        label=_("Ahead, or over"),
        choices=((EncounterState.EXPECTED, _("Expected")), (EncounterState.HELD, _("Took place"))),
        initial=EncounterState.EXPECTED,
        widget=RadioPills,
    )
    words = words(_("In words"), rows=2)

    def __init__(self, someone: Acquaintance, data: Any = None) -> None:
        """Offer the ways that were approved."""
        super().__init__(data, prefix=someone.id.hex[-8:])
        ways = country().codes("contact_way")
        cast("forms.ChoiceField", self.fields["way"]).choices = [(way, ways[way].label) for way in someone.ways]


class HeldForm(forms.Form):
    """Whether an expected visit or call took place: sent by a button."""

    state = forms.ChoiceField(choices=EncounterState.choices)
