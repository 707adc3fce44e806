"""What a body says on a measure, and what the coordinator's office answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.plan import breakdown
from panah.plan.actions.reporting import Said
from panah.plan.breakdown import Dimension
from panah.plan.models import Indicator, Report
from panah.plan.models.reports import MOST_WORDS

NOT_ABOUT_PEOPLE = _("Nothing that could tell who a protected person is.")
APART = _("By {dimension} the parts come to {parts}, and the whole is {whole}. They must come to the same.")
ALONE = _("By {dimension} the parts come to {parts}. Say the whole as well.")


class Lines(forms.CharField):
    """Several lines, each end counted as one sign: so browsers count what may still be typed, and send two."""

    def to_python(self, value: Any) -> Any:
        """Give the words with one sign at the end of a line."""
        said = super().to_python(value)
        return said.replace("\r\n", "\n") if isinstance(said, str) else said


def _words(label: Any, help_text: Any = "", rows: int = 4) -> forms.CharField:
    return Lines(
        label=label,
        help_text=help_text,
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _number(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=Decimal(0), max_digits=14, decimal_places=2, required=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of one indicator: the whole, and the parts by each dimension."""

    whole: forms.BoundField
    parts: list[tuple[str, list[forms.BoundField]]]

    @property
    def is_open(self) -> bool:
        """Whether the parts are shown at once: where some are filled in, or something is wrong with them."""
        return bool(self.whole.errors) or any(
            field.errors or field.value() not in (None, "") for _label, fields in self.parts for field in fields
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
        self.indicators = [(each, breakdown.dimensions(each)) for each in indicators if not each.figure]
        options["initial"] = self._initial(report)
        super().__init__(*args, **options)
        for each, dimensions in self.indicators:
            self.fields[self.name_of(each)] = _number(f"{each} ({each.unit})" if each.unit else str(each))
            for dimension in dimensions:
                self.fields |= {self.name_of(each, dimension, one.id): _number(one.label) for one in dimension.classes}

    def _initial(self, report: Report | None) -> dict[str, Any]:
        if report is None:
            return {}
        initial = {name: getattr(report, name) for name in self.base_fields}
        for each, dimensions in self.indicators:
            figure = report.figures.get(str(each.id))
            initial[self.name_of(each)] = breakdown.whole_of(figure)
            for dimension in dimensions:
                for one in dimension.classes:
                    kept = breakdown.part_of(figure, dimension.id, one.id)
                    initial[self.name_of(each, dimension, one.id)] = kept
        return initial

    @staticmethod
    def name_of(indicator: Indicator, dimension: Dimension | None = None, code: str = "") -> str:
        """Give the name of the field of an indicator's whole, or of one of its parts."""
        return f"part_{indicator.id}_{dimension.id}_{code}" if dimension else f"figure_{indicator.id}"

    @property
    def asked(self) -> list[Asked]:
        """The fields of the figures, indicator by indicator."""
        return [
            Asked(
                self[self.name_of(each)],
                [(one.label, [self[self.name_of(each, one, code.id)] for code in one.classes]) for one in dimensions],
            )
            for each, dimensions in self.indicators
        ]

    def clean(self) -> dict[str, Any]:
        """Hold the parts of each figure against its whole; a draft keeps what was typed, right or wrong."""
        self.typed = dict(self.cleaned_data)
        for each, dimensions in self.indicators:
            for dimension in dimensions:
                self._compare(each, dimension)
        return self.cleaned_data

    def _compare(self, indicator: Indicator, dimension: Dimension) -> None:
        parts, whole = self._parts(indicator, dimension), self.typed.get(self.name_of(indicator))
        if not parts or sum(parts.values()) == whole:
            return
        sentence = APART if whole is not None else ALONE
        wrong = sentence.format(dimension=dimension.label.lower(), parts=sum(parts.values()), whole=whole)
        self.add_error(self.name_of(indicator), wrong)

    def _parts(self, indicator: Indicator, dimension: Dimension) -> dict[str, Decimal]:
        given = {one.id: self.typed.get(self.name_of(indicator, dimension, one.id)) for one in dimension.classes}
        return {code: number for code, number in given.items() if number is not None}

    def said(self) -> Said:
        """Give what is said; figures as they are kept."""
        figures = {}
        for each, dimensions in self.indicators:
            parts = {one.id: self._parts(each, one) for one in dimensions}
            whole = self.typed.get(self.name_of(each))
            if whole is not None or any(parts.values()):
                figures[str(each.id)] = breakdown.kept(whole, parts)
        # What is too long to be kept takes nothing away from what was kept before.
        plain = {
            name: self.typed[name] if name in self.typed else self.initial.get(name, "")
            for name in ("done", "evidence", "obstacles", "needs")
        }
        return Said(**plain, progress=self.typed.get("progress"), figures=figures)


class AnswerForm(forms.Form):
    """The answer of the coordinator's office."""

    words = forms.CharField(
        label=_("Words to the body"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to give it back or to unlock it."),
    )
