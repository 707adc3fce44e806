"""Confirming what a unit was told about somebody it helps (RR-04)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from panah.audit import trail
from panah.cases.models import ServiceNotice
from panah.core.actor import Actor
from panah.core.errors import NotHere


def read(*, actor: Actor, notice_id: UUID) -> ServiceNotice:
    """Write down that the unit knows; a second time changes nothing. Raises NotHere."""
    notice = ServiceNotice.visible(actor).filter(id=notice_id).first()
    if notice is None:
        raise NotHere
    if notice.read_at is None:
        notice.read_at, notice.read_by_id = timezone.now(), actor.member
        with transaction.atomic():
            notice.save(update_fields=["read_at", "read_by_id"])
            trail.write(actor, "finding.read", kind="person", subject=notice.person_id)
    return notice
