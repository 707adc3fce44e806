"""The door: faces and names in the house, whom it expects, and ways out with a guard. Nothing of a case (SH-12)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.errors import NotHere
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import answered, status_of, told, tried
from panah.shelter import watch
from panah.shelter.actions import door as actions
from panah.shelter.actions import guarding
from panah.shelter.forms.security import CardForm, EscortForm, FaceForm, VisitorForm
from panah.shelter.models import DoorCard, Escort, House, HouseKind, SafetyCard, Stay
from panah.shelter.views import tabs
from panah.shelter.views.around import MOST_HOUSES, SECURITY, around
from panah.vault import folders

SEES = (Permission.DOOR, Permission.HOUSE_WRITE)
WALKS = (Permission.ESCORT, Permission.HOUSE_WRITE)
WAYS = ("in", "out")


@require_safe
@requires(*SEES)
def door(request: PanahRequest) -> HttpResponse:
    """Show the doors of the unit, for now and the coming day."""
    return page(request, "shelter/door.html", _page(request))


def _page(request: PanahRequest, form: VisitorForm | None = None) -> dict[str, Any]:
    shown = around(request, SECURITY, "shelter:door") | _doors(request)
    if request.actor.may(Permission.HOUSE_WRITE):
        shown["visitor_form"] = form or VisitorForm(houses=_own_houses(request))
    return shown


def _own_houses(request: PanahRequest) -> list[House]:
    return list(House.visible(request.actor).filter(kind=HouseKind.SHELTER, closed_on=None)[:MOST_HOUSES])


@require_safe
@requires(*SEES)
def door_live(request: PanahRequest) -> HttpResponse:
    """Give the part of the page that changes by itself."""
    return page(request, "shelter/_door.html", _doors(request))


def _doors(request: PanahRequest) -> dict[str, Any]:
    actor, now = request.actor, timezone.now()
    doors = [watch.door_of(post, now) for post in watch.posts(actor)[:20]]
    folders.preload(card for each in doors for card in (*each.residents, *each.visitors))
    standing = {shift.member_id for each in doors for shift in each.on_duty}
    off = actor.may(Permission.DOOR) and not actor.may(Permission.HOUSE_WRITE) and actor.member_id not in standing
    return {"doors": doors, "off_duty": off}


@require_POST
@requires(Permission.HOUSE_WRITE)
def expect(request: PanahRequest) -> HttpResponse:
    """Tell the door of somebody who comes to the house and to no resident: a doctor, a craftsman, an inspector."""
    form = VisitorForm(request.POST, houses=_own_houses(request))

    def step() -> DoorCard:
        who = {name: form.cleaned_data[name] for name in ("name", "start", "end")}
        house = House.gate(request.actor, form.cleaned_data["house"])
        return actions.expect_guest(actor=request.actor, house=house, **who)

    if told(form, step) is None:
        return page(request, "shelter/door.html", _page(request, form), status=422)
    messages.success(request, _("The door knows."))
    return redirect("shelter:door")


@require_POST
@requires(*SEES)
def passed(request: PanahRequest, card_id: UUID, way: str) -> HttpResponse:
    """Write that a visitor came in or went out."""
    if way not in WAYS:
        raise NotHere
    actions.passed(actor=request.actor, card_id=card_id, inward=way == "in")
    return redirect("shelter:door")


@never_cache
@require_safe
@requires(*SEES)
def face(request: PanahRequest, card_id: UUID) -> HttpResponse:
    """Give one face; it is kept nowhere on the way."""
    card = actions.see_face(actor=request.actor, card_id=card_id)
    answer = HttpResponse(card.face, content_type=card.face_kind)
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HOUSE_WRITE)
def card(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Say how the guards call a resident and which help they need to get out; ask for a guard on a way out."""
    stay = Stay.gate(request.actor, stay_id)
    known = SafetyCard.of(stay)
    form = CardForm(request.POST if request.method == "POST" else None, initial=_said(known))
    if request.method == "POST":
        done = tried(form, lambda: actions.rename(actor=request.actor, stay_id=stay_id, **form.cleaned_data))
        if done is not None:
            messages.success(request, _("Written down."))
            return redirect("shelter:safety_card", stay_id)
    return _card(request, stay, known, form=form, status=status_of(form, None))


def _said(known: SafetyCard | None) -> dict[str, str]:
    if known is None:
        return {}
    return {"name": known.card.name if known.card else "", "help_needed": known.help}


def _card(request: PanahRequest, stay: Stay, known: SafetyCard | None, status: int = 200, **shown: Any) -> HttpResponse:
    context: dict[str, Any] = tabs.around(request, stay, "shelter:safety_card") | {
        "card": known.card if known else None,
        "form": CardForm(initial=_said(known)),
        "face_form": FaceForm(),
        "escort_form": EscortForm(),
        "refusal": None,
    }
    return page(request, "shelter/safety_card.html", context | shown, status=status)


@require_POST
@requires(Permission.HOUSE_WRITE)
def face_save(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Put a small picture on a resident's card."""
    form = FaceForm(request.POST, request.FILES)

    def step() -> bool:
        content = form.cleaned_data["face"].read(actions.MOST_BYTES + 1)
        actions.show_face(actor=request.actor, stay_id=stay_id, content=content)
        return True

    if tried(form, step):
        messages.success(request, _("The guards know the face now."))
        return redirect("shelter:safety_card", stay_id)
    stay = Stay.gate(request.actor, stay_id)
    return _card(request, stay, SafetyCard.of(stay), face_form=form, status=422)


@require_POST
@requires(Permission.HOUSE_WRITE)
def escort_ask(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Ask the guards to walk beside a resident on a way out."""
    form = EscortForm(request.POST)
    row, refusal = answered(
        form, lambda: guarding.ask_escort(actor=request.actor, stay_id=stay_id, **form.cleaned_data)
    )
    if row is None:
        stay = Stay.gate(request.actor, stay_id)
        status = status_of(form, refusal)
        return _card(request, stay, SafetyCard.of(stay), escort_form=form, refusal=refusal, status=status)
    messages.success(request, _("The guards are asked. The person may go without them at any time."))
    return redirect("shelter:escorts")


@require_safe
@requires(*WALKS)
def escorts(request: PanahRequest) -> HttpResponse:
    """List the ways out with a guard: a task of its own, apart from the rota."""
    shown = page_of(request, Escort.visible(request.actor).select_related("card"), size=20)
    folders.preload(shown.rows)
    context = around(request, SECURITY, "shelter:escorts") | {
        "page": shown,
        "me": request.actor.member_id,
        "may_walk": request.actor.may(Permission.ESCORT),
        "may_house": request.actor.may(Permission.HOUSE_WRITE),
    }
    return page(request, "shelter/escorts.html", context)


@require_POST
@requires(Permission.ESCORT)
def escort_take(request: PanahRequest, escort_id: UUID) -> HttpResponse:
    """Come along."""
    guarding.take_escort(actor=request.actor, escort_id=escort_id)
    return redirect("shelter:escorts")


@require_POST
@requires(Permission.ESCORT)
def escort_end(request: PanahRequest, escort_id: UUID) -> HttpResponse:
    """Say that one is back."""
    guarding.end_escort(actor=request.actor, escort_id=escort_id)
    return redirect("shelter:escorts")


@require_POST
@requires(Permission.HOUSE_WRITE)
def escort_off(request: PanahRequest, escort_id: UUID) -> HttpResponse:
    """Call a way out off."""
    guarding.call_off_escort(actor=request.actor, escort_id=escort_id)
    return redirect("shelter:escorts")
