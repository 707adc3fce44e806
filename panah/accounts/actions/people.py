"""The people of a unit: invited, admitted, appointed and dismissed, each by an order and each in the trail."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts import invitations
from panah.accounts.founding import AllInformed, roles_collide
from panah.accounts.models import Appointment, Invitation, Member, Unit
from panah.accounts.permissions import Permission, Role, may_combine, roles_in
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.errors import BadInput, Forbidden, KeyMissing, NotHere, Refused, Stale
from panah.core.functions import value
from panah.vault import crypto, keyring
from panah.vault.fields import Sealed
from panah.vault.keyring import share_place
from panah.vault.models import UnitKeyShare

INVITATION_LASTS = dt.timedelta(days=7)


class RoleDoesNotFit(BadInput):
    """There is no such role in a unit of this kind."""

    sentence = _("There is no such role in this unit.")
    rule = "PRI-02"


class LoginTaken(BadInput):
    """Somebody has this login already."""

    sentence = _("Somebody signs in with this name already. For a forgotten password open that person's page.")


class RoleHeld(Stale):
    """The person has this role in this unit already."""

    sentence = _("This person holds that role here already.")


class NotOneself(Refused):
    """Appointment, admission and dismissal are somebody else's to do."""

    status = 403
    sentence = _("Nobody admits, appoints or dismisses themselves: ask a colleague.")
    rule = "HL-14"


class NobodyWaits(Stale):
    """There is nobody to admit: done already, or not yet joined."""

    sentence = _("Nobody waits to be admitted here: it was done already, or the password is not chosen yet.")


class AnotherNumber(Stale):
    """Between hearing the number and admitting, somebody joined anew with another key."""

    sentence = _("The number is another one by now. Ask the newcomer for it again.")


class NothingToEnd(Stale):
    """No running appointment was named."""

    sentence = _("There is no running appointment to end.")


@dataclass(frozen=True, slots=True)
class Order:
    """The order an appointment rests on (HL-14): its number and date, and the roles it gives."""

    number: str
    date: dt.date
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is invited: the login, the alias colleagues will see (HL-13), and the legal name, which is sealed."""

    login: str
    alias: str
    legal_name: str = ""


def _staffed(actor: Actor, unit_id: UUID) -> Unit:
    if not actor.may_any((Permission.MEMBER_ADMIT, Permission.MEMBER_APPOINT)):
        raise Forbidden
    return Unit.staffed(actor, unit_id)


def _require_roles(unit: Unit, roles: Collection[Role], held: Iterable[str] = ()) -> None:
    if not roles or not set(roles) <= set(roles_in(unit.kind)):
        raise RoleDoesNotFit
    if not may_combine({*roles, *held}):
        raise AllInformed


def invite(*, actor: Actor, unit_id: UUID, who: Newcomer, order: Order) -> str:
    """Invite a new colleague by an order (HL-14); gives the printed code, which is stored nowhere.

    Raises RoleDoesNotFit, AllInformed (PRI-02) or LoginTaken. A login whose owner was dismissed from this very
    unit may be invited again.
    """
    unit = _staffed(actor, unit_id)
    _require_roles(unit, order.roles)
    known = Member.by_login(who.login)
    if known and not (known.disabled_at and Appointment.of_member(actor, known.id).filter(unit_id=unit_id).exists()):
        raise LoginTaken
    return _open_invitation(actor, unit_id, who, order, "member.invited")


def invite_again(*, actor: Actor, member_id: UUID, unit_id: UUID) -> str:
    """Let a colleague who lost password or second factor begin anew; what they hold stays until the code is used.

    Raises NotHere for somebody who does not work in the unit, NotOneself for the actor.
    """
    _staffed(actor, unit_id)
    if member_id == actor.member_id:
        raise NotOneself
    running = list(Appointment.running(actor, [unit_id]).filter(member_id=member_id)[:20])
    if not running:
        raise NotHere
    last = max(running, key=lambda one: one.appointed_at)
    order = Order(last.order_number, last.order_date, tuple(Role(one.role) for one in running))
    who = Newcomer(last.member.login, last.member.alias)
    return _open_invitation(actor, unit_id, who, order, "member.invited_again")


def _open_invitation(actor: Actor, unit_id: UUID, who: Newcomer, order: Order, deed: str) -> str:
    code, now = invitations.new_code(), timezone.now()
    with transaction.atomic():
        # One code at a time: a second invitation takes the first one's place.
        Invitation.waiting(actor, [unit_id]).filter(login=who.login).update(withdrawn_at=now)
        invitation = Invitation(
            unit_id=unit_id,
            login=who.login,
            alias=who.alias,
            legal_name=who.legal_name,
            roles=[role.value for role in order.roles],
            order_number=order.number,
            order_date=order.date,
            code_digest=invitations.digest(code),
            invited_by_id=actor.member,
            invited_at=now,
            expires_at=now + INVITATION_LASTS,
        )
        invitation.save(force_insert=True)
        trail.write(actor, deed, kind="invitation", subject=invitation.id, record_unit=unit_id)
    return invitations.printed(code)


def withdraw(*, actor: Actor, invitation_id: UUID) -> None:
    """Take back an invitation that nobody has accepted; raises NotHere."""
    waiting = Invitation.waiting(actor, actor.unit_ids if not actor.may(Permission.MEMBER_APPOINT) else _all(actor))
    with transaction.atomic():
        if not waiting.filter(id=invitation_id).update(withdrawn_at=timezone.now()):
            raise NotHere
        trail.write(actor, "invitation.withdrawn", kind="invitation", subject=invitation_id)


def _all(actor: Actor) -> list[UUID]:
    return list(Unit.staffed_by(actor).values_list("id", flat=True))


def appoint(*, actor: Actor, member_id: UUID, unit_id: UUID, order: Order) -> None:
    """Give a member further roles by an order (HL-14); they work once a colleague of the unit admits.

    Raises RoleDoesNotFit, AllInformed (PRI-02), RoleHeld, NotOneself or NotHere.
    """
    unit = _staffed(actor, unit_id)
    if member_id == actor.member_id:
        raise NotOneself
    running = list(Appointment.running(actor, _all(actor)).filter(member_id=member_id)[:50])
    if not running:
        raise NotHere
    _require_roles(unit, order.roles, (one.role for one in running))
    shape = Appointment(unit_id=unit_id, member_id=member_id, order_number=order.number, order_date=order.date)
    try:
        with transaction.atomic():
            for role in order.roles:
                _start(shape, role, actor)
            trail.write(actor, "member.appointed", kind="member", subject=member_id, record_unit=unit_id)
    except IntegrityError as error:
        raise (AllInformed if roles_collide(error) else RoleHeld) from error


def _start(shape: Appointment, role: Role, actor: Actor) -> None:
    Appointment(
        unit_id=shape.unit_id,
        member_id=shape.member_id,
        role=role.value,
        order_number=shape.order_number,
        order_date=shape.order_date,
        appointed_by_id=actor.member,
        appointed_at=timezone.now(),
    ).save(force_insert=True)


def key_to_admit(member_id: UUID, unit_id: UUID) -> bytes:
    """Give the public key of somebody who waits to be admitted; raises NobodyWaits."""
    public = value("panah_key_to_admit", member_id, unit_id)
    if public is None:
        raise NobodyWaits
    return bytes(public)


def admit(*, actor: Actor, member_id: UUID, unit_id: UUID, heard: str) -> None:
    """Admit a colleague: the unit's key is sealed to their public key, and their appointments begin to work.

    `heard` is the check number that the newcomer read out. Raises AnotherNumber when it is not the one of the key that
    waits, NobodyWaits, NotOneself, or KeyMissing when the actor does not hold the unit's key.
    """
    actor.require(Permission.MEMBER_ADMIT)
    if member_id == actor.member_id:
        raise NotOneself
    public = key_to_admit(member_id, unit_id)
    if invitations.check_number(public) != heard:
        raise AnotherNumber
    pair = keyring.needed().unit_pair(unit_id)
    if pair is None:
        raise KeyMissing
    sealed = crypto.box(public, pair.private, share_place(unit_id, member_id))
    share = UnitKeyShare(
        unit_id=unit_id,
        member_id=member_id,
        sealed_private_key=sealed,
        given_by_id=actor.member,
        given_at=timezone.now(),
    )
    with transaction.atomic():
        # Who only gets a further role holds the key already.
        UnitKeyShare.objects.bulk_create([share], ignore_conflicts=True)
        _begin(actor, member_id, unit_id)
        trail.write(actor, "member.admitted", kind="member", subject=member_id, record_unit=unit_id)


def _begin(actor: Actor, member_id: UUID, unit_id: UUID) -> None:
    """Let the waiting appointments begin, with the legal name from the invitation sealed anew for each row."""
    accepted = Invitation.objects.filter(
        member_id=member_id, unit_id=unit_id, accepted_at__isnull=False, admitted_at__isnull=True
    )
    named = accepted.order_by("-accepted_at").first()
    for waiting in Appointment.running(actor, [unit_id]).filter(member_id=member_id, admitted_at__isnull=True):
        waiting.admitted_at = timezone.now()
        if named is not None and named.legal_name:
            waiting.legal_name = str(named.legal_name)
        waiting.save()
    accepted.update(admitted_at=timezone.now())


def dismiss(*, actor: Actor, member_id: UUID, appointment_ids: Collection[UUID], order_number: str) -> None:
    """End appointments by an order: roles, sessions and the unit's key are gone at once (HL-14).

    Raises NothingToEnd or NotOneself.
    """
    if member_id == actor.member_id:
        raise NotOneself
    running = Appointment.running(actor, _all(actor)).filter(member_id=member_id, id__in=list(appointment_ids))
    ending = list(running[:50])
    if not ending:
        raise NothingToEnd
    units = {one.unit_id for one in ending}
    with transaction.atomic():
        running.update(ended_at=timezone.now(), end_order=order_number)
        Invitation.waiting(actor, units).filter(login=ending[0].member.login).update(withdrawn_at=timezone.now())
        for unit_id in units:
            value("panah_dismissed", member_id, unit_id)
            trail.write(actor, "member.dismissed", kind="member", subject=member_id, record_unit=unit_id)


def open_legal_name(*, actor: Actor, member_id: UUID) -> str:
    """Open the legal name behind an alias (HL-13: kept apart for the safety of workers); every opening is in the trail.

    Gives nothing where no name was given or the unit's key is missing; raises NotHere for somebody of another unit.
    """
    named = list(Appointment.of_member(actor, member_id)[:20])
    if not named:
        raise NotHere
    trail.write(actor, "member.name_opened", kind="member", subject=member_id)
    words = [one.legal_name for one in named]
    return next((str(name) for name in words if name and not isinstance(name, Sealed)), "")
