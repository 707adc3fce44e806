"""The tab of decisions: where the person stands, what can be done about it, and the letters of what was decided."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Member, Unit
from panah.accounts.permissions import Permission
from panah.cases import papers
from panah.cases.actions import identification
from panah.cases.actions.identification import path_of
from panah.cases.forms.deciding import ChoiceForm, CloseForm, GroundsForm
from panah.cases.models import Case, CaseScreening, Decision, Reflection, ReflectionChoice
from panah.cases.questions import sets_for
from panah.cases.states import MOVES, DecisionStep, Path
from panah.cases.views.tabs import around, on_case
from panah.core.actor import Actor
from panah.core.country.indicators import AskedBy
from panah.core.errors import NotHere
from panah.core.htmx import page
from panah.core.trying import answered, status_of
from panah.people.actions import best_interest
from panah.people.models import Person
from panah.vault import folders

# A step as it is taken; the steps' own names tell of what was done.
DOES: dict[DecisionStep, Any] = {
    DecisionStep.PRESUME: _("Presume a victim"),
    DecisionStep.PROPOSE_VICTIM: _("Propose that the person is a victim"),
    DecisionStep.PROPOSE_OTHER: _("Propose that the person is not a victim"),
    DecisionStep.SEND_BACK: _("Send the proposal back"),
    DecisionStep.IDENTIFY: _("Decide: a victim"),
    DecisionStep.REJECT: _("Decide: not a victim"),
    DecisionStep.APPEAL: _("Record the person's appeal"),
    DecisionStep.UPHOLD: _("Uphold the decision"),
    DecisionStep.REVISE: _("Revise the decision"),
}
# What each step means for the person, read before it is taken.
SAYS: dict[DecisionStep, Any] = {
    DecisionStep.PRESUME: _(
        "One officer presumes, at once: it takes nothing from anybody. The duties to keep the person safe begin."
    ),
    DecisionStep.PROPOSE_VICTIM: _("A supervisor who is another person decides on it."),
    DecisionStep.PROPOSE_OTHER: _("A supervisor who is another person decides on it. Until then everything goes on."),
    DecisionStep.SEND_BACK: _("The proposal ends; the status stays as it is."),
    DecisionStep.IDENTIFY: _("The person is an identified victim from now on."),
    DecisionStep.REJECT: _(
        "A running reflection period ends with it, and every unit that helps the person is told in one code, without a "
        "reason. The person can appeal."
    ),
    DecisionStep.APPEAL: _("The person does not agree. Another supervisor than before decides."),
    DecisionStep.UPHOLD: _("The decision stays as it is."),
    DecisionStep.REVISE: _("The status before the decision stands again, and the helping units are told."),
}
LETTERS = (DecisionStep.PRESUME, DecisionStep.IDENTIFY, DecisionStep.REJECT, DecisionStep.UPHOLD, DecisionStep.REVISE)


@require_safe
@requires(Permission.DECISION_VIEW)
@on_case
def decisions(request: PanahRequest, case: Case) -> HttpResponse:
    """Show where the person stands, the steps that led there, and the reflection period."""
    return drawn(request, case, {})


def drawn(request: PanahRequest, case: Case, wrong: dict[str, Any]) -> HttpResponse:
    """Draw the tab, with the forms that did not fit."""
    shown = around(request, case, "cases:decisions")
    known = shown["known"]
    person = known.person if known else None
    context = {"screenings": CaseScreening.of(case), "sets": _sets(person), "person": person}
    if person is not None:
        context |= _standing(request.actor, person) | _reflection(request.actor, person, wrong)
    return page(request, "cases/decisions.html", shown | context, status=422 if wrong else 200)


def _sets(person: Person | None) -> Any:
    return sets_for(AskedBy.OFFICER, is_child=person.is_child if person else True)


def _standing(actor: Actor, person: Person) -> dict[str, Any]:
    path = path_of(person)
    rows: Any = path.steps
    folders.preload(rows)
    members, units = Member.by_id(row.by_id for row in rows), Unit.by_id(row.unit_id for row in rows)
    return {
        "steps": [(row, f"{members.get(row.by_id, '')} · {units.get(row.unit_id, '')}") for row in reversed(rows)],
        "open_steps": [(step, DOES[step], SAYS[step]) for step in _open(actor, path)],
        "waits": path.proposal or path.appeal,
        "needs_note": best_interest.needed(person),
        "letters": LETTERS,
    }


def _open(actor: Actor, path: Path) -> list[DecisionStep]:
    return [step for step in DecisionStep if path.open_to(actor, step)]


def _reflection(actor: Actor, person: Person, wrong: dict[str, Any]) -> dict[str, Any]:
    periods = Reflection.of(person)
    now = periods[0] if periods and periods[0].closed_at is None else None
    folders.preload(periods)
    return {
        "period": now,
        "earlier": [each for each in periods if each is not now],
        "choices": list(ReflectionChoice.of(now)) if now else [],
        "may_grant": actor.may(Permission.REFLECTION_GRANT),
        "choice_form": wrong.get("choice") or ChoiceForm(),
        "close_form": wrong.get("close") or CloseForm(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DECISION_MAKE, Permission.DECISION_APPROVE)
@on_case
def decide(request: PanahRequest, case: Case, step: str) -> HttpResponse:
    """Take one step about the status: say what it means and what it rests on."""
    chosen = _step(step)
    screenings = list(CaseScreening.of(case))
    form, refusal = GroundsForm(request.POST or None, step=chosen, screenings=screenings), None
    if request.method == "POST":
        taken, refusal = answered(
            form,
            lambda: identification.take(actor=request.actor, case_id=case.id, step=chosen, grounds=form.grounds()),
        )
        if taken is not None:
            messages.success(request, DecisionStep(taken.step).label)
            return redirect("cases:decisions", case.id)
    context = around(request, case, "cases:decisions") | {
        "does": DOES[chosen],
        "says": SAYS[chosen],
        "form": form,
        "refusal": refusal,
        "child_note": _needs_note(request.actor, case, chosen),
    }
    return page(request, "cases/decide.html", context, status=status_of(form, refusal))


def _step(step: str) -> DecisionStep:
    if step not in DecisionStep.values:
        raise NotHere
    return DecisionStep(step)


def _needs_note(actor: Actor, case: Case, step: DecisionStep) -> bool:
    """Whether a note on a child's best interests has to be there first."""
    person = Person.visible(actor).filter(id=case.person_id).first()
    weighed = MOVES[step].moves and step is not DecisionStep.PRESUME
    return person is not None and weighed and best_interest.needed(person)


@require_safe
@requires(Permission.DECISION_VIEW)
@on_case
def letter(request: PanahRequest, case: Case, decision_id: UUID) -> HttpResponse:
    """Draw the letter of a decision; its file's name carries the number of the case."""
    person = Person.gate(request.actor, case.person_id)
    decision = Decision.one(person, decision_id)
    if decision.step not in LETTERS:
        raise NotHere
    name = f"{case.number}-{timezone.localtime(decision.at):%Y-%m-%d}.pdf"
    return paper(papers.letter(case, person, decision), name)


def paper(content: bytes, name: str) -> HttpResponse:
    """Give a paper as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
