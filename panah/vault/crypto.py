"""The one door to libsodium. Nothing outside this room calls it, and nothing but this file imports nacl.

Keys are 32 random bytes. Words are sealed with XChaCha20-Poly1305 and a random nonce; what is sealed is tied
by its associated data to the place it belongs to, so that it opens nowhere else.
"""

import hashlib
import os
from dataclasses import dataclass
from threading import BoundedSemaphore

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id

KEY_BYTES = 32
_NONCE_BYTES = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_VERSION = b"\x01"
_MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
HEADER_BYTES = 1 + bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
PIECE_OVERHEAD = bindings.crypto_secretstream_xchacha20poly1305_ABYTES


class CannotOpen(Exception):
    """The key, the place or the ciphertext is not the right one."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An X25519 key pair; the private half never leaves memory unsealed."""

    public: bytes
    private: bytes


@dataclass(frozen=True, slots=True)
class Stretched:
    """What a password becomes: a key that opens the private key, and a proof that shows the password was known."""

    wrapping_key: bytes
    proof: bytes


def new_key() -> bytes:
    """Give a fresh 32-byte key."""
    return os.urandom(KEY_BYTES)


def new_pair() -> KeyPair:
    """Give a fresh X25519 pair."""
    public, private = bindings.crypto_box_keypair()
    return KeyPair(public, private)


def pair_from_private(private: bytes) -> KeyPair:
    """Give the pair that a private key belongs to."""
    return KeyPair(bindings.crypto_scalarmult_base(private), private)


def seal(key: bytes, words: bytes, place: bytes) -> bytes:
    """Seal words under a key, tied to a place."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(words, place, nonce, key)


def unseal(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """Open what `seal` made; raises CannotOpen for another key, place or version, or a changed ciphertext."""
    if sealed[:1] != _VERSION:
        raise CannotOpen
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(body, place, nonce, key)
    except (CryptoError, TypeError, ValueError) as error:
        raise CannotOpen from error


class Sealer:
    """Seals a long content piece by piece, so that no piece can be left out, moved or changed unseen."""

    def __init__(self, key: bytes, place: bytes) -> None:
        """Begin; what `header` gives stands before the pieces."""
        self._state, self._place = bindings.crypto_secretstream_xchacha20poly1305_state(), place
        self.header = _VERSION + bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)

    def push(self, piece: bytes, *, last: bool) -> bytes:
        """Seal the next piece; the last one is marked, so that a content cut off is seen."""
        tag = _LAST if last else _MORE
        return bindings.crypto_secretstream_xchacha20poly1305_push(self._state, piece, self._place, tag)


class Opener:
    """Opens what a `Sealer` made, piece by piece, in its order."""

    def __init__(self, key: bytes, header: bytes, place: bytes) -> None:
        """Begin with the header; raises CannotOpen for one that is none."""
        if header[:1] != _VERSION or len(header) != HEADER_BYTES:
            raise CannotOpen
        self._state, self._place = bindings.crypto_secretstream_xchacha20poly1305_state(), place
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, header[1:], key)

    def pull(self, sealed: bytes) -> tuple[bytes, bool]:
        """Open the next piece and say whether it is the last; raises CannotOpen for anything but that piece."""
        try:
            piece, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(self._state, sealed, self._place)
        except (CryptoError, TypeError, ValueError) as error:
            raise CannotOpen from error
        return piece, tag == _LAST


def box(public: bytes, words: bytes, place: bytes) -> bytes:
    """Seal words to the holder of a public key; anyone may write, one may read. The place travels inside."""
    return bindings.crypto_box_seal(_place_digest(place) + words, public)


def unbox(pair: KeyPair, sealed: bytes, place: bytes) -> bytes:
    """Open what `box` made; raises CannotOpen when the pair or the place is another."""
    try:
        opened = bindings.crypto_box_seal_open(sealed, pair.public, pair.private)
    except (CryptoError, TypeError, ValueError) as error:
        raise CannotOpen from error
    if opened[:16] != _place_digest(place):
        raise CannotOpen
    return opened[16:]


def _place_digest(place: bytes) -> bytes:
    return hashlib.blake2b(place, digest_size=16).digest()


def new_salt() -> bytes:
    """Give a fresh salt for `stretch`."""
    return os.urandom(argon2id.SALTBYTES)


# Each takes a quarter of a gigabyte and a processor for a while, so many run at once in a process; the others wait.
_STRETCHING = BoundedSemaphore(2)


def stretch(password: str, salt: bytes, *, operations: int, memory: int) -> Stretched:
    """Stretch a password with Argon2id (`memory` in bytes); slow on purpose."""
    with _STRETCHING:
        both = argon2id.kdf(2 * KEY_BYTES, password.encode(), salt, opslimit=operations, memlimit=memory)
    return Stretched(both[:KEY_BYTES], both[KEY_BYTES:])


def derive(secret: bytes, purpose: str) -> bytes:
    """Give the 32-byte key for one purpose from a secret of full strength."""
    return hashlib.blake2b(purpose.encode(), key=secret[:64], digest_size=KEY_BYTES).digest()


def signing_pair(seed: bytes) -> tuple[bytes, bytes]:
    """Give the Ed25519 public and secret key of a 32-byte seed."""
    return bindings.crypto_sign_seed_keypair(seed)


def sign(secret: bytes, message: bytes) -> bytes:
    """Give the 64-byte Ed25519 signature of a message."""
    return bindings.crypto_sign(message, secret)[: bindings.crypto_sign_BYTES]


def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether the signature is the holder's over this message."""
    try:
        bindings.crypto_sign_open(signature + message, public)
    except (CryptoError, TypeError, ValueError):
        return False
    return True
