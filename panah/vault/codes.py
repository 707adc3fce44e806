"""Codes that a person carries on paper: drawn at random, shown once, and kept only as a slow hash."""

import secrets

from django.conf import settings

from panah.vault import crypto

# Without letters and figures that are taken for one another.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH, _GROUP = 12, 4
# The same for every code, or a code could not be looked for; 59 random bits behind a slow hash need no other.
_SALT = b"panah.paper.code"


def new_code() -> str:
    """Draw a code of twelve signs in groups of four: K7QM-3XRD-9WTB."""
    signs = "".join(secrets.choice(_SIGNS) for _sign in range(_LENGTH))
    return "-".join(signs[place : place + _GROUP] for place in range(0, _LENGTH, _GROUP))


def digest(code: str) -> bytes:
    """Give the slow hash a code is kept and looked for by; small letters, blanks and hyphens make no difference."""
    typed = "".join(sign for sign in code.upper()[:100] if sign.isalnum())
    operations, memory = settings.PANAH_CODE_COST
    return crypto.stretch(typed, _SALT, operations=operations, memory=memory).proof
