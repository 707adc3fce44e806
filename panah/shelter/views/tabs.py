"""What every page of a stay shares: the stay itself, its heading, the facts beside, and its tabs."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.gate import PanahRequest
from panah.accounts.permissions import Permission
from panah.accounts.tabs import Part, tabs_of
from panah.shelter.actions import moving
from panah.shelter.actions.prolonging import days_here
from panah.shelter.board import Ring
from panah.shelter.models import Stay
from panah.shelter.offers import in_words

PARTS: tuple[Part, ...] = (
    Part(_("Overview"), "shelter:stay"),
    Part(_("Care"), "shelter:care"),
    Part(_("Learning"), "shelter:learning"),
    Part(_("Health"), "shelter:health"),
    Part(_("Family and visitors"), "shelter:family"),
    Part(_("Door and way out"), "shelter:safety_card"),
    Part(_("Leaving"), "shelter:leaving"),
)


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
        "tabs": tabs_of(request.actor, PARTS, stay.id, current),
    }


def on_stay(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a view the stay instead of its id, if the actor's house keeps it. Stands under `@requires`."""

    @wraps(view)
    def opening(request: PanahRequest, stay_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, Stay.gate(request.actor, stay_id), *args, **kwargs)

    return opening
