"""Who works on a case: assigned and relieved by a lead of the unit; every assignment stays on record."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.cases.actions.cases import CaseClosed, assign_row, told
from panah.cases.models import Assignment, Case
from panah.core.actor import Actor
from panah.core.errors import BadInput, Stale


class NotOfUnit(BadInput):
    """Only members of the unit that keeps the case work on it."""

    sentence = _("Choose somebody who works in the unit that keeps this case.")


class AssignedAlready(Stale):
    """They work on the case already."""

    sentence = _("They are assigned to this case already.")


class NotAssignedNow(Stale):
    """They do not work on the case, or no longer."""

    sentence = _("They are not assigned to this case, or no longer.")


def assign(*, actor: Actor, case_id: UUID, member_id: UUID) -> Assignment:
    """Let a member of the unit work on a case: the file opens to them without a purpose each time (PRI-01).

    Done by a lead. Raises NotHere, CaseClosed, NotOfUnit, AssignedAlready.
    """
    case = _led(actor, case_id)
    if not any(member.id == member_id for member in Member.of_unit(case.unit_id)):
        raise NotOfUnit
    try:
        with transaction.atomic():
            return assign_row(actor, case, member_id)
    except IntegrityError as error:
        raise AssignedAlready from error


def unassign(*, actor: Actor, case_id: UUID, member_id: UUID) -> None:
    """Relieve a member of a case: from now on they state a purpose like anybody else (PRI-01).

    Done by a lead. Raises NotHere, CaseClosed, NotAssignedNow.
    """
    case = _led(actor, case_id)
    with transaction.atomic():
        running = Assignment.running([case.id]).filter(member_id=member_id)
        if not running.update(ended_at=timezone.now(), ended_by_id=actor.member):
            raise NotAssignedNow
        told(actor, "case.unassigned", case, member=member_id)


def _led(actor: Actor, case_id: UUID) -> Case:
    actor.require(Permission.CASE_CLOSE)
    case = Case.gate(actor, case_id)
    if case.is_closed:
        raise CaseClosed
    return case
