"""Blocking a number that abuses the line, and lifting the block."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere
from panah.hotline.models import Block
from panah.vault import index, names


class NoNumber(BadInput):
    """What was typed is no telephone number."""

    sentence = _("This is no telephone number. Write it with its country code, for example +994 12 345 67 89.")


class BlockTooLong(BadInput):
    """A block lasts no longer than the country allows, and ends in the future."""

    sentence = _("A block ends in the future and lasts no longer than the hotline's longest block.")


def block(*, actor: Actor, number: str, reason: str, until: datetime, note: str = "") -> Block:
    """Block a number for a coded reason and until a moment; raises NoNumber, BlockTooLong or UnknownCode."""
    actor.require(Permission.BLOCK_CALLER)
    now = timezone.now()
    written = names.phone(number, country=settings.PANAH_COUNTRY.upper())
    if written is None:
        raise NoNumber
    if not now < until <= now + country().settings.hotline_block_longest:
        raise BlockTooLong
    code = country().codes("nuisance_reason")[reason]
    with transaction.atomic():
        row = Block(
            unit_id=actor.unit,
            number=written,
            reason=code.id,
            note=note,
            blocked_at=now,
            blocked_by_id=actor.member,
            until=until,
        )
        row.save(force_insert=True)
        index.write(actor=actor, subject_kind="block", subject_id=row.id, phones=[written])
        trail.write(actor, "block.made", kind="block", subject=row.id)
    return row


def lift(*, actor: Actor, block_id: UUID) -> None:
    """Lift a block before its end; raises NotHere when there is none to lift."""
    actor.require(Permission.BLOCK_CALLER)
    with transaction.atomic():
        rows = Block.objects.filter(id=block_id, unit_id=actor.unit, lifted_at=None)
        if not rows.update(lifted_at=timezone.now(), lifted_by_id=actor.member):
            raise NotHere
        trail.write(actor, "block.lifted", kind="block", subject=block_id)


def block_of(actor: Actor, number: str) -> Block | None:
    """Give the live block of a number at the actor's unit, or None."""
    if not number:
        return None
    hits = [hit.subject_id for hit in index.find_phone(actor, number, subject_kind="block")]
    return next((row for row in Block.live(actor) if row.id in hits), None) if hits else None
