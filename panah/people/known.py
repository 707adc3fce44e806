"""What a unit was let into of a person: case facts, identity, ways to reach; each lies in a folder of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from panah.core.actor import Actor
from panah.core.errors import NotHere
from panah.people.models import Identity, Person, Reach
from panah.vault.fields import SEALED, Sealed
from panah.vault.models import Compartment


@dataclass(frozen=True, slots=True)
class Known:
    """One person as the actor's units may know them: of the three parts, those whose folders they hold."""

    person_id: UUID
    pseudonym: str
    person: Person | None = None
    identity: Identity | None = None
    reach: Reach | None = None

    @property
    def locked(self) -> Sealed:
        """What stands in the place of a part whose folder is not held."""
        return SEALED

    @property
    def folder_ids(self) -> dict[Compartment, UUID]:
        """The folders held, by compartment; whoever holds one may share it."""
        parts = {Compartment.CASE: self.person, Compartment.IDENTITY: self.identity, Compartment.CONTACT: self.reach}
        return {compartment: part.folder_id for compartment, part in parts.items() if part is not None}


def known(actor: Actor, person_id: UUID) -> Known:
    """Give what the actor's units may know of a person; raises NotHere where that is nothing (PRI-01)."""
    found = known_many(actor, [person_id])
    if not found:
        raise NotHere
    return found[person_id]


def known_many(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, Known]:
    """Give what the actor's units may know of some persons, in three queries; the unknown ones are left out."""
    wanted = list(person_ids)
    persons = {row.id: row for row in Person.visible(actor).filter(id__in=wanted)}
    identities = {row.person_id: row for row in Identity.of(actor, wanted)}
    reaches = {row.person_id: row for row in Reach.of(actor, wanted)}
    return {
        person_id: _joined(person_id, persons.get(person_id), identities.get(person_id), reaches.get(person_id))
        for person_id in wanted
        if person_id in persons or person_id in identities or person_id in reaches
    }


def _joined(person_id: UUID, person: Person | None, identity: Identity | None, reach: Reach | None) -> Known:
    named = next(part for part in (person, identity, reach) if part is not None)
    return Known(person_id, named.pseudonym, person, identity, reach)
