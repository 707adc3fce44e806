"""Registering a person under a false name, and establishing an age that could not be established at first."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Refused
from panah.people import pseudonyms
from panah.people.actions import notices
from panah.people.actions.notices import Child
from panah.people.actions.telling import tell
from panah.people.models import AgeBasis, Identity, Person, PersonRole, Reach, Standing, StandingBasis, StandingRecord
from panah.vault import folders
from panah.vault.models import Compartment, Folder

MOST_TRIES = 5


class UnknownFact(BadInput):
    """A coded fact that the country's lists do not have."""

    sentence = _("One of the answers is not on the list. Please choose again; nothing was lost.")


class AgeUnproved(Refused):
    """Somebody taken for a child becomes an adult on a document only."""

    sentence = _("Somebody protected as a child stays a child for us until a document shows otherwise.")
    rule = "CH-04"
    allow = _("A document with the date of birth.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a person in codes; nothing of it is mandatory (HL-03)."""

    role: PersonRole = PersonRole.VICTIM
    sex: str = ""
    age_band: str = ""
    age_basis: AgeBasis = AgeBasis.PRESUMED
    citizenship: str = ""
    language: str = ""
    # Of a child: nobody cares for it (CH-12); it has no identity papers (CH-21).
    without_care: bool = False
    without_papers: bool = False

    def checked(self) -> "Facts":
        """Give the facts back; raises UnknownFact for a code that is on no list."""
        lists = {"sex": self.sex, "age_band": self.age_band, "country": self.citizenship, "language": self.language}
        if any(code and code not in country().codes(name) for name, code in lists.items()):
            raise UnknownFact
        return self

    @property
    def basis(self) -> AgeBasis:
        """What the age is known from: nothing is known of an age nobody gave."""
        return self.age_basis if self.age_band and _group(self.age_band) else AgeBasis.PRESUMED

    @property
    def is_child(self) -> bool:
        """Whether the person is protected as a child: an adult is one whose age is established as such (CH-04)."""
        return self.basis is AgeBasis.PRESUMED or _group(self.age_band) != "adult"


def _group(age_band: str) -> str:
    return country().codes("age_band")[age_band].group


def register(*, actor: Actor, facts: Facts, names: Iterable[str] = (), matter: UUID | None = None) -> Person:
    """Register a person at the first record under an automatic false name that is near none of the real ones (CON-05).

    Case facts, identity and ways to reach the person each get a folder of their own, and the status of a potential
    victim begins (DEF-02). Whose age cannot be established is a child (CH-04), and the bodies that protect children are
    told of a child victim in the same transaction (CH-01, CH-02, AC-03). Nothing depends on citizenship (EQ-01).
    `matter` is what the person turned up in, if anything. Raises UnknownFact.
    """
    actor.require(Permission.PERSON_REGISTER)
    facts.checked()
    with transaction.atomic():
        person = _named(actor, facts, list(names))
        Identity(folder=_folder(actor, Compartment.IDENTITY), person=person, pseudonym=person.pseudonym).save()
        Reach(folder=_folder(actor, Compartment.CONTACT), person=person, pseudonym=person.pseudonym).save()
        _stand(actor, person)
        tell(actor, person, "person.registered", matter=matter, role=person.role, child=person.is_child)
        if notices.concerns(person):
            child = Child.of(person, without_care=facts.without_care, without_papers=facts.without_papers)
            notices.meet_child(actor=actor, child=child, matter=matter or person.id)
    return person


def _folder(actor: Actor, compartment: Compartment) -> Folder:
    return folders.create(actor=actor, compartment=compartment)


def _named(actor: Actor, facts: Facts, names: list[str]) -> Person:
    """Save the person under a false name nobody bears; other units' persons are not visible, so the table decides."""
    folder = _folder(actor, Compartment.CASE)
    for tries_left in reversed(range(MOST_TRIES)):
        person = _person(actor, facts, folder, pseudonyms.coin(names))
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except IntegrityError:
            if not tries_left:
                raise
        else:
            return person
    raise AssertionError("the last try either saves or raises")


def _person(actor: Actor, facts: Facts, folder: Folder, pseudonym: str) -> Person:
    return Person(
        folder=folder,
        pseudonym=pseudonym,
        role=facts.role,
        sex=facts.sex,
        age_band=facts.age_band,
        age_basis=facts.basis,
        is_child=facts.is_child,
        citizenship=facts.citizenship,
        language=facts.language,
        registered_by_unit_id=actor.unit,
        registered_at=timezone.now(),
    )


def _stand(actor: Actor, person: Person) -> None:
    """Begin the history of statuses: a potential victim, by what the hotline or another unit saw."""
    StandingRecord(
        folder_id=person.folder_id,
        person=person,
        standing=Standing.POTENTIAL,
        basis=StandingBasis.HOTLINE if actor.may(Permission.CONTACT_TAKE) else StandingBasis.OBSERVED,
        unit_id=actor.unit,
        by_id=actor.member,
        at=person.registered_at,
    ).save(force_insert=True)


def establish_age(*, actor: Actor, person_id: UUID, age_band: str, age_basis: AgeBasis) -> Person:
    """Correct the age of a person of the actor's unit; a child becomes an adult on a document only (CH-04).

    Of somebody taken for an adult who turns out to be a child the bodies that protect children are told (CH-01).
    Raises NotHere, UnknownFact, AgeUnproved.
    """
    actor.require(Permission.PERSON_REGISTER)
    person = Person.gate(actor, person_id)
    if person.registered_by_unit_id not in actor.unit_ids:
        raise NotHere
    facts = Facts(age_band=age_band, age_basis=age_basis).checked()
    if person.is_child and not facts.is_child and facts.basis is not AgeBasis.DOCUMENT:
        raise AgeUnproved
    turned_child = facts.is_child and not person.is_child
    person.age_band, person.age_basis, person.is_child = age_band, facts.basis, facts.is_child
    with transaction.atomic():
        person.save(update_fields=["age_band", "age_basis", "is_child"])
        tell(actor, person, "person.age_established", child=person.is_child, basis=person.age_basis)
        if turned_child and notices.concerns(person):
            notices.meet_child(actor=actor, child=Child.of(person), matter=person.id)
    return person
