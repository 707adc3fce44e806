"""From a cookie to an acting member: the transaction's context in the database and the keyring in memory."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import names_of_unit
from panah.accounts.permissions import permissions_of
from panah.core import statements
from panah.core.actor import Actor
from panah.core.country import say
from panah.core.errors import NotSignedIn, Refused
from panah.core.functions import row
from panah.vault import crypto, keyring

TOKEN_BYTES = 32
# The values travel beside the statement: a token never stands in the database's list of what is running.
_ENTER = "SELECT * FROM panah_enter($1, $2)"


class Locked(NotSignedIn):
    """The screen was idle too long or was locked: the password opens it again."""

    sentence = _("The screen is locked.")


class FactorPending(NotSignedIn):
    """The password was shown, the second factor not yet."""

    sentence = _("The second factor is still missing.")


@dataclass(frozen=True, slots=True)
class Entered:
    """An actor with what the gate needs to know of the session."""

    actor: Actor
    stepped_up_at: datetime | None
    language: str
    stale_seconds: float
    ring: keyring.Keyring | None = field(repr=False)

    @property
    def unit_name(self) -> str:
        """The name of the unit acted for, in the current language."""
        return say(names_of_unit(self.actor.unit))


def session_place(session_id: UUID) -> bytes:
    """Give the place of the private key that lies in a session row."""
    return b"accounts_session:" + session_id.bytes


def session_key(token: bytes) -> bytes:
    """Give the key, derived from the cookie's token, that opens the private key in the session row."""
    return crypto.derive(token, "session")


def open_session_key(token: bytes, session_id: UUID, sealed: bytes) -> bytes:
    """Open the private key of a session row; raises NotSignedIn when the row was changed or belongs elsewhere."""
    try:
        return crypto.unseal(session_key(token), sealed, session_place(session_id))
    except crypto.CannotOpen as error:
        raise NotSignedIn from error


def presented(token: bytes) -> bytes:
    """Give what of a token the database is shown.

    It follows from the token and does not lead back to it: who watches the database's statements can use a session
    while it lives, and still cannot open the private key that lies in its row.
    """
    return crypto.derive(token, "present")


def token_digest(token: bytes) -> bytes:
    """Give what the database keeps of a session's token."""
    return hashlib.sha256(presented(token)).digest()


def enter(token: bytes, *, request_id: str = "", reading: bool = False) -> Entered:
    """Enter the database as the token's member for the running transaction; a reading one cannot write.

    Raises NotSignedIn, FactorPending or Locked. One journey to the database; keys are opened later, as needed.
    """
    ((outcome, session_id, member_id, alias, language, unit_id, unit_ids, roles, sealed, stepped_up, stale),) = (
        statements.begin_with(_ENTER, [presented(token), settings.PANAH_IDLE], reading=reading)
    )
    if outcome != "ok":
        raise {"locked": Locked, "pending": FactorPending}.get(outcome, NotSignedIn)
    actor = Actor(
        member_id=member_id,
        unit_id=unit_id,
        unit_ids=tuple(dict.fromkeys(unit_ids)),
        roles=frozenset(roles),
        permissions=permissions_of(roles),
        session_id=session_id,
        request_id=request_id,
        alias=alias,
    )
    private_key = open_session_key(token, session_id, bytes(sealed))
    ring = keyring.Keyring(member_id, private_key, actor.unit_ids)
    return Entered(actor, stepped_up, language, stale, ring)


@contextmanager
def entered(token: bytes, *, request_id: str = "", reading: bool = False) -> Iterator[Entered]:
    """Run a block as the token's member, in one transaction; a reading one cannot write."""
    with transaction.atomic():
        inside = enter(token, request_id=request_id, reading=reading)
        with keyring.held(inside.ring):
            yield inside


class UnknownDevice(Refused):
    """No such device, or it was switched off."""

    status = 401
    sentence = _("This device is not known here.")


@dataclass(frozen=True, slots=True)
class EnteredDevice:
    """A device that sends events for a unit, with the key its signatures are checked by."""

    actor: Actor
    device_id: UUID
    public_key: bytes


def enter_device(token: bytes, *, request_id: str = "") -> EnteredDevice:
    """Enter the database as a device's service for the running transaction; raises UnknownDevice."""
    known = row("panah_enter_device", token)
    if known is None:
        raise UnknownDevice
    device_id, service, unit_id, public_key = known
    actor = Actor(unit_id=unit_id, service=service, request_id=request_id)
    return EnteredDevice(actor, device_id, bytes(public_key))
