"""The end of a case: proposed by who works on it, closed by somebody else who leads, and opened again for a reason."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.cases.actions.cases import AlreadyOpen, assign_row, told, writable
from panah.cases.models import Assignment, Case, CaseMove, CaseState, CaseStep, SafetyMeasure
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.duties.models import OPEN, Duty


class NoReason(BadInput):
    """Closing and reopening need a reason from the list."""

    sentence = _("Choose the reason from the list.")


class MeasureGoesOn(Refused):
    """A case is never closed over a safety measure that goes on."""

    rule = "SAF-03"
    allow = _("A finding by the lead of the special police unit that the threat is fully eliminated.")


class DutyOpen(Refused):
    """A case is never closed over a duty of the unit that is still open."""

    allow = _("Doing what is still due.")


class OwnProposal(Refused):
    """Whoever proposed the closure does not approve it."""

    status = 403
    sentence = _("Somebody else than who proposed the closure approves it.")
    allow = _("Another lead of your unit.")


class NotProposed(Stale):
    """No proposal waits for an answer."""

    sentence = _("No closure of this case is waiting for an answer.")


def propose(*, actor: Actor, case_id: UUID, reason: str, words: str = "") -> CaseMove:
    """Propose to close a case, with a reason; a lead other than the proposer decides.

    Refused over an open safety measure (SAF-03) and over an open duty of the unit in this case, each named. Raises
    NotHere, NotAssigned, CaseClosed, NoReason, MeasureGoesOn, DutyOpen, Stale.
    """
    case = writable(actor, case_id)
    _reason("case_close_reason", reason)
    _nothing_open(case)
    with transaction.atomic():
        _change(case, CaseState.OPEN, CaseState.CLOSING)
        move = _move(actor, case, CaseStep.PROPOSE, reason=reason, words=words)
        told(actor, "case.closure_proposed", case, reason=reason)
    return move


def send_back(*, actor: Actor, case_id: UUID, words: str = "") -> CaseMove:
    """Let a case go on whose closure was proposed. Raises NotHere, NotProposed, OwnProposal."""
    case, proposal = _answering(actor, case_id)
    with transaction.atomic():
        _change(case, CaseState.CLOSING, CaseState.OPEN)
        move = _move(actor, case, CaseStep.SEND_BACK, words=words, proposed_by_id=proposal.by_id)
        told(actor, "case.closure_sent_back", case)
    return move


def close(*, actor: Actor, case_id: UUID, words: str = "") -> CaseMove:
    """Close a case whose closure somebody else proposed; what is open is looked at once more (SAF-03).

    Whoever works on it is relieved. Raises NotHere, NotProposed, OwnProposal, MeasureGoesOn, DutyOpen.
    """
    case, proposal = _answering(actor, case_id)
    _nothing_open(case)
    now = timezone.now()
    with transaction.atomic():
        _change(case, CaseState.CLOSING, CaseState.CLOSED, closed_at=now, close_reason=proposal.reason)
        move = _move(actor, case, CaseStep.CLOSE, reason=proposal.reason, words=words, proposed_by_id=proposal.by_id)
        Assignment.running([case.id]).update(ended_at=now, ended_by_id=actor.member)
        told(actor, "case.closed", case, reason=proposal.reason)
    return move


def reopen(*, actor: Actor, case_id: UUID, reason: str, words: str = "") -> CaseMove:
    """Open a closed case again, with a reason; who reopens it is assigned.

    Raises NotHere, NotAssigned, NoReason, Stale, and AlreadyOpen where the unit opened a new case in the meantime.
    """
    actor.require(Permission.CASE_OPEN)
    case = Case.opened(actor, case_id)
    _reason("case_reopen_reason", reason)
    try:
        with transaction.atomic():
            _change(case, CaseState.CLOSED, CaseState.OPEN, closed_at=None, close_reason="")
            move = _move(actor, case, CaseStep.REOPEN, reason=reason, words=words)
            told(actor, "case.reopened", case, reason=reason)
            assign_row(actor, case, actor.member)
    except IntegrityError as error:
        raise AlreadyOpen(Case.open_about(actor, case.person_id)) from error
    return move


def open_duties(case: Case) -> list[Duty]:
    """List what the unit still has to do in this case and about its person, the soonest due first; at most 50."""
    rows = Duty.objects.filter(OPEN, Q(matter_id__in=case.matters), unit_id=case.unit_id)
    return list(rows.order_by("due_at", "id")[:50])


def _nothing_open(case: Case) -> None:
    """Raise for the first thing that forbids to close, and name it."""
    measure = SafetyMeasure.running(case).first()
    if measure is not None:
        kind = country().codes("safety_measure")[measure.kind].label
        raise MeasureGoesOn(_naming(_("A safety measure goes on: {what}. The case stays open."), kind))
    for duty in open_duties(case)[:1]:
        raise DutyOpen(_naming(_("Still to be done: {what}. The case stays open."), duty.title), rule=duty.rule)


def _naming(sentence: Any, what: str) -> Promise:
    return format_lazy(sentence, what=what)


def _answering(actor: Actor, case_id: UUID) -> tuple[Case, CaseMove]:
    actor.require(Permission.CASE_CLOSE)
    case = writable(actor, case_id)
    proposal = CaseMove.proposal(case)
    if proposal is None:
        raise NotProposed
    if proposal.by_id == actor.member:
        raise OwnProposal
    return case, proposal


def _change(case: Case, before: CaseState, after: CaseState, **fields: Any) -> None:
    """Move the case, unless somebody was faster."""
    if not Case.objects.filter(id=case.id, state=before).update(state=after, **fields):
        raise Stale
    case.state = after


def _move(actor: Actor, case: Case, step: CaseStep, **fields: Any) -> CaseMove:
    move = CaseMove(folder_id=case.folder_id, case=case, step=step, by_id=actor.member, at=timezone.now(), **fields)
    move.save(force_insert=True)
    return move


def _reason(name: str, code: str) -> None:
    if code not in country().codes(name):
        raise NoReason
