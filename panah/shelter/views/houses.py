"""The houses of a unit: what they are opened for, their zones, rooms and beds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.htmx import page
from panah.core.trying import answered, status_of
from panah.shelter import places as seeing
from panah.shelter.actions import places
from panah.shelter.forms.places import BedsForm, CapacityForm, HouseForm, RoomForm, ZoneForm
from panah.shelter.models import House, HouseKind

# Who works in a house sees its places; who runs it changes them.
SEES = (Permission.BED_BOARD, Permission.PLACE_EDIT)


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a house."""

    label: str | Promise
    url: str
    current: bool


PARTS: tuple[tuple[Any, str], ...] = (
    (_("Rooms and beds"), "shelter:house"),
    (_("Conditions"), "shelter:conditions"),
    (_("Papers and inspections"), "shelter:control"),
    (_("Address"), "shelter:address"),
    (_("Rooms for talks"), "shelter:talks"),
)


def around(request: PanahRequest, house: House, current: str) -> dict[str, Any]:
    """Give what `shelter/_house.html` shows around a page of a house."""
    tabs = []
    for label, name in PARTS:
        url = reverse(name, args=(house.id,))
        if request.actor.may_any(getattr(resolve(url).func, "gate", ())):
            tabs.append(Tab(label, url, name == current))
    return {"house": house, "tabs": tabs, "may_edit": request.actor.may(Permission.PLACE_EDIT)}


@require_safe
@requires(*SEES)
def houses(request: PanahRequest) -> HttpResponse:
    """List the houses of the unit; never where they stand (CON-13)."""
    rows = list(House.visible(request.actor)[:100])
    context = {"houses": seeing.summaries(rows), "may_edit": request.actor.may(Permission.PLACE_EDIT)}
    return page(request, "shelter/houses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLACE_EDIT)
def house_new(request: PanahRequest) -> HttpResponse:
    """Open a house."""
    unit = Unit.by_id([request.actor.unit])[request.actor.unit]
    form = HouseForm(request.POST or None, hidden=unit.kind != HouseKind.CENTRE)
    refusal = None
    if request.method == "POST":
        made, refusal = answered(form, lambda: places.open_house(actor=request.actor, said=form.said()))
        if made is not None:
            return redirect("shelter:house", made.id)
    context = {"form": form, "refusal": refusal}
    return page(request, "shelter/house_new.html", context, status=status_of(form, refusal))


@require_safe
@requires(*SEES)
def house(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Show the zones, rooms and beds of a house, and who coordinates it (SH-18)."""
    return _drawn(request, House.gate(request.actor, house_id), {})


def _drawn(request: PanahRequest, row: House, wrong: dict[str, forms.Form], refusal: Any = None) -> HttpResponse:
    context = around(request, row, "shelter:house") | {
        "zones": seeing.zones_of(row),
        "beds": seeing.beds_in(row),
        "coordinators": seeing.coordinators_of(row),
        "capacity_form": wrong.get("capacity") or CapacityForm(initial={"capacity": row.capacity}),
        "zone_form": wrong.get("zone") or ZoneForm(),
        "room_form": wrong.get("room") or RoomForm(),
        "beds_form": wrong.get("beds") or BedsForm(),
        "refusal": refusal,
    }
    status = status_of(next(iter(wrong.values())), refusal) if wrong else 200
    return page(request, "shelter/house.html", context, status=status)


def _step(
    request: PanahRequest, house_of: Callable[[Actor], House], name: str, form: forms.Form, action: Callable[..., Any]
) -> HttpResponse:
    made, refusal = answered(form, lambda: action(actor=request.actor, **form.cleaned_data))
    row = house_of(request.actor)
    if made is None:
        return _drawn(request, row, {name: form}, refusal)
    messages.success(request, _("Written down."))
    return redirect("shelter:house", row.id)


@require_POST
@requires(Permission.PLACE_EDIT)
def capacity(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Say for how many beds the house is opened."""

    def action(*, actor: Actor, capacity: int) -> House:
        return places.set_capacity(actor=actor, house_id=house_id, capacity=capacity)

    return _step(request, lambda actor: House.gate(actor, house_id), "capacity", CapacityForm(request.POST), action)


@require_POST
@requires(Permission.PLACE_EDIT)
def close(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Close a house in which nobody lives."""
    places.close_house(actor=request.actor, house_id=house_id)
    messages.success(request, _("The house is closed."))
    return redirect("shelter:houses")


@require_POST
@requires(Permission.PLACE_EDIT)
def zone_add(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Set a part of the house aside for some."""

    def action(*, actor: Actor, **said: str) -> Any:
        return places.add_zone(actor=actor, house_id=house_id, **said)

    return _step(request, lambda actor: House.gate(actor, house_id), "zone", ZoneForm(request.POST), action)


@require_POST
@requires(Permission.PLACE_EDIT)
def room_add(request: PanahRequest, zone_id: UUID) -> HttpResponse:
    """Add a room to a zone."""

    def action(*, actor: Actor, **said: str) -> Any:
        return places.add_room(actor=actor, zone_id=zone_id, **said)

    return _step(request, lambda actor: seeing.house_of_zone(actor, zone_id), "room", RoomForm(request.POST), action)


@require_POST
@requires(Permission.PLACE_EDIT)
def beds_add(request: PanahRequest, room_id: UUID) -> HttpResponse:
    """Put beds into a room."""

    def action(*, actor: Actor, **said: Any) -> Any:
        return places.add_beds(actor=actor, room_id=room_id, **said)

    return _step(request, lambda actor: seeing.house_of_room(actor, room_id), "beds", BedsForm(request.POST), action)
