"""Awareness: campaigns, materials, carriers, studies; and from where people heard of the hotline."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.country import country
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.plan import figures
from panah.plan.actions import awareness
from panah.plan.forms.awareness import CampaignForm, CarrierForm, GiveOutForm, LookForm, MaterialForm, StudyForm
from panah.plan.models import Campaign, Carrier, Material, Study


def _entered(
    request: PanahRequest, form: Any, deed: Callable[[Any], object], template: str, back: str, more: dict[str, Any]
) -> HttpResponse:
    """Show a list with its form; a good answer is put down and leads back to the list."""
    if form is not None and form.is_bound and form.is_valid():
        try:
            deed(form)
        except BadInput as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect(back)
    return page(request, template, {"form": form, **more}, status=422 if form is not None and form.errors else 200)


def _form(request: PanahRequest, kind: type[forms.Form], permission: Permission) -> Any:
    if not request.actor.may(permission):
        return None
    return kind(request.POST if request.method == "POST" else None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_VIEW)
def campaigns(request: PanahRequest) -> HttpResponse:
    """List every participant's campaigns, with a form for the own unit's, and where callers heard of the hotline."""
    rows = page_of(request, Campaign.listed(request.actor))
    units = Unit.by_id(row.unit_id for row in rows.rows)
    heard = country().codes("heard_from")
    more = {
        "rows": [(row, units.get(row.unit_id)) for row in rows.rows],
        "page": rows,
        "heard": [(heard[code].label, number) for code, number in figures.heard_from() if code in heard],
    }
    form = _form(request, CampaignForm, Permission.CAMPAIGN_EDIT)

    def deed(form: CampaignForm) -> object:
        return awareness.campaign(actor=request.actor, told=form.told())

    return _entered(request, form, deed, "plan/campaigns.html", "plan:campaigns", more)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_VIEW)
def materials(request: PanahRequest) -> HttpResponse:
    """List the materials in use, with what is left of them."""
    rows = page_of(request, Material.listed(request.actor))
    mine = request.actor.unit_ids if request.actor.may(Permission.CAMPAIGN_EDIT) else ()
    # Each row has a form of its own, whose fields are named apart.
    given = [(row, GiveOutForm(auto_id=f"{row.id}_%s") if row.unit_id in mine else None) for row in rows.rows]
    more = {"rows": given, "page": rows}
    form = _form(request, MaterialForm, Permission.CAMPAIGN_EDIT)

    def deed(form: MaterialForm) -> object:
        return awareness.material(actor=request.actor, printed=form.printed())

    return _entered(request, form, deed, "plan/materials.html", "plan:materials", more)


@require_POST
@requires(Permission.CAMPAIGN_EDIT)
def give_out(request: PanahRequest, material_id: UUID) -> HttpResponse:
    """Say where pieces of a material went."""
    form = GiveOutForm(request.POST)
    if not form.is_valid():
        raise BadInput
    awareness.give_out(actor=request.actor, material_id=material_id, **form.cleaned_data)
    messages.success(request, _("Recorded."))
    return redirect("plan:materials")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_VIEW)
def carriers(request: PanahRequest) -> HttpResponse:
    """List the carriers with what each does, and the guidance for them (TRN-01, TRN-02)."""
    rows = page_of(request, Carrier.listed(request.actor))
    looks = awareness.latest_steps(rows.rows)
    steps = list(country().codes("carrier_step"))
    more = {
        "rows": [
            (row, [(step, looks.get(row.id, {}).get(step.id)) for step in steps], LookForm(auto_id=f"{row.id}_%s"))
            for row in rows.rows
        ],
        "steps": steps,
        "page": rows,
        "may_look": request.actor.may(Permission.CARRIER_EDIT),
    }
    form = _form(request, CarrierForm, Permission.CARRIER_EDIT)

    def deed(form: CarrierForm) -> object:
        return awareness.carrier(actor=request.actor, **form.cleaned_data)

    return _entered(request, form, deed, "plan/carriers.html", "plan:carriers", more)


@require_POST
@requires(Permission.CARRIER_EDIT)
def look(request: PanahRequest, carrier_id: UUID) -> HttpResponse:
    """Write down what a carrier does now."""
    form = LookForm(request.POST)
    if not form.is_valid():
        raise BadInput
    awareness.look_at(actor=request.actor, carrier_id=carrier_id, steps=form.steps_now())
    messages.success(request, _("Recorded."))
    return redirect("plan:carriers")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_VIEW)
def studies(request: PanahRequest) -> HttpResponse:
    """List the studies of the regions, beside what the system knows of each region in numbers (STU-01)."""
    rows = page_of(request, Study.listed(request.actor))
    regions = country().codes("region")
    more = {
        "rows": rows.rows,
        "page": rows,
        "regions": [(regions[code].label, number) for code, number in figures.by_region() if code in regions],
    }
    form = _form(request, StudyForm, Permission.CAMPAIGN_EDIT)

    def deed(form: StudyForm) -> object:
        return awareness.study(actor=request.actor, found=form.found())

    return _entered(request, form, deed, "plan/studies.html", "plan:studies", more)
