"""A longer stay: decided in the house, and asked for from outside on a page that tells nothing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.trying import answered, status_of, tried
from panah.shelter.actions import prolonging
from panah.shelter.forms.staying import AskForm, ProlongForm
from panah.shelter.models import Prolongation, ProlongationAsk, Stay
from panah.shelter.views.tabs import around, on_stay


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STAY_ADMIT)
@on_stay
def prolong(request: PanahRequest, stay: Stay) -> HttpResponse:
    """Prolong a stay on the person's fresh word, because they or a body the law names asked for it."""
    ask = _ask(request, stay)
    data = request.POST if request.method == "POST" else None
    form = ProlongForm(data, stay=stay, ask=ask)

    def step() -> Prolongation:
        return prolonging.prolong(actor=request.actor, stay_id=stay.id, **form.step())

    done, refusal = answered(form, step) if data is not None else (None, None)
    if done is not None:
        messages.success(request, _("Prolonged. The clock runs to the new end."))
        return redirect("shelter:stay", stay.id)
    context = around(request, stay, "shelter:stay") | {"form": form, "ask": ask, "refusal": refusal}
    return page(request, "shelter/prolong.html", context, status=status_of(form, refusal))


def _ask(request: PanahRequest, stay: Stay) -> ProlongationAsk | None:
    """Give the waiting request that the page answers, if the address names one of this stay."""
    waiting = [each for each in ProlongationAsk.of(request.actor, stay) if each.answer == "waiting"]
    return next((each for each in waiting if str(each.id) == request.GET.get("ask", "")), None)


@require_POST
@requires(Permission.STAY_ADMIT)
def not_wanted(request: PanahRequest, ask_id: UUID) -> HttpResponse:
    """Answer a request with the person's own no; who asked is told nothing."""
    ask = prolonging.not_wanted(actor=request.actor, ask_id=ask_id)
    messages.success(request, _("Written down. Nothing is prolonged against the person's will."))
    return redirect("shelter:stay", ask.stay_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PROLONGATION_ASK)
def ask(request: PanahRequest) -> HttpResponse:
    """Ask, as another body, for somebody's longer stay; the answer is the same whoever is named (CON-14)."""
    form = AskForm(request.POST if request.method == "POST" else None)

    def step() -> bool:
        prolonging.ask_from_outside(actor=request.actor, **form.cleaned_data)
        return True

    if request.method == "POST" and tried(form, step):
        messages.success(request, _("Passed on. If this person lives in a safe house, the house has your request now."))
        return redirect("shelter:prolongation_ask")
    context: dict[str, Any] = {"form": form}
    return page(request, "shelter/prolongation_ask.html", context, status=422 if form.errors else 200)
