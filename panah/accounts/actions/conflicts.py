"""Declaring a conflict of interest, and lifting one (PRI-03)."""

from uuid import UUID

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.live import notify
from panah.vault import orders


def declare(*, actor: Actor, label: str) -> UUID:
    """Close a person to oneself, by the false name or the number of a case; the lead learns that, and not why (PRI-03).

    Without a label it says that a relative may come in. Nobody is asked for a name: none is kept.
    """
    actor.require(Permission.CONFLICT_DECLARE)
    declared = orders.declare_conflict(actor=actor, label=label)
    notify(actor.unit, "conflicts")
    return declared


def lift(*, actor: Actor, conflict_id: UUID) -> None:
    """Lift somebody else's declaration, as a lead of their unit; raises ConflictGone."""
    actor.require(Permission.MEMBER_ADMIT)
    orders.lift_conflict(actor=actor, conflict_id=conflict_id)
