"""What whoever gives a training answers: the course, the session, who is on the list, how it went."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.core.asking import codes
from panah.core.country import country
from panah.core.errors import BadInput
from panah.core.widgets import Autocomplete, CheckPills, DayInput
from panah.plan.actions.trainings import Occasion, Outline, Result
from panah.plan.models import Attendance, Measure, Participant


def measures() -> list[tuple[str, Any]]:
    """Offer the measures of plans in force, and none."""
    rows = Measure.objects.filter(plan__state="in_force").select_related("plan")
    listed = rows.order_by("plan__code", "heading__position", "position")[:500]
    return [("", _("None")), *((str(row.id), f"{row.plan.code} {row.code}. {row}") for row in listed)]


class CourseForm(forms.Form):
    """What a course is about and for whom."""

    topics = forms.MultipleChoiceField(label=_("Topics"), choices=codes("course_topic"), widget=CheckPills)
    audiences = forms.MultipleChoiceField(label=_("For whom"), choices=codes("training_audience"), widget=CheckPills)
    is_joint = forms.BooleanField(label=_("For several bodies at once"), required=False)
    lasts_days = forms.IntegerField(
        label=_("To be repeated after so many days"), min_value=1, max_value=3660, required=False
    )
    measure = forms.ChoiceField(label=_("Serves the measure"), choices=measures, required=False, widget=Autocomplete)

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"lasts_days": country().settings.training_lasts.days})
        super().__init__(*args, **options)
        for language in country().languages:
            label = _("Title (%(language)s)") % {"language": language}
            self.fields[f"title_{language}"] = forms.CharField(label=label, max_length=200)
        self.order_fields([f"title_{language}" for language in country().languages])

    def outline(self) -> Outline:
        """Give what was answered."""
        given = self.cleaned_data
        return Outline(
            title={language: given[f"title_{language}"] for language in country().languages},
            topics=given["topics"],
            audiences=given["audiences"],
            is_joint=given["is_joint"],
            lasts_days=given["lasts_days"],
            measure_id=UUID(given["measure"]) if given["measure"] else None,
        )


class SessionForm(forms.Form):
    """When and where a course is held."""

    begins_on = forms.DateField(label=_("From"), widget=DayInput)
    ends_on = forms.DateField(label=_("Until"), widget=DayInput)
    region = forms.ChoiceField(label=_("Region"), choices=codes("region", _("Not said")), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=codes("language", _("Not said")), required=False)
    with_bodies = forms.MultipleChoiceField(label=_("Together with"), required=False, widget=CheckPills)

    def __init__(self, *args: Any, joint: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if joint:
            field: Any = self.fields["with_bodies"]
            field.choices = [(row.code, str(row)) for row in Participant.objects.order_by("code")[:100]]
        else:
            del self.fields["with_bodies"]

    def occasion(self) -> Occasion:
        """Give what was answered."""
        return Occasion(**self.cleaned_data)


class NobodyOfThisName(BadInput):
    """A login that nobody has."""

    sentence = _("Nobody with this login works here.")


class EnrolForm(forms.Form):
    """A colleague for the list, by the alias."""

    login = forms.CharField(label=_("Login of the colleague"), max_length=64)

    def member(self) -> Member:
        """Give the colleague with this login; raises NobodyOfThisName."""
        found = Member.objects.filter(login=self.cleaned_data["login"].strip(), disabled_at=None).first()
        if found is None:
            raise NobodyOfThisName
        return found


class ResultsForm(forms.Form):
    """How it went: for everybody on the list, and in numbers for those from outside."""

    women = forms.IntegerField(label=_("Women from outside the system"), min_value=0, max_value=10_000)
    men = forms.IntegerField(label=_("Men from outside the system"), min_value=0, max_value=10_000)

    def __init__(self, *args: Any, rows: list[tuple[Attendance, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = rows
        for row, alias in rows:
            came = forms.BooleanField(label=_("%(alias)s came") % {"alias": alias}, required=False, initial=row.came)
            self.fields[f"came_{row.member_id}"] = came
            for name, label, value in (
                ("before", _("Test before, of 100"), row.before),
                ("after", _("Test after, of 100"), row.after),
            ):
                field = forms.IntegerField(label=label, min_value=0, max_value=100, required=False, initial=value)
                self.fields[f"{name}_{row.member_id}"] = field

    def clean(self) -> dict[str, Any]:
        """Who did not come has no results."""
        given: dict[str, Any] = super().clean() or {}
        for row, _alias in self.rows:
            came, *tests = (given.get(f"{name}_{row.member_id}") for name in ("came", "before", "after"))
            if not came and any(test is not None for test in tests):
                self.add_error(f"came_{row.member_id}", _("Who did not come has no test results."))
        return given

    @property
    def people(self) -> list[list[forms.BoundField]]:
        """The fields of each person on the list."""
        return [[self[f"{name}_{row.member_id}"] for name in ("came", "before", "after")] for row, _alias in self.rows]

    def results(self) -> dict[UUID, Result]:
        """Give how everybody on the list did."""
        given = self.cleaned_data
        return {
            row.member_id: Result(*(given[f"{name}_{row.member_id}"] for name in ("came", "before", "after")))
            for row, _alias in self.rows
        }


class CodeForm(forms.Form):
    """The code of a certificate."""

    code = forms.CharField(label=_("Code of the certificate of training"), max_length=40)
