"""What a body says on a measure, and what the coordinator's office answers."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.plan.actions.reporting import Said
from panah.plan.models import Indicator, Report
from panah.plan.models.reports import MOST_WORDS

NOT_ABOUT_PEOPLE = _("Nothing that could tell who a protected person is.")


def _words(label: Any, help_text: Any = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ReportForm(forms.Form):
    """A report on one measure; figures the system counts itself are no fields here."""

    done = _words(_("What was done"), NOT_ABOUT_PEOPLE)
    progress = forms.IntegerField(
        label=_("How far it has come, in percent"), min_value=0, max_value=100, required=False
    )
    evidence = _words(_("What shows it"), _("Numbers of orders, papers, addresses of pages."), rows=2)
    obstacles = _words(_("What stood in the way"), rows=2)
    needs = _words(_("What is needed"), rows=2)

    def __init__(self, *args: Any, indicators: Iterable[Indicator], report: Report | None, **options: Any) -> None:
        self.indicators = [each for each in indicators if not each.figure]
        options["initial"] = self._initial(report)
        super().__init__(*args, **options)
        for each in self.indicators:
            label = f"{each} ({each.unit})" if each.unit else str(each)
            self.fields[self.name_of(each)] = forms.DecimalField(
                label=label, min_value=Decimal(0), max_digits=14, decimal_places=2, required=False
            )

    def _initial(self, report: Report | None) -> dict[str, Any]:
        if report is None:
            return {}
        figures = {self.name_of(each): report.figures.get(str(each.id)) for each in self.indicators}
        return {name: getattr(report, name) for name in self.base_fields} | figures

    @staticmethod
    def name_of(indicator: Indicator) -> str:
        """Give the name of an indicator's field."""
        return f"figure_{indicator.id}"

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        """The fields of the figures."""
        return [self[self.name_of(each)] for each in self.indicators]

    def said(self) -> Said:
        """Give what is said; figures as they are kept."""
        given = self.cleaned_data
        values = {str(each.id): given.get(self.name_of(each)) for each in self.indicators}
        figures = {key: str(value) for key, value in values.items() if value is not None}
        plain = {name: given.get(name) or "" for name in ("done", "evidence", "obstacles", "needs")}
        return Said(**plain, progress=given.get("progress"), figures=figures)


class AnswerForm(forms.Form):
    """The answer of the coordinator's office."""

    words = forms.CharField(
        label=_("Words to the body"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to give it back or to unlock it."),
    )
