"""The button for danger: pressed by whoever works in or guards a house, heard by guards and coordinator at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core import functions
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Refused, Stale
from panah.core.ids import new_id
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.shelter.actions import guarding
from panah.shelter.models import Duress, Guarding, House, Stay, StayState

TOPIC = "alarm"
GUARDS = (Permission.DOOR, Permission.ESCORT)


class WhichHouse(BadInput):
    """The unit has several houses, or none."""

    sentence = _("Say at which house there is danger.")


class OwnAlarm(Refused):
    """Somebody else answers."""

    sentence = _("You raised this alarm: somebody else says that they come.")


class NobodyHears(Refused):
    """The house is not connected to anybody who would come."""

    sentence = _("This house has no alarm yet. Telephone the police now, and tell the coordinator.")


class Answered(Stale):
    """Somebody answered or ended it before."""

    sentence = _("Somebody has answered this alarm already. The page shows how it is now.")


@dataclass(frozen=True, slots=True)
class Call:
    """One's own alarm, for whoever may see nothing else of it: whether somebody comes, and whether it is over."""

    raised_at: datetime
    answered_at: datetime | None
    ended: bool


def houses(actor: Actor) -> list[tuple[UUID, str]]:
    """Give the houses the actor can raise an alarm for: those of their unit, or those it guards.

    For a partner's specialist the houses where those live whom they work with, if there are any.
    """
    if actor.may_any(GUARDS) and not actor.may(Permission.HOUSE_WRITE):
        return [(row.house_id, row.post or "") for row in Guarding.visible(actor).exclude(guard_unit_id=None)[:50]]
    rows = House.visible(actor).filter(closed_on=None)
    if not actor.may(Permission.HOUSE_WRITE):
        here = Stay.visible(actor).filter(state__in=(StayState.ARRIVING, StayState.RESIDENT))
        rows = rows.filter(id__in=here.values("house_id")) if here.exists() else rows
    return [(house.id, house.name) for house in rows[:50]]


def raise_alarm(*, actor: Actor, house_id: UUID | None = None) -> UUID:
    """Call the guards and the coordinator to a house at once; where there is one house only nobody is asked which.

    Gives the alarm's id. Raises WhichHouse, NotHere, NobodyHears.
    """
    actor.require(Permission.DURESS)
    house_id = _which(actor, house_id)
    if not actor.may_any((Permission.HOUSE_WRITE, *GUARDS)):
        return _raised_unseen(actor, house_id)
    place = _place(actor, house_id)
    row = Duress(folder_id=place.folder_id, guarding=place, raised_at=timezone.now(), raised_by_id=actor.member)
    with transaction.atomic():
        row.save(force_insert=True)
        by_house = actor.unit == place.unit_id
        _happened(actor, row, "duress.raised", guarded=place.guard_unit_id is not None, by_house=by_house)
    return row.id


def _raised_unseen(actor: Actor, house_id: UUID) -> UUID:
    """Raise the alarm of somebody who may not see how a house is guarded: the database does it for them (SH-13).

    What they write themselves is that they called, in their own unit's timeline; it starts the same clocks.
    """
    alarm = new_id()
    with transaction.atomic():
        raised, guards = functions.row("panah_raise_alarm", alarm, house_id) or (False, None)
        if not raised:
            raise NobodyHears
        happened(
            actor,
            "duress.raised",
            matter=alarm,
            folder=None,
            unit_id=actor.unit,
            subject_kind="duress",
            subject_id=alarm,
            to_unit=guards,
            facts={"guarded": guards is not None, "by_house": True},
        )
        _tell(actor.unit, guards)
    return alarm


def own(actor: Actor) -> list[Call]:
    """Give the actor's own alarms of the last day, the newest first, and no word of anybody else's."""
    actor.require(Permission.DURESS)
    return [Call(*row) for row in functions.rows("panah_own_alarms")]


def acknowledge(*, actor: Actor, duress_id: UUID) -> Duress:
    """Say that one comes; the first counts. Raises NotHere, OwnAlarm, Answered."""
    row = Duress.gate(actor, duress_id)
    if row.raised_by_id == actor.member_id:
        raise OwnAlarm
    fields = {"acknowledged_at": timezone.now(), "acknowledged_by_id": actor.member}
    with transaction.atomic():
        if not Duress.objects.filter(id=row.id, acknowledged_at=None, ended_at=None).update(**fields):
            raise Answered
        _happened(actor, row, "duress.acknowledged")
    return row


def end(*, actor: Actor, duress_id: UUID, result: str) -> Duress:
    """Say that it is over, and what it was: the house does, whoever came. Raises NotHere, Answered, UnknownCode."""
    actor.require(Permission.HOUSE_WRITE)
    row = Duress.gate(actor, duress_id)
    fields = {
        "ended_at": timezone.now(),
        "ended_by_id": actor.member,
        "result": country().codes("duress_result")[result].id,
    }
    with transaction.atomic():
        if not Duress.objects.filter(id=row.id, ended_at=None).update(**fields):
            raise Answered
        _happened(actor, row, "duress.ended", result=result)
    return row


def _which(actor: Actor, house_id: UUID | None) -> UUID:
    mine = [each for each, _name in houses(actor)]
    if house_id is None:
        if len(mine) != 1:
            raise WhichHouse
        (house_id,) = mine
    if house_id not in mine:
        raise NotHere
    return house_id


def _place(actor: Actor, house_id: UUID) -> Guarding:
    if actor.may(Permission.HOUSE_WRITE):
        return guarding.of_house(actor=actor, house=House.gate(actor, house_id))
    return Guarding.visible(actor).get(house_id=house_id)


def _happened(actor: Actor, row: Duress, code: str, **facts: bool | str) -> None:
    """Tell it as the actor's own unit, addressed to the other one of the two."""
    place = row.guarding
    other = place.guard_unit_id if actor.unit == place.unit_id else place.unit_id
    happened(
        actor,
        code,
        matter=row.id,
        folder=place.folder_id,
        unit_id=actor.unit,
        subject_kind="duress",
        subject_id=row.id,
        to_unit=other if code == "duress.raised" else None,
        facts=facts,
    )
    _tell(place.unit_id, place.guard_unit_id)


def _tell(*units: UUID | None) -> None:
    for unit_id in filter(None, units):
        notify(unit_id, TOPIC)
        notify(unit_id, "duties")
