"""The care of a resident: whether they are in, what was done for them, what they eat, and who works with them."""

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
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import Stale
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import tried
from panah.shelter.actions import helping, presence, specialists
from panah.shelter.forms.care import DietForm, NoteForm, OutForm, ServiceForm, SettleForm, SpecialistForm
from panah.shelter.missing import lacking_for
from panah.shelter.models import Absence, CareAssignment, Diet, ServiceRecord, ServiceState, SessionNote, Stay
from panah.shelter.views.tabs import around
from panah.vault import folders

Forms = dict[str, forms.Form]
SHOWN = 15


@require_safe
@requires(Permission.CARE_VIEW)
def care(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Show the care of a resident."""
    return _drawn(request, Stay.gate(request.actor, stay_id), {})


def _drawn(request: PanahRequest, stay: Stay, wrong: Forms) -> HttpResponse:
    listed = page_of(request, ServiceRecord.of(stay), SHOWN)
    notes, absences, diet = SessionNote.of(listed.rows), Absence.of(stay), Diet.now(stay)
    folders.preload([*listed.rows, *notes, *absences, *([diet] if diet else [])])
    members = Member.by_id([*(row.by_id for row in listed.rows), *(note.member_id for note in notes)])
    context: dict[str, Any] = {
        "out": next((row for row in absences if row.back_at is None), None),
        "absences": [row for row in absences if row.back_at is not None],
        "listed": listed,
        "records": [_line(row, notes, members) for row in listed.rows],
        "lacking": lacking_for(stay) if stay.is_resident else (),
        "diet": diet,
        "may_care": request.actor.may(Permission.CARE_WRITE),
        "service_form": wrong.get("service") or ServiceForm(),
        "settle_form": SettleForm(),
        "note_form": NoteForm(),
        "diet_form": wrong.get("diet") or DietForm(initial={"codes": diet.codes} if diet else None),
        "out_form": wrong.get("out") or OutForm(),
    } | _specialists(request.actor, stay, wrong)
    return page(request, "shelter/care.html", around(request, stay, "shelter:care") | context, status=_status(wrong))


def _status(wrong: Forms) -> int:
    return 422 if wrong else 200


def _line(row: ServiceRecord, notes: list[SessionNote], members: dict[UUID, Member]) -> dict[str, Any]:
    """A service as the list shows it: who wrote it, and the notes on it that may be read."""
    of_it = [(note, str(members.get(note.member_id, ""))) for note in notes if note.record_id == row.id]
    who = str(members.get(row.by_id, ""))
    return {"row": row, "who": who, "notes": of_it, "session": helping.is_session(row.service)}


def _specialists(actor: Actor, stay: Stay, wrong: Forms) -> dict[str, Any]:
    assigned = CareAssignment.of(stay)
    members = Member.by_id(row.member_id for row in assigned)
    leads = actor.may(Permission.HOUSE_LEAD)
    free = [each for each in specialists.specialists_of(actor) if each.id not in members] if leads else []
    return {
        "assigned": [(row, str(members.get(row.member_id, ""))) for row in assigned],
        "leads": leads,
        "specialist_form": wrong.get("specialist") or (SpecialistForm(free) if free else None),
    }


def _step(request: PanahRequest, stay_id: UUID, name: str, form: forms.Form, action: Callable[[], Any]) -> HttpResponse:
    """Take a step and go back to where it was sent from; a form that does not fit is shown again."""
    if tried(form, action) is None:
        return _drawn(request, Stay.gate(request.actor, stay_id), {name: form})
    messages.success(request, _("Written down."))
    return back(request, "shelter:care", stay_id)


def back(request: PanahRequest, name: str, stay_id: UUID) -> HttpResponse:
    """Go back to the page of the day or of what is learnt if a form came from there; otherwise to the resident."""
    came_from = request.POST.get("back")
    if came_from == "today":
        return redirect("shelter:today")
    return redirect("shelter:learning" if came_from == "learning" else name, stay_id)


@require_POST
@requires(Permission.CARE_WRITE)
def service(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Write down a service, or plan one."""
    form = ServiceForm(request.POST)

    def step() -> ServiceRecord:
        state, actor = form.cleaned_data["state"], request.actor
        if state == ServiceState.PLANNED:
            return helping.plan(actor=actor, stay_id=stay_id, help=form.help())
        agreed = state == ServiceState.GIVEN
        return helping.record(actor=actor, stay_id=stay_id, help=form.help(), agreed=agreed)

    return _step(request, stay_id, "service", form, step)


@require_POST
@requires(Permission.CARE_WRITE)
def service_done(request: PanahRequest, stay_id: UUID, record_id: UUID) -> HttpResponse:
    """Write down what became of a planned service."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise Stale
    told = form.cleaned_data | {"state": ServiceState(form.cleaned_data["state"])}
    helping.settle(actor=request.actor, stay_id=stay_id, record_id=record_id, **told)
    messages.success(request, _("Written down."))
    return back(request, "shelter:care", stay_id)


@require_POST
@requires(Permission.CARE_WRITE)
def session_note(request: PanahRequest, stay_id: UUID, record_id: UUID) -> HttpResponse:
    """Write what was said in a session."""
    form = NoteForm(request.POST)
    form.is_valid()
    words = form.cleaned_data.get("words", "")
    helping.note(actor=request.actor, stay_id=stay_id, record_id=record_id, words=words)
    messages.success(request, _("Written down."))
    return redirect("shelter:care", stay_id)


@require_POST
@requires(Permission.CARE_WRITE)
def diet(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Write down what a resident eats."""
    form = DietForm(request.POST)
    return _step(
        request,
        stay_id,
        "diet",
        form,
        lambda: helping.feed(actor=request.actor, stay_id=stay_id, **form.cleaned_data),
    )


@require_POST
@requires(Permission.CARE_WRITE)
def interpreter(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Write down that an interpreter was found."""
    helping.arrange_interpreter(actor=request.actor, stay_id=stay_id)
    messages.success(request, _("Written down."))
    return redirect("shelter:care", stay_id)


@require_POST
@requires(Permission.CARE_WRITE)
def out(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Write down that a resident goes out (SH-10)."""
    form = OutForm(request.POST)
    return _step(
        request,
        stay_id,
        "out",
        form,
        lambda: presence.go_out(actor=request.actor, stay_id=stay_id, **form.cleaned_data),
    )


@require_POST
@requires(Permission.CARE_WRITE)
def came_back(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Write down that a resident is back."""
    presence.come_back(actor=request.actor, stay_id=stay_id)
    messages.success(request, _("Written down."))
    return back(request, "shelter:care", stay_id)


@require_POST
@requires(Permission.HOUSE_LEAD)
def assign(request: PanahRequest, stay_id: UUID) -> HttpResponse:
    """Let a specialist of a partner work with a resident (SH-13)."""
    form = SpecialistForm(specialists.specialists_of(request.actor), request.POST)
    return _step(
        request,
        stay_id,
        "specialist",
        form,
        lambda: specialists.assign(actor=request.actor, stay_id=stay_id, member_id=form.chosen),
    )


@require_POST
@requires(Permission.HOUSE_LEAD)
def release(request: PanahRequest, stay_id: UUID, assignment_id: UUID) -> HttpResponse:
    """End a specialist's work with a resident (SH-13)."""
    specialists.release(actor=request.actor, stay_id=stay_id, assignment_id=assignment_id)
    messages.success(request, _("Written down."))
    return redirect("shelter:care", stay_id)
