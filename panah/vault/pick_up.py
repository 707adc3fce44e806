"""A message for somebody without an account: opened by a link and a code together, neither of which is kept.

The link travels one way and the code another (by telephone). What is stored opens with neither alone, and of the link
only a digest is known: a thief of the database has nothing to try codes on.
"""

import hashlib
import os
from dataclasses import dataclass

from django.conf import settings

from panah.vault import crypto

LINK_BYTES = 20
CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Laid:
    """A message as it lies ready: how to stretch the code, what shows that it was right, and the sealed words."""

    link_digest: bytes
    salt: bytes
    operations: int
    memory: int
    proof_digest: bytes
    sealed: bytes


def new_link() -> str:
    """Give the part of a link that nobody can guess."""
    return os.urandom(LINK_BYTES).hex()


def new_code() -> str:
    """Give a code that can be read out over the telephone: ten letters and digits, none of them like another."""
    # 248 is the greatest multiple of 31 a byte holds, so that each letter is as likely as any other.
    signs = [CODE_LETTERS[byte % 31] for byte in os.urandom(256) if byte < 248]
    return "".join(signs[:CODE_LENGTH])


def printed(code: str) -> str:
    """Give a code as it is read out, in two groups."""
    return f"{code[:5]} {code[5:]}"


def typed(text: str) -> str:
    """Give the code somebody typed, whatever stands between its letters."""
    return "".join(sign for sign in text.lower() if sign in CODE_LETTERS)[:CODE_LENGTH]


def digest(link: str) -> bytes:
    """Give what the database knows of a link."""
    return hashlib.sha256(link.encode()).digest()


def lay(link: str, code: str, words: str, place: bytes) -> Laid:
    """Seal words under a key that follows from link and code."""
    operations, memory = settings.PANAH_PASSWORD_COST
    salt = crypto.new_salt()
    stretched = crypto.stretch(link + code, salt, operations=operations, memory=memory)
    proof = hashlib.sha256(stretched.proof).digest()
    sealed = crypto.seal(stretched.wrapping_key, words.encode(), place)
    return Laid(digest(link), salt, operations, memory, proof, sealed)


def stretch(link: str, code: str, salt: bytes, *, operations: int, memory: int) -> crypto.Stretched:
    """Give key and proof of a link and the code somebody typed; slow on purpose."""
    return crypto.stretch(link + code, salt, operations=operations, memory=memory)


def read(key: bytes, sealed: bytes, place: bytes) -> str:
    """Open the words; raises CannotOpen for another key or place."""
    return crypto.unseal(key, sealed, place).decode()
