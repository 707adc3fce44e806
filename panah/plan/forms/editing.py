"""What the office types into one row of a plan: the columns of the table that is brought in, as fields of a page."""

import calendar
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from panah.core.asking import codes, offer
from panah.core.country import country, say
from panah.core.widgets import Autocomplete, CheckPills, DayInput, RadioPills
from panah.plan.exchange.columns import MOST_WORDS, tables
from panah.plan.exchange.comparing import TABLES, mark, named
from panah.plan.exchange.content import Content, Row, Trouble
from panah.plan.forms.desk import bodies
from panah.plan.models import Measure, PeriodKind, Plan, PlanState

MOST_EARLIER = 1_000
MONTH = _("Month")


def field_of(column: str) -> str:
    """Give the field that a column is typed into."""
    return column.replace(".", "_")


class RowForm(forms.Form):
    """One row: what it says, the mark of what it said when the page was drawn, and a reason for a plan in force."""

    table: ClassVar[str]
    # The text that is said in several languages: its column, its name, and whether it takes several lines.
    spoken: ClassVar[tuple[str, Any, bool]]
    first: ClassVar[tuple[str, ...]] = ("code",)

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan | None, row: Row, content: Content, **options: Any) -> None:
        """Ask about a row of a plan; `row` is what it says now, and nothing for a new one."""
        self.before, self.content, self.plan = row, content, plan
        if row:
            options["initial"] = {**self.shown(row), "seen": mark(row)}
        super().__init__(*args, **options)
        name, label, long = self.spoken
        for number, language in enumerate(country().languages):
            said = _("%(label)s (%(language)s)") % {"label": label, "language": language}
            area = forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput()
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=said, max_length=MOST_WORDS, widget=area, required=number == 0
            )
        if plan and plan.state == PlanState.IN_FORCE:
            self.fields["reason"] = forms.CharField(
                label=_("Why it is changed"),
                max_length=500,
                help_text=_("The plan is in force: the reason stands in its history."),
            )
        self.order_fields([*self.first, *(f"{name}_{language}" for language in country().languages)])

    def shown(self, row: Row) -> dict[str, Any]:
        """Give what the fields begin with."""
        return {field_of(column): value for column, value in row.items()}

    def cells(self) -> Row:
        """Give the row as it was typed; a column without a field stays as it was, or as a new row begins."""
        names = {column.name: column.empty for column in tables()[self.table]}
        begun = {**names, **{name: value for name, value in self.initial.items() if name in names}, **self.before}
        typed = {name: self.cleaned_data[field_of(name)] for name in names if field_of(name) in self.cleaned_data}
        return {**begun, **typed}

    @property
    def texts(self) -> list[forms.BoundField]:
        """The text in each language."""
        return [self[f"{self.spoken[0]}_{language}"] for language in country().languages]

    @property
    def asked(self) -> dict[str, Any]:
        """What the action takes beside the row."""
        return {"seen": self.cleaned_data.get("seen", ""), "reason": self.cleaned_data.get("reason", "")}

    def blame(self, troubles: Iterable[Trouble], row: int) -> None:
        """Write what is wrong beside the field it is typed into; what is wrong elsewhere stands on top."""
        for trouble in troubles:
            place = self.place(trouble.column)
            mine = (trouble.table, trouble.row) == (self.table, row) and place in self.fields
            self.add_error(place if mine else None, f"{'' if mine else self._where(trouble)}{trouble.why}")

    def _where(self, trouble: Trouble) -> str:
        rows = self.content[trouble.table]
        code = rows[trouble.row - 1]["code"] if trouble.row <= len(rows) else trouble.row
        return f"{TABLES[trouble.table]} {code}, {named(trouble.column)}: "

    def place(self, column: str) -> str:
        """Give the field beside which a trouble of a column stands."""
        return field_of(column)

    def look_again(self, row: Row) -> None:
        """Count what is said now as seen: whoever wrote meanwhile is shown above the form."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = mark(row)
        self.data = data


class PlanForm(RowForm):
    """The plan itself; its number and state have pages of their own."""

    table = "plan"
    spoken = ("title", _("Title"), False)
    first: ClassVar[tuple[str, ...]] = ()

    approved_by = forms.CharField(
        label=_("Approved by"), max_length=200, required=False, help_text=_("Such as the order, its number and day.")
    )
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    begins_on = forms.DateField(label=_("From"), widget=DayInput)
    ends_on = forms.DateField(label=_("Until"), widget=DayInput)


class NewPlanForm(PlanForm):
    """A plan begun from nothing."""

    first = ("code",)

    code = forms.RegexField(r"^[\w.\-]{1,40}$", label=_("Short name"), help_text=_("Such as AZ-NAP-2026-2030."))


class HeadingForm(RowForm):
    """A heading."""

    table = "headings"
    spoken = ("name", _("Name"), False)

    code = forms.CharField(label=_("Number"), max_length=20, help_text=_("Such as 3."))


class IndicatorForm(RowForm):
    """What a measure's success is measured by."""

    table = "indicators"
    spoken = ("name", _("What is counted"), False)

    code = forms.CharField(label=_("Number"), max_length=20, help_text=_("Such as i1."))
    unit = forms.CharField(label=_("Counted in"), max_length=32, required=False, help_text=_("Such as people."))
    target = forms.DecimalField(label=_("Target"), min_value=0, max_digits=14, decimal_places=2, required=False)
    by = forms.MultipleChoiceField(
        label=_("Broken down by"), choices=codes("disaggregation"), widget=CheckPills, required=False
    )
    figure = forms.ChoiceField(
        label=_("Counted by the system"),
        choices=codes("plan_figure", _("No: bodies report it")),
        required=False,
        help_text=_("What the system counts itself nobody types."),
    )


class MeasureForm(RowForm):
    """A measure: what, when, who, with what money, and which measure of an earlier plan it goes on with."""

    table = "measures"
    spoken = ("text", _("What is to be done"), True)
    first = ("heading", "code")
    WHEN: ClassVar[tuple[str, ...]] = ("period", "from_year", "from_month", "until_year", "until_month")

    heading = forms.ChoiceField(label=_("Heading"))
    code = forms.CharField(label=_("Number"), max_length=20, help_text=_("Such as 3.b."))
    period = forms.ChoiceField(label=_("How the plan says when"), choices=PeriodKind.choices, widget=RadioPills)
    from_year = forms.ChoiceField(label=_("From the year"), required=False)
    from_month = forms.ChoiceField(label=MONTH, required=False)
    until_year = forms.ChoiceField(label=_("Until the year"), required=False)
    until_month = forms.ChoiceField(label=MONTH, required=False)
    lead = forms.ChoiceField(label=_("Leads"), required=False, widget=Autocomplete)
    joint = forms.MultipleChoiceField(label=_("Carries out"), choices=bodies, required=False, widget=CheckPills)
    recommended = forms.MultipleChoiceField(label=_("Recommended"), choices=bodies, required=False, widget=CheckPills)
    tags = forms.MultipleChoiceField(
        label=_("Subject of the measure"), choices=codes("plan_tag"), required=False, widget=CheckPills
    )
    budget = forms.DecimalField(
        label=_("Budget, in the country's currency"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    funding = forms.ChoiceField(label=_("Paid from"), choices=codes("funding_source", _("Not said")), required=False)
    continues = forms.ChoiceField(label=_("Goes on with"), required=False, widget=Autocomplete)

    def __init__(self, *args: Any, plan: Plan, **options: Any) -> None:
        self.years = plan.begins_on.year, plan.ends_on.year
        super().__init__(*args, plan=plan, **options)
        nobody = [("", _("No single body"))]
        offer(self, "heading", [(row["code"], _heading(row)) for row in self.content["headings"]])
        offer(self, "lead", [*nobody, *bodies()])
        offer(self, "continues", [("", _("None")), *_earlier(plan, self.before.get("continues", ""))])
        for name in ("from_year", "until_year"):
            offer(self, name, [("", "–"), *((str(year), str(year)) for year in self._offered_years())])
        for name in ("from_month", "until_month"):
            offer(self, name, [("", "–"), *((str(number), said) for number, said in MONTHS.items())])

    def _offered_years(self) -> Iterable[int]:
        there = [date.fromisoformat(self.before[name]).year for name in ("begins_on", "ends_on") if name in self.before]
        return range(min(self.years[0], *there, self.years[0]), max(self.years[1], *there, self.years[1]) + 1)

    def shown(self, row: Row) -> dict[str, Any]:
        """Give what the fields begin with: one leading body, and years and months as far as the plan says them."""
        begins, ends = date.fromisoformat(row["begins_on"]), date.fromisoformat(row["ends_on"])
        kind = row["period"]
        by_month = kind in (PeriodKind.MONTH, PeriodKind.MONTHS)
        to_the_end = kind in (PeriodKind.RANGE, PeriodKind.MONTHS)
        if kind == PeriodKind.REGULAR and (begins, ends) != (self._day("begins_on"), self._day("ends_on")):
            to_the_end = True
        return {
            **super().shown(row),
            "lead": next(iter(row["lead"]), ""),
            "from_year": "" if kind == PeriodKind.REGULAR and not to_the_end else str(begins.year),
            "from_month": str(begins.month) if by_month else "",
            "until_year": str(ends.year) if to_the_end else "",
            "until_month": str(ends.month) if kind == PeriodKind.MONTHS else "",
        }

    def _day(self, name: str) -> date:
        return date.fromisoformat(self.content["plan"][0][name])

    def clean(self) -> dict[str, Any]:
        """Work out the days; what the plan's way of saying when needs has to be there."""
        data: dict[str, Any] = super().clean() or {}
        needed: dict[str, tuple[str, ...]] = {
            PeriodKind.YEAR: ("from_year",),
            PeriodKind.RANGE: ("from_year", "until_year"),
            PeriodKind.MONTH: ("from_year", "from_month"),
            PeriodKind.MONTHS: ("from_year", "from_month", "until_month"),
        }
        for name in needed.get(data.get("period", ""), ()):
            if not data.get(name):
                self.add_error(name, _("This must be filled in."))
        if not self.errors:
            data["begins_on"], data["ends_on"] = self._days(data)
        return data

    def _days(self, data: dict[str, Any]) -> tuple[str, str]:
        """Give the first and the last day; what was not touched stays to the day."""
        if self.before and not set(self.changed_data) & set(self.WHEN):
            return self.before["begins_on"], self.before["ends_on"]
        kind = data["period"]
        first = int(data["from_year"] or self.years[0])
        last = int(data["until_year"] or (self.years[1] if kind == PeriodKind.REGULAR else first))
        if kind == PeriodKind.REGULAR and not data["from_year"] and not data["until_year"]:
            return self._day("begins_on").isoformat(), self._day("ends_on").isoformat()
        begin = int(data["from_month"]) if kind in (PeriodKind.MONTH, PeriodKind.MONTHS) else 1
        end = {PeriodKind.MONTH: begin, PeriodKind.MONTHS: int(data["until_month"] or 12)}.get(kind, 12)
        last = first if kind in (PeriodKind.YEAR, PeriodKind.MONTH) else last
        return date(first, begin, 1).isoformat(), date(last, end, calendar.monthrange(last, end)[1]).isoformat()

    def cells(self) -> Row:
        """Give the row as it was typed: the leading body as the list the table has."""
        lead = self.cleaned_data["lead"]
        return {**super().cells(), "lead": [lead] if lead else []}

    def place(self, column: str) -> str:
        """Give the field beside which a trouble of a column stands."""
        return {"begins_on": "from_year", "ends_on": "until_year"}.get(column, super().place(column))


def _heading(row: Row) -> str:
    names = {language: row[f"name.{language}"] for language in country().languages if row[f"name.{language}"]}
    return f"{row['code']}. {say(names)}"


def _earlier(plan: Plan, there: str) -> list[tuple[str, str]]:
    """Offer the measures of other plans that began no later, the latest first, and the one that is named already."""
    rows = Measure.objects.filter(plan__begins_on__lte=plan.begins_on).exclude(plan=plan).select_related("plan")
    listed = rows.order_by("-plan__begins_on", "heading__position", "position")[:MOST_EARLIER]
    offered = [(f"{row.plan.code} {row.code}", f"{row.plan.code} {row.code}. {row}") for row in listed]
    return offered if not there or there in dict(offered) else [(there, there), *offered]
