"""Second factors: codes from an app (RFC 6238) and passkeys (WebAuthn), shown after the password."""

import hmac
import json
import os
from dataclasses import dataclass
from uuid import UUID

import pyotp
import webauthn
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
)

from panah.accounts.entering import presented
from panah.accounts.sign_in import Pending, TooManyTries
from panah.core.errors import NotSignedIn, Refused, Stale
from panah.core.functions import rows, value
from panah.core.ids import new_id
from panah.vault import crypto

STEP_SECONDS = 30
# A clock may be this many steps off, in either direction.
DRIFT = 1
CHALLENGE_BYTES = 32
SITE = "Panah"


class WrongFactor(Refused):
    """The code or the passkey is not one of this member's, or came too late."""

    status = 422
    sentence = _("That did not fit. Try again with a fresh code or passkey.")


class UsedCode(WrongFactor):
    """The code was accepted before; whoever reads along must not be able to use it again."""

    sentence = _("This code was used already. Wait for the next one.")


class AlreadyEnrolled(Stale):
    """There is a factor by now: a further one is added after showing it."""

    sentence = _("A second factor is registered already. Show it to go on.")


@dataclass(frozen=True, slots=True)
class Factor:
    """A registered second factor, as a session that is still to enter may see it."""

    id: UUID
    kind: str
    label: str
    sealed_secret: bytes
    credential_id: bytes
    public_key: bytes
    counter: int


@dataclass(frozen=True, slots=True)
class Party:
    """This site as passkeys know it: its host name and its origin."""

    host: str
    origin: str


def registered(token: bytes) -> list[Factor]:
    """List the factors of the session's member."""
    return [
        Factor(factor_id, kind, label, bytes(secret), bytes(credential), bytes(public), counter)
        for factor_id, kind, label, secret, credential, public, counter in rows("panah_factors", presented(token))
    ]


def factor_place(factor_id: UUID) -> bytes:
    """Give the place a code's secret is sealed for."""
    return b"accounts_secondfactor:" + factor_id.bytes


# ── Codes from an app ──────────────────────────────────────────────────────────────────────────────────────


def new_secret() -> str:
    """Give a fresh secret for an app, in base 32."""
    return pyotp.random_base32()


def address_of(secret: str, login: str) -> str:
    """Give what the picture tells the app: secret, site and login."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=SITE)


def step_of(secret: str, code: str) -> int | None:
    """Give the 30-second step a code belongs to, or None when it fits none of the steps near now."""
    now = int(timezone.now().timestamp()) // STEP_SECONDS
    made_by = pyotp.TOTP(secret)
    near = range(now - DRIFT, now + DRIFT + 1)
    fitting = [step for step in near if hmac.compare_digest(made_by.at(step * STEP_SECONDS), code)]
    return max(fitting, default=None)


def show_code(token: bytes, session: Pending, code: str) -> None:
    """Show a code: the session may enter, or has stepped up. Raises WrongFactor, UsedCode or TooManyTries."""
    attempt = _try(token)
    pair = crypto.pair_from_private(session.private_key)
    for factor in registered(token):
        if factor.kind != "totp":
            continue
        secret = crypto.unbox(pair, factor.sealed_secret, factor_place(factor.id)).decode()
        step = step_of(secret, code)
        if step is not None:
            if not _passed(token, factor.id, step, attempt):
                raise UsedCode
            return
    raise WrongFactor


# ── Passkeys ───────────────────────────────────────────────────────────────────────────────────────────────


def ask_for_passkey(token: bytes, party: Party) -> str:
    """Make a challenge for one of the member's passkeys; gives the options for the browser, as JSON."""
    keys = [factor for factor in registered(token) if factor.kind == "passkey"]
    options = webauthn.generate_authentication_options(
        rp_id=party.host,
        challenge=_new_challenge(token),
        allow_credentials=[PublicKeyCredentialDescriptor(id=key.credential_id) for key in keys],
    )
    return webauthn.options_to_json(options)


def ask_for_new_passkey(token: bytes, session: Pending, party: Party) -> str:
    """Make a challenge for registering a passkey; gives the options for the browser, as JSON (never a legal name)."""
    known = [factor for factor in registered(token) if factor.kind == "passkey"]
    options = webauthn.generate_registration_options(
        rp_id=party.host,
        rp_name=SITE,
        user_id=session.member_id.bytes,
        user_name=session.login,
        user_display_name=session.alias,
        challenge=_new_challenge(token),
        authenticator_selection=AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.DISCOURAGED),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=key.credential_id) for key in known],
    )
    return webauthn.options_to_json(options)


def show_passkey(token: bytes, answer: str, party: Party) -> None:
    """Show a passkey: the session may enter, or has stepped up. Raises WrongFactor or TooManyTries."""
    attempt = _try(token)
    factor = _named_in(answer, registered(token))
    try:
        shown = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=_take_challenge(token),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=factor.public_key,
            credential_current_sign_count=factor.counter,
        )
    except (WebAuthnException, ValueError) as error:
        # The library lets some rubbish through to the decoder of base64.
        raise WrongFactor from error
    if not _passed(token, factor.id, shown.new_sign_count, attempt):
        raise WrongFactor


def _named_in(answer: str, factors: list[Factor]) -> Factor:
    try:
        named = webauthn.base64url_to_bytes(json.loads(answer)["rawId"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongFactor from error
    for factor in factors:
        if factor.kind == "passkey" and factor.credential_id == named:
            return factor
    raise WrongFactor


# ── Registering ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class NewFactor:
    """A factor that was just proven to work, not yet kept."""

    id: UUID
    kind: str
    label: str = ""
    sealed_secret: bytes = b""
    credential_id: bytes = b""
    public_key: bytes = b""
    counter: int = 0


def prove_code(session: Pending, secret: str, code: str, label: str) -> NewFactor:
    """Make a factor of an app's secret, which is sealed to the member alone; raises WrongFactor for a wrong code."""
    step = step_of(secret, code)
    if step is None:
        raise WrongFactor
    factor_id = new_id()
    public = crypto.pair_from_private(session.private_key).public
    sealed = crypto.box(public, secret.encode(), factor_place(factor_id))
    return NewFactor(factor_id, "totp", label, sealed_secret=sealed, counter=step)


def prove_passkey(token: bytes, answer: str, party: Party) -> NewFactor:
    """Make a factor of a browser's answer to `ask_for_new_passkey`; raises WrongFactor when it does not hold."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=_take_challenge(token),
            expected_rp_id=party.host,
            expected_origin=party.origin,
        )
    except (WebAuthnException, ValueError) as error:
        raise WrongFactor from error
    return NewFactor(
        new_id(),
        "passkey",
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        counter=made.sign_count,
    )


def keep_first(token: bytes, new: NewFactor) -> None:
    """Register a member's first factor, which also lets the session enter; raises AlreadyEnrolled after the first."""
    factor = (new.id, new.kind, new.label, new.sealed_secret, new.credential_id, new.public_key, new.counter)
    if not value("panah_first_factor", presented(token), *factor):
        raise AlreadyEnrolled


# ── What the database keeps count of ───────────────────────────────────────────────────────────────────────


def _try(token: bytes) -> UUID:
    most, within = settings.PANAH_SIGN_IN_FAILURES
    attempt: UUID | None = value("panah_try_factor", presented(token), most, within)
    if attempt is None:
        raise TooManyTries
    return attempt


def _passed(token: bytes, factor_id: UUID, counter: int, attempt: UUID) -> bool:
    return bool(value("panah_pass_factor", presented(token), factor_id, counter, attempt))


def _new_challenge(token: bytes) -> bytes:
    challenge = os.urandom(CHALLENGE_BYTES)
    if not value("panah_challenge", presented(token), challenge):
        raise NotSignedIn
    return challenge


def _take_challenge(token: bytes) -> bytes:
    """Take the challenge out of the session, so that no answer to it is accepted twice."""
    challenge = value("panah_take_challenge", presented(token))
    if challenge is None:
        raise WrongFactor
    return bytes(challenge)
