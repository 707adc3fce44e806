"""Going out and coming back. Nobody asks whether they may: a house is no place of confinement (SH-10)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.errors import Stale
from panah.shelter.actions.living import NotThatTime, announce_day, cared_for
from panah.shelter.actions.stays import tell
from panah.shelter.models import Absence
from panah.shelter.refusing import saying


class OutAlready(Stale):
    """It is written already that the person is out."""

    sentence = _("It is written already that this person is out.")


class BackAlready(Stale):
    """The person is not out."""

    sentence = _("It is written already that this person is back.")


def go_out(*, actor: Actor, stay_id: UUID, expected_at: datetime | None = None, words: str = "") -> Absence:
    """Write down that a resident goes out, and when they mean to be back if they say so; it asks for no reason (SH-10).

    Raises NotHere, NotResident, NotThatTime, OutAlready.
    """
    stay = cared_for(actor, stay_id)
    now = timezone.now()
    if expected_at is not None and expected_at <= now:
        raise NotThatTime
    row = Absence(
        folder_id=stay.folder_id,
        stay=stay,
        unit_id=stay.unit_id,
        out_at=now,
        expected_at=expected_at,
        words=words.strip(),
        by_id=actor.member,
    )
    with transaction.atomic():
        with saying({"absence_one_at_a_time": OutAlready}):
            row.save(force_insert=True)
        tell(actor, stay, "stay.went_out")
        announce_day(stay)
    return row


def come_back(*, actor: Actor, stay_id: UUID) -> None:
    """Write down that a resident is back. Raises NotHere, NotResident, BackAlready."""
    stay = cared_for(actor, stay_id)
    with transaction.atomic():
        out = Absence.objects.filter(stay=stay, back_at=None)
        if not out.update(back_at=timezone.now(), back_by_id=actor.member):
            raise BackAlready
        tell(actor, stay, "stay.came_back")
        announce_day(stay)
