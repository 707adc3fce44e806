"""Centres and shelters working together with organisations, on the ground of a memorandum in force (AC-04)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Stale
from panah.core.live import notify
from panah.referrals.actions import memoranda
from panah.referrals.actions.memoranda import NoMemorandum
from panah.referrals.models import Cooperation, Memorandum

TOPIC = "memoranda"


class NoPartner(BadInput):
    """No organisation of the register, or something that is on no list."""

    sentence = _("Choose an organisation of the register, and what you do together.")
    rule = "AC-04"


class TogetherAlready(Stale):
    """It is written down already."""

    sentence = _("You work together with this organisation on this already.")


def partners() -> list[Unit]:
    """List the organisations with a memorandum in force: with nobody else is there anything to begin."""
    units = memoranda.partners()
    live = Memorandum.live_for([unit.id for unit in units], timezone.now())
    return [unit for unit in units if unit.id in live]


def live(actor: Actor) -> list[tuple[Cooperation, bool]]:
    """List with whom the unit works together, and whether it holds: it rests while there is no memorandum (AC-04)."""
    rows = Cooperation.of(actor)
    held = Memorandum.live_for([row.partner_id for row in rows], timezone.now())
    return [(row, row.partner_id in held) for row in rows]


def begin(*, actor: Actor, partner_id: UUID, field: str) -> Cooperation:
    """Write down that the unit works together with an organisation on something (AC-04).

    Only with a memorandum in force; the database holds to it. Raises NoPartner, NoMemorandum, TogetherAlready.
    """
    actor.require(Permission.COOPERATION_EDIT)
    unit = next((each for each in memoranda.partners() if each.id == partner_id), None)
    if unit is None or field not in country().codes("partner_activity"):
        raise NoPartner
    if not Memorandum.live_for([unit.id], timezone.now()):
        raise NoMemorandum
    if any(row.partner_id == unit.id and row.field == field for row in Cooperation.of(actor)):
        raise TogetherAlready
    row = Cooperation(unit_id=actor.unit, partner=unit, field=field, began_at=timezone.now(), began_by_id=actor.member)
    with transaction.atomic():
        row.save(force_insert=True)
        trail.write(actor, "cooperation.begun", kind="cooperation", subject=row.id)
        notify(unit.id, TOPIC)
    return row


def end(*, actor: Actor, cooperation_id: UUID) -> Cooperation:
    """End it. Raises NotHere."""
    actor.require(Permission.COOPERATION_EDIT)
    row = Cooperation.gate(actor, cooperation_id)
    with transaction.atomic():
        Cooperation.objects.filter(id=row.id, ended_at=None).update(ended_at=timezone.now())
        trail.write(actor, "cooperation.ended", kind="cooperation", subject=row.id)
        notify(row.partner_id, TOPIC)
    return row
