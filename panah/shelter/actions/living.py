"""What the steps of daily life share: whom they are for, that nothing is done against the will, and who is told."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Refused
from panah.core.live import notify
from panah.duties.engine import Happening
from panah.duties.timeline import happened
from panah.shelter.actions.stays import NotResident
from panah.shelter.models import Stay, StayState


class AgainstTheWill(Refused):
    """Nothing is done for or with a resident who does not want it."""

    sentence = _("Nothing is done for a resident against their will.")
    rule = "REH-02"
    allow = _("The resident's own wish. Write it down as offered and not wanted, and offer it again another day.")


class NotWritten(BadInput):
    """Words that are needed are missing."""

    sentence = _("Some words are missing. Nothing was lost.")


class NotThatTime(BadInput):
    """A moment that cannot be."""

    sentence = _("That time does not fit. What has happened lies in the past, what is planned in the future.")


def cared_for(actor: Actor, stay_id: UUID, permission: Permission = Permission.CARE_WRITE) -> Stay:
    """Give the stay of somebody who lives here or is just arriving. Raises Forbidden, NotHere, NotResident."""
    actor.require(permission)
    stay = Stay.gate(actor, stay_id)
    if stay.state not in (StayState.ARRIVING, StayState.RESIDENT):
        raise NotResident
    return stay


def wanted(agreed: bool) -> None:
    """Let a measure go on only with the person's own will (REH-02). Raises AgainstTheWill."""
    if not agreed:
        raise AgainstTheWill


def tell_health(actor: Actor, stay: Stay, code: str) -> Happening:
    """Write on the timeline what only those who hold the health folder may know; without any facts."""
    return happened(
        actor,
        code,
        matter=stay.id,
        folder=stay.health_folder_id,
        unit_id=stay.unit_id,
        subject_kind="stay",
        subject_id=stay.id,
    )


def announce_day(stay: Stay) -> None:
    """Tell the house's open pages that something of the day has changed."""
    notify(stay.unit_id, "house")


def said(words: str) -> str:
    """Give words that have to be there. Raises NotWritten."""
    if not words.strip():
        raise NotWritten
    return words.strip()
