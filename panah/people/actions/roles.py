"""Why somebody is protected: as victim, witness, relative or contributor; all are kept equally secret (DEF-03)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import NotHere
from panah.people.actions import notices
from panah.people.actions.notices import Child
from panah.people.actions.telling import tell
from panah.people.models import Person, PersonRole, RoleRecord


def change(*, actor: Actor, person_id: UUID, role: PersonRole) -> Person:
    """Change why a person of the actor's unit is protected, with a dated record (DEF-03); nothing if it is the same.

    A child who turns out to be a victim is told of like any other (CH-01). Raises NotHere.
    """
    actor.require(Permission.PERSON_REGISTER)
    person = Person.gate(actor, person_id)
    if person.registered_by_unit_id not in actor.unit_ids:
        raise NotHere
    if person.role == role:
        return person
    person.role = role
    with transaction.atomic():
        person.save(update_fields=["role"])
        RoleRecord(
            folder_id=person.folder_id,
            person=person,
            role=role,
            unit_id=actor.unit,
            by_id=actor.member,
            at=timezone.now(),
        ).save(force_insert=True)
        tell(actor, person, "person.role_changed", role=role)
        if notices.concerns(person):
            notices.meet_child(actor=actor, child=Child.of(person), matter=person.id)
    return person
