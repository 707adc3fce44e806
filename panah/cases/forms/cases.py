"""Forms of the list, of opening a case, of who works on it and of how it ends."""

from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.cases.models import Case, CaseSource, CaseState
from panah.core.actor import Actor
from panah.core.asking import CHOOSE, codes, words
from panah.core.widgets import Autocomplete, RadioPills
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis, Person, PersonRole, Standing

MOST_OFFERED = 50
# A contact is the hotline's own and comes as a referral; a referral is opened from its own page.
BY_HAND = (CaseSource.SELF, CaseSource.BORDER, CaseSource.CONSULATE, CaseSource.NGO, CaseSource.FOUND)


class CaseFilter(forms.Form):
    """Whose, where it stands, how it came, the person's status; what does not fit narrows nothing."""

    whose = forms.ChoiceField(
        label=_("Whose"), required=False, choices=(("", _("All of the unit")), ("mine", _("Assigned to me")))
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=(("", "–"), *CaseState.choices))
    source = forms.ChoiceField(label=_("Came by"), required=False, choices=(("", "–"), *CaseSource.choices))
    standing = forms.ChoiceField(label=_("Status"), required=False, choices=(("", "–"), *Standing.choices))

    def narrowed(self, actor: Actor) -> "QuerySet[Case]":
        """Give the cases the actor's units can see, narrowed to what was chosen."""
        self.is_valid()
        chosen = self.cleaned_data
        rows = Case.mine(actor) if chosen.get("whose") else Case.visible(actor)
        for name in ("state", "source"):
            if chosen.get(name):
                rows = rows.filter(**{name: chosen[name]})
        if chosen.get("standing"):
            # Asked row by row along the unit's own index; a join would begin with everybody of that status.
            standing = Person.visible(actor).filter(id=OuterRef("person_id")).values("standing")[:1]
            rows = rows.annotate(standing=Subquery(standing)).filter(standing=chosen["standing"])
        return rows


class PurposeForm(forms.Form):
    """What a case that is not one's own is opened for; the purpose goes into the trail."""

    purpose = forms.ChoiceField(label=_("What do you open it for?"), choices=codes("opening_purpose", CHOOSE))


class OpenForm(forms.Form):
    """How the case came, and about whom: somebody the unit knows, or somebody registered with it."""

    source = forms.ChoiceField(
        label=_("How it came"), choices=[(each.value, each.label) for each in BY_HAND], widget=RadioPills
    )
    person = forms.ChoiceField(
        label=_("The person"),
        required=False,
        widget=Autocomplete,
        help_text=_("Persons your unit registered lately. Leave it empty to write a false name, or to register anew."),
    )
    pseudonym = forms.CharField(
        label=_("Or by the false name"),
        required=False,
        max_length=40,
        help_text=_("As it stands on the person's page."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=PersonRole.choices, initial=PersonRole.VICTIM, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=codes("sex", _("Not known")), required=False)
    age_band = forms.ChoiceField(label=_("Age"), choices=codes("age_band", _("Not known")), required=False)
    age_basis = forms.ChoiceField(
        label=_("How the age is known"), choices=AgeBasis.choices, initial=AgeBasis.PRESUMED, required=False
    )
    citizenship = forms.ChoiceField(
        label=_("Citizenship"), choices=codes("country", _("Not known")), required=False, widget=Autocomplete
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=codes("language", _("Not known")), required=False, widget=Autocomplete
    )

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        """Offer the persons the actor's unit registered lately."""
        super().__init__(*args, **options)
        mine = Person.visible(actor).filter(registered_by_unit_id=actor.unit).order_by("-id")[:MOST_OFFERED]
        field: Any = self.fields["person"]
        field.choices = [("", _("Somebody new")), *((str(row.id), row.pseudonym) for row in mine)]

    def facts(self) -> Facts:
        """Give what is known of somebody new, in codes."""
        said = self.cleaned_data
        return Facts(
            role=PersonRole(said["role"] or PersonRole.VICTIM),
            sex=said["sex"],
            age_band=said["age_band"],
            age_basis=AgeBasis(said["age_basis"] or AgeBasis.PRESUMED),
            citizenship=said["citizenship"],
            language=said["language"],
        )


class DescribeForm(forms.Form):
    """Where the person was taken to, and what for."""

    destination = forms.ChoiceField(
        label=_("Taken to"), choices=codes("country", _("Not known")), required=False, widget=Autocomplete
    )
    exploitation = forms.ChoiceField(label=_("What for"), choices=codes("purpose", _("Not known")), required=False)


class AssignForm(forms.Form):
    """Who works on it from now on."""

    member = forms.ChoiceField(label=_("Member of your unit"))

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        """Offer the members of the unit."""
        super().__init__(*args, **options)
        field: Any = self.fields["member"]
        field.choices = [("", _("Choose")), *((str(row.id), row.alias) for row in Member.of_unit(case.unit_id))]


class ProposeForm(forms.Form):
    """Why the case should be closed."""

    reason = forms.ChoiceField(label=_("Why it ends"), choices=codes("case_close_reason", CHOOSE))
    words = words(_("What the lead should know"))


class AnswerForm(forms.Form):
    """What a lead says to a proposal."""

    words = words(_("Remark"))


class ReopenForm(forms.Form):
    """Why a closed case is opened again."""

    reason = forms.ChoiceField(label=_("Why it goes on"), choices=codes("case_reopen_reason", CHOOSE))
    words = words(_("What happened"))
