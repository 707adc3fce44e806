"""Reading who works where: the units an actor looks after, with their people and open invitations."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.utils.functional import Promise

from panah.accounts.models import Appointment, Invitation, Member, Unit
from panah.accounts.permissions import Permission, Role
from panah.core.actor import Actor

MOST = 1000


@dataclass(frozen=True, slots=True)
class Colleague:
    """One member of a unit with the roles there and the order behind the newest of them."""

    member: Member
    roles: tuple[str | Promise, ...]
    order_number: str
    order_date: date
    waiting: bool
    itself: bool


@dataclass(slots=True)
class UnitStaff:
    """One unit: its people, its open invitations, and whether the actor may admit there."""

    unit: Unit
    may_admit: bool
    people: list[Colleague] = field(default_factory=list)
    invitations: list["OpenInvitation"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation nobody has taken up yet."""

    id: UUID
    alias: str
    roles: tuple[str | Promise, ...]
    expires_at: datetime


def staff(actor: Actor) -> list[UnitStaff]:
    """List the units the actor looks after, with three queries; bounded to 1,000 appointments."""
    units = list(Unit.staffed_by(actor)[:MOST])
    admits = set(actor.unit_ids) if actor.may(Permission.MEMBER_ADMIT) else set()
    found = {unit.id: UnitStaff(unit, unit.id in admits) for unit in units}
    running = Appointment.running(actor, found).order_by("unit_id", "member__alias", "member_id", "role")[:MOST]
    for (unit_id, _member), together in groupby(running, key=lambda one: (one.unit_id, one.member_id)):
        found[unit_id].people.append(_colleague(list(together), actor))
    for invitation in Invitation.waiting(actor, found)[:MOST]:
        found[invitation.unit_id].invitations.append(
            OpenInvitation(invitation.id, invitation.alias, role_names(invitation.roles), invitation.expires_at)
        )
    return list(found.values())


def _colleague(together: list[Appointment], actor: Actor) -> Colleague:
    newest = max(together, key=lambda one: one.appointed_at)
    return Colleague(
        member=newest.member,
        roles=role_names(one.role for one in together),
        order_number=newest.order_number,
        order_date=newest.order_date,
        waiting=any(one.admitted_at is None for one in together),
        itself=newest.member_id == actor.member_id,
    )


def role_names(roles: Iterable[str]) -> tuple[str | Promise, ...]:
    """Give roles in words, in the order of the table."""
    held = set(roles)
    return tuple(role.label for role in Role if role.value in held)
