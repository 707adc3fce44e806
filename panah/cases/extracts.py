"""An extract as it is read: the words of its codes, on a page and on paper, under the false name (PRI-04)."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from panah.accounts.models import Unit
from panah.cases.models import CaseState, Disclosure
from panah.core.country import country
from panah.core.paper import Paper
from panah.people.models import PersonRole, Standing


def lines(extract: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give each fact of an extract with its label, in the words of the current language."""
    labels = country().codes("disclosure_field")
    return [(labels[name].label, _words(name, extract[name])) for name in labels.ids if name in extract]


def _words(name: str, value: str) -> str:
    lists = {"sex": "sex", "age_band": "age_band", "citizenship": "country", "language": "language"}
    if not value:
        return _("Not known")
    if name in lists:
        return country().codes(lists[name])[value].label
    plain: dict[str, dict[str, Any]] = {
        "standing": dict(Standing.choices),
        "role": dict(PersonRole.choices),
        "case_state": dict(CaseState.choices),
        "is_child": {"yes": _("Yes"), "no": _("No")},
    }
    return str(plain[name][value]) if name in plain else value


def pdf(row: Disclosure) -> bytes:
    """Draw the extract as it went out."""
    units = Unit.by_id([row.unit_id, row.to_unit_id])
    facts = [
        (_("From whom"), str(units.get(row.unit_id, "–"))),
        (_("To whom"), str(units.get(row.to_unit_id, "–"))),
        (_("Your letter"), f"{row.letter_number} · {date_format(row.letter_date, 'SHORT_DATE_FORMAT')}"),
        (_("What for"), country().codes("disclosure_purpose")[row.purpose].label),
        *lines(row.extract),
    ]
    return Paper(
        title=_("Extract"),
        lead=row.pseudonym,
        facts=facts,
        note=_(
            "For this purpose alone. It is written down that you received it; passing it on needs a basis of its own."
        ),
    ).pdf()
