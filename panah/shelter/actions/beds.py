"""What a bed is used for when nobody sleeps in it: blocked for a reason, or being cleaned."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import Refused, Stale
from panah.core.live import notify
from panah.shelter.actions.places import TOPIC, BedIsGone, BedIsUsed, Unfitting
from panah.shelter.models import Bed, BedUse, UseKind
from panah.shelter.refusing import saying

REFUSALS: dict[str, type[Refused]] = {"bed_used_once_at_a_time": BedIsUsed, "bed_is_there": BedIsGone}


class NotBlocked(Stale):
    """The bed is not blocked, or not any more."""

    sentence = _("This bed is not blocked any more.")


class NotBeingCleaned(Stale):
    """The bed was clean before."""

    sentence = _("This bed was ready already.")


def block(*, actor: Actor, bed_id: UUID, reason: str, until: datetime | None = None) -> BedUse:
    """Let nobody sleep in a free bed, for a reason, until a moment or until somebody opens it again.

    Raises NotHere, Unfitting, BedIsUsed, BedIsGone.
    """
    if reason not in country().codes("block_reason").offered_ids or (until is not None and until <= timezone.now()):
        raise Unfitting
    return _use(actor, bed_id, UseKind.BLOCK, "bed.blocked", reason=reason, until_at=until)


def unblock(*, actor: Actor, bed_id: UUID) -> Bed:
    """Open a blocked bed again before its time; raises NotHere, NotBlocked."""
    return _end(actor, bed_id, UseKind.BLOCK, "bed.unblocked", NotBlocked)


def begin_cleaning(*, actor: Actor, bed_id: UUID) -> BedUse:
    """Take a free bed for cleaning; it is free again when somebody says that it is clean.

    Raises NotHere, BedIsUsed, BedIsGone.
    """
    return _use(actor, bed_id, UseKind.CLEANING, "bed.cleaning_begun")


def cleaned(*, actor: Actor, bed_id: UUID) -> Bed:
    """Say that a bed is clean: from now on it is free. Raises NotHere, NotBeingCleaned."""
    return _end(actor, bed_id, UseKind.CLEANING, "bed.cleaned", NotBeingCleaned)


def _use(
    actor: Actor, bed_id: UUID, kind: UseKind, code: str, *, reason: str = "", until_at: datetime | None = None
) -> BedUse:
    actor.require(Permission.HOUSE_WRITE)
    bed = Bed.gate(actor, bed_id)
    use = BedUse(
        unit_id=bed.unit_id,
        bed=bed,
        kind=kind,
        reason=reason,
        from_at=timezone.now(),
        until_at=until_at,
        by_id=actor.member,
    )
    with saying(REFUSALS):
        use.save(force_insert=True)
        _told(actor, code, bed)
    return use


def _end(actor: Actor, bed_id: UUID, kind: UseKind, code: str, gone: type[Refused]) -> Bed:
    actor.require(Permission.HOUSE_WRITE)
    bed, now = Bed.gate(actor, bed_id), timezone.now()
    with saying({}):
        if not BedUse.at(now).filter(bed=bed, kind=kind).update(until_at=now):
            raise gone
        _told(actor, code, bed)
    return bed


def _told(actor: Actor, code: str, bed: Bed) -> None:
    trail.write(actor, code, kind="bed", subject=bed.id)
    notify(bed.unit_id, TOPIC)
