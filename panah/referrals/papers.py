"""What goes onto paper: letters under a pseudonym, minutes without anybody (CON-02, CON-05, NRM-02)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from panah.core.country import country
from panah.core.paper import Paper, Table
from panah.referrals.models import AgendaItem, FollowUp, Meeting, OutsideLetter


def letter(row: OutsideLetter) -> Paper:
    """Draw a letter to a partner outside: the false name, age and sex, what is asked, and the message."""
    facts = [
        (_("To whom"), str(row.partner)),
        (_("Person"), row.pseudonym),
        (_("Age"), _code("age_band", row.age_band) or (_("a child") if row.is_child else "–")),
        (_("Sex"), _code("sex", row.sex) or "–"),
        (_("Asks for"), _code("referral_need", row.need)),
        (_("Urgency"), _code("referral_urgency", row.urgency)),
        (_("Rests on"), _code("legal_basis", row.legal_basis) or _("Consent of the person")),
    ]
    return Paper(
        title=_("Referral %(number)s") % {"number": row.number},
        lead=_day(row.sent_at),
        facts=facts,
        paragraphs=str(row.message).splitlines(),
        note=_("The person appears under a false name. Whoever reads this keeps it secret and passes it to nobody."),
    )


def minutes(row: Meeting, items: Sequence[AgendaItem], asked: Sequence[tuple[FollowUp, str]]) -> Paper:
    """Draw the minutes of a meeting: cases by number, decisions, who was asked what kind of thing by when."""
    agenda = [
        [
            str(place),
            item.case_number or "–",
            str(item.summary),
            _code("commission_decision", item.decision) or _("not decided"),
            str(item.decision_words),
        ]
        for place, item in enumerate(items, start=1)
    ]
    tasks = [[unit, each.case_number or "–", date_format(each.due_on, "DATE_FORMAT")] for each, unit in asked]
    tables = [Table(_("Agenda"), [_("No."), _("Case"), _("About"), _("Decision"), _("In words")], agenda)]
    if tasks:
        tables.append(Table(_("Tasks"), [_("Who"), _("Case"), _("Until")], tasks))
    return Paper(
        title=_("Minutes %(number)s") % {"number": row.number},
        lead=_day(row.held_at),
        facts=[(_("Where"), _code("meeting_place", row.place)), (_("Bodies present"), str(row.present or "–"))],
        tables=tables,
        note=_("Cases appear by their numbers alone. Nobody can be recognised from these minutes."),
    )


def _code(name: str, code: str) -> str:
    return country().codes(name)[code].label if code else ""


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
