"""Identifiers: time-ordered, so that new rows lie side by side in every index."""

import os
import time
from datetime import datetime
from uuid import UUID

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62


def new_id(at: datetime | None = None) -> UUID:
    """Give a new UUID of version 7 (RFC 9562): milliseconds since 1970, then 74 random bits.

    `at` is for rows that tell of an earlier moment (the demonstration, an import): they keep their place in time.
    """
    milliseconds = int(at.timestamp() * 1000) if at else time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    head = (milliseconds & ((1 << 48) - 1)) << 80
    return UUID(int=head | _VERSION_7 | ((noise >> 68) & 0xFFF) << 64 | _VARIANT | (noise & ((1 << 62) - 1)))
