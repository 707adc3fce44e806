"""Persons for tests: registered by somebody of the small country, with or without a name and a number."""

from panah.people.actions import identity, registering
from panah.people.actions.identity import Named, Reached
from panah.people.actions.registering import Facts
from panah.people.models import AgeBasis, Person
from tests.world import Person as Member
from tests.world import acting

ADULT = Facts(sex="female", age_band="21_23", age_basis=AgeBasis.DECLARED)
CHILD = Facts(sex="female", age_band="14_17", age_basis=AgeBasis.DECLARED)
NAMES = ("Aysel Məmmədova",)
PHONE = "+994 50 123 45 67"


def registered(by: Member, facts: Facts = ADULT, *, names: tuple[str, ...] = NAMES, phone: str = PHONE) -> Person:
    """A person whom a member registered, with the identity and the number written down if there are any."""
    with acting(by) as actor:
        person = registering.register(actor=actor, facts=facts, names=names)
        if names:
            identity.save_identity(actor=actor, person_id=person.id, words=Named(names=names))
        if phone:
            identity.save_reach(actor=actor, person_id=person.id, words=Reached(phone=phone))
    return person
