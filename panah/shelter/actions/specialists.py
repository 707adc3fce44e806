"""Which specialist of a partner works with which resident; a specialist sees those and nobody else (SH-13)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Appointment, Member
from panah.accounts.permissions import Permission, Role
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.shelter.actions.living import announce_day, cared_for
from panah.shelter.actions.stays import tell
from panah.shelter.models import CareAssignment, Training
from panah.shelter.refusing import saying

MOST_SPECIALISTS = 100


class NotASpecialist(BadInput):
    """Not a specialist of a partner in this house."""

    sentence = _("Choose a specialist of a partner who works in this house.")
    rule = "SH-13"


class NotTrained(Refused):
    """Nobody works with victims without the training for it."""

    sentence = _("This specialist has no training on record that counts today.")
    rule = "SH-13"
    allow = _("A training in working with victims or children, entered by the coordinator of the house.")


class AssignedAlready(Stale):
    """The specialist works with the resident already, or no longer."""

    sentence = _("This was changed already. The page shows who works with the resident now.")


def specialists_of(actor: Actor) -> list[Member]:
    """List the members of the actor's unit who are specialists of partners there; at most MOST_SPECIALISTS."""
    appointed = Appointment.objects.filter(
        unit_id=actor.unit, role=Role.SHELTER_SPECIALIST, ended_at=None, admitted_at__isnull=False
    )
    rows = Member.objects.filter(id__in=appointed.values("member_id"), disabled_at=None)
    return list(rows.order_by("alias")[:MOST_SPECIALISTS])


def assign(*, actor: Actor, stay_id: UUID, member_id: UUID) -> CareAssignment:
    """Let a trained specialist of a partner work with a resident, and so see them (SH-13).

    Raises Forbidden, NotHere, NotResident, NotASpecialist, NotTrained, AssignedAlready.
    """
    stay = cared_for(actor, stay_id, Permission.HOUSE_LEAD)
    if member_id not in {each.id for each in specialists_of(actor)}:
        raise NotASpecialist
    row = CareAssignment(
        folder_id=stay.folder_id,
        stay=stay,
        unit_id=stay.unit_id,
        member_id=member_id,
        training=_training(actor, member_id),
        since=timezone.now(),
        by_id=actor.member,
    )
    with transaction.atomic():
        with saying({"care_assigned_once": AssignedAlready}):
            row.save(force_insert=True)
        tell(actor, stay, "stay.specialist_assigned")
        announce_day(stay)
    return row


def _training(actor: Actor, member_id: UUID) -> Training:
    today = timezone.localdate()
    counting = Training.objects.filter(
        unit_id=actor.unit,
        member_id=member_id,
        withdrawn_at=None,
        trained_on__lte=today,
        valid_until__gte=today,
        topic__in=country().settings.specialist_trainings,
    )
    found = counting.order_by("-valid_until").first()
    if found is None:
        raise NotTrained
    return found


def release(*, actor: Actor, stay_id: UUID, assignment_id: UUID) -> None:
    """End a specialist's work with a resident; from then on they see nothing of them (SH-13).

    Raises Forbidden, NotHere, NotResident, AssignedAlready.
    """
    stay = cared_for(actor, stay_id, Permission.HOUSE_LEAD)
    row = CareAssignment.gate(stay, assignment_id)
    with transaction.atomic():
        running = CareAssignment.objects.filter(id=row.id, ended_at=None)
        if not running.update(ended_at=timezone.now(), ended_by_id=actor.member):
            raise AssignedAlready
        tell(actor, stay, "stay.specialist_released")
        announce_day(stay)
