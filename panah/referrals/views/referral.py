"""One referral, as each of its two sides sees it, and the steps each can take."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import Refused
from panah.core.htmx import page
from panah.core.trying import answered, status_of, unsent
from panah.people.known import known_many
from panah.people.sights import entries
from panah.referrals.actions import answering, drafts
from panah.referrals.forms.answering import AcceptForm, AnswerForm, AskForm, DeclineForm, ReportForm, RevokeForm
from panah.referrals.models import Letter, OutcomeNote, Override, Referral, ReferralStep
from panah.referrals.states import Side, Step
from panah.referrals.views.casing import case_of
from panah.referrals.views.sending import handing_on
from panah.referrals.words import labelled
from panah.vault import folders

BOTH_SIDES = (Permission.REFERRAL_RECEIVE, Permission.REFERRAL_SEND)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepForm:
    """How a step is asked for: its form, its action, its button and key, and what is said when it is done."""

    form: type[forms.Form]
    action: Callable[..., Referral]
    label: str | Promise
    key: str
    icon: str
    said: str | Promise
    says: str | Promise = ""


STEPS: dict[Step, StepForm] = {
    Step.ACCEPT: StepForm(
        form=AcceptForm,
        action=answering.accept,
        label=_("Accept"),
        key="A",
        icon="check",
        said=_("Accepted. What was offered is open to your unit now."),
        says=_("What was offered opens to your unit, and the clock stops."),
    ),
    Step.ASK_BACK: StepForm(
        form=AskForm,
        action=answering.ask_back,
        label=_("Ask the sender"),
        key="Q",
        icon="help-circle",
        said=_("Your question is with the sender."),
    ),
    Step.DECLINE: StepForm(
        form=DeclineForm,
        action=answering.decline,
        label=_("Decline"),
        key="D",
        icon="x",
        said=_("Declined. What was offered stays closed."),
        says=_("What was offered closes unopened, and the sender learns the reason."),
    ),
    Step.ANSWER: StepForm(
        form=AnswerForm,
        action=answering.answer,
        label=_("Answer the question"),
        key="A",
        icon="message",
        said=_("Your answer is with the receiver."),
    ),
    Step.REPORT: StepForm(
        form=ReportForm,
        action=answering.report,
        label=_("Report the outcome"),
        key="O",
        icon="flag",
        said=_("The sender sees the outcome now."),
    ),
    Step.REVOKE: StepForm(
        form=RevokeForm,
        action=answering.revoke,
        label=_("Take it back"),
        key="T",
        icon="arrow-back-up",
        said=_("Taken back. What they were given is closed."),
        says=_("Whatever they were given closes at once. This cannot be undone; a new referral can be sent."),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One step in the story of a referral, with its letter if the unit may still read it."""

    step: ReferralStep
    unit: str
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class Ask:
    """A step this person can take now, with its form as it stands."""

    step: Step
    look: StepForm
    form: forms.Form
    saved_at: Any


@dataclass(frozen=True, slots=True)
class Sent:
    """A step that was sent and not taken: its form, and the refusal where it was not the form's fault."""

    step: Step
    form: forms.Form
    refusal: Refused | None


@require_safe
@requires(*BOTH_SIDES)
def referral(request: PanahRequest, referral_id: UUID) -> HttpResponse:
    """Show one referral to the unit that sent or received it; nobody else finds it."""
    return _drawn(request, Referral.gate(request.actor, referral_id))


@require_POST
@requires(*BOTH_SIDES)
def step(request: PanahRequest, referral_id: UUID, step: str) -> HttpResponse:
    """Take one step; what does not fit, or came too late, comes back with what was typed."""
    look = _look(step)
    form = look.form(request.POST, auto_id=f"{step}_%s")
    made, refusal = answered(
        form, lambda: look.action(actor=request.actor, referral_id=referral_id, **form.cleaned_data)
    )
    if made is not None:
        messages.success(request, str(look.said))
        return redirect("referrals:referral", referral_id)
    return _drawn(request, Referral.gate(request.actor, referral_id), sent=Sent(Step(step), form, refusal))


@require_POST
@requires(*BOTH_SIDES)
def draft(request: PanahRequest, referral_id: UUID, step: str) -> HttpResponse:
    """Keep what stands in a form of the page."""
    names = _look(step).form.base_fields
    words = {name: request.POST.get(name, "") for name in names}
    drafts.save(actor=request.actor, referral_id=referral_id, step=Step(step), words=words)
    return HttpResponse(status=204)


def _look(step: str) -> StepForm:
    if step not in STEPS:
        raise Http404
    return STEPS[Step(step)]


def _drawn(request: PanahRequest, row: Referral, *, sent: Sent | None = None) -> HttpResponse:
    actor, side = request.actor, row.side_of(request.actor)
    units = {unit_id: str(unit) for unit_id, unit in Unit.by_id([row.sender_unit_id, row.receiver_unit_id]).items()}
    lines = _lines(row, units)
    knows = row.person_id in known_many(actor, [row.person_id])
    asks = _asks(actor, row, sent)
    gone = sent is not None and sent.step not in [each.step for each in asks]
    context = {
        "referral": row,
        "is_sender": side is Side.SENDER,
        "sender": units[row.sender_unit_id],
        "receiver": units[row.receiver_unit_id],
        "lines": lines,
        "closed": not any(line.letter for line in lines),
        "asks": asks,
        "refusal": sent.refusal if sent else None,
        "unsent": unsent(sent.form if sent and gone else None),
        "shared": labelled(row.compartments),
        "sights": entries(row.letters_id),
        "knows_person": knows,
        "override": Override.of(actor, row) if side is Side.SENDER and row.legal_basis else None,
        "note": OutcomeNote.of(row) if side is Side.RECEIVER and row.outcome else None,
        "may_review": actor.may(Permission.REFERRAL_REVIEW),
        "here": reverse("referrals:referral", args=(row.id,)),
    }
    context |= case_of(actor, row, knows=knows) | handing_on(actor, row)
    status = status_of(sent.form, sent.refusal) if sent else 200
    return page(request, "referrals/referral.html", context, status=status)


def _lines(row: Referral, units: dict[UUID, str]) -> list[Line]:
    letters = Letter.of(row)
    folders.preload(letters.values())
    return [Line(each, units.get(each.unit_id, ""), letters.get(each.id)) for each in ReferralStep.of(row)]


def _asks(actor: Actor, row: Referral, sent: Sent | None) -> list[Ask]:
    possible = {move.step for move in row.possible(actor)}
    kept, wrong = drafts.read(actor, row), {sent.step: sent.form} if sent else {}
    return [_ask(each, kept.get(each.value), wrong.get(each)) for each in STEPS if each in possible]


def _ask(step: Step, kept: drafts.Kept | None, wrong: forms.Form | None) -> Ask:
    form = wrong or STEPS[step].form(initial=kept.words if kept else None, prefix=None, auto_id=f"{step.value}_%s")
    return Ask(step, STEPS[step], form, kept.saved_at if kept else None)
