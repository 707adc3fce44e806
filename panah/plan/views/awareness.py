"""Awareness: campaigns, materials, carriers, studies; and from where people heard of the hotline."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import Code, country
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import told
from panah.plan import figures, people
from panah.plan.actions import awareness
from panah.plan.forms.awareness import (
    CampaignForm,
    CarrierForm,
    FinishForm,
    GiveOutForm,
    LookForm,
    MaterialForm,
    PiecesForm,
    ReachForm,
    StudyForm,
)
from panah.plan.models import Campaign, Carrier, CarrierStep, Distribution, Material, Study
from panah.plan.today import A_YEAR
from panah.plan.views.desk import EVERYWHERE
from panah.plan.views.steps import Step, play

REACH = Step(name="reach", label=_("Write how many it reached"), icon="users", deed=awareness.reach, form=ReachForm)
GIVE_OUT = Step(name="out", label=_("Give out"), icon="package", deed=awareness.give_out, form=GiveOutForm)
RESTOCK = Step(
    name="in",
    label=_("Put into stock"),
    icon="plus",
    deed=awareness.restock,
    form=PiecesForm,
    quiet=True,
    hint=_("For more pieces of the same version."),
)
LEAVE = Step(
    name="leave",
    label=_("It carries nobody any more"),
    icon="x",
    deed=awareness.leave,
    quiet=True,
    hint=_("It leaves the register."),
)


def _listed(
    request: PanahRequest, form: Any, deed: Callable[[Any], object], template: str, back: str, more: dict[str, Any]
) -> HttpResponse:
    """Show a list with its form; a good answer is put down and leads back to the list."""
    if form is not None and form.is_bound and told(form, lambda: deed(form)) is not None:
        messages.success(request, _("Recorded."))
        return redirect(back)
    return page(request, template, {"form": form, **more}, status=422 if form is not None and form.errors else 200)


def _is_office(request: PanahRequest) -> bool:
    return request.actor.may(Permission.COORDINATION)


def _form(request: PanahRequest, kind: type[forms.Form], permission: Permission) -> Any:
    if not request.actor.may(permission):
        return None
    return kind(request.POST if request.method == "POST" else None)


@require_http_methods(EVERYWHERE)
@requires(Permission.PLAN_VIEW)
def campaigns(request: PanahRequest) -> HttpResponse:
    """List every participant's campaigns, with a form for the own unit's, and where callers heard of the hotline."""
    rows = page_of(request, Campaign.listed(request.actor))
    units = people.names_of(row.unit_id for row in rows.rows)
    heard = country().codes("heard_from")
    more = {
        "rows": [(row, units.get(row.unit_id)) for row in rows.rows],
        "page": rows,
        "silent": people.silent(request.actor, timezone.localdate() - A_YEAR) if _is_office(request) else [],
        "heard": [(heard[code].label, number) for code, number in figures.heard_from() if code in heard],
    }
    form = _form(request, CampaignForm, Permission.CAMPAIGN_EDIT)

    def deed(form: CampaignForm) -> object:
        return awareness.campaign(actor=request.actor, told=form.told())

    return _listed(request, form, deed, "plan/campaigns.html", "plan:campaigns", more)


@require_http_methods(EVERYWHERE)
@requires(Permission.PLAN_VIEW)
def campaign(request: PanahRequest, campaign_id: UUID) -> HttpResponse:
    """Show one campaign, and record how many it has reached."""
    found = Campaign.gate(request.actor, campaign_id)
    mine = found.unit_id in request.actor.unit_ids and request.actor.may(Permission.CAMPAIGN_EDIT)
    outcome = play(request, [REACH] if mine else [], campaign_id=campaign_id)
    if outcome.taken:
        return redirect("plan:campaign", campaign_id=campaign_id)
    context = {"row": found, "unit": _name(found.unit_id), "steps": outcome.drawn}
    return page(request, "plan/campaign.html", context, status=outcome.status)


@require_http_methods(EVERYWHERE)
@requires(Permission.PLAN_VIEW)
def materials(request: PanahRequest) -> HttpResponse:
    """List the materials in use, with what is left of them, and to which places they went (AW-02)."""
    rows = page_of(request, Material.listed(request.actor))
    more = {"rows": rows.rows, "page": rows, "places": _places(Distribution.by_place(request.actor))}
    form = _form(request, MaterialForm, Permission.CAMPAIGN_EDIT)

    def deed(form: MaterialForm) -> object:
        return awareness.material(actor=request.actor, printed=form.printed())

    return _listed(request, form, deed, "plan/materials.html", "plan:materials", more)


@require_http_methods(EVERYWHERE)
@requires(Permission.PLAN_VIEW)
def material(request: PanahRequest, material_id: UUID) -> HttpResponse:
    """Show one material with its stock, its versions and where it went; give some out, or put some in (AW-02)."""
    found = Material.one(request.actor, material_id)
    gives = request.actor.may(Permission.CAMPAIGN_EDIT) and found.unit_id in request.actor.unit_ids
    steps = [GIVE_OUT, RESTOCK] if gives and found.replaced_at is None else []
    outcome = play(request, steps, material_id=material_id)
    if outcome.taken:
        return redirect("plan:material", material_id=material_id)
    shown = page_of(request, Distribution.of(found))
    context = {
        "row": found,
        "unit": _name(found.unit_id),
        "versions": found.versions(),
        "places": _places(Distribution.by_place(request.actor, found)),
        "given": shown.rows,
        "page": shown,
        "steps": outcome.drawn,
    }
    return page(request, "plan/material.html", context, status=outcome.status)


def _places(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    places = country().codes("distribution_place")
    return [(places[code].label, number) for code, number in rows if code in places]


def _name(unit_id: UUID) -> str:
    return people.names_of([unit_id]).get(unit_id, "–")


@require_http_methods(EVERYWHERE)
@requires(Permission.PLAN_VIEW)
def carriers(request: PanahRequest) -> HttpResponse:
    """List the carriers with what each does, and the guidance for them (TRN-01, TRN-02)."""
    rows = page_of(request, Carrier.listed(request.actor))
    more = {"rows": _looked_at(rows.rows), "page": rows}
    form = _form(request, CarrierForm, Permission.CARRIER_EDIT)

    def deed(form: CarrierForm) -> object:
        return awareness.carrier(actor=request.actor, **form.cleaned_data)

    return _listed(request, form, deed, "plan/carriers.html", "plan:carriers", more)


def _looked_at(rows: list[Carrier]) -> list[tuple[Carrier, list[tuple[Code, CarrierStep | None]]]]:
    """Put beside each carrier every step with the latest look at it."""
    looks, steps = awareness.latest_steps(rows), list(country().codes("carrier_step"))
    return [(row, [(step, looks.get(row.id, {}).get(step.id)) for step in steps]) for row in rows]


@require_http_methods(EVERYWHERE)
@requires(Permission.PLAN_VIEW)
def carrier(request: PanahRequest, carrier_id: UUID) -> HttpResponse:
    """Show one carrier with all looks at it; look again, or end it (TRN-01)."""
    found = Carrier.gate(request.actor, carrier_id)
    steps = _carrier_steps(request.actor, found)
    outcome = play(request, steps, carrier_id=carrier_id)
    if outcome.taken:
        ended = request.POST.get("step") == "leave"
        return redirect("plan:carriers") if ended else redirect("plan:carrier", carrier_id=carrier_id)
    names = country().codes("carrier_step")
    context = {
        "row": found,
        "now": _looked_at([found])[0][1],
        "looks": [(names[look.step].label, look) for look in CarrierStep.of(found) if look.step in names],
        "steps": outcome.drawn,
    }
    return page(request, "plan/carrier.html", context, status=outcome.status)


def _carrier_steps(actor: Actor, row: Carrier) -> list[Step]:
    if not actor.may(Permission.CARRIER_EDIT):
        return []
    standing = awareness.latest_steps([row]).get(row.id, {})
    form = partial(LookForm, initial={"steps": [step for step, look in standing.items() if look.done]})
    look = Step(name="look", label=_("Look again"), icon="eye", deed=_look, form=form)
    return [look, LEAVE] if row.unit_id in actor.unit_ids else [look]


def _look(*, actor: Actor, carrier_id: UUID, steps: list[str]) -> object:
    now = {step: step in steps for step in country().codes("carrier_step").ids}
    return awareness.look_at(actor=actor, carrier_id=carrier_id, steps=now)


@require_http_methods(EVERYWHERE)
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

    return _listed(request, form, deed, "plan/studies.html", "plan:studies", more)


@require_http_methods(EVERYWHERE)
@requires(Permission.PLAN_VIEW)
def study(request: PanahRequest, study_id: UUID) -> HttpResponse:
    """Show one study, and record what it found once it is finished (STU-01)."""
    found = Study.gate(request.actor, study_id)
    mine = found.unit_id in request.actor.unit_ids and request.actor.may(Permission.CAMPAIGN_EDIT)
    outcome = play(request, [_finishing(found)] if mine and found.finished_on is None else [], study_id=study_id)
    if outcome.taken:
        return redirect("plan:study", study_id=study_id)
    context = {"row": found, "unit": _name(found.unit_id), "steps": outcome.drawn}
    return page(request, "plan/study.html", context, status=outcome.status)


def _finishing(row: Study) -> Step:
    form = partial(FinishForm, initial={"causes": row.causes, "proposals": row.proposals})
    return Step(name="finish", label=_("It is finished"), icon="check", deed=awareness.finish, form=form)
