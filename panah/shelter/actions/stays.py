"""What every step of a stay shares: the stay to write on, its timeline, and where its agreed time ends."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.cases.actions import consents
from panah.cases.actions.consents import Agreement
from panah.cases.models import Consent
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Stale
from panah.core.live import notify
from panah.duties.engine import Happening
from panah.duties.models import OPEN, Duty
from panah.duties.timeline import happened
from panah.shelter.models import Stay, StayState
from panah.vault.models import Compartment

# What consent to a place is for: a code of the country's list `consent_purpose`.
PLACE = "shelter"
MOST_DUTIES = 20


class UnknownAnswer(BadInput):
    """A code that the country's lists do not have."""

    sentence = _("One of the answers is not on the list. Please choose again; nothing was lost.")


class NotArriving(Stale):
    """The person has moved in already, or did not come."""

    sentence = _("This admission is over. The page shows how it ended.")


class NotResident(Stale):
    """The person does not live here now."""

    sentence = _("This person does not live here now. The page shows how it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How somebody agreed: by whom and how it was said, in which language."""

    language: str
    given_how: str
    given_by: str = "person"
    evidence: str = ""


def arriving(actor: Actor, stay_id: UUID) -> Stay:
    """Give a stay that is being prepared, held until the transaction ends. Raises NotHere, NotArriving."""
    stay = _held(actor, stay_id)
    if stay.state != StayState.ARRIVING:
        raise NotArriving
    return stay


def resident(actor: Actor, stay_id: UUID) -> Stay:
    """Give the stay of somebody who lives here, held until the transaction ends. Raises NotHere, NotResident."""
    stay = _held(actor, stay_id)
    if stay.state != StayState.RESIDENT:
        raise NotResident
    return stay


def _held(actor: Actor, stay_id: UUID) -> Stay:
    actor.require(Permission.STAY_ADMIT)
    stay = Stay.gate(actor, stay_id)
    stay.refresh_from_db(from_queryset=Stay.objects.select_for_update())
    return stay


def agreed(actor: Actor, stay: Stay, said: Said) -> Consent:
    """Record the person's own word that they want a place here, or to stay longer (SH-04).

    It says where the person lives, so it lies in the stay's folder and not in the person's (CON-14). Raises
    UnknownAnswer, ChildAlone.
    """
    agreement = Agreement(
        recipient_unit_id=stay.unit_id,
        purpose=PLACE,
        compartments=frozenset({Compartment.LOCATION}),
        language=said.language,
        given_how=said.given_how,
        given_by=said.given_by,
        until=timezone.now() + country().settings.consent_lasts,
        evidence=said.evidence,
    )
    return consents.record(
        actor=actor, person_id=stay.person_id, matter=stay.id, agreement=agreement, folder_id=stay.folder_id
    )


def tell(actor: Actor, stay: Stay, code: str, **facts: Any) -> Happening:
    """Write on the stay's own timeline, which nobody outside the house reads (CON-14); facts are codes."""
    return happened(
        actor,
        code,
        matter=stay.id,
        folder=stay.folder_id,
        unit_id=stay.unit_id,
        subject_kind="stay",
        subject_id=stay.id,
        facts=facts,
    )


def ends_on(start: datetime, days: int) -> date:
    """Give the last day of so many days that are counted from the day after."""
    return timezone.localdate(start) + timedelta(days=days)


def end_of(day: date) -> datetime:
    """Give the moment a day is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def first_days(*, is_child: bool) -> int:
    """Give how many days a first stay has (SH-01, CH-05, CH-15)."""
    settings = country().settings
    return settings.child_stay_days if is_child else settings.adult_stay_days


def known(list_name: str, code: str) -> str:
    """Give a code back; raises UnknownAnswer when it is on no list of that name."""
    if code not in country().codes(list_name):
        raise UnknownAnswer
    return code


def open_duties(stay: Stay) -> list[Duty]:
    """List what is still to be done in a stay, what is due first on top; at most MOST_DUTIES."""
    rows = Duty.objects.filter(OPEN, matter_id=stay.id, unit_id=stay.unit_id)
    return list(rows.order_by("due_at", "id")[:MOST_DUTIES])


def announce(stay: Stay) -> None:
    """Tell the house's open pages that beds and residents have changed."""
    notify(stay.unit_id, "beds")
    notify(stay.unit_id, "house")
