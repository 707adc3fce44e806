"""Identifiers: time-ordered, so that new rows lie side by side in every index."""

import os
import time
from datetime import datetime
from uuid import UUID

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62


def new_id(at: datetime | None = None) -> UUID:
    """Give a new UUID of version 7 (RFC 9562): milliseconds since 1970, 12 bits of the rest of it, 62 random bits.

    So what one process makes in turn stays in turn also within a millisecond (method 3 of section 6.2).
    `at` is for rows that tell of an earlier moment (the demonstration, an import): they keep their place in time.
    """
    nanoseconds = round(at.timestamp() * 1_000_000) * 1000 if at else time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    head = (milliseconds & ((1 << 48) - 1)) << 80
    noise = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=head | _VERSION_7 | (rest * 4096 // 1_000_000) << 64 | _VARIANT | noise)
