"""What stands beside a contact: danger, advice, screenings, situation, referrals; and the steps taken there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.cases.questions import sets_for
from panah.core.country import country
from panah.core.country.indicators import AskedBy
from panah.core.htmx import page
from panah.core.trying import tried
from panah.duties.models import Duty
from panah.hotline.actions import danger, directory, screenings, situations, steps
from panah.hotline.forms.directory import SearchForm
from panah.hotline.forms.situations import LinkForm
from panah.hotline.models import Contact
from panah.hotline.states import ContactStep
from panah.hotline.views.typed import keep_notes
from panah.referrals.models import Referral


def side_of(request: PanahRequest, found: Contact) -> dict[str, Any]:
    """Gather what stands beside a contact, while it lasts and after; bounded lists, one query each."""
    open_danger = danger.open_danger(found)
    return {
        "contact": found,
        "may": {step.value: steps.may(request.actor, found, step) for step in ContactStep},
        "danger": open_danger,
        "lines": danger.lines(found, open_danger) if open_danger else [],
        "danger_clock": Duty.about([open_danger.id]).first() if open_danger else None,
        "danger_kinds": country().choices("danger_kind"),
        "protocol": country().protocol,
        "search": SearchForm(),
        "services": None,
        "given": directory.given(found),
        "screenings": screenings.of_contact(found),
        "sets": sets_for(AskedBy.DESK, is_child=found.is_child),
        "referrals": list(Referral.sent(request.actor).filter(matter_id=found.id).order_by("offered_at")[:20]),
        "link_form": LinkForm(),
    }


@require_POST
@requires(Permission.CONTACT_WRITE)
def declare(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Declare danger, or say which: the protocol opens and its clock runs (NRM-04)."""
    keep_notes(request, contact_id)
    danger.declare(actor=request.actor, contact_id=contact_id, kind=request.POST.get("kind", ""))
    return redirect("hotline:contact", contact_id)


@require_POST
@requires(Permission.CONTACT_WRITE)
def tick(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Note that a step of the protocol is done."""
    keep_notes(request, contact_id)
    danger.tick(actor=request.actor, contact_id=contact_id, step=request.POST.get("step", ""))
    return redirect("hotline:contact", contact_id)


@require_POST
@requires(Permission.CONTACT_WRITE)
def calm(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Say that the danger is over."""
    keep_notes(request, contact_id)
    danger.close(actor=request.actor, contact_id=contact_id, words=request.POST.get("danger_words", ""))
    messages.success(request, _("The danger is closed and its clock has stopped."))
    return redirect("hotline:contact", contact_id)


@require_POST
@requires(Permission.DIRECTORY_VIEW)
def services(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Find services beside a contact. What is typed is posted, so that no word of a talk stands in an address."""
    form = SearchForm(request.POST)
    found = directory.search(request.actor, **form.cleaned_data) if form.is_valid() else []
    context = {
        "contact": Contact.gate(request.actor, contact_id),
        "search": form,
        "services": found,
        "most": directory.MOST_FOUND,
        "may": {"write": True},
    }
    return page(request, "hotline/_services.html" if request.htmx else "hotline/services.html", context)


@require_POST
@requires(Permission.CONTACT_WRITE)
def advise(request: PanahRequest, contact_id: UUID, service_id: UUID) -> HttpResponse:
    """Note that the caller was told of a service."""
    directory.give(actor=request.actor, contact_id=contact_id, service_id=service_id)
    if request.htmx:
        found = Contact.gate(request.actor, contact_id)
        return page(request, "hotline/_given.html", {"contact": found, "given": directory.given(found)})
    return redirect("hotline:contact", contact_id)


@require_POST
@requires(Permission.SITUATION_EDIT)
def open_situation(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Open a situation with this contact as its first."""
    situation = situations.open_new(actor=request.actor, contact_id=contact_id)
    return redirect("hotline:situation", situation.id)


@require_POST
@requires(Permission.SITUATION_EDIT)
def link_situation(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Put the contact into a situation, by its number."""
    form = LinkForm(request.POST)

    def step() -> object:
        return situations.link(actor=request.actor, contact_id=contact_id, number=form.cleaned_data["number"])

    if tried(form, step) is None:
        context = {"contact": Contact.gate(request.actor, contact_id), "form": form}
        return page(request, "hotline/link.html", context, status=422)
    return redirect("hotline:contact", contact_id)


@require_POST
@requires(Permission.SITUATION_EDIT)
def unlink_situation(request: PanahRequest, contact_id: UUID) -> HttpResponse:
    """Take the contact out of its situation."""
    situations.unlink(actor=request.actor, contact_id=contact_id)
    return redirect("hotline:contact", contact_id)
