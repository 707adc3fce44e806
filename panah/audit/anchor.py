"""The anchor: a file outside the database that holds the head of every seal, so that a cut-off tail is missed."""

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from panah.audit.models import Batch

_END = 4096


@dataclass(frozen=True, slots=True)
class Head:
    """What the anchor keeps of a seal; `digest` and `signature` in hexadecimal."""

    number: int
    sealed_at: str
    count: int
    last_id: int
    digest: str
    signature: str


def head_of(batch: Batch) -> Head:
    """The head of a seal."""
    digest, signature = bytes(batch.digest).hex(), bytes(batch.signature).hex()
    return Head(batch.number, batch.sealed_at.isoformat(), batch.count, batch.last_id, digest, signature)


def heads() -> Iterator[Head]:
    """Every head in the anchor, oldest first; a line that a crash cut off is passed over."""
    if _path().exists():
        with _path().open("rb") as stream:
            yield from filter(None, map(_parsed, stream))


def extend() -> None:
    """Append each head the anchor does not hold yet, also those a crash kept from it, and wait for the disk."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    with _path().open("ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        end = _end()
        known = [head.number for head in map(_parsed, end.splitlines()) if head]
        missing = Batch.objects.defer("leaves").filter(number__gt=known[-1] if known else 0).order_by("number")
        lines = [json.dumps(asdict(head_of(batch))).encode() + b"\n" for batch in missing]
        if not lines:
            return
        torn = b"\n" if end and not end.endswith(b"\n") else b""
        stream.write(torn + b"".join(lines))
        stream.flush()
        os.fsync(stream.fileno())


def _path() -> Path:
    return Path(settings.AUDIT_ANCHOR)


def _end() -> bytes:
    with _path().open("rb") as stream:
        stream.seek(max(0, _path().stat().st_size - _END))
        return stream.read()


def _parsed(line: bytes) -> Head | None:
    try:
        return Head(**json.loads(line))
    except (ValueError, TypeError):
        return None
