"""One bed: what it is now, what it was used for, and what can be done with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.errors import Refused
from panah.core.htmx import page
from panah.core.trying import answered, status_of
from panah.shelter.actions import beds, places
from panah.shelter.board import BedState, bed_now
from panah.shelter.forms.places import BlockForm, FeaturesForm
from panah.shelter.models import Bed, BedUse


@require_safe
@requires(Permission.BED_BOARD)
def bed(request: PanahRequest, bed_id: UUID) -> HttpResponse:
    """Show one bed."""
    return _drawn(request, Bed.gate(request.actor, bed_id))


def _drawn(
    request: PanahRequest, row: Bed, block_form: forms.Form | None = None, refusal: Refused | None = None
) -> HttpResponse:
    seen = bed_now(request.actor, row)
    context: dict[str, Any] = {
        "seen": seen,
        "bed": row,
        "uses": BedUse.history(row),
        "free": seen.state == BedState.FREE and row.retired_at is None,
        "may_write": request.actor.may(Permission.HOUSE_WRITE),
        "may_edit": request.actor.may(Permission.PLACE_EDIT),
        "block_form": block_form or BlockForm(),
        "features_form": FeaturesForm(initial={"features": row.features}),
        "refusal": refusal,
    }
    status = status_of(block_form, refusal) if block_form else 200
    return page(request, "shelter/bed.html", context, status=status)


@require_POST
@requires(Permission.HOUSE_WRITE)
def block(request: PanahRequest, bed_id: UUID) -> HttpResponse:
    """Let nobody sleep in a bed for a while."""
    form = BlockForm(request.POST)

    def step() -> BedUse:
        until: datetime | None = form.cleaned_data["until"]
        return beds.block(actor=request.actor, bed_id=bed_id, reason=form.cleaned_data["reason"], until=until)

    done, refusal = answered(form, step)
    if done is None:
        return _drawn(request, Bed.gate(request.actor, bed_id), form, refusal)
    messages.success(request, _("The bed is blocked."))
    return redirect("shelter:bed", bed_id)


@require_POST
@requires(Permission.HOUSE_WRITE)
def unblock(request: PanahRequest, bed_id: UUID) -> HttpResponse:
    """Open a blocked bed again."""
    beds.unblock(actor=request.actor, bed_id=bed_id)
    messages.success(request, _("The bed is free."))
    return redirect("shelter:bed", bed_id)


@require_POST
@requires(Permission.HOUSE_WRITE)
def begin_cleaning(request: PanahRequest, bed_id: UUID) -> HttpResponse:
    """Take a bed for cleaning."""
    beds.begin_cleaning(actor=request.actor, bed_id=bed_id)
    return redirect("shelter:bed", bed_id)


@require_POST
@requires(Permission.HOUSE_WRITE)
def cleaned(request: PanahRequest, bed_id: UUID) -> HttpResponse:
    """Say that a bed is clean."""
    beds.cleaned(actor=request.actor, bed_id=bed_id)
    messages.success(request, _("The bed is free."))
    return redirect("shelter:bed", bed_id)


@require_POST
@requires(Permission.PLACE_EDIT)
def describe(request: PanahRequest, bed_id: UUID) -> HttpResponse:
    """Say what a bed is good for."""
    form = FeaturesForm(request.POST)
    if not form.is_valid():
        raise places.Unfitting
    row = places.describe_bed(actor=request.actor, bed_id=bed_id, features=form.cleaned_data["features"])
    messages.success(request, _("Written down."))
    return redirect("shelter:house", row.house_id)


@require_POST
@requires(Permission.PLACE_EDIT)
def retire(request: PanahRequest, bed_id: UUID) -> HttpResponse:
    """Take an empty bed out of the house."""
    row = places.retire_bed(actor=request.actor, bed_id=bed_id)
    messages.success(request, _("The bed is taken out of the house."))
    return redirect("shelter:house", row.house_id)
