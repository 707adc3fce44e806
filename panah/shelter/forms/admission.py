"""The forms of the way in: one for each step, for everybody who comes together."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.core.country import country
from panah.core.widgets import Autocomplete, CheckPills, RadioCards, RadioPills
from panah.people.actions import best_interest
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis, PersonRole
from panah.shelter.actions.admitting import INTERPRETER, Weighed
from panah.shelter.actions.stays import Said
from panah.shelter.models import Bed, Category, House, HouseKind, Stay
from panah.shelter.offers import Offer, Party
from panah.shelter.welcome import LANGUAGES

LONGEST = 4000
CHILDREN = 3
# What is said at a door; the other ways of the list are for letters and screens.
AT_THE_DOOR = ("oral", "written", "interpreter", "sign_language")
KNOWN_FROM = (AgeBasis.DECLARED, AgeBasis.DOCUMENT, AgeBasis.ESTIMATED)


def codes(name: str, *, group: str | None = None, only: Sequence[str] = (), empty: Any = None) -> Any:
    """Give what a choice offers from a list of the country, or from a group of it, when the form is drawn.

    `empty` are the words of an answer before all others that stands for none.
    """

    def offered() -> list[tuple[str, Any]]:
        listed = country().codes(name)
        return ([("", empty)] if empty else []) + [
            (id_, label)
            for id_, label in country().choices(name)
            if (group is None or listed[id_].group == group) and (not only or id_ in only)
        ]

    return offered


class HouseForm(forms.Form):
    """In which house; asked only where the unit has several."""

    house = forms.ModelChoiceField(label=_("House"), queryset=House.objects.none(), empty_label=None)

    def __init__(self, *args: Any, houses: Sequence[House], bed: Bed | None = None, **options: Any) -> None:
        """Offer the unit's shelters that are open; of a bed one started from, its own house first."""
        super().__init__(*args, **options)
        field: Any = self.fields["house"]
        field.initial = bed.house if bed else None
        field.queryset = House.objects.filter(id__in=[house.id for house in houses]).order_by("name")
        if len(houses) == 1:
            field.initial, field.widget = houses[0], forms.HiddenInput()


def houses_of(rows: Any) -> list[House]:
    """Give the houses somebody can move into."""
    return list(rows.filter(kind=HouseKind.SHELTER, closed_on=None)[:50])


class ChildFacts(forms.Form):
    """A child that is brought along."""

    sex = forms.ChoiceField(label=_("Sex"), choices=codes("sex"), required=False, widget=RadioPills)
    age_band = forms.ChoiceField(label=_("Age"), choices=codes("age_band", group="child"), widget=RadioPills)
    victim = forms.BooleanField(
        label=_("The child may be a victim as well"),
        required=False,
        help_text=_("Then the bodies that protect children are told at once."),
    )

    def facts(self, language: str) -> Facts:
        """Give the facts of the child, which speaks its parent's language as far as is known."""
        said = self.cleaned_data
        return Facts(
            role=PersonRole.VICTIM if said["victim"] else PersonRole.RELATIVE,
            sex=said["sex"],
            age_band=said["age_band"],
            age_basis=AgeBasis.DECLARED,
            language=language,
        )


class DoorForm(HouseForm):
    """Somebody nobody knows yet: as little as a night allows. No name is asked, and nothing about any proceedings."""

    category = forms.ChoiceField(
        label=_("Comes as"), choices=Category.choices[:-1], initial=Category.VICTIM, widget=RadioPills
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=codes("sex"), required=False, widget=RadioPills)
    # Nothing is taken for granted of whom nobody knows: what was not said is not known.
    age_band = forms.ChoiceField(label=_("Age"), choices=codes("age_band"), initial="unknown", required=False)
    age_basis = forms.ChoiceField(
        label=_("How the age is known"),
        choices=[(each.value, each.label) for each in KNOWN_FROM],
        initial=AgeBasis.DECLARED,
        widget=RadioPills,
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=codes("language", empty=_("Not known")), required=False, widget=Autocomplete
    )

    def facts(self) -> Facts:
        """Give what was said."""
        said = self.cleaned_data
        role = PersonRole.WITNESS if said["category"] == Category.WITNESS else PersonRole.VICTIM
        return Facts(
            role=role,
            sex=said["sex"],
            age_band=said["age_band"],
            age_basis=AgeBasis(said["age_basis"]),
            language=said["language"],
        )


class KnownForm(HouseForm):
    """Somebody the unit knows by a false name."""

    pseudonym = forms.CharField(
        label=_("False name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("With its four digits."),
    )


class StepForm(forms.Form):
    """One step for everybody who comes together; fields that each has of their own carry their place in the group."""

    def __init__(self, *args: Any, group: Sequence[Stay], **options: Any) -> None:
        """Take those who come together, the adult first."""
        super().__init__(*args, **options)
        self.group = list(group)
        self.build()

    def build(self) -> None:
        """Add the fields that depend on who comes."""

    def mine(self, stay: Stay, name: str) -> str:
        """Name a field of one of the group."""
        return f"{name}_{self.group.index(stay)}"

    def of(self, stay: Stay, name: str) -> Any:
        """Give what was said for one of the group."""
        return self.cleaned_data[self.mine(stay, name)]


class AgreeForm(StepForm):
    """The person wants the place; a grown-up speaks for a child."""

    language = forms.ChoiceField(label=_("In which language"), choices=codes("language"))
    given_how = forms.ChoiceField(
        label=_("How"), choices=codes("consent_way", only=AT_THE_DOOR), initial="oral", widget=RadioPills
    )

    def build(self) -> None:
        """Ask of each child who agrees for it; the parent does who came with it and is not suspected."""
        self.fields["language"].initial = self.group[0].language or "az"
        for stay in self.group:
            if stay.is_child:
                self.fields[self.mine(stay, "given_by")] = forms.ChoiceField(
                    label=_("For %(name)s agrees") % {"name": stay.pseudonym},
                    choices=codes("consent_giver", only=("guardian", "both", "guardianship_body")),
                    initial="guardian" if stay.with_stay_id else None,
                    widget=RadioCards,
                )
        self.fields["evidence"] = forms.CharField(
            label=_("What was said"),
            max_length=LONGEST,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("Sealed. In the person's own words, if you can."),
        )

    def said(self, stay: Stay) -> Said:
        """Give how one of the group agreed."""
        said = self.cleaned_data
        by = self.of(stay, "given_by") if stay.is_child else "person"
        return Said(language=said["language"], given_how=said["given_how"], given_by=by, evidence=said["evidence"])


class ChildForm(StepForm):
    """What each child thinks, why the place serves it, and whether it lives with its parent."""

    def build(self) -> None:
        """Ask it of every child."""
        for stay in self.group:
            if stay.is_child:
                self._ask(stay)

    def _ask(self, stay: Stay) -> None:
        asked = best_interest.opinion_needed(stay.person)
        opinions = codes("child_opinion", group="asked") if asked else codes("child_opinion")
        self.fields[self.mine(stay, "opinion")] = forms.ChoiceField(
            label=_("What the child thinks of living here"), choices=opinions, widget=RadioPills
        )
        self.fields[self.mine(stay, "words")] = forms.CharField(
            label=_("Why living here serves the child"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
        )
        if stay.with_stay_id:
            self.fields[self.mine(stay, "company")] = forms.CharField(
                label=_("Why it is best for the child to share a room with %(name)s")
                % {"name": self.group[0].pseudonym},
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Empty: the child sleeps apart from adults, as children do."),
            )

    def weighed(self, stay: Stay) -> Weighed:
        """Give what was written about one child."""
        company = self.of(stay, "company") if stay.with_stay_id else ""
        return Weighed(opinion=self.of(stay, "opinion"), words=self.of(stay, "words"), company_words=company)


class HouseReasonForm(StepForm):
    """Why somebody is admitted although something about the house is not in order; one reason for all who come."""

    reason = forms.CharField(
        label=_("Why they are admitted all the same"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sealed. What makes this house better for them than any other place tonight, and what is done."),
    )


class DangersForm(StepForm):
    """Why somebody may live here although the check found a tie; asked of whom it found one."""

    def build(self) -> None:
        """Ask it of everybody; the page draws it where a tie was found."""
        for stay in self.group:
            self.fields[self.mine(stay, "reason")] = forms.CharField(
                label=_("Why %(name)s may live here all the same") % {"name": stay.pseudonym},
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Sealed. What will be done so that nobody is in danger."),
            )


class BedForm(forms.Form):
    """One place for each party, out of those that are free now."""

    def __init__(self, *args: Any, offered: Sequence[tuple[Party, Sequence[Offer]]], **options: Any) -> None:
        """Offer the places of each party, the best one first and chosen already."""
        super().__init__(*args, **options)
        self.parties = [party for party, _places in offered]
        # Whether there is a place for everybody.
        self.places = all(places for _party, places in offered)
        for number, (party, places) in enumerate(offered):
            self.fields[f"place_{number}"] = forms.ChoiceField(
                label=party.names,
                choices=[(place.value, place.label) for place in places],
                initial=places[0].value if places else None,
                widget=RadioCards,
            )

    def chosen(self) -> list[tuple[Stay, UUID]]:
        """Give who gets which bed."""
        pairs: list[tuple[Stay, UUID]] = []
        for number, party in enumerate(self.parties):
            beds = [UUID(each) for each in self.cleaned_data[f"place_{number}"].split(",")]
            pairs += zip(party.stays, beds, strict=True)
        return pairs


class RulesForm(StepForm):
    """In which language the rules and rights were given."""

    language = forms.ChoiceField(label=_("Given and explained in"), choices=codes("language"))

    def build(self) -> None:
        """Begin with the language of the person."""
        self.fields["language"].initial = self.group[0].language or "az"


class BelongingsForm(StepForm):
    """What is given into keeping, one thing on a line."""

    things = forms.CharField(
        label=_("What the person gives into keeping"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One thing on a line. Sealed. Empty: nothing."),
    )


class NeedsForm(StepForm):
    """What each needs from the first day on."""

    def build(self) -> None:
        """Ask it of everybody; somebody who speaks another language than the country's may need an interpreter."""
        for stay in self.group:
            self.fields[self.mine(stay, "needs")] = forms.MultipleChoiceField(
                label=stay.pseudonym,
                choices=codes("stay_need"),
                required=False,
                initial=stay.needs or _likely(stay),
                widget=CheckPills,
            )


def _likely(stay: Stay) -> list[str]:
    """What somebody needs whose language the house's own papers are not drawn in (SH-07)."""
    return [INTERPRETER] if stay.language and stay.language not in LANGUAGES else []


class TurnAwayForm(forms.Form):
    """Why somebody does not move in."""

    reason = forms.ChoiceField(label=_("Why"), choices=codes("not_admitted_reason"), widget=RadioCards)
