"""The button for danger: pressed by whoever works in or guards a house, heard by guards and coordinator at once."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Forbidden, NotHere, Refused, Stale
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.shelter.actions import guarding
from panah.shelter.models import Duress, Guarding, House

TOPIC = "alarm"


class WhichHouse(BadInput):
    """The unit has several houses, or none."""

    sentence = _("Say at which house there is danger.")


class OwnAlarm(Refused):
    """Somebody else answers."""

    sentence = _("You raised this alarm: somebody else says that they come.")


class Answered(Stale):
    """Somebody answered or ended it before."""

    sentence = _("Somebody has answered this alarm already. The page shows how it is now.")


def houses(actor: Actor) -> list[tuple[UUID, str]]:
    """Give the houses the actor can raise an alarm for: those of their unit, or those it guards."""
    if actor.may(Permission.HOUSE_WRITE):
        return [(house.id, house.name) for house in House.visible(actor).filter(closed_on=None)[:50]]
    return [(row.house_id, row.post or "") for row in Guarding.visible(actor).exclude(guard_unit_id=None)[:50]]


def raise_alarm(*, actor: Actor, house_id: UUID | None = None) -> Duress:
    """Call the guards and the coordinator to a house at once; where there is one house only nobody is asked which.

    Raises WhichHouse, NotHere.
    """
    place = _place(actor, house_id)
    row = Duress(folder_id=place.folder_id, guarding=place, raised_at=timezone.now(), raised_by_id=actor.member)
    with transaction.atomic():
        row.save(force_insert=True)
        by_house = actor.unit == place.unit_id
        _happened(actor, row, "duress.raised", guarded=place.guard_unit_id is not None, by_house=by_house)
    return row


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


def _place(actor: Actor, house_id: UUID | None) -> Guarding:
    if not actor.may_any((Permission.HOUSE_WRITE, Permission.DOOR)):
        raise Forbidden
    mine = [each for each, _name in houses(actor)]
    if house_id is None:
        if len(mine) != 1:
            raise WhichHouse
        (house_id,) = mine
    if house_id not in mine:
        raise NotHere
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
    for unit_id in filter(None, (place.unit_id, place.guard_unit_id)):
        notify(unit_id, TOPIC)
        notify(unit_id, "duties")
