"""How the desk's actions say what happened, and to whom a body's affairs go."""

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.plan.actions.rounds import office
from panah.plan.models import Participant


class NotOnTheList(BadInput):
    """A code that the country's lists do not have."""


class Row(Protocol):
    """A row with a key."""

    id: UUID


def body(code: str) -> tuple[Participant, UUID, str]:
    """Give a body by its short name, the unit that acts for it, and whose duty it is; raises NotHere.

    The coordinator's office acts for a body without a focal point.
    """
    found = Participant.objects.filter(code=code).first()
    if found is None:
        raise NotHere
    return found, found.unit_id or office().unit, "focal_point" if found.unit_id else "office"


def known(**codes: str | Iterable[str]) -> None:
    """Raise NotOnTheList unless every code is on the list of its name; one, or several of a list."""
    for name, given in codes.items():
        if any(code not in country().codes(name) for code in ([given] if isinstance(given, str) else given)):
            raise NotOnTheList


def told(actor: Actor, code: str, row: Row, kind: str, *, to_unit: UUID | None = None, **facts: Any) -> None:
    """Write down what happened to a row of the desk, a matter of its own, and let the other side's pages know."""
    happened(
        actor,
        code,
        matter=row.id,
        folder=None,
        unit_id=actor.unit,
        subject_kind=kind,
        subject_id=row.id,
        to_unit=to_unit,
        facts=facts,
    )
    if to_unit is not None:
        notify(to_unit, "plan")
