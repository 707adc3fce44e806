"""Joining: who holds the code of an invitation chooses a password, and waits for a colleague."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from panah.accounts import invitations, passwords
from panah.accounts.founding import AllInformed, MadeKey, make_member_key, roles_collide
from panah.accounts.invitations import CodeNotGood
from panah.core.functions import row, value
from panah.core.ids import new_id
from panah.vault import crypto
from panah.vault.keyring import share_place


@dataclass(frozen=True, slots=True)
class Joined:
    """What the newcomer is told: the login, the number to read to the colleague, and whether one is needed."""

    login: str
    alias: str
    check_number: str
    admitted: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """What the holder of a code finds behind it."""

    login: str
    alias: str
    member_id: UUID
    unit_id: UUID
    sealed_unit_key: bytes


def accept(*, code: str, password: str, language: str) -> Joined:
    """Take up an invitation with a password of one's own (HL-14: only by an appointment order).

    Raises CodeNotGood, WeakPassword, or AllInformed when the roles may not stand beside those held by now (PRI-02).
    """
    raw = invitations.read(code)
    place = _find(raw)
    passwords.require_good(password, place.login)
    made = make_member_key(place.member_id, password)
    share = _carried_share(raw, place, made.pair.public)
    try:
        with transaction.atomic():
            accepted = _store(raw, place, language, made, share)
    except IntegrityError as error:
        raise (AllInformed if roles_collide(error) else CodeNotGood) from error
    if not accepted:
        raise CodeNotGood
    return Joined(place.login, place.alias, invitations.check_number(made.pair.public), bool(share))


def _find(raw: bytes) -> _Place:
    found = row("panah_invitation", invitations.presented(raw))
    if found is None:
        raise CodeNotGood
    login, alias, member_id, unit_id, sealed = found
    return _Place(login, alias, member_id or new_id(), unit_id, bytes(sealed))


def _carried_share(raw: bytes, place: _Place, public: bytes) -> bytes:
    """Seal the unit's key that came with the invitation to the new member; empty where a colleague is to admit."""
    if not place.sealed_unit_key:
        return b""
    key = invitations.key_of(raw)
    private = crypto.unseal(key, place.sealed_unit_key, invitations.carried_place(place.unit_id.bytes))
    return crypto.box(public, private, share_place(place.unit_id, place.member_id))


def _store(raw: bytes, place: _Place, language: str, made: MadeKey, share: bytes) -> bool:
    key = (made.pair.public, made.salt, made.operations, made.memory, made.proof_digest, made.sealed_private_key)
    return bool(value("panah_accept_invitation", invitations.presented(raw), place.member_id, language, *key, share))
