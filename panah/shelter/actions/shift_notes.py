"""The hand-over book: what one shift tells the next."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere
from panah.core.live import notify
from panah.shelter.models import House, ShiftNote

TOPIC = "house"


class NothingToTell(BadInput):
    """A hand-over says something."""

    sentence = _("Say in a few words what the next shift should know.")


def hand_over(*, actor: Actor, house_id: UUID, shift: str, words: str) -> ShiftNote:
    """Tell the next shift, sealed. Raises NotHere, NothingToTell, UnknownCode."""
    actor.require(Permission.HOUSE_WRITE)
    house = House.gate(actor, house_id)
    if not words.strip():
        raise NothingToTell
    row = ShiftNote(
        unit_id=house.unit_id,
        house=house,
        shift=country().codes("shift_kind")[shift].id,
        words=words.strip(),
        author_id=actor.member,
        written_at=timezone.now(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        trail.write(actor, "house.handed_over", kind="house", subject=house.id)
        notify(house.unit_id, TOPIC)
    return row


def take_over(*, actor: Actor, note_id: UUID) -> ShiftNote:
    """Say that a note of another was read; the first reader is kept. Raises NotHere."""
    row = ShiftNote.visible(actor).filter(id=note_id).exclude(author_id=actor.member).first()
    if row is None:
        raise NotHere
    with transaction.atomic():
        fields = {"read_at": timezone.now(), "read_by_id": actor.member}
        if ShiftNote.objects.filter(id=row.id, read_at=None).update(**fields):
            trail.write(actor, "house.taken_over", kind="house", subject=row.house_id)
            notify(row.unit_id, TOPIC)
    return row
