"""Whether somebody is registered already: among the unit's own persons by name, elsewhere by one word (CON-14)."""

from collections.abc import Iterator
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.errors import KeyMissing, Refused
from panah.people.known import known_many
from panah.people.search import Found
from panah.vault import index, match
from panah.vault.index import Hit

# Of two words one may have a slip, or be a relative's; what is less alike is somebody else.
_ALIKE = 0.7
_FEWEST_WORDS = 2
MOST_SHOWN = 5


class LooksKnown(Refused):
    """Somebody whom the unit can open looks like the person about to be written down."""

    status = 422
    sentence = _("Your unit may know this person already. Look first; if it is somebody else, say so and go on.")

    def __init__(self, alike: list[Found]) -> None:
        """Take the persons who look alike, under their false names."""
        super().__init__()
        self.alike = alike


class Elsewhere(StrEnum):
    """What can be said of other units: that one may know the person, that none does, or that it was not asked."""

    POSSIBLE = "possible"
    NONE = "none"
    NOT_ASKED = "not_asked"
    TOO_OFTEN = "too_often"

    @property
    def says(self) -> str | Promise:
        """What the person who asked is told; nothing where there is nothing to tell."""
        return _SAID.get(self, "")


_SAID = {
    Elsewhere.POSSIBLE: _(
        "Another unit may know this person already. Neither which unit nor who it is can be told here; "
        "if help must be joined up, ask the National Coordinator's office."
    ),
    Elsewhere.TOO_OFTEN: _("Whether another unit knows this person was not asked: you have asked too often this hour."),
}


def require_new(*, actor: Actor, words: index.Known, but: UUID | None = None) -> None:
    """Compare with the persons the actor's unit can open, apart from one; raises LooksKnown with those alike.

    A fact is entered once (PRI-05). What was compared is in the trail as any search is (PRI-03). Raises what
    `index.Known.values` raises for words that cannot be right.
    """
    actor.require(Permission.PERSON_REGISTER)
    dict(words.values())
    likeness: dict[UUID, float] = {}
    for hit in _hits(actor, words):
        if hit.likeness >= _ALIKE and hit.subject_id != but:
            likeness[hit.subject_id] = max(hit.likeness, likeness.get(hit.subject_id, 0.0))
    trail.write(actor, "people.compared", kind="person", subject=but)
    best = sorted(likeness, key=lambda each: (-likeness[each], each.int))[:MOST_SHOWN]
    held = known_many(actor, best)
    alike = [Found(each, held[each].pseudonym, likeness[each], held[each].person) for each in best if each in held]
    if alike:
        raise LooksKnown(alike)


def _hits(actor: Actor, words: index.Known) -> Iterator[Hit]:
    for number in words.phones or ():
        yield from index.find_phone(actor, number, subject_kind="person")
    for number in words.documents or ():
        yield from index.find_document(actor, number, subject_kind="person")
    for name in words.names or ():
        # A single name is borne by too many.
        if len(name.split()) >= _FEWEST_WORDS:
            yield from index.find_name(actor, f"{name} {words.born or ''}", subject_kind="person")


def elsewhere(*, actor: Actor, words: index.Known) -> Elsewhere:
    """Ask whether another unit may know the person; never which one or whom it knows (CON-14).

    Each question is in the trail and counted; who has asked too often is not held up in registering, but gets no
    answer. A unit that does not hold the country's match key asks nothing.
    """
    actor.require(Permission.PERSON_REGISTER)
    try:
        possible = match.known_elsewhere(actor=actor, known=words)
    except KeyMissing:
        return Elsewhere.NOT_ASKED
    except match.AskedTooOften:
        return Elsewhere.TOO_OFTEN
    return Elsewhere.POSSIBLE if possible else Elsewhere.NONE


def let_others_ask(*, actor: Actor, person_id: UUID, words: index.Known) -> None:
    """Let other units learn that a person like this is possibly known; nothing where the match key is not held."""
    try:
        match.register(actor=actor, subject_id=person_id, known=words)
    except KeyMissing:
        return
