"""What a house must be like (SH-09), the papers it works under and what inspections found (SH-20)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.country import country
from panah.core.htmx import page
from panah.core.trying import status_of, tried
from panah.shelter.actions import upkeep
from panah.shelter.forms.upkeep import ConditionForm, InspectionForm, LicenceForm
from panah.shelter.models import ConditionCheck, House, Inspection, Licence
from panah.shelter.views.houses import around


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLACE_EDIT)
def conditions(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Show the conditions the house must meet, each with its newest check, and write down another look."""
    house = House.gate(request.actor, house_id)
    form = ConditionForm(request.POST or None)
    if request.method == "POST":
        made = tried(
            form,
            lambda: upkeep.check_condition(actor=request.actor, house_id=house_id, looked=form.looked()),
        )
        if made is not None:
            messages.success(request, _("Written down."))
            return redirect("shelter:conditions", house_id)
    latest, checks = ConditionCheck.latest(house), ConditionCheck.of(house)
    members = Member.by_id(check.by_id for check in checks)
    context = around(request, house, "shelter:conditions") | {
        "rows": [(code.id, latest.get(code.id)) for code in country().codes("house_condition").offered],
        "met": sum(check.met for check in latest.values()),
        "history": [(check, str(members.get(check.by_id, ""))) for check in checks],
        "today": timezone.localdate(),
        "form": form,
    }
    return page(request, "shelter/conditions.html", context, status=status_of(form, None))


@require_http_methods(["GET", "HEAD"])
@requires(Permission.PLACE_EDIT)
def control(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Show the papers the house works under, and its inspections."""
    return _control(request, house_id, {})


def _control(request: PanahRequest, house_id: UUID, wrong: dict[str, forms.Form]) -> HttpResponse:
    house = House.gate(request.actor, house_id)
    context: dict[str, Any] = around(request, house, "shelter:control") | {
        "licences": Licence.of(house),
        "inspections": Inspection.of(house),
        "today": timezone.localdate(),
        "licence_form": wrong.get("licence") or LicenceForm(),
        "inspection_form": wrong.get("inspection") or InspectionForm(),
    }
    return page(request, "shelter/control.html", context, status=422 if wrong else 200)


@require_POST
@requires(Permission.PLACE_EDIT)
def licence_add(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Write down a paper the house works under."""
    form = LicenceForm(request.POST)
    if tried(form, lambda: upkeep.add_licence(actor=request.actor, house_id=house_id, paper=form.paper())) is None:
        return _control(request, house_id, {"licence": form})
    messages.success(request, _("Written down."))
    return redirect("shelter:control", house_id)


@require_POST
@requires(Permission.PLACE_EDIT)
def inspection_add(request: PanahRequest, house_id: UUID) -> HttpResponse:
    """Write down an inspection."""
    form = InspectionForm(request.POST)
    if tried(form, lambda: upkeep.note_inspection(actor=request.actor, house_id=house_id, found=form.found())) is None:
        return _control(request, house_id, {"inspection": form})
    messages.success(request, _("Written down."))
    return redirect("shelter:control", house_id)


@require_POST
@requires(Permission.PLACE_EDIT)
def put_right(request: PanahRequest, inspection_id: UUID) -> HttpResponse:
    """Say that what an inspection found is put right."""
    row = upkeep.put_right(actor=request.actor, inspection_id=inspection_id)
    messages.success(request, _("Written down."))
    return redirect("shelter:control", row.house_id)
