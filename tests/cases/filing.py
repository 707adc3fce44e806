"""Cases for tests: somebody registered, a case about them, and what stands on it."""

import datetime as dt
from typing import Any
from uuid import uuid4

from django.utils import timezone

from panah.cases.actions import closing, notes, safety, tasks
from panah.cases.actions.cases import open_case
from panah.cases.models import Case, CaseSource, Note, SafetyMeasure, Task
from panah.people.actions.registering import Facts, register
from panah.people.models import AgeBasis, Person
from tests.world import Person as Member
from tests.world import acting

ADULT = {"age_band": "18_20", "age_basis": AgeBasis.DOCUMENT}


def registered(by: Member, **facts: Any) -> Person:
    """An adult whom a member's unit registers."""
    with acting(by) as actor:
        return register(actor=actor, facts=Facts(**(ADULT | facts)))


def opened(by: Member, person: Person | None = None, source: CaseSource = CaseSource.SELF) -> Case:
    """A case that a member opens about a person; about somebody new, if nobody is named."""
    person = person or registered(by)
    with acting(by) as actor:
        return open_case(actor=actor, person_id=person.id, source=source)


def noted(by: Member, case: Case, words: str = "She came with her sister.", **more: Any) -> Note:
    """A note that a member writes."""
    with acting(by) as actor:
        return notes.write(
            actor=actor, case_id=case.id, words=words, form_token=more.pop("form_token", uuid4()), **more
        )


def tasked(by: Member, case: Case, whose: Member | None = None, **changes: Any) -> Task:
    """A task that a member adds, for themselves until next week if nothing else is said."""
    usual: dict[str, Any] = {"title": "Ring the clinic", "due_on": timezone.localdate() + dt.timedelta(days=7)}
    with acting(by) as actor:
        assignee = (whose or by).member_id
        return tasks.add(actor=actor, case_id=case.id, assignee_id=assignee, **(usual | changes))


def protected(by: Member, case: Case, kind: str = "guarding") -> SafetyMeasure:
    """A safety measure that an officer begins."""
    with acting(by) as actor:
        return safety.begin(actor=actor, case_id=case.id, kind=kind, words="Two officers at the door.")


def closed(case: Case, proposer: Member, closer: Member, reason: str = "returned") -> None:
    """Propose to close a case, and close it."""
    with acting(proposer) as actor:
        closing.propose(actor=actor, case_id=case.id, reason=reason)
    with acting(closer) as actor:
        closing.close(actor=actor, case_id=case.id)


def again(by: Member, case: Case) -> Case:
    """The case as it stands now."""
    with acting(by) as actor:
        return Case.gate(actor, case.id)
