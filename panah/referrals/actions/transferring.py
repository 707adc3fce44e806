"""Handing somebody on: the receiver passes them to a third unit, and what follows ends with what it followed from."""

from uuid import UUID

from panah.audit import trail
from panah.core.actor import Actor
from panah.core.functions import rows
from panah.core.live import notify
from panah.referrals.actions.moving import TOPIC, move
from panah.referrals.models import Referral
from panah.referrals.states import Step


def begin(*, actor: Actor, referral_id: UUID) -> Referral:
    """Mark an accepted referral as handed on; its sender sees that. Raises NotHere, Forbidden, MovedOn."""
    return move(actor=actor, referral_id=referral_id, step=Step.TRANSFER)


def take_back_what_followed(*, actor: Actor, referral: Referral, reason: str) -> None:
    """End at once all that was handed on from a referral of one's own, however far it went (CON-06).

    Who handed it on or received it may be units one cannot see; the database does it, and they are told.
    """
    for (unit_id,) in rows("panah_take_back_passed_on", referral.id, reason):
        notify(unit_id, TOPIC)
        trail.write(actor, "grant.ended", kind="referral", subject=referral.id, record_unit=unit_id)
