"""Finding persons among those the unit was let into, by any spelling of a name, a number, or the false name."""

from dataclasses import dataclass
from uuid import UUID

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.people import pseudonyms
from panah.people.known import known_many
from panah.people.models import Identity, Person, Reach
from panah.vault import index
from panah.vault.index import Hit

AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Found:
    """One person found, under the false name; `likeness` is 1 where every word asked for fits."""

    person_id: UUID
    pseudonym: str
    likeness: float
    person: Person | None


def hits_of(actor: Actor, text: str, kind: str) -> list[Hit]:
    """Ask the unit's own index for subjects of one kind by a text, as a telephone, a document and a name."""
    asked = (index.find_phone, index.find_document, index.find_name)
    return [hit for find in asked for hit in find(actor, text, subject_kind=kind)]


def search(actor: Actor, text: str) -> list[Found]:
    """Find persons the actor's unit can open, the likeliest first; at most ten. Every search is audited (PRI-03).

    Finds by name, telephone, document and false name. Persons of other units are not found, and nothing tells that
    they exist.
    """
    actor.require(Permission.PERSON_VIEW)
    likeness = _by_pseudonym(actor, text)
    for hit in hits_of(actor, text, "person"):
        likeness[hit.subject_id] = max(hit.likeness, likeness.get(hit.subject_id, 0.0))
    trail.write(actor, "people.searched", kind="person")
    best = sorted(likeness, key=lambda each: (-likeness[each], each.int))[:AT_MOST]
    known = known_many(actor, best)
    found = [Found(each, known[each].pseudonym, likeness[each], known[each].person) for each in best if each in known]
    if not found:
        # Many of these within an hour are somebody guessing (PRI-03).
        trail.write(actor, "people.search_in_vain", kind="person")
    return found


def _by_pseudonym(actor: Actor, text: str) -> dict[UUID, float]:
    false = pseudonyms.written(text)
    if not false:
        return {}
    person = Person.visible(actor).filter(pseudonym=false).values_list("id", flat=True).first()
    for model in (Identity, Reach):
        person = person or model.objects.values_list("person_id", flat=True).filter(pseudonym=false).first()
    return {person: 1.0} if person else {}
