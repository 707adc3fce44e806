"""Needs, offers, and what donors see (NC-07)."""

from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core import functions
from panah.core.actor import Actor
from panah.core.asking import offer as offer_choices
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.plan.actions import resources as actions
from panah.plan.forms.desk import AreaOfferForm, CloseNeedForm, NeedForm, OfferForm, WorthForm
from panah.plan.models import Need, Offer
from panah.plan.views.desk import EVERYWHERE, entered
from panah.plan.views.steps import Step, play

GIVEN = "panah_resources"
RECEIVED, USED = pgettext_lazy("gift", "Received"), pgettext_lazy("gift", "Used")
COLUMNS = (_("Needed"), _("Offered"), _("Agreed"), RECEIVED, USED)


@require_safe
@requires(Permission.NEED_WRITE)
def needs(request: PanahRequest) -> HttpResponse:
    """List what the reader's body needs; the office sees the needs of all."""
    shown = page_of(request, Need.visible(request.actor))
    return page(request, "plan/needs.html", {"rows": shown.rows, "page": shown})


@require_http_methods(EVERYWHERE)
@requires(Permission.NEED_WRITE)
def ask(request: PanahRequest) -> HttpResponse:
    """Say what a body needs."""
    form = NeedForm(request.POST if request.method == "POST" else None)
    if need := entered(request, form, actions.ask):
        return redirect("plan:need", need_id=need.id)
    context = {"form": form, "button": _("Say it"), "title": _("Something is needed")}
    return page(request, "plan/entry.html", context, status=422 if form.errors else 200)


@require_http_methods(EVERYWHERE)
@requires(Permission.NEED_WRITE, Permission.DONOR_VIEW)
def need(request: PanahRequest, need_id: UUID) -> HttpResponse:
    """Show one need with the offers the reader may see, and what can be done."""
    found = Need.gate(request.actor, need_id)
    outcome = play(request, _need_steps(request.actor, found), need_id=need_id)
    if outcome.taken:
        return redirect("plan:need", need_id=need_id)
    offers, agreed = Offer.of(found), Offer.agreed_for(found)
    may_match = found.closed_at is None and request.actor.may(Permission.COORDINATION)
    context = {
        "row": found,
        "offers": offers,
        "agreed": agreed if request.actor.may(Permission.NEED_WRITE) else None,
        "loose": _loose(request.actor, found) if may_match else [],
        "givers": Offer.givers(request.actor, found) if may_match else [],
        "may_match": may_match,
        "share": min(100, int(agreed * 100 / found.wanted)),
        "steps": outcome.drawn,
    }
    return page(request, "plan/need.html", context, status=outcome.status)


def _need_steps(actor: Actor, row: Need) -> list[Step]:
    if row.closed_at is not None:
        return []
    office, mine = actor.may(Permission.COORDINATION), row.unit_id in actor.unit_ids
    steps = []
    if office and row.published_at is None:
        hint = _("Look through the words first: nothing in them may tell of a person.")
        steps.append(Step(name="show", label=_("Show it to donors"), icon="eye", deed=actions.show, hint=hint))
    loose = _loose(actor, row) if office else []
    if loose:
        form = partial(_MatchForm, offers=loose)
        steps.append(Step(name="match", label=_("Put an offer to it"), icon="link", deed=_match, form=form))
    if actor.may(Permission.DONOR_VIEW):
        deed = partial(_offer, row)
        steps.append(Step(name="offer", label=_("Offer help"), icon="heart-handshake", deed=deed, form=OfferForm))
    if (office or mine) and actor.may(Permission.NEED_WRITE):
        steps.append(
            Step(name="close", label=_("Close it"), icon="check", deed=actions.close, form=CloseNeedForm, quiet=True)
        )
    return steps


class _MatchForm(forms.Form):
    """Which of the offers for the area."""

    offer_id = forms.TypedChoiceField(label=_("Offer"), coerce=UUID)

    def __init__(self, *args: Any, offers: list[Offer], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_choices(self, "offer_id", [(str(each.id), f"{each.giver}: {each.offered}") for each in offers])


def _loose(actor: Actor, row: Need) -> list[Offer]:
    """Offers for the need's area and kind that are put to no need yet; at most 50."""
    rows = Offer.visible(actor).filter(need=None, withdrawn_at=None, area=row.area, kind=row.kind)
    return list(rows.order_by("id")[:50])


def _match(*, actor: Actor, need_id: UUID, offer_id: UUID) -> Offer:
    return actions.match(actor=actor, offer_id=offer_id, need_id=need_id)


def _offer(row: Need, *, actor: Actor, need_id: UUID, **given: Any) -> Offer:
    return actions.offer(actor=actor, need_id=need_id, given=actions.Given(area=row.area, kind=row.kind, **given))


@require_http_methods(EVERYWHERE)
@requires(Permission.DONOR_VIEW)
def donors(request: PanahRequest) -> HttpResponse:
    """Show donors what is needed and what was given, area by area; take an offer for an area (NC-07)."""
    form = AreaOfferForm(request.POST if request.method == "POST" else None)
    if offer := entered(request, form, actions.offer):
        return redirect("plan:offer", offer_id=offer.id)
    shown = page_of(request, Need.shown(request.actor))
    lines = functions.rows(GIVEN)
    context = {
        "lines": lines,
        "totals": [
            (label, sum((line[place] for line in lines), Decimal(0))) for place, label in enumerate(COLUMNS, start=2)
        ],
        "rows": shown.rows,
        "page": shown,
        "form": form,
    }
    return page(request, "plan/donors.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.NEED_WRITE, Permission.DONOR_VIEW)
def offers(request: PanahRequest) -> HttpResponse:
    """List the offers that the reader made or that are for the reader's needs; the office sees all."""
    shown = page_of(request, Offer.visible(request.actor))
    return page(request, "plan/offers.html", {"rows": shown.rows, "page": shown})


@require_http_methods(EVERYWHERE)
@requires(Permission.NEED_WRITE, Permission.DONOR_VIEW)
def offer(request: PanahRequest, offer_id: UUID) -> HttpResponse:
    """Show one offer and how far it has come, and take it a step further."""
    found = Offer.gate(request.actor, offer_id)
    outcome = play(request, _offer_steps(request.actor, found), offer_id=offer_id)
    if outcome.taken:
        return redirect("plan:offer", offer_id=offer_id)
    return page(request, "plan/offer.html", {"row": found, "steps": outcome.drawn}, status=outcome.status)


def _offer_steps(actor: Actor, row: Offer) -> list[Step]:
    if row.withdrawn_at is not None:
        return []
    office = actor.may(Permission.COORDINATION)
    steps = []
    if row.agreed is None:
        if office:
            form = partial(WorthForm, initial={"amount": row.offered})
            steps.append(Step(name="agree", label=_("Agree"), icon="check", deed=actions.agree, form=form))
        if office or row.unit_id in actor.unit_ids:
            steps.append(Step(name="withdraw", label=_("Withdraw it"), icon="x", deed=actions.withdraw, quiet=True))
    elif office or row.for_unit_id in actor.unit_ids:
        came = partial(WorthForm, initial={"amount": row.received})
        steps.append(Step(name="receive", label=RECEIVED, icon="package", deed=actions.receive, form=came))
        if row.received is not None:
            used = partial(WorthForm, initial={"amount": row.used})
            steps.append(Step(name="use", label=USED, icon="tool", deed=actions.use, form=used))
    return steps
