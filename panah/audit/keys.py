"""The key that signs the trail: a file outside the database; checking needs its public half."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


class NoSigningKey(Exception):
    """There is no key to sign or to check with; the sentence says how to make one."""

    def __init__(self, path: Path) -> None:
        """Name the file that is missing, never what would be in it."""
        super().__init__(f"The key that signs the trail is missing ({path}). Make it with: panah audit key")


def ensure() -> None:
    """Make the signing key (mode 0600) and write down its public half, unless there is a key already."""
    path = Path(settings.AUDIT_KEY)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_new(path, Ed25519PrivateKey.generate().private_bytes_raw())
    _trust(signing_key().public_key())


def signing_key() -> Ed25519PrivateKey:
    """Read the private key; raises NoSigningKey."""
    path = Path(settings.AUDIT_KEY)
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii").strip()))
    except FileNotFoundError:
        raise NoSigningKey(path) from None


def public_keys() -> list[Ed25519PublicKey]:
    """Read the public keys that are trusted: the present one and those before it, one a line; raises NoSigningKey."""
    path = Path(settings.AUDIT_PUBLIC_KEYS)
    try:
        lines = path.read_text("ascii").split()
    except FileNotFoundError:
        raise NoSigningKey(path) from None
    return [Ed25519PublicKey.from_public_bytes(bytes.fromhex(line)) for line in lines]


def signed_by_any(keys: list[Ed25519PublicKey], signature: bytes, digest: bytes) -> bool:
    """Say whether one of the keys made this signature."""
    for key in keys:
        try:
            key.verify(signature, digest)
        except InvalidSignature:
            continue
        return True
    return False


def _write_new(path: Path, secret: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secret.hex() + "\n")


def _trust(key: Ed25519PublicKey) -> None:
    """Add a public key to the list; earlier keys stay, so that what they signed can still be checked."""
    path = Path(settings.AUDIT_PUBLIC_KEYS)
    line = key.public_bytes_raw().hex()
    if not path.exists() or line not in path.read_text("ascii").split():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="ascii") as stream:
            stream.write(line + "\n")
