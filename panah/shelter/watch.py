"""What is to be watched over: the houses of a unit, or those a police unit guards, and who stands at the door now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.shelter.models import DoorCard, Guarding, GuardShift, House

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Post:
    """One door: how this person calls the house, the house where it is their own, and how it is guarded."""

    name: str
    house_id: UUID
    house: House | None
    guarding: Guarding | None


@dataclass(frozen=True, slots=True)
class Door:
    """What is shown at one door: who stands there, the faces of the house, and whom it expects in the coming day."""

    post: Post
    on_duty: list[GuardShift]
    residents: list[DoorCard]
    visitors: list[DoorCard]


def posts(actor: Actor) -> list[Post]:
    """Give the doors an actor has to do with: the unit's own houses by their names, guarded ones by their posts."""
    guarded = {row.house_id: row for row in Guarding.visible(actor)[:100]}
    if not actor.may_any((Permission.HOUSE_WRITE, Permission.HOUSE_LEAD)):
        rows = [row for row in guarded.values() if row.guard_unit_id == actor.unit_id]
        return [Post(row.post, row.house_id, None, row) for row in rows]
    houses = House.visible(actor).filter(closed_on=None)[:100]
    return [Post(house.name, house.id, house, guarded.get(house.id)) for house in houses]


def door_of(post: Post, now: datetime) -> Door:
    """Give what one door shows: three questions to the database; the faces come by themselves."""
    if post.guarding is None:
        return Door(post, [], [], [])
    cards = DoorCard.of_day(post.guarding, now - timedelta(hours=1), now + DAY)
    return Door(
        post,
        GuardShift.between(post.guarding, now, now + timedelta(seconds=1)),
        sorted((card for card in cards if card.until_at is None), key=lambda card: str(card.name).casefold()),
        [card for card in cards if card.until_at is not None],
    )
