"""Bringing a unit back to life in which nobody can admit any more: its key comes from the rejoined recovery key."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from panah.accounts.founding import invite_with_key, recover_unit, renew_recovery_key
from panah.accounts.models import Appointment, Member, Unit
from panah.accounts.orders import check_day, check_login, check_number, clean_login
from panah.accounts.permissions import Role, roles_in
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.errors import BadInput
from panah.vault.crypto import KeyPair
from panah.vault.recovery import Share

RECOVERY = Actor(service="setup")
INVITATION_LASTS = dt.timedelta(days=7)


class WrongRole(BadInput):
    """There is no such role in this unit."""

    sentence = _("There is no such role in this unit.")


class SomebodyElse(BadInput):
    """The login belongs to a person of another unit."""

    sentence = _("This login belongs to somebody of another unit.")


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is to come into the unit, by which order and with which roles."""

    login: str
    alias: str
    roles: tuple[Role, ...]
    order_number: str
    order_date: dt.date


@dataclass(frozen=True, slots=True)
class Invited:
    """The printed code, and how long it is good."""

    code: str
    lasts: dt.timedelta


def whom_to_invite(unit: Unit, *, login: str, role: str, order_number: str, order_date: dt.date | None) -> Invitee:
    """Say who would be invited: a newcomer by an order, or a member of the unit, who keeps roles and order.

    Raises WrongLogin, NeedsOrder, WrongDay, WrongRole or SomebodyElse.
    """
    login = clean_login(login)
    member = Member.objects.filter(login=login).first()
    if member is not None:
        return _who_lost_it(unit, member)
    check_login(login)
    chosen = _role(unit, role)
    check_number(order_number)
    return Invitee(login, login, (chosen,), order_number, check_day(order_date))


def _who_lost_it(unit: Unit, member: Member) -> Invitee:
    running = list(Appointment.objects.filter(member=member, unit_id=unit.id, ended_at=None).order_by("appointed_at"))
    if not running:
        raise SomebodyElse
    roles, last = tuple(Role(one.role) for one in running), running[-1]
    return Invitee(member.login, member.alias, roles, last.order_number, last.order_date)


@transaction.atomic
def invite_to_recovered(unit: Unit, recovery_pair: KeyPair, who: Invitee) -> Invited:
    """Invite with the unit's own key in the invitation, so that who accepts is admitted at once."""
    code = invite_with_key(
        unit=unit,
        unit_pair=recover_unit(unit, recovery_pair),
        login=who.login,
        alias=who.alias,
        roles=who.roles,
        order_number=who.order_number,
        order_date=who.order_date,
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
