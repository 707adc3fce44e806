"""Bringing a unit back to life in which nobody can admit any more: its key comes from the rejoined recovery key."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from panah.accounts.founding import invite_with_key, recover_unit, renew_recovery_key
from panah.accounts.models import Appointment, Member, Unit
from panah.accounts.permissions import Role, roles_in
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.errors import BadInput
from panah.vault.crypto import KeyPair
from panah.vault.recovery import Share

RECOVERY = Actor(service="setup")
INVITATION_LASTS = dt.timedelta(days=7)


class NeedsOrder(BadInput):
    """A newcomer is invited by an order only (HL-14)."""

    sentence = _("A newcomer needs the number and the date of the appointment order.")
    rule = "HL-14"


class WrongRole(BadInput):
    """There is no such role in this unit."""

    sentence = _("There is no such role in this unit.")


class SomebodyElse(BadInput):
    """The login belongs to a person of another unit."""

    sentence = _("This login belongs to somebody of another unit.")


@dataclass(frozen=True, slots=True)
class Invited:
    """The printed code, and how long it is good."""

    code: str
    lasts: dt.timedelta


@transaction.atomic
def invite_to_recovered(
    unit: Unit, recovery_pair: KeyPair, *, login: str, role: str, order_number: str, order_date: dt.date | None
) -> Invited:
    """Invite a newcomer, or a member of the unit who lost the password, with the unit's own key in the invitation.

    A member keeps roles and order; raises NeedsOrder, WrongRole or SomebodyElse.
    """
    member = Member.objects.filter(login=login).first()
    roles: tuple[Role, ...] = (_role(unit, role),)
    if member is not None:
        running = list(
            Appointment.objects.filter(member=member, unit_id=unit.id, ended_at=None).order_by("appointed_at")
        )
        if not running:
            raise SomebodyElse
        roles = tuple(Role(one.role) for one in running)
        order_number, order_date = running[-1].order_number, running[-1].order_date
    if not order_number or order_date is None:
        raise NeedsOrder
    code = invite_with_key(
        unit=unit,
        unit_pair=recover_unit(unit, recovery_pair),
        login=login,
        alias=member.alias if member else login,
        roles=roles,
        order_number=order_number,
        order_date=order_date,
        lasts=INVITATION_LASTS,
    )
    trail.write(RECOVERY, "unit.recovered", kind="unit", subject=unit.id)
    return Invited(code, INVITATION_LASTS)


@transaction.atomic
def renew(old: KeyPair, *, needed: int, holders: int) -> list[Share]:
    """Put a new recovery key in the place of the old one, when a keeper leaves or a share is lost; gives its shares.

    Raises CannotOpen where a unit's key does not open with the old one; nothing is changed then.
    """
    shares = renew_recovery_key(old, needed=needed, holders=holders)
    trail.write(RECOVERY, "recovery.renewed")
    return shares


def _role(unit: Unit, wanted: str) -> Role:
    offered = roles_in(unit.kind)
    if not offered or (wanted and wanted not in offered):
        raise WrongRole
    return Role(wanted) if wanted else offered[0]
