"""The assistance centre: who came, what was done, and the way into a shelter."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member, Unit
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.core.paging import page_of
from panah.core.trying import status_of, tried
from panah.duties.models import Duty
from panah.people.models import Notice, Person
from panah.people.states import NoticeSubject
from panah.shelter.actions import visits
from panah.shelter.forms.centre import GuestForm, PlaceForm, RefusalForm, SignsForm, VisitForm
from panah.shelter.models import CentreVisit, Guest
from panah.vault import folders

PAGES = ["GET", "HEAD", "POST"]


@require_safe
@requires(Permission.VISIT_WRITE)
def guests(request: PanahRequest) -> HttpResponse:
    """Show whom the centre helps, by the false name (AC-05)."""
    return page(request, "shelter/guests.html", {"page": page_of(request, Guest.visible(request.actor))})


@require_http_methods(PAGES)
@requires(Permission.VISIT_WRITE)
def guest_new(request: PanahRequest) -> HttpResponse:
    """Receive somebody: new under a false name, or known."""
    form = GuestForm(request.actor, request.POST if request.method == "POST" else None)

    def step() -> Guest:
        known = form.cleaned_data["person"]
        if known:
            return visits.receive(actor=request.actor, person_id=UUID(known))
        return visits.welcome(actor=request.actor, facts=form.facts())

    guest = tried(form, step) if form.is_bound else None
    if guest is not None:
        messages.success(request, _("Here under a false name. Write down what was done."))
        return redirect("shelter:guest", guest.id)
    return page(request, "shelter/guest_new.html", {"form": form}, status=status_of(form))


@require_safe
@requires(Permission.VISIT_WRITE)
def guest(request: PanahRequest, guest_id: UUID) -> HttpResponse:
    """Show what was done for somebody, and what comes next."""
    return _drawn(request, Guest.gate(request.actor, guest_id))


def _drawn(request: PanahRequest, row: Guest, **wrong: Any) -> HttpResponse:
    actor = request.actor
    visited = CentreVisit.of(row)
    folders.preload([row, *visited])
    members = Member.by_id(each.by_id for each in visited)
    # What others let the centre see of a person may end; its own visits stay.
    person = Person.visible(actor).filter(id=row.person_id).first()
    is_child = person.is_child if person else row.is_child
    told = list(Notice.sent_about(actor, row.person_id, NoticeSubject.CHILD)) if is_child else []
    units = Unit.by_id([each.unit_id for each in told])
    context: dict[str, Any] = {
        "guest": row,
        "person": person,
        "is_child": is_child,
        "visits": [(each, str(members.get(each.by_id, ""))) for each in visited],
        "duties": [duty for duty in Duty.about([row.id, row.person_id]) if duty.is_open],
        "notices": [(each, str(units.get(each.unit_id, ""))) for each in told],
        "visit_form": wrong.get("visit_form") or VisitForm(actor),
        "signs_form": wrong.get("signs_form") or SignsForm(),
    }
    return page(request, "shelter/guest.html", context, status=422 if wrong else 200)


@require_POST
@requires(Permission.VISIT_WRITE)
def visit_write(request: PanahRequest, guest_id: UUID) -> HttpResponse:
    """Write down a visit (AC-01)."""
    form = VisitForm(request.actor, request.POST)
    if tried(form, lambda: visits.write(actor=request.actor, guest_id=guest_id, visit=form.visit())) is None:
        return _drawn(request, Guest.gate(request.actor, guest_id), visit_form=form)
    messages.success(request, _("Written down."))
    return redirect("shelter:guest", guest_id)


@require_POST
@requires(Permission.VISIT_WRITE)
def presume(request: PanahRequest, guest_id: UUID) -> HttpResponse:
    """Write down that the centre presumes a victim (AC-02)."""
    form = SignsForm(request.POST)
    if tried(form, lambda: visits.presume(actor=request.actor, guest_id=guest_id, **form.cleaned_data)) is None:
        return _drawn(request, Guest.gate(request.actor, guest_id), signs_form=form)
    messages.success(request, _("Written down. Now ask a shelter for a place."))
    return redirect("shelter:guest_place", guest_id)


@require_http_methods(PAGES)
@requires(Permission.VISIT_WRITE)
def guest_place(request: PanahRequest, guest_id: UUID) -> HttpResponse:
    """Ask a shelter for a place, on consent that is given now (AC-02)."""
    row = Guest.gate(request.actor, guest_id)
    if row.rights_told_at is None:
        raise visits.RightsFirst
    form = PlaceForm(request.actor, row, request.POST if request.method == "POST" else None)

    def step() -> Any:
        return visits.place(actor=request.actor, guest_id=guest_id, wish=form.wish())

    sent = tried(form, step) if form.is_bound else None
    if sent is not None:
        messages.success(request, _("Sent. The shelter's clock is running."))
        return redirect("referrals:referral", sent.id)
    return page(request, "shelter/guest_place.html", {"guest": row, "form": form}, status=status_of(form))


@require_POST
@requires(Permission.VISIT_WRITE)
def place_refused(request: PanahRequest, guest_id: UUID) -> HttpResponse:
    """Write down that the person does not want the place; nothing is shared."""
    form = RefusalForm(request.POST)
    if not form.is_valid():
        raise visits.NoShelter
    visits.refused(actor=request.actor, guest_id=guest_id, shelter_id=form.cleaned_data["shelter"])
    messages.success(request, _("Written down. Nothing was shared."))
    return redirect("shelter:guest", guest_id)
