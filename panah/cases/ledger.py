"""Papers for the person: their consents, and who has looked at what. By the false name, in the person's language."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from panah.accounts.models import Unit
from panah.cases.models import Consent
from panah.cases.sights import Seen
from panah.core.country import country
from panah.core.paper import Paper, Table
from panah.vault.models import Compartment

LANGUAGES = ("az", "en", "ru")


def consents(pseudonym: str, rows: Iterable[Consent], language: str) -> bytes:
    """Draw the ledger of consents in one of the country's languages."""
    with translation.override(language):
        listed = list(rows)
        units = {id_: str(unit) for id_, unit in Unit.by_id(row.recipient_unit_id for row in listed).items()}
        head = [_("To whom"), _("What for"), _("What may be shared"), _("From – until"), _("State")]
        table = Table(_("Consents"), head, [_consent(row, units.get(row.recipient_unit_id, "–")) for row in listed])
        return Paper(
            title=_("What you have agreed to"),
            lead=f"{pseudonym} · {date_format(timezone.localdate())}",
            paragraphs=[
                _("You can take back any of these at any time and need not say why. What rests on it ends at once."),
                _("Help does not depend on what you agree to."),
            ],
            tables=[table],
            note=_("This paper bears the name that was made up for you. Nobody can tell from it who you are."),
        ).pdf()


def _consent(row: Consent, recipient: str) -> list[str]:
    shared = ", ".join(str(Compartment(each).label) for each in row.compartments)
    span = f"{_day(row.given_at)} – {_day(row.until)}"
    return [recipient, country().codes("consent_purpose")[row.purpose].label, shared, span, _state(row)]


def _state(row: Consent) -> str:
    if row.withdrawn_at:
        return _("Withdrawn on {day}").format(day=_day(row.withdrawn_at))
    return _("Live") if row.live else _("Ended")


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")


def seen(pseudonym: str, lines: Iterable[Seen]) -> bytes:
    """Draw the print-out of who has looked at what, by unit and day."""
    rows = [[date_format(each.day, "SHORT_DATE_FORMAT"), each.unit, each.what, str(each.times)] for each in lines]
    table = Table(_("Who has looked"), [_("Day"), _("Unit"), _("What"), _("Times")], rows)
    return Paper(
        title=_("Who has looked at what is kept about you"),
        lead=f"{pseudonym} · {date_format(timezone.localdate())}",
        paragraphs=[] if rows else [_("Nobody has looked at what is kept apart and sealed about you.")],
        tables=[table] if rows else [],
        note=_("Units are named, not the people who work there. You may ask about any of these lines."),
    ).pdf()
