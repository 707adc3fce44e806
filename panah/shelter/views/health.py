"""The health of a resident: the record, and the plan of medicines with what became of each dose."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.trying import tried
from panah.shelter.actions import health as healing
from panah.shelter.day import doses_today
from panah.shelter.forms.health import DoseForm, HealthForm, MedicineForm
from panah.shelter.models import Dose, DoseState, HealthEntry, Medicine, Stay
from panah.shelter.views.care import back
from panah.shelter.views.tabs import around
from panah.vault import folders


@require_safe
@requires(Permission.HEALTH_WRITE)
def health(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Show the health record and the medicines."""
    return _drawn(request, Stay.gate(request.actor, stay_id), {})


def _drawn(request: PanahRequest, stay: Stay, wrong: dict[str, forms.Form]) -> HttpResponse:
    entries, medicines = HealthEntry.of(request.actor, stay), Medicine.of(request.actor, stay)
    doses = Dose.of(medicines)
    folders.preload([*entries, *medicines])
    members = Member.by_id([*(row.by_id for row in entries), *(row.by_id for row in doses)])
    running = [row for row in medicines if row.ended_at is None]
    context: dict[str, Any] = {
        "entries": [(row, str(members.get(row.by_id, ""))) for row in entries],
        "running": running,
        "ended": [row for row in medicines if row.ended_at is not None],
        "today": doses_today(running, doses),
        "doses": [(row, str(members.get(row.by_id, ""))) for row in doses[:30]],
        "names": {row.id: row for row in medicines},
        "health_form": wrong.get("health") or HealthForm(),
        "medicine_form": wrong.get("medicine") or MedicineForm(initial={"since": timezone.localdate()}),
    }
    shown = around(request, stay, "shelter:health") | context
    return page(request, "shelter/health.html", shown, status=422 if wrong else 200)


@require_POST
@requires(Permission.HEALTH_WRITE)
def entry(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Write into the health record."""
    form = HealthForm(request.POST)
    if tried(form, lambda: healing.enter(actor=request.actor, stay_id=stay_id, **form.cleaned_data)) is None:
        return _drawn(request, Stay.gate(request.actor, stay_id), {"health": form})
    messages.success(request, _("Written down."))
    return redirect("shelter:health", stay_id)


@require_POST
@requires(Permission.HEALTH_WRITE)
def medicine(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Put a medicine into the plan."""
    form = MedicineForm(request.POST)

    def step() -> Medicine:
        agreed = form.cleaned_data["agreed"]
        return healing.prescribe(actor=request.actor, stay_id=stay_id, medicine=form.medicine(), agreed=agreed)

    if tried(form, step) is None:
        return _drawn(request, Stay.gate(request.actor, stay_id), {"medicine": form})
    messages.success(request, _("The medicine is in the plan."))
    return redirect("shelter:health", stay_id)


@require_POST
@requires(Permission.HEALTH_WRITE)
def medicine_stop(request: PanahRequest, stay_id: UUID, medicine_id: UUID) -> HttpResponse:
    """End a medicine."""
    healing.stop(actor=request.actor, stay_id=stay_id, medicine_id=medicine_id)
    messages.success(request, _("The medicine has ended."))
    return redirect("shelter:health", stay_id)


@require_POST
@requires(Permission.HEALTH_WRITE)
def dose(request: PanahRequest, stay_id: UUID, medicine_id: UUID) -> HttpResponse:
    """Write down what became of a dose."""
    form = DoseForm(request.POST)
    if not form.is_valid():
        raise healing.NotInThePlan
    healing.hand_out(
        actor=request.actor,
        stay_id=stay_id,
        medicine_id=medicine_id,
        due_at=form.cleaned_data["due_at"],
        state=DoseState(form.cleaned_data["state"]),
    )
    messages.success(request, _("Written down."))
    return back(request, "shelter:health", stay_id)
