"""The forms of a stay: another bed, a longer stay, the plan for afterwards, leaving, visits."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.asking import CHOOSE, offer
from panah.core.asking import codes as listed
from panah.core.country import country
from panah.core.widgets import CheckCards, DayInput, RadioCards, RadioPills
from panah.people.actions import best_interest
from panah.shelter.actions.leaving import Plan
from panah.shelter.actions.prolonging import LONGEST as LONGEST_STAY
from panah.shelter.actions.prolonging import Asking, may_ask
from panah.shelter.actions.stays import Said
from panah.shelter.forms.admission import AT_THE_DOOR, LONGEST, codes
from panah.shelter.models import Leaving, ProlongationAsk, Requester, Stay
from panah.shelter.offers import Offer


class MoveForm(forms.Form):
    """Another bed for a resident."""

    bed = forms.TypedChoiceField(label=_("Bed"), coerce=UUID, widget=RadioCards)

    def __init__(self, *args: Any, places: Sequence[Offer], **options: Any) -> None:
        """Offer the beds that are free now."""
        super().__init__(*args, **options)
        offer(self, "bed", [(place.value, place.label) for place in places])


class ProlongForm(forms.Form):
    """A longer stay: who asked for it, for how long, and how the person agreed, this time anew (SH-04)."""

    requested_by = forms.ChoiceField(label=_("Who asks for it"), widget=RadioPills)
    reason = forms.ChoiceField(label=_("Why"), choices=listed("prolongation_reason", CHOOSE))
    letter = forms.CharField(
        label=_("By which letter, call or visit"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Only where another body asks. Sealed. Empty: the person asks."),
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=LONGEST_STAY,
        help_text=_("The law sets no limit. What stands here is what the country proposes."),
    )
    language = forms.ChoiceField(label=_("In which language"), choices=codes("language"))
    given_how = forms.ChoiceField(
        label=_("How the person agreed"),
        choices=codes("consent_way", only=AT_THE_DOOR),
        initial="oral",
        widget=RadioPills,
    )
    given_by = forms.ChoiceField(
        label=_("Who agrees for the child"),
        choices=codes("consent_giver", only=("guardian", "both", "guardianship_body")),
        widget=RadioCards,
    )
    opinion = forms.ChoiceField(
        label=_("What the child thinks of staying"), choices=codes("child_opinion", group="asked"), widget=RadioPills
    )
    words = forms.CharField(
        label=_("Why staying serves the child"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence = forms.CharField(
        label=_("What was said"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, stay: Stay, ask: ProlongationAsk | None = None, **options: Any) -> None:
        """Ask of a child what it thinks, and of an adult nothing for others; offer who may ask (SH-03, CH-06).

        `ask` is the request that is answered: who asks, and why, stands in it.
        """
        super().__init__(*args, **options)
        self.ask = ask
        named = [ask.requested_by] if ask else may_ask(is_child=stay.is_child)
        if ask is not None:
            del self.fields["reason"], self.fields["letter"]
        asked: Any = self.fields["requested_by"]
        asked.choices = [(each, Requester(each).label) for each in named]
        asked.initial = named[0]
        self.fields["days"].initial = country().settings.prolongation_days
        self.fields["language"].initial = stay.language or "az"
        if not stay.is_child:
            for name in ("given_by", "opinion", "words"):
                del self.fields[name]
        elif not best_interest.opinion_needed(stay.person):
            offer(self, "opinion", codes("child_opinion"))

    def step(self) -> dict[str, Any]:
        """Give what the action takes."""
        said = self.cleaned_data
        return {
            "asking": Asking(
                by=said["requested_by"],
                reason=said.get("reason", ""),
                letter=said.get("letter", ""),
                ask_id=self.ask.id if self.ask else None,
            ),
            "days": said["days"],
            "said": Said(
                language=said["language"],
                given_how=said["given_how"],
                given_by=said.get("given_by", "person"),
                evidence=said["evidence"],
            ),
            "opinion": said.get("opinion", ""),
            "words": said.get("words", ""),
        }


class AskForm(forms.Form):
    """Another body asks that somebody's stay be prolonged."""

    pseudonym = forms.CharField(
        label=_("False name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("With its four digits."),
    )
    reason = forms.ChoiceField(label=_("Why"), choices=codes("prolongation_reason", group=""), widget=RadioCards)


class PlanForm(forms.Form):
    """What the person means to do afterwards; every line is theirs to give or not."""

    leaving_on = forms.DateField(
        label=_("Means to leave on"),
        required=False,
        widget=DayInput,
        help_text=_("A plan. The person may go sooner or later."),
    )
    plan = forms.CharField(
        label=_("What comes afterwards"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Home, work, help, school, what to do in danger. Sealed."),
    )
    address_after = forms.CharField(
        label=_("Where the person will live"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("Sealed with the whereabouts; only if the person wants to say."),
    )

    @classmethod
    def of(cls, stay: Stay, row: Leaving | None) -> "PlanForm":
        """Fill the form with what is planned."""
        words = {"plan": row.plan, "address_after": row.address_after} if row else {}
        return cls(initial={"leaving_on": stay.leaving_on, **words})

    def planned(self) -> Plan:
        """Give the plan."""
        return Plan(**self.cleaned_data)


class LeaveForm(forms.Form):
    """That somebody has left, why, and who left with them."""

    reason = forms.ChoiceField(label=_("Why"), choices=codes("stay_end_reason"), widget=RadioCards)
    together = forms.MultipleChoiceField(label=_("Left together with"), required=False, widget=CheckCards)

    def __init__(self, *args: Any, family: Sequence[Stay], **options: Any) -> None:
        """Offer those who came together and still live here."""
        super().__init__(*args, **options)
        here = [(str(each.id), each.pseudonym) for each in family if each.is_resident]
        if here:
            offer(self, "together", here)
        else:
            del self.fields["together"]

    def leavers(self, stay: Stay) -> list[UUID]:
        """Give the stays that end."""
        return [stay.id, *map(UUID, self.cleaned_data.get("together", ()))]


class FeedbackForm(forms.Form):
    """What the person says of the house."""

    feedback_code = forms.ChoiceField(
        label=_("How the person found it here"), choices=codes("stay_feedback"), widget=RadioPills
    )
    feedback = forms.CharField(
        label=_("In their own words"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class VisitAfterForm(forms.Form):
    """A day on which the house asks how somebody is."""

    visit_on = forms.DateField(label=_("On"), widget=DayInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Let nobody plan for a day that is over."""
        super().__init__(*args, **options)
        self.fields["visit_on"].widget.attrs["min"] = timezone.localdate().isoformat()


class VisitResultForm(forms.Form):
    """What a visit or call afterwards showed."""

    result = forms.ChoiceField(label=_("How it was"), choices=codes("visit_after_result"))
    words = forms.CharField(
        label=_("In words"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
