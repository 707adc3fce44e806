"""Reading the trail in a test, as the auditor does."""

from typing import Any
from uuid import UUID

from panah.core.functions import rows
from tests.world import WORLD, acting


def deeds(code: str) -> list[dict[str, Any]]:
    """The newest entries of one kind of deed, the newest first."""
    names = ("id", "at", "member", "unit", "record_unit", "service", "code", "kind", "subject", "purpose", "request")
    with acting(WORLD.aygun):
        found = rows("panah_trail", 2**62, code, None, None, None, 2**62, 50)
    return [dict(zip(names, entry, strict=True)) for entry in found]


def done_by(code: str, member_id: UUID | None) -> bool:
    """Say whether the newest such deed is that member's."""
    found = deeds(code)
    return bool(found) and found[0]["member"] == member_id
