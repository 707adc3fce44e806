"""Papers of a house: the list for leaving in a hurry, and the sheet that says where the box is."""

from datetime import datetime

from django.template.defaultfilters import date as shown_date
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from panah.core.country import country
from panah.core.paper import SQUARE, Paper, Table
from panah.shelter.evacuation import Resident, Roll


def evacuation(roll: Roll) -> bytes:
    """Draw the list: who is inside, by zone and room, with a square to tick; then who is out. No name of a house."""
    head = [_("Room"), _("Bed"), _("Who"), _("Look out for"), _("Is out")]
    tables = [Table(zone.name, head, [_line(person) for person in zone.people]) for zone in roll.zones]
    if roll.visitors:
        came = [[visitor.name, _moment(visitor.since), SQUARE] for visitor in roll.visitors]
        tables.append(Table(_("Visitors in the house"), [_("Who"), _("Since"), _("Is out")], came))
    if roll.coming:
        may_be_in = [[each.name, _moment(each.since), SQUARE] for each in roll.coming]
        tables.append(
            Table(_("On the way in: they may be in the house"), [_("Who"), _("Since"), _("Is out")], may_be_in)
        )
    if roll.out:
        away = [[person.name, _moment(person.out_since), _moment(person.back_by)] for person in roll.out]
        tables.append(Table(_("Out now: do not look for them"), [_("Who"), _("Since"), _("Back by")], away))
    return Paper(
        title=_("Who is in the house"),
        lead=_moment(roll.at),
        facts=[
            (_("In the house"), str(roll.inside)),
            (_("Visitors"), str(len(roll.visitors))),
            (_("Children"), str(roll.children)),
            (_("Need help"), str(roll.need_help)),
            (_("Out"), str(len(roll.out))),
        ],
        tables=tables,
        note=_("Destroy this paper when everybody is safe."),
    ).pdf()


def _line(person: Resident) -> list[str]:
    codes = [country().label("evacuation_help", person.help)] if person.help else []
    marks = [*([_("Child")] if person.is_child else []), *map(str, codes)]
    return [person.room, person.bed, person.name, ", ".join(marks), SQUARE]


def _moment(moment: datetime | None) -> str:
    return shown_date(timezone.localtime(moment), "j E Y H:i") if moment else "–"


def box_sheet(address: str, code: str) -> bytes:
    """Draw the sheet for the wall, in every language of the country; it names neither house nor unit."""
    said = []
    for language in country().languages:
        with translation.override(language):
            said += [
                _("Is something wrong here? You can say it without your name."),
                _("Open this page on any telephone and type the code. Nobody can find out who wrote."),
            ]
    with translation.override(country().languages[0]):
        return Paper(title=_("Say what is wrong"), facts=[(_("Page"), address)], mark=code, paragraphs=said).pdf()
