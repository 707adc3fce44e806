"""After the stay: whoever agrees to it now is offered to a unit that helps them back into life (REH-01)."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases.actions import consents
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Stale
from panah.referrals import receivers
from panah.referrals.actions import sending
from panah.referrals.models import Referral
from panah.shelter.actions.agreeing import Agreed
from panah.shelter.actions.stays import known, tell
from panah.shelter.models import Stay, StayState

# What the consent is for: a code of the country's list `consent_purpose`.
REINTEGRATION = "social"


class NotForReintegration(BadInput):
    """Not a unit of a kind that helps people back into life."""

    sentence = _("Choose a unit that helps people after the shelter.")
    rule = "REH-01"


class NobodyStayed(Stale):
    """The person has not moved in, so there is nothing to go on with."""

    sentence = _("This person has not lived here. Refer them from their own page.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Agreed):
    """Who is to go on helping, and with what first (a code of the country's list `referral_need`)."""

    receiver_id: UUID
    need: str


def helpers(actor: Actor) -> list[Unit]:
    """List the units that help people after a shelter, of the kinds the country names."""
    kinds = country().settings.reintegration_receivers
    return [unit for group in receivers.directory(actor) if group.kind in kinds for unit in group.units]


def hand_over(*, actor: Actor, stay_id: UUID, asked: HandOver) -> Referral:
    """Offer somebody who lives here, or did, to a unit that goes on helping: one step, on the consent given now.

    It belongs to the person's matter and says nothing of the house (CON-14). Raises NotHere, NobodyStayed,
    NotForReintegration, UnknownAnswer, and what recording the consent and offering raise.
    """
    stay = _stayed(actor, stay_id)
    unit = _helper(actor, asked.receiver_id)
    known("referral_need", asked.need)
    with transaction.atomic():
        wish = asked.wish(unit, purpose=REINTEGRATION, need=asked.need)
        sent = sending.send(actor=actor, person_id=stay.person_id, matter_id=stay.person_id, wish=wish)
        tell(actor, stay, "stay.handed_over", need=asked.need)
    return sent


def refused(*, actor: Actor, stay_id: UUID, receiver_id: UUID) -> None:
    """Write down that the person does not want to be handed on to a unit: nothing is shared.

    Raises NotHere, NobodyStayed, NotForReintegration.
    """
    stay = _stayed(actor, stay_id)
    consents.refuse(
        actor=actor,
        matter=stay.id,
        folder_id=stay.folder_id,
        recipient_unit_id=_helper(actor, receiver_id).id,
        subject_kind="stay",
        subject_id=stay.id,
    )


def sent_from(actor: Actor, stay: Stay) -> list[Referral]:
    """List where somebody was offered since they came here, newest first, with what became of it."""
    return [row for row in Referral.of_person(actor, stay.person_id) if row.offered_at >= stay.opened_at]


def _stayed(actor: Actor, stay_id: UUID) -> Stay:
    actor.require(Permission.STAY_ADMIT)
    stay = Stay.gate(actor, stay_id)
    if stay.state not in (StayState.RESIDENT, StayState.LEFT):
        raise NobodyStayed
    return stay


def _helper(actor: Actor, unit_id: UUID) -> Unit:
    unit = next((each for each in helpers(actor) if each.id == unit_id), None)
    if unit is None:
        raise NotForReintegration
    return unit
