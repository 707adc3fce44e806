"""Entries of the trail with the names people know: aliases of members, names of units."""

from collections.abc import Iterable
from dataclasses import dataclass

from panah.accounts.models import Member, Unit
from panah.audit.reading import Line


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry with its actor and units by name; `whose` only where the record is another unit's."""

    line: Line
    who: str
    unit: str
    whose: str


def shown(lines: Iterable[Line]) -> list[Shown]:
    """Name the members and units of some entries, with one query for each kind."""
    lines = list(lines)
    members = {m.id: m.alias for m in Member.objects.filter(id__in={line.member_id for line in lines})}
    wanted = {unit for line in lines for unit in (line.unit_id, line.record_unit_id) if unit}
    units = {unit.id: str(unit) for unit in Unit.objects.filter(id__in=wanted)}
    return [
        Shown(
            line,
            who=members.get(line.member_id, line.service) if line.member_id else line.service,
            unit=units.get(line.unit_id, "") if line.unit_id else "",
            whose=units.get(line.record_unit_id, "")
            if line.record_unit_id and line.record_unit_id != line.unit_id
            else "",
        )
        for line in lines
    ]
