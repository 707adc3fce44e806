"""The keyed hash that the blind index stores in place of a value."""

import hashlib


def token(key: bytes, value: str) -> int:
    """Give the first 64 bits of BLAKE2b under the key, as PostgreSQL's bigint. The key has 16 to 64 bytes."""
    digest = hashlib.blake2b(value.encode(), key=key, digest_size=8, person=b"panah index").digest()
    return int.from_bytes(digest, "big", signed=True)
