"""Who lives in a house, and the first page of a stay."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.errors import NotHere
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import answered, status_of
from panah.duties.models import Duty
from panah.shelter import welcome
from panah.shelter.actions import dangers, leaving, moving
from panah.shelter.actions.stays import open_duties
from panah.shelter.board import Ring
from panah.shelter.forms.staying import MoveForm
from panah.shelter.models import AdmissionStep, Belongings, Prolongation, ProlongationAsk, Stay, StayState, Step
from panah.shelter.offers import MANY, Party, free_beds, offers
from panah.shelter.views.tabs import around, on_stay
from panah.vault import folders

SHOWN: tuple[StayState, ...] = (StayState.RESIDENT, StayState.ARRIVING, StayState.LEFT, StayState.NOT_ADMITTED)
# Steps of the admission that the page of a stay keeps showing.
SHOWN_STEPS = (Step.HOUSE, Step.DANGERS, Step.RULES)
# Where a duty of a stay is done, by its rule, or by rule and step; of the others the page shows the clock alone.
DONE_AT = {
    "SH-01": "shelter:prolong",
    "CH-05": "shelter:prolong",
    "SH-06": "shelter:care",
    "SH-06 medicine": "shelter:health",
    "SH-06 doctor": "shelter:health",
    "SH-07": "shelter:care",
    "SH-16": "shelter:learning",
    "CH-10": "shelter:learning",
    "REH-01": "shelter:leaving",
}


@require_safe
@requires(Permission.STAY_VIEW)
def stays(request: PanahRequest) -> HttpResponse:
    """List who lives here, who is on the way in, or who has left, newest first; by false names alone."""
    asked = request.GET.get("state", StayState.RESIDENT)
    state = StayState(asked) if asked in StayState.values else StayState.RESIDENT
    shown = page_of(request, Stay.visible(request.actor).filter(state=state).select_related("house"))
    now = timezone.now()
    may_write = request.actor.may(Permission.STAY_ADMIT)
    context = {
        "page": shown,
        "rows": [(row, Ring.of(row, now) if row.is_resident else None) for row in shown.rows],
        "states": [(each.label, f"?state={each}", each == state) for each in SHOWN],
        "may_write": may_write,
        "asks": list(ProlongationAsk.waiting(request.actor)) if may_write else [],
    }
    return page(request, "shelter/stays.html", context)


@require_safe
@requires(Permission.STAY_VIEW)
@on_stay
def stay(request: PanahRequest, stay: Stay) -> HttpResponse:
    """Show where a stay stands: what is due, how it was agreed, how often it was prolonged, what is kept for them."""
    actor = request.actor
    steps, receipts = AdmissionStep.of(stay), Belongings.of(stay)
    prolongations = Prolongation.of(stay)
    folders.preload([stay, *steps, *receipts, *prolongations])
    asks, members = ProlongationAsk.of(actor, stay), Member.by_id(row.by_id for row in steps)
    context = {
        "duties": [(duty, place_of(stay, duty)) for duty in open_duties(stay)],
        "prolongations": prolongations,
        "asks": [(ask, ask.get_requested_by_display()) for ask in asks],
        "waiting": [ask for ask in asks if ask.answer == "waiting"],
        "steps": [(row, str(members.get(row.by_id, ""))) for row in steps if row.step in SHOWN_STEPS],
        "receipts": receipts,
        "ties": dangers.found(actor, stay) if stay.state in ("arriving", "resident") else [],
    }
    return page(request, "shelter/stay.html", around(request, stay, "shelter:stay") | context)


def place_of(stay: Stay, duty: Duty) -> str:
    """Give the address where a duty of a stay is done; nothing where this installation has no such page."""
    try:
        known = DONE_AT.get(f"{duty.rule} {duty.step}") or DONE_AT[duty.rule]
        return reverse(known, args=(stay.id,))
    except (KeyError, NoReverseMatch):
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STAY_ADMIT)
@on_stay
def move(request: PanahRequest, stay: Stay) -> HttpResponse:
    """Give a resident another bed."""
    places = offers(free_beds(request.actor, stay.house_id), Party((stay,)), most=MANY)
    form = MoveForm(request.POST if request.method == "POST" else None, places=places)

    def step() -> Any:
        return moving.move_bed(actor=request.actor, stay_id=stay.id, bed_id=form.cleaned_data["bed"])

    moved, refusal = answered(form, step) if request.method == "POST" else (None, None)
    if moved is not None:
        messages.success(request, _("Moved. The bed before is to be cleaned."))
        return redirect("shelter:stay", stay.id)
    context = around(request, stay, "shelter:stay") | {"form": form, "places": places, "refusal": refusal}
    return page(request, "shelter/move.html", context, status=status_of(form, refusal))


@require_safe
@requires(Permission.STAY_ADMIT)
@on_stay
def receipt(_request: PanahRequest, stay: Stay, belongings_id: UUID) -> HttpResponse:
    """Give the receipt for belongings as a paper; its name carries a day and nothing else."""
    row = next((each for each in Belongings.of(stay) if each.id == belongings_id), None)
    if row is None:
        raise NotHere
    return _paper(welcome.receipt(stay, row), f"receipt-{row.received_at:%Y-%m-%d}.pdf")


@require_safe
@requires(Permission.STAY_ADMIT)
def rights_paper(_request: PanahRequest, language: str) -> HttpResponse:
    """Give the rights and rules of the house as a paper, in one of the languages it is drawn in."""
    if language not in welcome.LANGUAGES:
        raise NotHere
    return _paper(welcome.rights_paper(language), f"rights-{language}.pdf")


def _paper(drawn: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


@require_POST
@requires(Permission.STAY_ADMIT)
def given_back(request: PanahRequest, stay_id: UUID, belongings_id: UUID) -> HttpResponse:
    """Write that the person got their belongings back."""
    leaving.give_back(actor=request.actor, stay_id=stay_id, belongings_id=belongings_id)
    messages.success(request, _("Given back."))
    return redirect("shelter:stay", stay_id)
