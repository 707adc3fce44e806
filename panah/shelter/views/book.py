"""The book of a house: hand-over between shifts, and incidents."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import status_of, tried
from panah.shelter.actions import incidents as noting
from panah.shelter.actions import shift_notes
from panah.shelter.forms.life import IncidentForm, MeasureForm, ShiftNoteForm, ToldForm
from panah.shelter.models import Incident, IncidentStep, ShiftNote
from panah.shelter.views.around import BOOK, around, chosen, needed


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HOUSE_WRITE)
def book(request: PanahRequest) -> HttpResponse:
    """Show what one shift told the next, and tell the next one."""
    house, houses = chosen(request)
    form = ShiftNoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        place = needed(request)
        note = tried(form, lambda: shift_notes.hand_over(actor=request.actor, house_id=place.id, **form.cleaned_data))
        if note is not None:
            messages.success(request, _("The next shift will read it."))
            return redirect(request.get_full_path())
    shown = page_of(request, ShiftNote.visible(request.actor).filter(house=house), size=15)
    context = around(request, BOOK, "shelter:book", house, houses)
    context |= {"page": shown, "form": form, "me": request.actor.member_id}
    return page(request, "shelter/book.html", context, status=status_of(form, None))


@require_POST
@requires(Permission.HOUSE_WRITE)
def take_over(request: PanahRequest, note_id: UUID) -> HttpResponse:
    """Say that a note was read."""
    note = shift_notes.take_over(actor=request.actor, note_id=note_id)
    return redirect(f"{reverse('shelter:book')}?house={note.house_id}")


@require_safe
@requires(Permission.HOUSE_WRITE)
def incidents(request: PanahRequest) -> HttpResponse:
    """List the incidents of a house, newest first."""
    house, houses = chosen(request)
    shown = page_of(request, Incident.visible(request.actor).filter(house=house), size=20)
    members = Member.by_id(row.by_id for row in shown.rows)
    rows = [(row, members.get(row.by_id)) for row in shown.rows]
    context = around(request, BOOK, "shelter:incidents", house, houses) | {"page": shown, "rows": rows}
    return page(request, "shelter/incidents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HOUSE_WRITE)
def incident_new(request: PanahRequest) -> HttpResponse:
    """Write an incident down."""
    house, houses = chosen(request)
    form = IncidentForm(
        request.POST if request.method == "POST" else None,
        initial={"happened_at": timezone.localtime().replace(second=0, microsecond=0)},
    )
    if request.method == "POST":
        place = needed(request)
        row = tried(form, lambda: noting.report(actor=request.actor, house_id=place.id, **form.cleaned_data))
        if row is not None:
            messages.success(request, _("Written down and sealed. Say now who was told."))
            return redirect("shelter:incident", row.id)
    context = around(request, BOOK, "shelter:incidents", house, houses) | {"form": form}
    return page(request, "shelter/incident_new.html", context, status=status_of(form, None))


@require_safe
@requires(Permission.HOUSE_WRITE)
def incident(request: PanahRequest, incident_id: UUID) -> HttpResponse:
    """Show one incident and what followed."""
    return _incident(request, Incident.gate(request.actor, incident_id), ToldForm(), MeasureForm())


def _incident(
    request: PanahRequest, row: Incident, told: forms.Form, measure: forms.Form, status: int = 200
) -> HttpResponse:
    context = around(request, BOOK, "shelter:incidents", row.house) | {
        "incident": row,
        "by": Member.by_id([row.by_id]).get(row.by_id),
        "steps": IncidentStep.of(row),
        "told_form": told,
        "measure_form": measure,
    }
    return page(request, "shelter/incident.html", context, status=status)


@require_POST
@requires(Permission.HOUSE_WRITE)
def incident_told(request: PanahRequest, incident_id: UUID) -> HttpResponse:
    """Write down who was told."""
    form = ToldForm(request.POST)
    if tried(form, lambda: noting.tell(actor=request.actor, incident_id=incident_id, **form.cleaned_data)) is None:
        return _incident(request, Incident.gate(request.actor, incident_id), form, MeasureForm(), status=422)
    return redirect("shelter:incident", incident_id)


@require_POST
@requires(Permission.HOUSE_WRITE)
def incident_measure(request: PanahRequest, incident_id: UUID) -> HttpResponse:
    """Write down what was done."""
    form = MeasureForm(request.POST)
    if tried(form, lambda: noting.act(actor=request.actor, incident_id=incident_id, **form.cleaned_data)) is None:
        return _incident(request, Incident.gate(request.actor, incident_id), ToldForm(), form, status=422)
    return redirect("shelter:incident", incident_id)


@require_POST
@requires(Permission.HOUSE_WRITE)
def incident_close(request: PanahRequest, incident_id: UUID) -> HttpResponse:
    """Say that it is over."""
    noting.close(actor=request.actor, incident_id=incident_id)
    messages.success(request, _("The incident is over."))
    return redirect("shelter:incident", incident_id)
