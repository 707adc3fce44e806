"""Journeys home: who goes where, how it is kept safe, and who receives a child."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import status_of, tried
from panah.shelter.actions import journeys
from panah.shelter.forms.journeys import JourneyForm, ReceiverForm, SafetyForm
from panah.shelter.models import Journey
from panah.vault import folders

# The steps that are one click: what the address calls them, and what does them.
STEPS = {"depart": journeys.depart, "settle": journeys.settle, "cancel": journeys.cancel}


@require_safe
@requires(Permission.CASE_WRITE)
def journeys_list(request: PanahRequest) -> HttpResponse:
    """Show the journeys home the unit plans."""
    return page(request, "shelter/journeys.html", {"page": page_of(request, Journey.visible(request.actor))})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CASE_WRITE)
def journey_new(request: PanahRequest) -> HttpResponse:
    """Plan a journey home (POL-09, REP-07)."""
    form = JourneyForm(request.actor, request.POST if request.method == "POST" else None)

    def step() -> Journey:
        return journeys.plan(actor=request.actor, person_id=form.traveller().id, plan=form.plan())

    row = tried(form, step) if form.is_bound else None
    if row is not None:
        return redirect("shelter:journey", row.id)
    return page(request, "shelter/journey_new.html", {"form": form}, status=status_of(form))


@require_safe
@requires(Permission.CASE_WRITE)
def journey(request: PanahRequest, journey_id: UUID) -> HttpResponse:
    """Show one journey and its next step."""
    return _drawn(request, journey_id)


def _drawn(request: PanahRequest, journey_id: UUID, **wrong: forms.Form) -> HttpResponse:
    row = Journey.gate(request.actor, journey_id)
    folders.preload([row])
    before = {"safety": row.safety, "words": row.safety_words if row.safety_words else ""}
    context: dict[str, Any] = {
        "journey": row,
        "needs_receiver": row.is_child and row.confirmed_at is None,
        "receiver_form": wrong.get("receiver_form") or ReceiverForm(),
        "safety_form": wrong.get("safety_form") or SafetyForm(initial=before),
    }
    return page(request, "shelter/journey.html", context, status=422 if wrong else 200)


@require_POST
@requires(Permission.CASE_WRITE)
def journey_receiver(request: PanahRequest, journey_id: UUID) -> HttpResponse:
    """Name who receives the traveller (CH-16)."""
    form = ReceiverForm(request.POST)

    def step() -> Journey:
        return journeys.confirm_receiver(actor=request.actor, journey_id=journey_id, **form.cleaned_data)

    if tried(form, step) is None:
        return _drawn(request, journey_id, receiver_form=form)
    messages.success(request, _("Written down."))
    return redirect("shelter:journey", journey_id)


@require_POST
@requires(Permission.CASE_WRITE)
def journey_safety(request: PanahRequest, journey_id: UUID) -> HttpResponse:
    """Change what keeps the traveller safe (POL-09)."""
    form = SafetyForm(request.POST)

    def step() -> Journey:
        return journeys.change_safety(actor=request.actor, journey_id=journey_id, **form.cleaned_data)

    if tried(form, step) is None:
        return _drawn(request, journey_id, safety_form=form)
    messages.success(request, _("Written down."))
    return redirect("shelter:journey", journey_id)


@require_POST
@requires(Permission.CASE_WRITE)
def journey_depart(request: PanahRequest, journey_id: UUID) -> HttpResponse:
    """The journey begins (CH-16)."""
    return _done(request, journey_id, "depart")


@require_POST
@requires(Permission.CASE_WRITE)
def journey_settle(request: PanahRequest, journey_id: UUID) -> HttpResponse:
    """The traveller has settled."""
    return _done(request, journey_id, "settle")


@require_POST
@requires(Permission.CASE_WRITE)
def journey_cancel(request: PanahRequest, journey_id: UUID) -> HttpResponse:
    """The journey is called off."""
    return _done(request, journey_id, "cancel")


def _done(request: PanahRequest, journey_id: UUID, step: str) -> HttpResponse:
    STEPS[step](actor=request.actor, journey_id=journey_id)
    messages.success(request, _("Written down."))
    return redirect("shelter:journey", journey_id)
