"""The code of an invitation: shown once, typed or followed as a link, stored only as a digest."""

import base64
import binascii
import hashlib
import os

from django.utils.translation import gettext_lazy as _

from panah.core.errors import Refused
from panah.vault import crypto

CODE_BYTES = 20
GROUP = 4


class CodeNotGood(Refused):
    """Mistyped, used, withdrawn or too old; the answer never says which."""

    status = 422
    sentence = _("This code is not good: it was mistyped, used already, or is too old. Ask for a new invitation.")


def new_code() -> bytes:
    """Give a fresh code of 160 random bits."""
    return os.urandom(CODE_BYTES)


def printed(code: bytes) -> str:
    """Give the form in which a code is handed over: 32 letters and digits in groups of four."""
    letters = base64.b32encode(code).decode().lower()
    return "-".join(letters[i : i + GROUP] for i in range(0, len(letters), GROUP))


def read(text: str) -> bytes:
    """Read the printed form, whatever stands between the letters; raises CodeNotGood."""
    letters = "".join(sign for sign in text if sign.isascii() and sign.isalnum()).upper()
    try:
        code = base64.b32decode(letters)
    except binascii.Error as error:
        raise CodeNotGood from error
    if len(code) != CODE_BYTES:
        raise CodeNotGood
    return code


def presented(code: bytes) -> bytes:
    """Give what of a code the database is shown.

    It follows from the code and does not lead back to it: who watches the database's statements can take the place of
    whoever accepts, and still cannot open the unit's key that an invitation of founding or recovery carries.
    """
    return crypto.derive(code, "present invitation")


def digest(code: bytes) -> bytes:
    """Give what the database keeps of a code."""
    return hashlib.sha256(presented(code)).digest()


def key_of(code: bytes) -> bytes:
    """Give the key under which an invitation carries a unit's key, at founding and recovery."""
    return crypto.derive(code, "invitation")


def carried_place(unit_id_bytes: bytes) -> bytes:
    """Give the place of a unit's key that an invitation carries."""
    return b"accounts_invitation:" + unit_id_bytes


def check_number(public_key: bytes) -> str:
    """Give six digits of a member's public key, which the newcomer reads to the colleague who admits."""
    number = int.from_bytes(crypto.derive(public_key, "check number")[:8], "big") % 1_000_000
    digits = f"{number:06}"
    return f"{digits[:3]} {digits[3:]}"
