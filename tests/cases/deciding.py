"""Cases of the Department for tests: a person, a case, and steps taken by its people."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils import timezone

from panah.cases.actions import cases, identification, interviews, reflection, screenings
from panah.cases.actions.identification import Grounds
from panah.cases.actions.interviews import Course, Request
from panah.cases.models import Case, CaseScreening, CaseSource, Decision, Interview, Reflection
from panah.cases.questions import set_named
from panah.cases.states import DecisionStep
from panah.people.actions import best_interest
from panah.people.actions.registering import Facts
from panah.people.models import Person
from panah.vault import grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind
from tests.people.making import ADULT, CHILD, registered
from tests.world import Person as Member
from tests.world import World, acting

__all__ = ["ADULT", "CHILD"]
WHY = "She told it twice, and the papers say the same"
OFFICERS = {True: "az-officer-child", False: "az-officer-adult"}


def case_of(by: Member, facts: Facts = ADULT) -> Case:
    """A case of the member's unit about somebody it registered itself."""
    person = registered(by, facts, names=(), phone="")
    with acting(by) as actor:
        return cases.open_case(actor=actor, person_id=person.id, source=CaseSource.FOUND)


def case_from_hotline(world: World, facts: Facts = ADULT) -> Case:
    """Nigar's case about somebody whom the hotline registered and let the Department know of."""
    person = registered(world.leyla, facts)
    let_in(world.leyla, person, world.nigar.unit_id)
    with acting(world.nigar) as actor:
        return cases.open_case(actor=actor, person_id=person.id, source=CaseSource.REFERRAL)


def let_in(by: Member, person: Person, unit_id: UUID) -> None:
    """Open the person's case facts to a unit."""
    with acting(by) as actor:
        basis = Basis(BasisKind.CONSENT, "of the tests")
        grants.give(actor=actor, folder_id=person.folder_id, unit_id=unit_id, basis=basis)


def took(by: Member, case: Case, step: DecisionStep, **grounds: Any) -> Decision:
    """A step that a member took."""
    said = Grounds(**({"basis": "own_words", "reasons": WHY} | grounds))
    with acting(by) as actor:
        return identification.take(actor=actor, case_id=case.id, step=step, grounds=said)


def found(world: World, case: Case, proposal: DecisionStep = DecisionStep.PROPOSE_VICTIM) -> Decision:
    """A finding: Nigar proposes, Orxan decides."""
    took(world.nigar, case, proposal)
    answer = {DecisionStep.PROPOSE_VICTIM: DecisionStep.IDENTIFY, DecisionStep.PROPOSE_OTHER: DecisionStep.REJECT}
    return took(world.orxan, case, answer[proposal])


def weighed(by: Member, case: Case) -> None:
    """A note on the best interests of the child of a case."""
    with acting(by) as actor:
        best_interest.write(
            actor=actor, person_id=case.person_id, decision="identification", opinion="agrees", words="It protects her"
        )


def granted(by: Member, case: Case) -> Reflection:
    """A running reflection period of the person of a case."""
    with acting(by) as actor:
        return reflection.grant(actor=actor, case_id=case.id)


def certified(by: Member, case: Case) -> str:
    """The code on the certificate of the running period."""
    with acting(by) as actor:
        return reflection.certify(actor=actor, case_id=case.id)[1]


def request(**changes: Any) -> Request:
    """An interview asked for by the unit, to find out whether the person is a victim."""
    usual: dict[str, Any] = {
        "purpose": "identification",
        "place_kind": "neutral",
        "legal": "not_needed",
        "language": "az",
        "planned_at": timezone.now() + dt.timedelta(hours=2),
        "interviewer_wish": "woman",
    }
    return Request(**(usual | changes))


def asked(by: Member, case: Case, **changes: Any) -> Interview:
    """An interview that a member asked for."""
    with acting(by) as actor:
        return interviews.ask(actor=actor, case_id=case.id, request=request(**changes))


def course(**changes: Any) -> Course:
    """An interview that was held with consent, a moment ago."""
    usual: dict[str, Any] = {
        "outcome": "held",
        "consented": True,
        "began_at": timezone.now() - dt.timedelta(minutes=30),
        "legal": "not_needed",
        "kept": ("safe_place", "free_to_stop"),
        "present": "The interpreter and I",
        "notes": "She spoke of the house",
    }
    return Course(**(usual | changes))


def screened(by: Member, case: Case, answers: dict[str, str], *, child: bool = False) -> CaseScreening:
    """A screening in a case by the officers' set."""
    with acting(by) as actor:
        return screenings.complete(
            actor=actor,
            case_id=case.id,
            indicator_set=set_named(OFFICERS[child]),
            answers=answers,
            is_child=child,
        )
