"""Writing down and opening where a house stands; every opening leaves its purpose in the trail (CON-13)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import NeedsPurpose
from panah.shelter.models import Address, House


def write_address(*, actor: Actor, house_id: UUID, words: str, way_in: str) -> Address:
    """Write down where a house stands, sealed in its own whereabouts folder; raises NotHere."""
    actor.require(Permission.PLACE_EDIT)
    actor.require(Permission.ADDRESS_OPEN)
    row = Address.of(actor, House.gate(actor, house_id))
    row.words, row.way_in, row.changed_at = words.strip(), way_in.strip(), timezone.now()
    with transaction.atomic():
        row.save(update_fields=["words", "way_in", "changed_at"])
        trail.write(actor, "address.written", kind="house", subject=row.house_id)
    return row


def open_address(*, actor: Actor, house_id: UUID, purpose: str) -> Address:
    """Open where a house stands, for a coded purpose that goes into the trail (CON-13).

    Raises NotHere for another unit's house and NeedsPurpose without a purpose from the list.
    """
    actor.require(Permission.ADDRESS_OPEN)
    row = Address.of(actor, House.gate(actor, house_id))
    if purpose not in country().codes("address_purpose").offered_ids:
        raise NeedsPurpose
    trail.write(actor, "address.opened", kind="house", subject=row.house_id, purpose=purpose)
    return row
