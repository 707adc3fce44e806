"""Founding: what exists before anybody can sign in. Run by the owner, at set-up and for the demonstration."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts import invitations
from panah.accounts.models import Appointment, Body, Invitation, Member, Unit
from panah.accounts.permissions import Role, may_combine
from panah.accounts.sign_in import member_place
from panah.core.errors import Refused
from panah.core.ids import new_id
from panah.vault import crypto, recovery
from panah.vault.keyring import grant_place, recovery_place, share_place
from panah.vault.models import (
    BasisKind,
    Compartment,
    Folder,
    Grant,
    MemberKey,
    RecoveryKey,
    UnitKey,
    UnitKeyShare,
)


class AllInformed(Refused):
    """These roles together would come near everything."""

    sentence = _("One person cannot hold these roles together: nobody is all-informed.")
    rule = "PRI-02"


def roles_collide(error: IntegrityError) -> bool:
    """Say whether the database refused an appointment because its roles must stay apart (PRI-02)."""
    reported = getattr(error.__cause__, "diag", None)
    return getattr(reported, "constraint_name", "") == "appointment_roles_apart"


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A member's key material, ready to store, with the pair in memory."""

    pair: crypto.KeyPair
    salt: bytes
    operations: int
    memory: int
    proof_digest: bytes
    sealed_private_key: bytes


def make_member_key(member_id: UUID, password: str, *, pair: crypto.KeyPair | None = None) -> MadeKey:
    """Make (or re-seal) a member's pair under a password."""
    operations, memory = settings.PANAH_PASSWORD_COST
    pair, salt = pair or crypto.new_pair(), crypto.new_salt()
    stretched = crypto.stretch(password, salt, operations=operations, memory=memory)
    return MadeKey(
        pair,
        salt,
        operations,
        memory,
        hashlib.sha256(stretched.proof).digest(),
        crypto.seal(stretched.wrapping_key, pair.private, member_place(member_id)),
    )


def make_recovery_key(*, needed: int, holders: int) -> list[recovery.Share]:
    """Make the country's recovery key, store its public half, and give the shares to be handed out, once."""
    pair = crypto.new_pair()
    RecoveryKey.objects.create(
        public_key=pair.public, shares_needed=needed, shares_made=holders, made_at=timezone.now()
    )
    return recovery.split(pair.private, needed=needed, holders=holders)


@transaction.atomic
def renew_recovery_key(old: crypto.KeyPair, *, needed: int, holders: int) -> list[recovery.Share]:
    """Put a new recovery key in the place of the rejoined old one: every unit's key is sealed to it, and to it alone.

    New shares of the same key would leave the old ones good, those of keepers who left included. Gives the new shares;
    raises CannotOpen, and changes nothing, where a unit's key does not open with the old pair.
    """
    shares = make_recovery_key(needed=needed, holders=holders)
    public = bytes(RecoveryKey.objects.latest("made_at").public_key)
    for key in UnitKey.objects.select_for_update().order_by("unit_id"):
        place = recovery_place(key.unit_id)
        private = crypto.unbox(old, bytes(key.sealed_for_recovery), place)
        UnitKey.objects.filter(unit_id=key.unit_id).update(sealed_for_recovery=crypto.box(public, private, place))
    return shares


@transaction.atomic
def make_unit(
    *, body: Body, code: str, kind: str, names: dict[str, str], region: str = ""
) -> tuple[Unit, crypto.KeyPair]:
    """Make a unit with its key pair (sealed for recovery) and its search-index folder."""
    recovery_key = RecoveryKey.objects.latest("made_at")
    unit = Unit.objects.create(body=body, code=code, kind=kind, names=names, region=region)
    pair = crypto.new_pair()
    now = timezone.now()
    folder = Folder.objects.create(compartment=Compartment.INDEX, owner_unit_id=unit.id, created_at=now)
    UnitKey.objects.create(
        unit_id=unit.id,
        public_key=pair.public,
        sealed_for_recovery=crypto.box(bytes(recovery_key.public_key), pair.private, recovery_place(unit.id)),
        index_folder=folder,
    )
    Grant.objects.create(
        folder=folder,
        unit_id=unit.id,
        sealed_key=crypto.box(pair.public, crypto.new_key(), grant_place(folder.id, unit.id)),
        basis_kind=BasisKind.OWNERSHIP,
        granted_by_unit_id=unit.id,
        granted_at=now,
    )
    return unit, pair


@transaction.atomic
def invite_with_key(
    *,
    unit: Unit,
    unit_pair: crypto.KeyPair,
    login: str,
    alias: str,
    roles: Sequence[Role],
    order_number: str,
    order_date: dt.date,
    lasts: dt.timedelta,
) -> str:
    """Invite somebody to a unit in which nobody could admit them: at founding, and when a unit is recovered.

    The invitation carries the unit's private key, sealed under its own code, so that who accepts is admitted at once.
    Gives the printed code; raises AllInformed for roles that must stay apart (PRI-02).
    """
    if not may_combine(roles):
        raise AllInformed
    code, now = invitations.new_code(), timezone.now()
    Invitation.objects.filter(unit_id=unit.id, login=login, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=now
    )
    Invitation.objects.create(
        unit_id=unit.id,
        login=login,
        alias=alias,
        roles=[role.value for role in roles],
        order_number=order_number,
        order_date=order_date,
        code_digest=invitations.digest(code),
        invited_at=now,
        expires_at=now + lasts,
        sealed_unit_key=crypto.seal(
            invitations.key_of(code), unit_pair.private, invitations.carried_place(unit.id.bytes)
        ),
    )
    return invitations.printed(code)


def recover_unit(unit: Unit, recovery_pair: crypto.KeyPair) -> crypto.KeyPair:
    """Open a unit's private key with the rejoined recovery key; raises CannotOpen when it is not the right one."""
    sealed = UnitKey.objects.values_list("sealed_for_recovery", flat=True).get(unit_id=unit.id)
    return crypto.pair_from_private(crypto.unbox(recovery_pair, bytes(sealed), recovery_place(unit.id)))


@transaction.atomic
def make_member(
    *,
    login: str,
    alias: str,
    password: str,
    roles: Sequence[Role],
    unit: Unit,
    unit_pair: crypto.KeyPair,
    order_number: str,
    order_date: dt.date,
    language: str = "az",
) -> Member:
    """Make the first member of a unit, appointed and admitted; raises AllInformed for roles that must stay apart."""
    if not may_combine(roles):
        raise AllInformed
    member = Member.objects.create(id=new_id(), login=login, alias=alias, language=language)
    now = timezone.now()
    made = make_member_key(member.id, password)
    _keep_key(member.id, made)
    UnitKeyShare.objects.create(
        unit_id=unit.id,
        member_id=member.id,
        sealed_private_key=crypto.box(made.pair.public, unit_pair.private, share_place(unit.id, member.id)),
        given_at=now,
    )
    for role in roles:
        Appointment.objects.create(
            member=member,
            unit_id=unit.id,
            role=role,
            order_number=order_number,
            order_date=order_date,
            appointed_at=now,
            admitted_at=now,
        )
    return member


def _keep_key(member_id: UUID, made: MadeKey) -> None:
    MemberKey.objects.create(
        member_id=member_id,
        public_key=made.pair.public,
        salt=made.salt,
        operations=made.operations,
        memory=made.memory,
        proof_digest=made.proof_digest,
        sealed_private_key=made.sealed_private_key,
    )
