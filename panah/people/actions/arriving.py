"""Registering a person directly: the coded facts, and what was said of identity and ways to reach, in one step."""

from django.db import transaction

from panah.core.actor import Actor
from panah.people.actions import identity, registering
from panah.people.actions.identity import Named, Reached
from panah.people.actions.registering import Facts
from panah.people.models import Person


def arrive(*, actor: Actor, facts: Facts, named: Named, reached: Reached) -> Person:
    """Register a person and seal what was said, all or nothing; nothing of it is mandatory (HL-03).

    Raises what registering and writing down raise.
    """
    with transaction.atomic():
        person = registering.register(actor=actor, facts=facts, names=named.names)
        if named != Named():
            identity.save_identity(actor=actor, person_id=person.id, words=named)
        if reached != Reached():
            identity.save_reach(actor=actor, person_id=person.id, words=reached)
        person.refresh_from_db(fields=["pseudonym"])
    return person
