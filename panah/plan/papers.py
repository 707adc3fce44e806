"""A plan on paper, for a meeting."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from panah.core.country import country
from panah.core.paper import Paper, Table
from panah.plan import reading
from panah.plan.models import Attendance, Heading, Measure, PeriodKind, Plan, Round, Slot
from panah.plan.progress import Rows
from panah.plan.reading import Wanted


def whole(plan: Plan) -> bytes:
    """Draw the whole plan as PDF: a table for each heading, with bodies by part and periods."""
    head = [_("Number"), _("Measure"), _("Bodies"), _("When")]
    tables = [
        Table(
            title=f"{chapter.heading.code}. {chapter.heading}",
            head=head,
            rows=[[row.code, str(row), bodies(row), when(row)] for row in chapter.measures],
        )
        for chapter in reading.chapters(plan, Wanted())
    ]
    facts = [
        (_("Years"), f"{plan.begins_on.year}–{plan.ends_on.year}"),
        (_("State"), str(plan.get_state_display())),
        (_("Approved by"), plan.approved_by or "–"),
    ]
    return Paper(title=str(plan), facts=facts, tables=tables, columns=("auto", "1fr", "1fr", "6em")).pdf()


def progress(plan: Plan, current: Round, headings: Sequence[Heading], rows: Rows, late: Sequence[Slot]) -> bytes:
    """Draw how the reports of a round stand, body by heading, and what is late: for a meeting, without what is said."""
    head = [_("Body"), *(heading.code for heading in headings)]
    cells = [[str(body), *(f"{c.handed_in}/{c.there}" if c.there else "" for c in row)] for body, row in rows]
    waiting = [[f"{s.measure.code}. {s.measure}", str(s.participant), date_format(s.due_on)] for s in late]
    tables = [Table(title=_("Bodies and headings"), head=head, rows=cells, numbers=True)]
    if waiting:
        tables.append(Table(title=_("Late"), head=[_("Measure"), _("Body"), _("Until")], rows=waiting))
    facts = [(_("Period"), f"{date_format(current.begins_on)} – {date_format(current.ends_on)}")]
    return Paper(title=str(plan), lead=_("Progress"), facts=facts, tables=tables).pdf()


def bodies(measure: Measure) -> str:
    """Give the bodies of a measure by part, in one line."""
    return "; ".join(f"{part}: {', '.join(map(str, who))}" for part, who in reading.by_part(measure)) or "–"


def when(measure: Measure) -> str:
    """Give a measure's period as the plan says it."""
    begin, end = measure.begins_on, measure.ends_on
    if measure.period_kind == PeriodKind.REGULAR:
        return _("regularly")
    if measure.period_kind == PeriodKind.YEAR:
        return str(begin.year)
    if measure.period_kind == PeriodKind.MONTH:
        return date_format(begin, "YEAR_MONTH_FORMAT")
    if measure.period_kind == PeriodKind.MONTHS:
        first = "F" if begin.year == end.year else "YEAR_MONTH_FORMAT"
        return f"{date_format(begin, first)} – {date_format(end, 'YEAR_MONTH_FORMAT')}"
    return f"{begin.year}–{end.year}"


def training_certificate(row: Attendance, alias: str, code: str) -> bytes:
    """Draw the certificate of one training; its code can be checked by every unit of the mechanism."""
    course = row.training.course
    topics = country().codes("course_topic")
    facts = [
        (_("Who"), alias),
        (_("Course"), str(course)),
        (_("Topics"), ", ".join(topics[topic].label for topic in course.topics)),
        (_("Held on"), date_format(row.held_on)),
        (_("Counts until"), date_format(row.counts_until) if row.counts_until else _("without an end")),
    ]
    note = _("The code says what was learnt and until when it counts, and names nobody.")
    return Paper(title=_("Certificate of training"), facts=facts, mark=code, note=note).pdf()
