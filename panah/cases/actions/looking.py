"""Looking into a case that is not one's own: with a purpose, and seen by those who watch (PRI-01)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.cases.models import Case, Look, NotAssigned
from panah.core.actor import Actor
from panah.core.country import country


def look(*, actor: Actor, case_id: UUID, purpose: str) -> Case:
    """Open a case for an hour to a member of its unit who is not assigned, for a coded purpose (PRI-01, PRI-03).

    The look is kept on the case, and in the trail as `case.looked_up`. Raises NotHere, and NotAssigned without a
    purpose from the list.
    """
    actor.require(Permission.CASE_VIEW)
    case = Case.gate(actor, case_id)
    if purpose not in country().codes("opening_purpose"):
        raise NotAssigned
    with transaction.atomic():
        row = Look(folder_id=case.folder_id, case=case, member_id=actor.member, purpose=purpose, at=timezone.now())
        row.save(force_insert=True)
        trail.write(actor, "case.looked_up", kind="case", subject=case.id, purpose=purpose, record_unit=case.unit_id)
    return case
