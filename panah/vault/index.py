"""The blind index of a unit: finding people by name, telephone or document without a word of theirs in the clear.

What is stored are keyed hashes of the values that `panah.vault.names` makes. The key lies in the unit's index folder,
so only its members can write tokens or ask for them, and the tokens of two units for one name have nothing in common.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.errors import BadInput
from panah.vault import keyring, names
from panah.vault.models import IndexEntry
from panah.vault.tokens import token

_MOST_VALUES: Final = 20


class NoName(BadInput):
    """A name without a letter that can be seen."""

    sentence = _("This name has no letters that can be read.")


class NoNumber(BadInput):
    """Not a telephone number."""

    sentence = _("This cannot be a telephone number.")


class NoDocument(BadInput):
    """Not the number of a document."""

    sentence = _("This cannot be the number of a document.")


class TooMany(BadInput):
    """More names or numbers than anybody has."""

    sentence = _("These are too many names or numbers for one person.")


@dataclass(frozen=True, slots=True)
class Hit:
    """One subject found; `likeness` is 1 where every word asked for matches letter by letter, and less otherwise."""

    subject_kind: str
    subject_id: UUID
    likeness: float


@dataclass(frozen=True, slots=True)
class Known:
    """What a subject is to be found by. None leaves what is stored as it is, an empty list removes it."""

    names: Iterable[str] | None = None
    phones: Iterable[str] | None = None
    documents: Iterable[str] | None = None
    born: int | None = None

    def values(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Give each kind with its values; raises NoName, NoNumber, NoDocument, TooMany for what cannot be right."""
        if self.names is not None:
            yield "name", _name_values(_few(self.names), self.born)
        if self.phones is not None:
            yield "phone", tuple(phone_value(text) for text in _few(self.phones))
        if self.documents is not None:
            yield "document", tuple(document_value(text) for text in _few(self.documents))


def _few(texts: Iterable[str]) -> list[str]:
    listed = list(texts)
    if len(listed) > _MOST_VALUES:
        raise TooMany
    return listed


def _name_values(written: list[str], born: int | None) -> tuple[str, ...]:
    if not all(map(names.normalise, written)):
        raise NoName
    return names.name_tokens(written, born=born)


def phone_value(text: str) -> str:
    """Give the value of a telephone number; raises NoNumber."""
    number = names.phone(text, country=settings.PANAH_COUNTRY)
    if number is None:
        raise NoNumber
    return number


def document_value(text: str) -> str:
    """Give the value of a document's number; raises NoDocument."""
    number = names.document(text)
    if number is None:
        raise NoDocument
    return "#" + number


def write(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    names: Iterable[str] | None = None,
    phones: Iterable[str] | None = None,
    documents: Iterable[str] | None = None,
    born: int | None = None,
) -> None:
    """Let the actor's unit find a subject by these names (with a year of birth), numbers and documents.

    Each list replaces the one stored before; None leaves it, an empty list removes it. Raises NoName, NoNumber or
    NoDocument for what cannot be right, and KeyMissing for a unit whose index the member cannot open.
    """
    key = keyring.needed().index_key(actor.unit)
    kinds = dict(Known(names, phones, documents, born).values())
    entries = [
        IndexEntry(
            unit_id=actor.unit,
            subject_kind=subject_kind,
            subject_id=subject_id,
            kind=kind,
            tokens=[token(key, value) for value in values],
        )
        for kind, values in kinds.items()
        if values
    ]
    emptied = [kind for kind, values in kinds.items() if not values]
    if entries:
        once = ["unit_id", "subject_kind", "subject_id", "kind"]
        IndexEntry.objects.bulk_create(entries, update_conflicts=True, unique_fields=once, update_fields=["tokens"])
    if emptied:
        mine = IndexEntry.objects.filter(unit_id=actor.unit, subject_kind=subject_kind, subject_id=subject_id)
        mine.filter(kind__in=emptied).delete()


def find_name(actor: Actor, text: str, *, subject_kind: str = "", at_most: int = 10) -> list[Hit]:
    """Find by name, in any of the known alphabets and with a slip in it, the likeliest first; at most 100.

    A year of birth in the text sharpens the search; `subject_kind` keeps to one kind, so that the others do not crowd
    it out. Gives nothing for a text without a readable name.
    """
    return _find(actor, names.query_plan(text), subject_kind, at_most)


def find_phone(actor: Actor, number: str, *, subject_kind: str = "", at_most: int = 10) -> list[Hit]:
    """Find by telephone number, the latest first, of one kind or of all; nothing for what is not a number."""
    known = names.phone(number, country=settings.PANAH_COUNTRY)
    return _find(actor, _one(known), subject_kind, at_most)


def find_document(actor: Actor, number: str, *, subject_kind: str = "", at_most: int = 10) -> list[Hit]:
    """Find by the number of a document, of one kind or of all; nothing for what cannot be one."""
    known = names.document(number)
    return _find(actor, _one(known and "#" + known), subject_kind, at_most)


def _one(value: str | None) -> tuple[names.Term, ...]:
    return (names.Term(0, names.Weight.SPELT, value),) if value else ()


def _find(actor: Actor, plan: tuple[names.Term, ...], subject_kind: str, at_most: int) -> list[Hit]:
    if not plan:
        return []
    key = keyring.needed().index_key(actor.unit)
    best = sum({term.part: term.weight for term in sorted(plan, key=lambda term: term.weight)}.values())
    asked = [[term.part for term in plan], [term.weight for term in plan], [token(key, term.value) for term in plan]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM panah_find(%s, %s, %s, %s, %s, %s)", [actor.unit, subject_kind, *asked, at_most])
        return [Hit(kind, subject, score / best) for kind, subject, score in cursor.fetchall()]
