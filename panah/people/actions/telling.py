"""One line in a person's timeline, the same way from every action about a person."""

from typing import Any
from uuid import UUID

from panah.core.actor import Actor
from panah.duties.engine import Happening
from panah.duties.timeline import happened
from panah.people.models import Person


def tell(
    actor: Actor, person: Person, code: str, *, matter: UUID | None = None, folder_id: UUID | None = None, **facts: Any
) -> Happening:
    """Write that something happened to a person, in codes; the matter is the person, unless it was something wider.

    It lies with the person, unless not everybody who knows the person may know of it.
    """
    return happened(
        actor,
        code,
        matter=matter or person.id,
        folder=folder_id or person.folder_id,
        unit_id=actor.unit,
        subject_kind="person",
        subject_id=person.id,
        facts=facts,
    )
