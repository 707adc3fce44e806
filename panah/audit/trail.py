"""Writing the trail: one line for one deed, in the deed's own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from panah.core import statements
from panah.core.actor import Actor

# The server may add to the trail but not read it, so nothing is asked back; id, time and moment are the database's.
_TRAIL = statements.Table(
    "audit_entry",
    "member_id, unit_id, record_unit_id, service, code, kind, subject_id, purpose, request_id",
    "(?, ?, ?, ?, ?, ?, ?, ?, ?)",
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the trail before it is written; the fields are those of `write`."""

    code: str
    kind: str = ""
    subject: UUID | None = None
    purpose: str = ""
    record_unit: UUID | None = None


def write(
    actor: Actor,
    code: str,
    *,
    kind: str = "",
    subject: UUID | None = None,
    purpose: str = "",
    record_unit: UUID | None = None,
) -> None:
    """Write down that the actor did `code` to a subject (PRI-03, CON-01); ids and codes only, never content.

    `record_unit` is the unit whose record the subject is, when that is not the unit acted for: its director sees
    the access (CON-10). The purpose is the one given here or, failing that, the one the actor has stated.
    Raises a database error if the transaction has another member entered than the actor.
    """
    write_all(actor, [Deed(code, kind, subject, purpose, record_unit)])


def write_all(actor: Actor, deeds: Sequence[Deed]) -> None:
    """Write down several deeds of one action, in their order, with one statement."""
    if not deeds:
        return
    values = [value for deed in deeds for value in _row(actor, deed)]
    statements.write(_TRAIL, values, rows=len(deeds))


def _row(actor: Actor, deed: Deed) -> tuple[UUID | str | None, ...]:
    stated = (deed.purpose or actor.purpose)[:200]
    whose = deed.record_unit or actor.unit_id
    who = (actor.member_id, actor.unit_id, whose, actor.service)
    return (*who, deed.code, deed.kind, deed.subject, stated, actor.request_id)
