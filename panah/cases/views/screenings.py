"""Screening in a case: the officers' questions, what they add up to while they are answered, and what was kept."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member
from panah.accounts.permissions import Permission
from panah.cases.actions import screenings
from panah.cases.models import Case, CaseScreening
from panah.cases.questions import answer_choices, answers_in, groups_of, set_named
from panah.cases.screening import screen
from panah.cases.views.tabs import on_case
from panah.core.country import country
from panah.core.country.indicators import IndicatorSet
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.people.models import Person


@require_safe
@requires(Permission.CASE_WRITE)
@on_case
def screening(request: PanahRequest, case: Case, set_id: str) -> HttpResponse:
    """Show the questions of a set, dimension by dimension."""
    each = set_named(set_id)
    is_child = _is_child(request, case, each)
    context = {
        "case": case,
        "set": each,
        "is_child": is_child,
        "groups": groups_of(each, {}, is_child=is_child),
        "answers": answer_choices(),
        "result": screen(each, {}, is_child=is_child),
        "form_token": uuid4(),
    }
    return page(request, "cases/screening.html", context)


@require_POST
@requires(Permission.CASE_WRITE)
@on_case
def result(request: PanahRequest, case: Case, set_id: str) -> HttpResponse:
    """Say what the answers so far add up to, and why."""
    each = set_named(set_id)
    is_child = _is_child(request, case, each)
    return page(request, "cases/_result.html", {"result": screen(each, answers_in(request.POST), is_child=is_child)})


@require_POST
@requires(Permission.CASE_WRITE)
@on_case
def complete(request: PanahRequest, case: Case, set_id: str) -> HttpResponse:
    """Keep a screening (NRM-03)."""
    each = set_named(set_id)
    made = screenings.complete(
        actor=request.actor,
        case_id=case.id,
        indicator_set=each,
        answers=answers_in(request.POST),
        is_child=_is_child(request, case, each),
        form_token=_token(request.POST),
    )
    return redirect("cases:screened", case.id, made.id)


@require_safe
@requires(Permission.CASE_VIEW)
@on_case
def screened(request: PanahRequest, case: Case, screening_id: UUID) -> HttpResponse:
    """Show what a screening said."""
    kept = CaseScreening.one(case, screening_id)
    context = {
        "case": case,
        "screening": kept,
        "who": str(Member.by_id([kept.done_by_id]).get(kept.done_by_id, "")),
        "result": screenings.result_of(kept),
        "set": country().indicator_set(kept.set_id, kept.version),
    }
    return page(request, "cases/screened.html", context)


def _is_child(request: PanahRequest, case: Case, each: IndicatorSet) -> bool:
    """Ask about the person as they are known; whose facts are locked counts as a child where the set allows it."""
    person = Person.visible(request.actor).filter(id=case.person_id).first()
    child = person.is_child if person else True
    return child if each.applies.fits(is_child=child) else not child


def _token(given: Mapping[str, str]) -> UUID | None:
    try:
        return UUID(given.get("form_token", "")) if given.get("form_token") else None
    except ValueError as error:
        raise BadInput from error
