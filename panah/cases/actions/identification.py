"""Deciding whether somebody is a victim: presumed at once by an officer, settled by a second person."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.cases.actions import reflection
from panah.cases.models import Case, CaseScreening, CloseReason, Decision, Reflection
from panah.cases.states import MOVES, PROPOSALS, DecisionStep, Move, Path, Taken
from panah.core import functions
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Refused, Stale
from panah.duties.timeline import Occurrence, happened_together
from panah.people.actions import best_interest, standing
from panah.people.models import Person, Standing

BEST_INTEREST = "identification"


class UnknownBasis(BadInput):
    """A basis that the country's list does not have."""

    sentence = _("Choose from the list what the decision rests on. Nothing was lost.")
    rule = "DEF-02"


class ReasonsMissing(BadInput):
    """A step that settles or disputes something says why."""

    sentence = _("Write the reasons: the person has a right to them, and whoever looks at it later needs them.")
    rule = "DEF-02"


class StepGone(Stale):
    """The table of moves has no such step from where the person stands now."""

    sentence = _("This step does not follow from where things stand now. The page shows how it is.")
    rule = "DEF-02"


class SecondPerson(Refused):
    """Whoever proposed or decided does not decide on it again."""

    sentence = _("You took the step that this is about. Another supervisor decides.")
    rule = "DEF-02"
    allow = _("A supervisor who is another person than the one who proposed or decided.")


class TooLate(Refused):
    """The time to appeal is over."""

    sentence = _("The time to appeal is over. New facts can still lead to a revision.")
    rule = "DEF-02"
    allow = _("A revision by a supervisor, on new facts or the ruling of a court.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a step rests on: a code, the reasons in words, and the screening whose set was used."""

    basis: str
    reasons: str = ""
    screening_id: UUID | None = None

    def checked(self, step: DecisionStep) -> "Grounds":
        """Give them back; raises UnknownBasis, or ReasonsMissing where the step needs words."""
        if self.basis not in country().codes("decision_basis").offered_ids:
            raise UnknownBasis
        if step is not DecisionStep.PRESUME and not self.reasons.strip():
            raise ReasonsMissing
        return self


def path_of(person: Person) -> Path:
    """Give where a person stands and how they came there."""
    return Path(Standing(person.standing), tuple(Decision.history(person)))


def presume(*, actor: Actor, case_id: UUID, grounds: Grounds) -> Decision:
    """Presume that a potential victim is one; an officer does it at once, and duties to protect begin (DEF-02, NRM-11).

    No help waits for it and none asks for it. Raises what `take` raises.
    """
    return take(actor=actor, case_id=case_id, step=DecisionStep.PRESUME, grounds=grounds)


def take(*, actor: Actor, case_id: UUID, step: DecisionStep, grounds: Grounds) -> Decision:
    """Take one step about the status of the person of a case; the body, date, basis and set are kept with it (DEF-02).

    What settles a status is decided by a second person. A finding about a child needs its best interests noted first
    (CH-13). "Not a victim" ends a reflection period in the same transaction and tells the services (RR-04). Raises
    NotHere, Forbidden, StepGone, SecondPerson, TooLate, UnknownBasis, ReasonsMissing, BestInterestMissing.
    """
    move = MOVES[step]
    actor.require(move.permission)
    case = Case.opened(actor, case_id)
    grounds.checked(step)
    with transaction.atomic():
        person = _locked(actor, case)
        about = _checked(actor, path_of(person), move)
        _weigh(actor, person, move)
        decision = _write(actor, case, person, about, move, grounds)
        if move.moves:
            standing.stand(actor=actor, person=person, standing=Standing(decision.after))
        _follow(actor, person, decision, move)
    return decision


def _locked(actor: Actor, case: Case) -> Person:
    """The person of the case, held until the step is taken, so that two steps at once come one after the other."""
    person = Person.visible(actor).select_for_update(of=("self",)).filter(id=case.person_id).first()
    if person is None:
        raise NotHere
    return person


def _checked(actor: Actor, path: Path, move: Move) -> Taken | None:
    """Give the step that this one answers, if any; raises StepGone, TooLate or SecondPerson."""
    if not path.allows(move.step):
        finding = path.finding if move.step is DecisionStep.APPEAL else None
        raise TooLate if finding is not None and not finding.can_be_appealed else StepGone
    about = path.about(move.step)
    if move.second_person and about is not None and about.by_id == actor.member:
        raise SecondPerson
    return about


def _weigh(actor: Actor, person: Person, move: Move) -> None:
    """A finding about a child, or its revision, says first why it serves the child; a presumption waits for nothing."""
    if person.is_child and move.moves and move.step is not DecisionStep.PRESUME:
        best_interest.require(actor=actor, person=person, decision=BEST_INTEREST)


def _write(actor: Actor, case: Case, person: Person, about: Taken | None, move: Move, grounds: Grounds) -> Decision:
    screening = CaseScreening.one(case, grounds.screening_id) if grounds.screening_id else None
    now = timezone.now()
    decision = Decision(
        folder_id=person.folder_id,
        person=person,
        step=move.step,
        before=person.standing,
        after=_after(move, person, about),
        basis=grounds.basis,
        unit_id=actor.unit,
        by_id=actor.member,
        at=now,
        about_id=about.id if about else None,
        about_by_id=about.by_id if about else None,
        screening=screening,
        set_id=screening.set_id if screening else "",
        set_version=screening.version if screening else None,
        reasons=grounds.reasons.strip(),
        appeal_until=_appeal_until(now) if move.step is DecisionStep.REJECT else None,
    )
    decision.save(force_insert=True)
    return decision


def _after(move: Move, person: Person, about: Taken | None) -> str:
    return about.before if move.restores and about is not None else move.after or person.standing


def _appeal_until(now: datetime) -> datetime:
    """The end of the last day to appeal, as the country reckons days."""
    last = timezone.localdate(now) + timedelta(days=country().settings.decision_appeal_days + 1)
    return timezone.make_aware(datetime.combine(last, time.min))


def _follow(actor: Actor, person: Person, decision: Decision, move: Move) -> None:
    """Tell the timeline, and do what follows from a finding in the same transaction."""
    running = Reflection.unclosed(person) if move.step is DecisionStep.REJECT else None
    happened_together(actor, [_occurrence(actor, person, *each) for each in _told(actor, person, decision, move)])
    if running is not None:
        reflection.end(actor=actor, period=running, reason=CloseReason.NOT_A_VICTIM, decision=decision)
    if move.step is DecisionStep.REJECT or (move.restores and decision.before == Standing.NOT_A_VICTIM):
        functions.value("panah_tell_services", decision.id)


def _told(actor: Actor, person: Person, decision: Decision, move: Move) -> list[tuple[str, dict[str, Any]]]:
    facts: dict[str, Any] = {
        "unit_kind": Unit.objects.values_list("kind", flat=True).get(id=actor.unit),
        "child": person.is_child,
        "basis": decision.basis,
    }
    if move.step in PROPOSALS:
        facts["proposed"] = PROPOSALS[move.step]
    if move.step is DecisionStep.REJECT:
        facts["reflection_open"] = Reflection.unclosed(person) is not None
    told = [(move.event, facts)]
    if move.restores and decision.after == Standing.PRESUMED:
        # What a presumption starts, starts anew.
        told.append((MOVES[DecisionStep.PRESUME].event, facts))
    return told


def _occurrence(actor: Actor, person: Person, code: str, facts: dict[str, Any]) -> Occurrence:
    return Occurrence(
        code=code,
        matter=person.id,
        folder=person.folder_id,
        unit_id=actor.unit,
        subject_kind="person",
        subject_id=person.id,
        facts=facts,
    )
