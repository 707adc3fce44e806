"""How the reports of a round stand as a spreadsheet, with the figures of those reports that the reader may read."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from panah.core.sheets import workbook
from panah.plan import breakdown
from panah.plan.models import Indicator, Report, Round, Slot

Rows = Sequence[Sequence[str]]


def of_round(round_: Round) -> bytes:
    """Give a round: how each report stands; and the figures, the own body's, or for the coordinator's office all."""
    standing = [_standing(slot) for slot in Slot.objects_of(round_)]
    figures = list(_figures(Report.handed_in(round_)))
    head = [_("Number"), _("Measure"), _("Body")]
    return workbook(
        [
            (_("Reports of the bodies"), [*head, _("Part"), _("State"), _("Progress"), _("Until")], standing),
            (_("Figures"), [*head, _("Indicator"), _("Target"), _("Broken down by"), _("Class"), _("Figure")], figures),
        ]
    )


def _standing(slot: Slot) -> list[str]:
    progress = "" if slot.progress is None else str(slot.progress)
    until = date_format(slot.due_on, "SHORT_DATE_FORMAT")
    return [*_whose(slot), str(slot.get_part_display()), str(slot.get_state_display()), progress, until]


def _figures(reports: Iterable[Report]) -> Iterator[list[str]]:
    there = list(reports)
    indicators: dict[str, list[Indicator]] = {}
    for each in Indicator.objects.filter(measure__in={row.slot.measure_id for row in there}).order_by("code"):
        indicators.setdefault(str(each.measure_id), []).append(each)
    for row in there:
        for told in breakdown.reported(indicators.get(str(row.slot.measure_id), ()), row.figures):
            target = "" if told.indicator.target is None else str(told.indicator.target)
            begin = [*_whose(row.slot), str(told.indicator), target]
            yield [*begin, "", "", str(told.whole)]
            for label, parts in told.parts:
                yield from ([*begin, label, name, str(number)] for name, number in parts)


def _whose(slot: Slot) -> list[str]:
    # With its point a measure's number is never taken for a number to reckon with.
    return [f"{slot.measure.code}.", str(slot.measure), str(slot.participant)]
