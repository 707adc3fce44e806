"""Interviews by the rules of good practice: asked for, then held, stopped or not held."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.cases.actions.cases import told
from panah.cases.models import Case, Interview, InterviewRecord, Reflection
from panah.core.actor import Actor
from panah.core.country import Code, country
from panah.core.errors import BadInput, NotHere, Refused, Stale
from panah.people.models import Person

INVESTIGATION, SHELTER, LAWYER, NOT_HELD, CHILD = "investigation", "shelter", "present", "not_held", "child"


class OwnWishNeeded(Refused):
    """While the reflection period runs nobody asks the person; the person may ask."""

    sentence = _("The reflection period is running: an interview takes place only on the person's own wish.")
    rule = "RR-05"
    allow = _("The person's own wish, in their words, recorded with the request; or the end of the period.")


class InsideTheShelter(Refused):
    """The preliminary investigation questions a victim where the victim is safe."""

    sentence = _("For the preliminary investigation a victim is questioned inside the shelter.")
    rule = "POL-03"
    allow = _("The shelter as the place of the interview.")


class LawyerNeeded(Refused):
    """A child is not questioned for the investigation without legal representation."""

    sentence = _("A child is questioned for the investigation only with legal representation.")
    rule = "POL-03"
    allow = _("A lawyer who is there.")


class NotAgreed(Refused):
    """Nobody is interviewed who did not agree."""

    sentence = _("An interview that was held needs the person's consent. Without it, record that it was not held.")
    rule = "POL-03"
    allow = _("The person's consent, asked before the first question.")


class AlreadyWritten(Stale):
    """How this interview went stands there already."""

    sentence = _("How this interview went is written down already.")


class UnknownAnswer(BadInput):
    """A code of the form that the country's lists do not have."""

    sentence = _("One of the answers is not on the list. Please choose again; nothing was lost.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An interview as it is asked for. `wish` is the person's own wish in their words; empty where the unit asks."""

    purpose: str
    place_kind: str
    legal: str
    language: str
    planned_at: datetime
    interviewer_wish: str
    wish: str = ""
    interpreter: str = ""
    form_token: UUID | None = None

    def checked(self, person: Person) -> "Request":
        """Give it back; raises UnknownAnswer, InsideTheShelter or LawyerNeeded."""
        said = {
            "interview_purpose": self.purpose,
            "interview_place": self.place_kind,
            "interview_legal": self.legal,
            "language": self.language,
            "interviewer_wish": self.interviewer_wish,
        }
        if not all(code in country().codes(name) for name, code in said.items()):
            raise UnknownAnswer
        if self.purpose == INVESTIGATION and self.place_kind != SHELTER:
            raise InsideTheShelter
        if self.purpose == INVESTIGATION and person.is_child and self.legal != LAWYER:
            raise LawyerNeeded
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How an interview went. `kept` are the rules that were kept; `present` and `notes` are sealed."""

    outcome: str
    consented: bool
    began_at: datetime
    legal: str
    kept: tuple[str, ...] = ()
    present: str = ""
    notes: str = ""


def rules_for(*, is_child: bool) -> list[Code]:
    """Give the rules of good practice for an interview with an adult, or with a child."""
    return [code for code in country().codes("interview_rule").offered if is_child or code.group != CHILD]


def ask(*, actor: Actor, case_id: UUID, request: Request) -> Interview:
    """Ask for an interview; while a reflection period runs only the person's own wish opens the way (RR-05).

    For the preliminary investigation it is inside the shelter, and with a child with a lawyer (POL-03). A form sent
    twice gives the request it made. Raises NotHere, OwnWishNeeded, InsideTheShelter, LawyerNeeded, UnknownAnswer.
    """
    actor.require(Permission.INTERVIEW_WRITE)
    case = Case.opened(actor, case_id)
    if request.form_token and (known := Interview.objects.filter(case=case, form_token=request.form_token).first()):
        return known
    person = _person(actor, case)
    request.checked(person)
    if not request.wish.strip() and Reflection.running(person) is not None:
        raise OwnWishNeeded
    interview = Interview(
        folder_id=case.folder_id,
        case=case,
        purpose=request.purpose,
        place_kind=request.place_kind,
        legal=request.legal,
        language=request.language,
        planned_at=request.planned_at,
        own_wish=bool(request.wish.strip()),
        wish=request.wish.strip(),
        interviewer_wish=request.interviewer_wish,
        interpreter=request.interpreter.strip(),
        asked_at=timezone.now(),
        asked_by_id=actor.member,
        form_token=request.form_token,
    )
    with transaction.atomic():
        interview.save(force_insert=True)
        told(actor, "interview.asked", case, purpose=request.purpose, place=request.place_kind)
    return interview


def _person(actor: Actor, case: Case) -> Person:
    person = Person.visible(actor).filter(id=case.person_id).first()
    if person is None:
        raise NotHere
    return person


def record(*, actor: Actor, case_id: UUID, interview_id: UUID, course: Course) -> InterviewRecord:
    """Write down how an interview went: who was there, the rules kept, legal representation, what was said (POL-03).

    Raises NotHere, AlreadyWritten, NotAgreed, OwnWishNeeded, LawyerNeeded, UnknownAnswer.
    """
    actor.require(Permission.INTERVIEW_WRITE)
    case = Case.opened(actor, case_id)
    interview = Interview.one(case, interview_id)
    if interview.held is not None:
        raise AlreadyWritten
    person = _person(actor, case)
    _check(course, interview, person)
    row = InterviewRecord(
        folder_id=case.folder_id,
        interview=interview,
        outcome=course.outcome,
        consented=course.consented,
        kept=list(course.kept),
        legal=course.legal,
        present=course.present.strip(),
        notes=course.notes.strip(),
        began_at=course.began_at,
        written_at=timezone.now(),
        written_by_id=actor.member,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        told(actor, "interview.recorded", case, outcome=course.outcome, purpose=interview.purpose)
    return row


def _check(course: Course, interview: Interview, person: Person) -> None:
    known = {code.id for code in rules_for(is_child=person.is_child)}
    lists = {"interview_outcome": course.outcome, "interview_legal": course.legal}
    if not set(course.kept) <= known or not all(code in country().codes(name) for name, code in lists.items()):
        raise UnknownAnswer
    if course.began_at > timezone.now():
        raise UnknownAnswer(_("An interview is written down after it began."))
    if course.outcome == NOT_HELD:
        return
    if not course.consented:
        raise NotAgreed
    # One asked for before the period began waits for the person's own wish as well.
    if not interview.own_wish and Reflection.running(person) is not None:
        raise OwnWishNeeded
    if interview.purpose == INVESTIGATION and person.is_child and course.legal != LAWYER:
        raise LawyerNeeded
