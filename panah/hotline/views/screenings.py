"""Screening: the questions of a list, what the answers add up to while they are given, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.views.decorators.http import require_GET, require_POST

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.country import country
from panah.core.country.indicators import IndicatorSet
from panah.core.errors import BadInput
from panah.core.htmx import page
from panah.hotline.actions import drafts, screenings
from panah.hotline.models import Contact
from panah.hotline.screening import screen
from panah.hotline.states import DraftForm

PREFIX = "q."


@dataclass(frozen=True, slots=True)
class Question:
    """One question on the page, with what was answered."""

    name: str
    ask: str
    weight: str
    answer: str


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one dimension."""

    name: str
    questions: tuple[Question, ...]


@require_GET
@requires(Permission.SCREEN)
def screening(request: PanahRequest, contact_id: UUID, set_id: str) -> HttpResponse:
    """Show the questions of a list, dimension by dimension, in the reader's language."""
    found = Contact.gate(request.actor, contact_id)
    each = screenings.set_named(set_id)
    is_child = _is_child(request.GET, found, each)
    kept = drafts.read(request.actor, found, DraftForm.SCREENING)
    mine = kept.words.get("set") == each.id
    answers = _answers(kept.words if mine else {})
    context = {
        "contact": found,
        "set": each,
        "is_child": is_child,
        "for_both": each.applies.fits(is_child=not is_child),
        "groups": groups_of(each, answers, is_child=is_child),
        "answers": _answer_choices(),
        "result": screen(each, answers, is_child=is_child),
        "saved_at": kept.saved_at if mine else None,
        "form_token": uuid4(),
    }
    return page(request, "hotline/screening.html", context)


@require_POST
@requires(Permission.SCREEN)
def result(request: PanahRequest, contact_id: UUID, set_id: str) -> HttpResponse:
    """Say what the answers so far add up to, and why."""
    each = screenings.set_named(set_id)
    found = Contact.gate(request.actor, contact_id)
    is_child = _is_child(request.POST, found, each)
    return page(request, "hotline/_result.html", {"result": screen(each, _answers(request.POST), is_child=is_child)})


@require_POST
@requires(Permission.SCREEN)
def complete(request: PanahRequest, contact_id: UUID, set_id: str) -> HttpResponse:
    """Keep a screening."""
    each = screenings.set_named(set_id)
    found = Contact.gate(request.actor, contact_id)
    made = screenings.complete(
        actor=request.actor,
        contact_id=contact_id,
        indicator_set=each,
        answers=_answers(request.POST),
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


def groups_of(each: IndicatorSet, answers: Mapping[str, str], *, is_child: bool) -> list[Group]:
    """Give the questions of a list with their answers; dimensions without a question for this person are left out."""
    return [
        Group(
            str(dimension.name),
            tuple(Question(PREFIX + one.id, str(one.ask), str(one.weight), answers.get(one.id, "")) for one in asked),
        )
        for dimension, asked in each.questions(is_child=is_child)
        if asked
    ]


def _answer_choices() -> list[tuple[str, str | Promise, str]]:
    keys = {"yes": "Y", "no": "N", "unknown": "U"}
    return [(code, label, keys.get(code, "")) for code, label in country().choices("answer")]


def _answers(given: Mapping[str, object]) -> dict[str, str]:
    """Give the answers of a form; one to a question the list does not have is handed on, to be refused."""
    return {name.removeprefix(PREFIX): str(value) for name, value in given.items() if name.startswith(PREFIX)}


def _is_child(given: Mapping[str, object], found: Contact, each: IndicatorSet) -> bool:
    """Say whether a child is asked about: as was chosen, or as the contact's flag says, or as the list allows."""
    wished = str(given.get("child", "")) == "1" if "child" in given else found.is_child
    return wished if each.applies.fits(is_child=wished) else not wished


def _token(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise BadInput from error
