"""Where a house stands: opened for a purpose, with the second factor shown lately (CON-13)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.errors import NeedsPurpose
from panah.core.htmx import page
from panah.core.trying import tried
from panah.people.sights import entries
from panah.shelter.actions import address as addresses
from panah.shelter.forms.places import AddressForm, AddressPurposeForm
from panah.shelter.models import Address, House
from panah.shelter.views.houses import around


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ADDRESS_OPEN, step_up=True)
def address(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Ask what for, then open where the house stands; where nothing is written there is only a page to write on."""
    house = House.gate(request.actor, house_id)
    row = Address.of(request.actor, house)
    if row.changed_at is None:
        return _drawn(request, house, row, form=AddressForm())
    asked = AddressPurposeForm(request.POST if request.method == "POST" else None)
    if not asked.is_valid():
        refusal = NeedsPurpose() if asked.errors else None
        return _drawn(request, house, row, asked=asked, refusal=refusal, status=422 if refusal else 200)
    row = addresses.open_address(actor=request.actor, house_id=house_id, purpose=asked.cleaned_data["purpose"])
    return _drawn(request, house, row, opened=row, form=AddressForm.of(row))


@require_POST
@requires(Permission.ADDRESS_OPEN, step_up=True)
def address_save(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Write down where the house stands."""
    form = AddressForm(request.POST)

    def step() -> Address:
        return addresses.write_address(actor=request.actor, house_id=house_id, **form.cleaned_data)

    if tried(form, step) is None:
        house = House.gate(request.actor, house_id)
        return _drawn(request, house, Address.of(request.actor, house), form=form, status=422)
    messages.success(request, _("Written down and sealed."))
    return redirect("shelter:house", house_id)


def _drawn(request: PanahRequest, house: House, row: Address, status: int = 200, **shown: Any) -> HttpResponse:
    """Draw the page; `opened` is the address itself, `asked` the form that asks what for."""
    empty: dict[str, Any] = {"opened": None, "asked": None, "form": None, "refusal": None}
    around_it = around(request, house, "shelter:address") | {"sights": entries(row.folder_id)}
    return page(request, "shelter/address.html", around_it | empty | shown, status=status)
