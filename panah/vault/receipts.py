"""A receipt for somebody without a name: an answer is sealed to it, and only who holds its code can open that answer.

The code has the strength of a key, so that what is stored of it (a digest, a public key) leads back to nothing.
"""

import os

from panah.vault import crypto
from panah.vault.pick_up import CODE_LETTERS

LENGTH, GROUP = 20, 5


def new_code() -> str:
    """Give a code of twenty letters and digits, none of them like another: 99 bits."""
    # 248 is the greatest multiple of 31 a byte holds, so that each letter is as likely as any other.
    signs = [CODE_LETTERS[byte % 31] for byte in os.urandom(256) if byte < 248]
    return "".join(signs[:LENGTH])


def printed(code: str) -> str:
    """Give a code as it is written down, in groups."""
    return " ".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def typed(text: str) -> str:
    """Give the code somebody typed, whatever stands between its letters."""
    return "".join(sign for sign in text.lower() if sign in CODE_LETTERS)[:LENGTH]


def digest(code: str) -> bytes:
    """Give what the database finds a receipt by."""
    return crypto.derive(code.encode(), "receipt")


def public_key(code: str) -> bytes:
    """Give what an answer is sealed to."""
    return _pair(code).public


def seal(public: bytes, words: str, place: bytes) -> bytes:
    """Seal an answer to a receipt."""
    return crypto.box(public, words.encode(), place)


def read(code: str, sealed: bytes, place: bytes) -> str:
    """Open an answer with the code of its receipt; raises CannotOpen for another."""
    return crypto.unbox(_pair(code), sealed, place).decode()


def _pair(code: str) -> crypto.KeyPair:
    return crypto.pair_from_private(crypto.derive(code.encode(), "receipt answer"))
