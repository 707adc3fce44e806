"""The bed board of a house: live, narrowed by what is looked for, printed for the night desk."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.errors import NotHere
from panah.core.htmx import page
from panah.shelter.board import Asked, BedState, board_of
from panah.shelter.forms.places import BoardFilter
from panah.shelter.models import House


@dataclass(frozen=True, slots=True)
class Choice:
    """Something on the board that narrows it, or lets go of what narrows it now."""

    label: str | Promise
    url: str
    current: bool
    count: int = 0
    state: str = ""


@require_safe
@requires(Permission.BED_BOARD)
def board(request: PanahRequest) -> HttpResponse:
    """Show the beds of a house by zone and room."""
    return page(request, "shelter/board.html", _board(request))


@require_safe
@requires(Permission.BED_BOARD)
def board_live(request: PanahRequest) -> HttpResponse:
    """Give the part of the board that changes by itself; raises NotHere where there is no house."""
    context = _board(request)
    if context["board"] is None:
        raise NotHere
    return page(request, "shelter/_board.html", context)


def _board(request: PanahRequest) -> dict[str, Any]:
    houses = list(House.visible(request.actor).filter(closed_on=None)[:50])
    house = _chosen(request, houses)
    if house is None:
        return {"board": None, "may_open": request.actor.may(Permission.PLACE_EDIT)}
    form = BoardFilter(request.GET)
    asked = form.asked()
    shown = board_of(request.actor, house, asked)
    query = _query(house, asked)
    return {
        "board": shown,
        "form": form,
        "houses": [Choice(each.name, f"?{urlencode({'house': str(each.id)})}", each.id == house.id) for each in houses],
        "states": [_state(house, asked, state, count) for state, count in shown.counts],
        "everything": f"?{urlencode({'house': str(house.id)})}",
        "live_url": f"{reverse('shelter:board_live')}?{query}",
        "query": query,
        "stay_page": _exists("shelter:stay"),
    }


def _chosen(request: PanahRequest, houses: list[House]) -> House | None:
    """Give the house that was asked for, or the first; raises NotHere for one that is not the actor's."""
    asked = request.GET.get("house", "")
    if not asked:
        return houses[0] if houses else None
    for house in houses:
        if str(house.id) == asked:
            return house
    raise NotHere


def _query(house: House, asked: Asked, **changes: str) -> str:
    """Give the query of the board with what is asked, and with what changes."""
    chosen = {"zone": str(asked.zone or ""), "state": asked.state, "feature": asked.feature, "suits": asked.suits}
    kept = {name: value for name, value in (chosen | changes).items() if value}
    return urlencode({"house": str(house.id), **kept})


def _state(house: House, asked: Asked, state: BedState, count: int) -> Choice:
    current = asked.state == state
    return Choice(state.label, f"?{_query(house, asked, state='' if current else state)}", current, count, state)


def _exists(name: str) -> bool:
    """Say whether this installation has such a page for a stay."""
    try:
        reverse(name, args=(UUID(int=0),))
    except NoReverseMatch:
        return False
    return True
