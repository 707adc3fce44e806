"""Who can see a folder, why, and until when, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from panah.accounts.models import Unit
from panah.vault import grants
from panah.vault.grants import Sight


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of "who can see this"."""

    unit: str
    why: str | Promise
    until: datetime | None
    suspended: bool


def entries(folder_id: UUID) -> list[Entry]:
    """List the units that can, or after accepting will be able to, open a folder the actor's unit holds."""
    return entries_of({"": folder_id})[""]


def entries_of(folder_ids: Mapping[str, UUID]) -> dict[str, list[Entry]]:
    """List the same for several folders by name; the units are read with one query."""
    sights = {
        name: [sight for sight in grants.who_can_see(each) if _counts(sight)] for name, each in folder_ids.items()
    }
    wanted = {sight.unit_id for listed in sights.values() for sight in listed}
    units = {unit_id: str(unit) for unit_id, unit in Unit.by_id(wanted).items()}
    return {name: [_entry(sight, units) for sight in listed] for name, listed in sights.items()}


def _counts(sight: Sight) -> bool:
    return sight.ended_at is None and (sight.until is None or sight.until > timezone.now())


def _entry(sight: Sight, units: Mapping[UUID, str]) -> Entry:
    why = (
        f"{sight.basis_kind.label} · {sight.basis_reference}" if sight.basis_reference else str(sight.basis_kind.label)
    )
    if sight.pending:
        why = _("{why} · opens when they accept").format(why=why)
    return Entry(units.get(sight.unit_id, "–"), why, sight.until, sight.suspended_at is not None)
