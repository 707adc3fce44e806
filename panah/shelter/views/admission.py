"""The way in, one page for each step: what is kept stays kept, and the next step is the one that is missing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import NotHere, Refused
from panah.core.htmx import page
from panah.core.trying import answered, status_of
from panah.shelter import welcome
from panah.shelter.actions import admitting, moving
from panah.shelter.actions.admitting import NotYet
from panah.shelter.admission import Admission
from panah.shelter.forms.admission import (
    AgreeForm,
    BedForm,
    BelongingsForm,
    ChildForm,
    DangersForm,
    HouseReasonForm,
    NeedsForm,
    RulesForm,
    StepForm,
    TurnAwayForm,
)
from panah.shelter.models import Bed, Stay, StayState, Step, UseKind
from panah.shelter.offers import FEW, MANY, free_beds, in_words, not_ready, offers, parties_of

Taking = Callable[[Actor, Any, Stay], object]


def _belongings(actor: Actor, form: Any, stay: Stay) -> None:
    """Things belong to the first of the group; the others' step is taken with it."""
    things = form.cleaned_data["things"].splitlines() if stay == form.group[0] else []
    admitting.take_belongings(actor=actor, stay_id=stay.id, things=things)


def _weigh(actor: Actor, form: Any, stay: Stay) -> None:
    if stay.is_child:
        admitting.weigh(actor=actor, stay_id=stay.id, weighed=form.weighed(stay))


# The form of each step, and what it does for each of those who come together. Bed and moving in are written out below.
STEPS: dict[Step, tuple[type[StepForm], Taking]] = {
    Step.HOUSE: (
        HouseReasonForm,
        lambda actor, form, stay: admitting.answer_house(
            actor=actor, stay_id=stay.id, reason=form.cleaned_data["reason"]
        ),
    ),
    Step.CONSENT: (
        AgreeForm,
        lambda actor, form, stay: admitting.agree(actor=actor, stay_id=stay.id, said=form.said(stay)),
    ),
    Step.CHILD: (ChildForm, _weigh),
    Step.DANGERS: (
        DangersForm,
        lambda actor, form, stay: admitting.answer_dangers(
            actor=actor, stay_id=stay.id, reason=form.of(stay, "reason")
        ),
    ),
    Step.RULES: (
        RulesForm,
        lambda actor, form, stay: admitting.give_rules(
            actor=actor, stay_id=stay.id, language=form.cleaned_data["language"]
        ),
    ),
    Step.BELONGINGS: (BelongingsForm, _belongings),
    Step.NEEDS: (
        NeedsForm,
        lambda actor, form, stay: admitting.note_needs(actor=actor, stay_id=stay.id, needs=form.of(stay, "needs")),
    ),
}


@require_safe
@requires(Permission.STAY_ADMIT)
def admission(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Go on where the admission stands."""
    stay = Stay.gate(request.actor, stay_id)
    if stay.state != StayState.ARRIVING:
        return redirect("shelter:stay", stay.id)
    return redirect("shelter:admission_step", stay.id, Admission.of(request.actor, stay).next)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STAY_ADMIT)
def admission_step(request: PanahRequest, stay_id: UUID, step: str) -> HttpResponse:
    """Show one step, or take it and go on to the next that is missing."""
    stay = Stay.gate(request.actor, stay_id)
    if step not in Step.values:
        raise NotHere
    if stay.state != StayState.ARRIVING:
        return redirect("shelter:stay", stay.id)
    at, this = Admission.of(request.actor, stay), Step(step)
    if this not in at.steps:
        raise NotHere
    if this is Step.ARRIVE:
        return _arrive(request, stay, at)
    form = _form(request, at, this)
    refusal = None
    if request.method == "POST":
        taken, refusal = answered(form, lambda: _take(request.actor, at, this, form))
        if taken:
            return redirect("shelter:admission", stay.id)
        if refusal is not None and this is Step.BED:
            form = _bed_form(request, at, None)
    return _drawn(request, stay, at, this, form=form, refusal=refusal, status=status_of(form, refusal))


def _form(request: PanahRequest, at: Admission, step: Step) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if step is Step.BED:
        return _bed_form(request, at, data)
    return STEPS[step][0](data, group=at.group)


def _bed_form(request: PanahRequest, at: Admission, data: Any) -> BedForm:
    """Offer what is free now, narrowed by what a bed is to be good for; all of it where that is asked for."""
    most = MANY if data is not None or "all" in request.GET else FEW
    beds = free_beds(request.actor, at.group[0].house_id)
    feature = request.GET.get("good", "")
    offered = [(each, offers(beds, each, feature=feature, most=most)) for each in parties_of(at.group)]
    return BedForm(data, offered=offered)


def _take(actor: Actor, at: Admission, step: Step, form: Any) -> bool:
    """Take a step for everybody who comes together: for all of them, or for none."""
    with transaction.atomic():
        if step is Step.BED:
            for stay, bed_id in form.chosen():
                moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=bed_id)
        else:
            for stay in at.group:
                STEPS[step][1](actor, form, stay)
    return True


def _arrive(request: PanahRequest, stay: Stay, at: Admission) -> HttpResponse:
    """Show what was written down, and let everybody move in at once."""
    if at.next is not Step.ARRIVE:
        return redirect("shelter:admission_step", stay.id, at.next)
    if request.method != "POST":
        return _drawn(request, stay, at, Step.ARRIVE)
    try:
        with transaction.atomic():
            for each in at.group:
                admitting.admit(actor=request.actor, stay_id=each.id)
    except NotYet as refusal:
        messages.info(request, str(refusal))
        return redirect("shelter:admission_step", stay.id, refusal.step)
    except Refused as refusal:
        return _drawn(request, stay, at, Step.ARRIVE, refusal=refusal, status=refusal.status)
    messages.success(request, _("Moved in. What is to be done next stands on the page of the stay."))
    return redirect("shelter:stay", stay.id)


def _drawn(
    request: PanahRequest, stay: Stay, at: Admission, step: Step, status: int = 200, **shown: Any
) -> HttpResponse:
    context = {
        "stay": stay,
        "at": at,
        "step": step,
        "path": at.path(),
        "number": at.place(step),
        "before": at.before(step),
        "form": None,
        "refusal": None,
        "part": f"shelter/admission/{step}.html",
        **shown,
    }
    return page(request, "shelter/admission.html", context | _beside(request, at, step, context["form"]), status=status)


def _beside(request: PanahRequest, at: Admission, step: Step, form: Any) -> dict[str, Any]:
    """Give what one step shows beside its form."""
    if step is Step.DANGERS:
        return {"checked": [(stay, ties, form[form.mine(stay, "reason")]) for stay, ties in at.ties]}
    if step is Step.BED:
        return _beds_beside(request, at, form)
    if step is Step.RULES:
        names = [(code, country().label("language", code)) for code in welcome.LANGUAGES]
        return {"rights": welcome.rights(at.group[0].language), "papers": names}
    if step is Step.ARRIVE:
        return {"beds": [(stay, at.holds[stay.id], in_words(at.holds[stay.id].bed)) for stay in at.group]}
    return {}


def _beds_beside(request: PanahRequest, at: Admission, form: BedForm) -> dict[str, Any]:
    """Give what beds are good for; where there is no place for everybody, what else can be done tonight."""
    house = at.group[0].house
    unready = {} if form.places else not_ready(house.id)
    return {
        "goods": _goods(free_beds(request.actor, house.id), request.GET.get("good", "")),
        "together": any(party.is_family for party in form.parties),
        "unready": [(kind, kind.label, unready[kind]) for kind in (UseKind.CLEANING, UseKind.BLOCK) if kind in unready],
        "board": f"{reverse('shelter:board')}?house={house.id}",
    }


def _goods(beds: list[Bed], current: str) -> list[tuple[Any, str, bool]]:
    """Give what the free beds are good for as links that narrow the offer; the one in force lets go of it."""
    there = {each for bed in beds for each in bed.features}
    listed = [(code, label) for code, label in country().choices("bed_feature") if code in there]
    return [(label, "?" if code == current else f"?good={code}", code == current) for code, label in listed]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STAY_ADMIT)
def turn_away(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Write why those who came together do not move in; some reasons the system itself refuses (SH-02)."""
    stay = Stay.gate(request.actor, stay_id)
    at = Admission.of(request.actor, stay)
    form = TurnAwayForm(request.POST if request.method == "POST" else None)

    def step() -> bool:
        for each in at.group:
            admitting.turn_away(actor=request.actor, stay_id=each.id, reason=form.cleaned_data["reason"])
        return True

    done, refusal = answered(form, step) if request.method == "POST" else (None, None)
    if done:
        messages.success(request, _("Written down. The bed that was held is free again."))
        return redirect("shelter:stays")
    context = {"stay": stay, "at": at, "form": form, "refusal": refusal}
    return page(request, "shelter/turn_away.html", context, status=status_of(form, refusal))
