"""Changing a person's status by decision of the competent body."""

from django.db import transaction
from django.utils import timezone

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import Stale
from panah.people.models import Person, Standing, StandingBasis, StandingRecord


def stand(*, actor: Actor, person: Person, standing: Standing) -> StandingRecord:
    """Give a person another status and write it into their history, both or neither (DEF-02).

    Raises Stale where the status changed meanwhile.
    """
    actor.require(Permission.DECISION_MAKE)
    record = StandingRecord(
        folder_id=person.folder_id,
        person=person,
        standing=standing,
        basis=StandingBasis.DECISION,
        unit_id=actor.unit,
        by_id=actor.member,
        at=timezone.now(),
    )
    with transaction.atomic():
        record.save(force_insert=True)
        if not Person.objects.filter(id=person.id, standing=person.standing).update(standing=standing):
            raise Stale
    person.standing = standing
    return record
