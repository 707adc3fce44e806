"""With whom the hotline works: proposed by its director, watched over by the National Coordinator (HL-12)."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Forbidden, Stale
from panah.plan.actions.telling import known, told
from panah.plan.models import HotlineTie


class NameTaken(BadInput):
    """The register has this one."""

    sentence = _("The register has this one already.")
    rule = "HL-12"


class Settled(Stale):
    """Approved or ended before."""

    sentence = _("This was approved or ended already.")


def propose(*, actor: Actor, kind: str, name: str, about: str, reach: str = "") -> HotlineTie:
    """Propose whom the hotline works with; it waits for the coordinator's office (HL-12). Raises NameTaken."""
    if not actor.may_any((Permission.DIRECTORY_EDIT, Permission.COORDINATION)):
        raise Forbidden
    known(tie_kind=kind)
    if not name.strip() or not about.strip():
        raise BadInput
    row = HotlineTie(
        kind=kind,
        name=name.strip(),
        about=about.strip(),
        reach=reach.strip(),
        proposed_at=timezone.now(),
        by_id=actor.member,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            told(actor, "plan.tie_proposed", row, "tie")
    except IntegrityError as error:
        raise NameTaken from error
    return row


def approve(*, actor: Actor, tie_id: UUID) -> HotlineTie:
    """Approve it: the coordinator's office alone (HL-12). Raises Forbidden, NotHere, Settled."""
    moment = {"approved_at": timezone.now(), "approved_by_id": actor.member}
    return _change(actor, tie_id, "plan.tie_approved", moment, approved_at=None)


def end(*, actor: Actor, tie_id: UUID) -> HotlineTie:
    """End it, or turn a proposal down: the coordinator's office alone. Raises Forbidden, NotHere, Settled."""
    return _change(actor, tie_id, "plan.tie_ended", {"ended_at": timezone.now()})


def _change(actor: Actor, tie_id: UUID, code: str, given: dict[str, object], **still: None) -> HotlineTie:
    actor.require(Permission.COORDINATION)
    row = HotlineTie.gate(actor, tie_id)
    with transaction.atomic():
        if not HotlineTie.objects.filter(id=row.id, ended_at=None, **still).update(**given):
            raise Settled
        told(actor, code, row, "tie")
    return row
