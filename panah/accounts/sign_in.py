"""Signing in: the password opens the member's private key, which is sealed anew under the browser's token."""

import os
from dataclasses import dataclass
from threading import BoundedSemaphore
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from config import env
from panah.accounts.entering import TOKEN_BYTES, open_session_key, presented, session_key, session_place, token_digest
from panah.core.errors import NotSignedIn, Refused
from panah.core.functions import row, rows, value
from panah.core.ids import new_id
from panah.vault import crypto


class WrongPassword(Refused):
    """Login or password do not fit; the answer never says which."""

    status = 422
    sentence = _("Login and password do not fit together.")


class NotYourPassword(WrongPassword):
    """Somebody whom the session knows already was asked for the password alone."""

    sentence = _("This is not your password.")


class NotAdmitted(Refused):
    """The password is right, but no colleague has admitted the person yet (HL-14)."""

    status = 422
    sentence = _("Your password is right. A colleague of your unit has still to admit you: ask for it.")
    rule = "HL-14"


class TooManyTries(Refused):
    """Too many failures for one login in a short time."""

    status = 429
    sentence = _("Too many failed tries. Wait a quarter of an hour, or ask a colleague to admit you again.")


class DoorCrowded(Refused):
    """So many show a password at once that pages would not be answered any more."""

    status = 503
    sentence = _("Very many try to sign in at this moment. Wait a few seconds and try again.")


# Whoever shows a password holds one of the process's threads until the slow hash is made. Two of them are left for
# those who are at work, so that nobody unknown keeps the desk from its pages.
_AT_THE_DOOR = BoundedSemaphore(max(1, env.DB_POOL.read() - 2))


@dataclass(frozen=True, slots=True)
class Pending:
    """A session whose password was shown, with the member's key in memory for the second factor."""

    session_id: UUID
    member_id: UUID
    login: str
    alias: str
    private_key: bytes
    locked: bool
    passed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A password that was right: whose it is, the proof of it, and the member's private key that it opens."""

    member_id: UUID
    proof: bytes
    private_key: bytes


def member_place(member_id: UUID) -> bytes:
    """Give the place of a member's sealed private key."""
    return b"vault_memberkey:" + member_id.bytes


def sign_in(login: str, password: str, *, agent: str = "") -> bytes:
    """Check a password and open a session; gives the token for the cookie.

    Raises WrongPassword, NotAdmitted or TooManyTries. The session may enter at once only where no second factor is
    registered and the installation does not demand one (the demonstration).
    """
    shown = show_password(login, password)
    token, session_id = os.urandom(TOKEN_BYTES), new_id()
    sealed_here = crypto.seal(session_key(token), shown.private_key, session_place(session_id))
    entering = settings.PANAH_DEMO
    value("panah_open_session", login, shown.proof, token_digest(token), sealed_here, agent[:80], entering, session_id)
    return token


def show_password(login: str, password: str) -> Shown:
    """Check a password, counting the try; raises WrongPassword, NotAdmitted, TooManyTries or DoorCrowded."""
    stretched = _stretched(login, password)
    member_id, sealed = _check(login, stretched.proof)
    opened = crypto.unseal(stretched.wrapping_key, sealed, member_place(member_id))
    return Shown(member_id, stretched.proof, opened)


def _stretched(login: str, password: str) -> crypto.Stretched:
    salt, operations, memory = rows("panah_sign_in_salt", login)[0]
    if not _AT_THE_DOOR.acquire(blocking=False):
        raise DoorCrowded
    try:
        return crypto.stretch(password, bytes(salt), operations=operations, memory=memory)
    finally:
        _AT_THE_DOOR.release()


def _check(login: str, proof: bytes) -> tuple[UUID, bytes]:
    most, within = settings.PANAH_SIGN_IN_FAILURES
    outcome, member_id, _public, sealed = rows("panah_check_password", login, proof, most, within)[0]
    if outcome != "ok":
        raise {"throttled": TooManyTries, "waiting": NotAdmitted}.get(outcome, WrongPassword)
    return member_id, bytes(sealed)


def pending(token: bytes) -> Pending:
    """Give the session of a token whatever its state; raises NotSignedIn for none."""
    found = row("panah_pending", presented(token))
    if found is None:
        raise NotSignedIn
    session_id, member_id, login, alias, sealed, locked, passed = found
    key = open_session_key(token, session_id, bytes(sealed))
    return Pending(session_id, member_id, login, alias, key, locked, passed)


def unlock(token: bytes, password: str) -> None:
    """Open a locked screen with the password; raises NotYourPassword, TooManyTries or DoorCrowded.

    Tries are counted for this session alone: who fails to sign in elsewhere does not keep it locked.
    """
    shown = _stretched(pending(token).login, password)
    outcome = value("panah_unlock", presented(token), shown.proof, *settings.PANAH_SIGN_IN_FAILURES)
    if outcome != "ok":
        raise TooManyTries if outcome == "throttled" else NotYourPassword


def lock(token: bytes) -> None:
    """Lock the screen of a session at once."""
    value("panah_lock", presented(token))


def sign_out(token: bytes) -> None:
    """End a session; its sealed key is wiped."""
    value("panah_end_session", presented(token))
