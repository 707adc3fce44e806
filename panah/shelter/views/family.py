"""Family, friends and visitors of a resident: who is approved, who is kept away, who comes and calls."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Refused
from panah.core.htmx import page
from panah.core.trying import answered
from panah.people.models import Link, Person
from panah.shelter.actions import family as kin
from panah.shelter.forms.family import ApproveForm, BlockForm, EncounterForm, HeldForm, SomeoneForm
from panah.shelter.models import Acquaintance, AcquaintanceState, Encounter, EncounterState, Stay
from panah.shelter.views.care import back
from panah.shelter.views.tabs import around
from panah.vault import folders

Wrong = tuple[forms.Form, Refused | None]


@require_safe
@requires(Permission.CARE_VIEW)
def family(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Show whom a resident knows outside, and the visits and calls."""
    return _drawn(request, Stay.gate(request.actor, stay_id), {})


def _drawn(request: PanahRequest, stay: Stay, wrong: dict[str, Wrong]) -> HttpResponse:
    people, encounters = Acquaintance.of(request.actor, stay), Encounter.of(request.actor, stay)
    folders.preload([*people, *encounters])
    held = [row for row in encounters if row.state != EncounterState.EXPECTED]
    context: dict[str, Any] = {
        "people": [_person(stay, row, wrong) for row in people],
        "expected": sorted(set(encounters) - set(held), key=lambda row: (row.at, row.id)),
        "held": held,
        "may_care": request.actor.may(Permission.CARE_WRITE),
        "may_house": request.actor.may(Permission.HOUSE_WRITE),
        "leads": request.actor.may(Permission.HOUSE_LEAD),
        "someone_form": wrong["new"][0] if "new" in wrong else SomeoneForm(_linked(request.actor, stay)),
        "block_form": BlockForm(),
        "refusal": next((refusal for _form, refusal in wrong.values()), None),
    }
    shown = around(request, stay, "shelter:family") | context
    return page(request, "shelter/family.html", shown, status=_status(wrong))


def _status(wrong: dict[str, Wrong]) -> int:
    return next((refusal.status if refusal else BadInput.status for _form, refusal in wrong.values()), 200)


def _person(stay: Stay, row: Acquaintance, wrong: dict[str, Wrong]) -> dict[str, Any]:
    """Somebody as the page shows them, with the forms that fit how things stand."""
    given = wrong.get(str(row.id))
    approve = ApproveForm(is_child=stay.is_child, initial={"ways": row.ways})
    meet = EncounterForm(row)
    if given and isinstance(given[0], ApproveForm):
        approve = given[0]
    elif given and isinstance(given[0], EncounterForm):
        meet = given[0]
    return {
        "row": row,
        "approve": approve if row.state != AcquaintanceState.APPROVED and not row.suspected else None,
        "meet": meet if row.state == AcquaintanceState.APPROVED else None,
        "open": bool(given),
    }


def _linked(actor: Actor, stay: Stay) -> list[Person]:
    """List the persons who are something to the resident and whom the actor may see."""
    if not actor.may(Permission.PERSON_VIEW):
        return []
    return [row.other if row.person_id == stay.person_id else row.person for row in Link.of(actor, stay.person_id)]


def _step(request: PanahRequest, stay_id: UUID, name: str, form: forms.Form, action: Callable[[], Any]) -> HttpResponse:
    done, refusal = answered(form, action)
    if done is None:
        return _drawn(request, Stay.gate(request.actor, stay_id), {name: (form, refusal)})
    messages.success(request, _("Written down."))
    return redirect("shelter:family", stay_id)


@require_POST
@requires(Permission.CARE_WRITE)
def propose(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Write down whom a resident wants to be in touch with, or who is to be kept away."""
    stay = Stay.gate(request.actor, stay_id)
    form = SomeoneForm(_linked(request.actor, stay), request.POST)

    def step() -> Acquaintance:
        told = {name: form.cleaned_data[name] for name in ("wished", "suspected")}
        return kin.propose(actor=request.actor, stay_id=stay_id, someone=form.someone(), **told)

    return _step(request, stay_id, "new", form, step)


@require_POST
@requires(Permission.HOUSE_LEAD)
def approve(request: PanahRequest, stay_id: UUID, acquaintance_id: UUID) -> HttpResponse:
    """Approve a contact (CH-11)."""
    stay = Stay.gate(request.actor, stay_id)
    form = ApproveForm(request.POST, is_child=stay.is_child)

    def step() -> Acquaintance:
        told = form.cleaned_data
        return kin.approve(actor=request.actor, stay_id=stay_id, acquaintance_id=acquaintance_id, **told)

    return _step(request, stay_id, str(acquaintance_id), form, step)


@require_POST
@requires(Permission.HOUSE_WRITE)
def keep_away(request: PanahRequest, stay_id: UUID, acquaintance_id: UUID) -> HttpResponse:
    """Keep somebody away from now on (CH-11)."""
    form = BlockForm(request.POST)

    def step() -> Acquaintance:
        told = form.cleaned_data
        return kin.keep_away(actor=request.actor, stay_id=stay_id, acquaintance_id=acquaintance_id, **told)

    return _step(request, stay_id, str(acquaintance_id), form, step)


@require_POST
@requires(Permission.CARE_WRITE)
def meet(request: PanahRequest, stay_id: UUID, acquaintance_id: UUID) -> HttpResponse:
    """Write down a visit or call that is expected or took place."""
    stay = Stay.gate(request.actor, stay_id)
    form = EncounterForm(Acquaintance.gate(request.actor, stay, acquaintance_id), request.POST)

    def step() -> Encounter:
        told = {name: form.cleaned_data[name] for name in ("way", "at", "words")}
        ahead = form.cleaned_data["state"] == EncounterState.EXPECTED
        action = kin.expect if ahead else kin.note_contact
        return action(actor=request.actor, stay_id=stay_id, acquaintance_id=acquaintance_id, **told)

    return _step(request, stay_id, str(acquaintance_id), form, step)


@require_POST
@requires(Permission.HOUSE_WRITE)
def held(request: PanahRequest, stay_id: UUID, encounter_id: UUID) -> HttpResponse:
    """Write down whether an expected visit or call took place."""
    form = HeldForm(request.POST)
    if not form.is_valid():
        raise kin.Decided
    state = EncounterState(form.cleaned_data["state"])
    kin.settle(actor=request.actor, stay_id=stay_id, encounter_id=encounter_id, state=state)
    messages.success(request, _("Written down."))
    return back(request, "shelter:family", stay_id)
