"""What every page of a stay shares: the stay itself, its heading, the facts beside, and its tabs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.accounts.gate import PanahRequest
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.shelter.actions import moving
from panah.shelter.actions.prolonging import days_here
from panah.shelter.board import Ring
from panah.shelter.models import Stay
from panah.shelter.offers import in_words

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Part:
    """One tab of a stay: its words and its address by name; who may open it is said by the view's own gate."""

    label: Words
    url_name: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab as it is drawn."""

    label: Words
    url: str
    current: bool


# A part whose page does not exist, or whose gate would refuse the person, is not drawn.
PARTS: tuple[Part, ...] = (
    Part(_("Overview"), "shelter:stay"),
    Part(_("Care"), "shelter:care"),
    Part(_("Learning"), "shelter:learning"),
    Part(_("Health"), "shelter:health"),
    Part(_("Family and visitors"), "shelter:family"),
    Part(_("Door and way out"), "shelter:safety_card"),
    Part(_("Leaving"), "shelter:leaving"),
)


def tabs_of(actor: Actor, stay: Stay, current: str) -> list[Tab]:
    """Give the tabs the actor may open; `current` is the url name of the page that is shown."""
    drawn = []
    for part in PARTS:
        try:
            url = reverse(part.url_name, args=(stay.id,))
        except NoReverseMatch:
            continue
        gate = getattr(resolve(url).func, "gate", None)
        if gate and actor.may_any(gate):
            drawn.append(Tab(part.label, url, part.url_name == current))
    return drawn


def around(request: PanahRequest, stay: Stay, current: str) -> dict[str, Any]:
    """Give what `shelter/_stay.html` shows around a tab: stay, days, use (its bed), family, may_write, tabs."""
    bed = moving.slept_in(stay) if stay.is_resident else None
    return {
        "stay": stay,
        "ring": Ring.of(stay, timezone.now()) if stay.is_resident else None,
        "days": days_here(stay),
        "use": bed,
        "place": in_words(bed.bed) if bed else "",
        "family": Stay.together_with(request.actor, stay),
        "may_write": request.actor.may(Permission.STAY_ADMIT),
        "tabs": tabs_of(request.actor, stay, current),
    }


def on_stay(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a view the stay instead of its id, if the actor's house keeps it. Stands under `@requires`."""

    @wraps(view)
    def opening(request: PanahRequest, stay_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, Stay.gate(request.actor, stay_id), *args, **kwargs)

    return opening
