"""Screening: the questions of a list, what the answers add up to while they are given, and what follows from it."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.cases.questions import answer_choices, answers_in, groups_of, set_named
from panah.cases.screening import screen
from panah.core.country import country
from panah.core.country.indicators import IndicatorSet
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.hotline.actions import screenings
from panah.hotline.models import Contact


@require_GET
@requires(Permission.SCREEN)
def screening(request: PanahRequest, contact_id: UUID, set_id: str) -> HttpResponse:
    """Show the questions of a list, dimension by dimension, in the reader's language."""
    found = Contact.gate(request.actor, contact_id)
    each = set_named(set_id)
    is_child = _is_child(request.GET, found, each)
    answers, saved_at = screenings.kept(request.actor, found, each.id)
    context = {
        "contact": found,
        "set": each,
        "is_child": is_child,
        "for_both": each.applies.fits(is_child=not is_child),
        "groups": groups_of(each, answers, is_child=is_child),
        "answers": answer_choices(),
        "result": screen(each, answers, is_child=is_child),
        "saved_at": saved_at,
        "form_token": uuid4(),
    }
    return page(request, "hotline/screening.html", context)


@require_POST
@requires(Permission.SCREEN)
def result(request: PanahRequest, contact_id: UUID, set_id: str) -> HttpResponse:
    """Say what the answers so far add up to, and why."""
    each = set_named(set_id)
    found = Contact.gate(request.actor, contact_id)
    is_child = _is_child(request.POST, found, each)
    return page(request, "cases/_result.html", {"result": screen(each, answers_in(request.POST), is_child=is_child)})


@require_POST
@requires(Permission.SCREEN)
def complete(request: PanahRequest, contact_id: UUID, set_id: str) -> HttpResponse:
    """Keep a screening."""
    each = set_named(set_id)
    found = Contact.gate(request.actor, contact_id)
    made = screenings.complete(
        actor=request.actor,
        contact_id=contact_id,
        indicator_set=each,
        answers=answers_in(request.POST),
        is_child=_is_child(request.POST, found, each),
        form_token=_token(request.POST.get("form_token", "")),
    )
    return redirect("hotline:screened", contact_id, made.id)


@require_GET
@requires(Permission.CONTACT_VIEW)
def screened(request: PanahRequest, contact_id: UUID, screening_id: UUID) -> HttpResponse:
    """Show what a screening said, and what can be done now."""
    found = Contact.gate(request.actor, contact_id)
    kept = screenings.one(found, screening_id)
    context = {
        "contact": found,
        "screening": kept,
        "result": screenings.result_of(kept),
        "set": country().indicator_set(kept.set_id, kept.version),
    }
    return page(request, "hotline/screened.html", context)


def _is_child(given: Mapping[str, object], found: Contact, each: IndicatorSet) -> bool:
    """Say whether a child is asked about: as was chosen, or as the contact's flag says, or as the list allows."""
    wished = str(given.get("child", "")) == "1" if "child" in given else found.is_child
    return wished if each.applies.fits(is_child=wished) else not wished


def _token(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise BadInput from error
