"""The stores of a house and the look into its rooms."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.errors import BadInput, Refused
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import answered, status_of
from panah.shelter.actions import stores as actions
from panah.shelter.forms.life import MinimumForm, MovementForm, RoomCheckForm, StockForm
from panah.shelter.models import MovementKind, Room, RoomCheck, StockItem, StockMovement
from panah.shelter.views.around import BOOK, around, chosen, needed


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HOUSE_WRITE)
def stores(request: PanahRequest) -> HttpResponse:
    """Show what a house keeps, what runs short on top; begin to keep something."""
    house, houses = chosen(request)
    form, refusal = StockForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST":
        place = needed(request)
        item, refusal = answered(
            form, lambda: actions.keep(actor=request.actor, house_id=place.id, **form.cleaned_data)
        )
        if item is not None:
            messages.success(request, _("It is kept from now on. Write down how much there is."))
            return redirect("shelter:stock_item", item.id)
    items = StockItem.of(request.actor, house) if house else []
    context = around(request, BOOK, "shelter:stores", house, houses)
    context |= {"items": items, "short": sum(item.is_short for item in items), "form": form, "refusal": refusal}
    return page(request, "shelter/stores.html", context, status=status_of(form, refusal))


@require_safe
@requires(Permission.HOUSE_WRITE)
def stock_item(request: PanahRequest, item_id: UUID) -> HttpResponse:
    """Show one thing in the stores and what came and went."""
    return _item(request, StockItem.gate(request.actor, item_id), MovementForm())


def _item(request: PanahRequest, item: StockItem, form: forms.Form, refusal: Refused | None = None) -> HttpResponse:
    context = around(request, BOOK, "shelter:stores") | {
        "item": item,
        "page": page_of(request, StockMovement.of(item), size=20),
        "form": form,
        "minimum_form": MinimumForm(initial={"minimum": item.minimum}),
        "refusal": refusal,
    }
    return page(request, "shelter/stock_item.html", context, status=status_of(form, refusal))


@require_POST
@requires(Permission.HOUSE_WRITE)
def stock_move(request: PanahRequest, item_id: UUID) -> HttpResponse:
    """Write down what came, went or was counted."""
    form = MovementForm(request.POST)

    def step() -> StockMovement:
        kind, amount = MovementKind(form.cleaned_data["kind"]), form.cleaned_data["amount"]
        return actions.move(actor=request.actor, item_id=item_id, kind=kind, amount=amount)

    moved, refusal = answered(form, step)
    if moved is None:
        return _item(request, StockItem.gate(request.actor, item_id), form, refusal)
    return redirect("shelter:stock_item", item_id)


@require_POST
@requires(Permission.HOUSE_WRITE)
def stock_minimum(request: PanahRequest, item_id: UUID) -> HttpResponse:
    """Say below which level something is bought again."""
    form = MinimumForm(request.POST)
    if not form.is_valid():
        raise BadInput
    actions.set_minimum(actor=request.actor, item_id=item_id, minimum=form.cleaned_data["minimum"])
    return redirect("shelter:stock_item", item_id)


@require_POST
@requires(Permission.HOUSE_WRITE)
def stock_retire(request: PanahRequest, item_id: UUID) -> HttpResponse:
    """Keep something no longer."""
    item = StockItem.gate(request.actor, item_id)
    actions.retire(actor=request.actor, item_id=item_id)
    return redirect(f"{reverse('shelter:stores')}?house={item.house_id}")


@require_safe
@requires(Permission.HOUSE_WRITE)
def room_checks(request: PanahRequest) -> HttpResponse:
    """Show the rooms of a house and what the last look into each found."""
    house, houses = chosen(request)
    latest = RoomCheck.latest(house) if house else {}
    rooms = [(room, latest.get(room.id)) for room in Room.of(house)[:500]] if house else []
    context = around(request, BOOK, "shelter:room_checks", house, houses) | {"rooms": rooms}
    return page(request, "shelter/room_checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HOUSE_WRITE)
def room_check(request: PanahRequest, room_id: UUID) -> HttpResponse:
    """Write down a look into one room."""
    room = Room.gate(request.actor, room_id)
    form = RoomCheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        row, _refusal = answered(
            form, lambda: actions.check_room(actor=request.actor, room_id=room_id, **form.cleaned_data)
        )
        if row is not None:
            messages.success(request, _("Written down."))
            return redirect(f"{reverse('shelter:room_checks')}?house={row.house_id}")
    context = around(request, BOOK, "shelter:room_checks") | {"room": room, "form": form}
    return page(request, "shelter/room_check.html", context, status=status_of(form, None))


@require_POST
@requires(Permission.HOUSE_WRITE)
def room_fixed(request: PanahRequest, check_id: UUID) -> HttpResponse:
    """Say that what was found is put right."""
    row = RoomCheck.gate(request.actor, check_id)
    actions.fixed(actor=request.actor, check_id=check_id)
    return redirect(f"{reverse('shelter:room_checks')}?house={row.house_id}")
