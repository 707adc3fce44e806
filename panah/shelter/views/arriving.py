"""Somebody comes: by a referral, known by a false name, or known to nobody yet."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import NotHere, Refused
from panah.core.htmx import page
from panah.core.trying import tried
from panah.people import pseudonyms
from panah.people.models import Person
from panah.referrals.models import Referral
from panah.shelter.actions import admitting, coming, moving
from panah.shelter.forms.admission import CHILDREN, ChildFacts, DoorForm, HouseForm, KnownForm, houses_of
from panah.shelter.models import Bed, House, Stay, StayState

MOST = 20


@require_safe
@requires(Permission.STAY_ADMIT)
def request_place(request: PanahRequest) -> HttpResponse:
    """Ask how somebody comes; who is on the way in already stands on top."""
    return _start(request)


def _start(request: PanahRequest, form: KnownForm | None = None) -> HttpResponse:
    actor = request.actor
    houses, bed = houses_of(House.visible(actor)), _bed_asked(request)
    coming_in = list(Stay.visible(actor).filter(state=StayState.ARRIVING, with_stay=None).order_by("-id")[:MOST])
    context = {
        "houses": houses,
        "arriving": coming_in,
        "referred": _referred(actor),
        "form": form or KnownForm(houses=houses, bed=bed),
        "house_form": HouseForm(houses=houses, bed=bed),
        "bed": bed,
    }
    return page(request, "shelter/request.html", context, status=422 if form and form.errors else 200)


def _bed_asked(request: PanahRequest) -> Bed | None:
    """Give the bed somebody started from on the board, if it is one of the unit's."""
    said = request.POST if request.method == "POST" else request.GET
    try:
        return Bed.gate(request.actor, UUID(said.get("bed", "")))
    except (ValueError, NotHere):
        return None


def _referred(actor: Actor) -> list[Referral]:
    """List whom the unit accepted and who has not come yet."""
    rows = list(Referral.received(actor).filter(state="accepted").order_by("-id")[:MOST])
    known = set(
        Stay.visible(actor).filter(person_id__in=[row.person_id for row in rows]).values_list("referral_id", flat=True)
    )
    return [row for row in rows if row.id not in known]


@require_POST
@requires(Permission.STAY_ADMIT)
def from_referral(request: PanahRequest, referral_id: UUID) -> HttpResponse:
    """Begin the admission of somebody whom the unit accepted by a referral."""
    referral = Referral.gate(request.actor, referral_id)
    form = HouseForm(request.POST, houses=houses_of(House.visible(request.actor)))
    if referral.state != "accepted" or referral.receiver_unit_id not in request.actor.unit_ids or not form.is_valid():
        raise NotHere
    stay = admitting.open_stay(
        actor=request.actor,
        person_id=referral.person_id,
        house_id=form.cleaned_data["house"].id,
        referral_id=referral.id,
    )
    _hold_asked(request, stay)
    return redirect("shelter:admission", stay.id)


@require_POST
@requires(Permission.STAY_ADMIT)
def from_name(request: PanahRequest) -> HttpResponse:
    """Begin the admission of somebody the unit knows by a false name; whom it does not know is said the same way."""
    form = KnownForm(request.POST, houses=houses_of(House.visible(request.actor)))
    if form.is_valid():
        name = pseudonyms.written(form.cleaned_data["pseudonym"]) or "-"
        person = Person.visible(request.actor).filter(pseudonym=name).first()
        if person is None:
            form.add_error("pseudonym", _("Your unit knows nobody by this false name. Check the name and the digits."))
        else:
            house = form.cleaned_data["house"]
            stay = admitting.open_stay(actor=request.actor, person_id=person.id, house_id=house.id)
            _hold_asked(request, stay)
            return redirect("shelter:admission", stay.id)
    return _start(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STAY_ADMIT)
def at_the_door(request: PanahRequest) -> HttpResponse:
    """Register somebody nobody knows yet, with the children they bring, and begin their admission."""
    houses, bed = houses_of(House.visible(request.actor)), _bed_asked(request)
    data = request.POST if request.method == "POST" else None
    form = DoorForm(data, houses=houses, bed=bed)
    children = [ChildFacts(data, prefix=f"child{place}", empty_permitted=True, use_required_attribute=False)
                for place in range(CHILDREN)]  # fmt: skip

    def step() -> Stay:
        said = form.cleaned_data
        facts = [child.facts(said["language"]) for child in children if child.has_changed()]
        return coming.meet(
            actor=request.actor,
            house_id=said["house"].id,
            facts=form.facts(),
            children=facts,
            category=said["category"],
        )

    fitting = all(child.is_valid() for child in children)
    stay = tried(form, step) if fitting else None
    if stay is not None:
        _hold_asked(request, stay)
        return redirect("shelter:admission", stay.id)
    wrong = bool(form.errors) or (data is not None and not fitting)
    context = {"form": form, "children": children, "houses": houses, "bed": bed}
    return page(request, "shelter/door_new.html", context, status=422 if wrong else 200)


def _hold_asked(request: PanahRequest, stay: Stay) -> None:
    """Hold the bed somebody started from on the board; where that cannot be, the step of the bed offers others."""
    bed = _bed_asked(request)
    if bed is None:
        return
    try:
        moving.hold_bed(actor=request.actor, stay_id=stay.id, bed_id=bed.id)
    except Refused as refusal:
        messages.info(request, str(refusal))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STAY_ADMIT)
def bring_child(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Register a child that somebody who arrives has brought."""
    parent = Stay.gate(request.actor, stay_id)
    form = ChildFacts(request.POST if request.method == "POST" else None)

    def step() -> Stay:
        return coming.bring(actor=request.actor, stay_id=stay_id, facts=form.facts(parent.language))

    if request.method == "POST" and tried(form, step) is not None:
        return redirect("shelter:admission", stay_id)
    context: dict[str, Any] = {"form": form, "parent": parent}
    return page(request, "shelter/child_comes.html", context, status=422 if form.errors else 200)
