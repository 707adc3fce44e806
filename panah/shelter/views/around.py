"""What the pages of a house's daily order and security share: which house, and the pages beside this one."""

from dataclasses import dataclass
from typing import Any

from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from panah.accounts.gate import PanahRequest
from panah.core.errors import NotHere
from panah.shelter.models import House

MOST_HOUSES = 50
Parts = tuple[tuple[str | Promise, str], ...]

BOOK: Parts = (
    (_("Hand-over"), "shelter:book"),
    (_("Incidents"), "shelter:incidents"),
    (_("Complaints"), "shelter:complaints"),
    (_("Stores"), "shelter:stores"),
    (_("Rooms"), "shelter:room_checks"),
)
SECURITY: Parts = (
    (_("Door"), "shelter:door"),
    (_("Ways out"), "shelter:escorts"),
    (_("Guards"), "shelter:guards"),
    (_("Trainings"), "shelter:trainings"),
    (_("Alarms"), "shelter:alarms"),
    (_("Evacuation"), "shelter:evacuation"),
)


@dataclass(frozen=True, slots=True)
class Way:
    """One page beside this one, or the same page of another house."""

    label: str | Promise
    url: str
    current: bool


def chosen(request: PanahRequest) -> tuple[House | None, list[House]]:
    """Give the house a page is about (`?house=`, otherwise the first) and all of the unit; raises NotHere."""
    houses = list(House.visible(request.actor).filter(closed_on=None)[:MOST_HOUSES])
    asked = request.GET.get("house", "")
    if not asked:
        return (houses[0] if houses else None), houses
    for house in houses:
        if str(house.id) == asked:
            return house, houses
    raise NotHere


def needed(request: PanahRequest) -> House:
    """Give the house a step is about; raises NotHere where the unit has none."""
    house, _houses = chosen(request)
    if house is None:
        raise NotHere
    return house


def around(
    request: PanahRequest, parts: Parts, current: str, house: House | None = None, houses: list[House] | None = None
) -> dict[str, Any]:
    """Give what `shelter/_ways.html` draws: the pages the actor may open, and the other houses."""
    asked = f"?{urlencode({'house': str(house.id)})}" if house and houses and len(houses) > 1 else ""
    ways = []
    for label, name in parts:
        url = reverse(name)
        if request.actor.may_any(getattr(resolve(url).func, "gate", ())):
            ways.append(Way(label, url + asked, name == current))
    others = [Way(each.name, f"?{urlencode({'house': str(each.id)})}", each == house) for each in houses or ()]
    return {"house": house, "asked": asked, "ways": ways, "others": others if len(others) > 1 else []}
