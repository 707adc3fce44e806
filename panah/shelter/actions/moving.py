"""Beds: held while somebody arrives, taken, changed, and cleaned when somebody has left."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.shelter.actions.stays import announce, arriving, resident, tell
from panah.shelter.models import Bed, BedUse, Stay, UseKind
from panah.shelter.refusing import saying

_INSTANT = timedelta(microseconds=1)


class BedTaken(Stale):
    """Somebody else took the bed a moment earlier."""

    sentence = _("This bed was taken a moment ago. Choose another one; nothing else was lost.")
    rule = "SH-14"
    allow = _("Another bed of the list: it shows what is free now.")


class NoSuchBed(BadInput):
    """A bed of another house, or one that is no longer there."""

    sentence = _("There is no such bed in this house. Choose one of the list.")


class WrongZone(Refused):
    """A room kept for others."""

    sentence = _("This room is kept for others: rooms follow sex and age.")
    rule = "SH-14"
    allow = _("A bed in a room for this person, or in a family or isolation room.")


class ChildApart(Refused):
    """A child would share a room with a grown-up, without the reason the law asks for."""

    sentence = _("Children are housed apart from adults. Here a child and an adult would share a room.")
    rule = "CH-08"
    allow = _("A room without adults; or, for the parent who moves in as well, a note on why it serves the child.")


class NeverWithSuspect(Refused):
    """A child would live with somebody suspected of having trafficked it."""

    sentence = _("A child never lives with somebody who is suspected of having trafficked it.")
    rule = "CH-09"
    allow = _("Another house for one of the two.")


REFUSALS: dict[str, type[Refused]] = {
    "bed_used_once_at_a_time": BedTaken,
    "bed_one_for_a_stay": BedTaken,
    "bed_is_there": NoSuchBed,
    "bed_for_sex_and_age": WrongZone,
    "bed_child_apart": ChildApart,
    "bed_never_with_suspect": NeverWithSuspect,
}


def hold_bed(*, actor: Actor, stay_id: UUID, bed_id: UUID) -> BedUse:
    """Keep a bed for somebody who arrives; the hold ends by itself, and one held before is given up (SH-14).

    Raises NotHere, NotArriving, NoSuchBed, BedTaken, WrongZone, ChildApart, NeverWithSuspect.
    """
    stay = arriving(actor, stay_id)
    now = timezone.now()
    with transaction.atomic():
        _give_up(stay, now)
        until = now + country().settings.stay_hold
        use = _use(actor, stay, _bed(stay, bed_id), UseKind.HOLD, now, until)
        announce(stay)
    return use


def held(stay: Stay) -> BedUse | None:
    """Give the bed that is held for somebody now, if its hold has not run out."""
    return _running(stay, timezone.now()).filter(kind=UseKind.HOLD).select_related("bed__room__zone").first()


def slept_in(stay: Stay) -> BedUse | None:
    """Give the bed of a resident."""
    return _running(stay, timezone.now()).filter(kind=UseKind.STAY).select_related("bed__room__zone").first()


def take(actor: Actor, stay: Stay, hold: BedUse, now: datetime) -> BedUse:
    """Turn a hold into the bed of a resident; part of moving in."""
    _end(hold, now)
    return _use(actor, stay, hold.bed, UseKind.STAY, max(now, hold.from_at + _INSTANT), None)


def move_bed(*, actor: Actor, stay_id: UUID, bed_id: UUID) -> BedUse:
    """Give a resident another bed; the one before is cleaned. Raises what `hold_bed` raises, and NotResident."""
    stay = resident(actor, stay_id)
    now = timezone.now()
    with transaction.atomic():
        vacate(actor, stay, now)
        use = _use(actor, stay, _bed(stay, bed_id), UseKind.STAY, now, None)
        tell(actor, stay, "stay.bed_changed")
        announce(stay)
    return use


def vacate(actor: Actor, stay: Stay, now: datetime) -> None:
    """End whatever bed a stay has; a bed that was slept in is to be cleaned."""
    for use in _running(stay, now).select_for_update():
        _end(use, now)
        if use.kind == UseKind.STAY:
            BedUse(
                unit_id=use.unit_id,
                bed_id=use.bed_id,
                kind=UseKind.CLEANING,
                from_at=max(now, use.from_at + _INSTANT),
                by_id=actor.member,
            ).save(force_insert=True)


def _give_up(stay: Stay, now: datetime) -> None:
    for use in _running(stay, now).filter(kind=UseKind.HOLD):
        _end(use, now)


def _running(stay: Stay, now: datetime) -> QuerySet[BedUse]:
    return BedUse.at(now).filter(stay=stay).order_by("-from_at")


def _end(use: BedUse, now: datetime) -> None:
    """End a use now; one that began this very instant lasts for an instant."""
    use.until_at = max(now, use.from_at + _INSTANT)
    use.save(update_fields=["until_at"])


def _bed(stay: Stay, bed_id: UUID) -> Bed:
    bed = Bed.objects.filter(id=bed_id, house_id=stay.house_id, unit_id=stay.unit_id, retired_at=None).first()
    if bed is None:
        raise NoSuchBed
    return bed


def _use(actor: Actor, stay: Stay, bed: Bed, kind: UseKind, start: datetime, end: datetime | None) -> BedUse:
    use = BedUse(unit_id=stay.unit_id, bed=bed, kind=kind, stay=stay, from_at=start, until_at=end, by_id=actor.member)
    with saying(REFUSALS):
        use.save(force_insert=True)
    return use
