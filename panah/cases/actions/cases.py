"""Opening a case: one unit's file on one person, numbered by the database."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.cases.models import Assignment, Case, CaseSource
from panah.core import statements
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused
from panah.duties.timeline import happened
from panah.people.models import Person
from panah.vault import folders
from panah.vault.models import Compartment

_NUMBER = "SELECT nextval('cases_case_numbers')"


class AlreadyOpen(Refused):
    """The unit keeps an open case about this person; `case` is that one, where it is known."""

    sentence = _("Your unit already keeps an open case about this person. Go on in that one.")
    allow = _("Closing the case that is open, or going on in it.")

    def __init__(self, case: Case | None = None) -> None:
        """Take the case that is open."""
        super().__init__()
        self.case = case


class UnknownAnswer(BadInput):
    """A code that the country's lists do not have."""

    sentence = _("One of the answers is not on the list. Please choose again; nothing was lost.")


class CaseClosed(Refused):
    """Nothing is written on a case that is closed."""

    sentence = _("This case is closed. Nothing is written on it until it is opened again.")
    allow = _("Reopening the case, with a reason.")


def writable(actor: Actor, case_id: UUID) -> Case:
    """Give a case to write on, open to the actor and not closed, which nobody closes until the transaction ends.

    Raises NotHere, NotAssigned, CaseClosed.
    """
    actor.require(Permission.CASE_WRITE)
    case = Case.opened(actor, case_id)
    case.refresh_from_db(from_queryset=Case.objects.select_for_update())
    if case.is_closed:
        raise CaseClosed
    return case


def open_case(*, actor: Actor, person_id: UUID, source: CaseSource, source_id: UUID | None = None) -> Case:
    """Open a case of the actor's unit about a person it can see, in a folder of its own; its opener is assigned.

    `source_id` is the contact, referral or signal it came from. Raises NotHere, and AlreadyOpen with the open one.
    """
    actor.require(Permission.CASE_OPEN)
    person = Person.gate(actor, person_id)
    known = Case.open_about(actor, person.id)
    if known is not None:
        raise AlreadyOpen(known)
    with transaction.atomic():
        case = _case(actor, person, source, source_id)
        try:
            with transaction.atomic():
                case.save(force_insert=True)
        except IntegrityError as error:
            raise AlreadyOpen(Case.open_about(actor, person.id)) from error
        told(actor, "case.opened", case, source=source)
        assign_row(actor, case, actor.member)
    return case


def _case(actor: Actor, person: Person, source: CaseSource, source_id: UUID | None) -> Case:
    now = timezone.now()
    return Case(
        folder=folders.create(actor=actor, compartment=Compartment.CASE),
        number=case_number(now),
        person=person,
        pseudonym=person.pseudonym,
        unit_id=actor.unit,
        source=source,
        source_id=source_id,
        opened_at=now,
        opened_by_id=actor.member,
    )


def describe(*, actor: Actor, case_id: UUID, destination: str, exploitation: str) -> Case:
    """Say in codes where the person was taken to and what for, as far as it is known; the newest word counts.

    Raises NotHere, NotAssigned, CaseClosed, UnknownAnswer.
    """
    case = writable(actor, case_id)
    for name, code in (("country", destination), ("purpose", exploitation)):
        if code and code not in country().codes(name):
            raise UnknownAnswer
    with transaction.atomic():
        case.destination, case.exploitation = destination, exploitation
        case.save(update_fields=["destination", "exploitation"])
        told(actor, "case.described", case, destination=destination, exploitation=exploitation)
    return case


def case_number(at: datetime) -> str:
    """Draw the number of a case opened at a moment: CASE-2026-000123."""
    ((number,),) = statements.ask(_NUMBER, [])
    return f"CASE-{timezone.localtime(at).year}-{number:06d}"


def assign_row(actor: Actor, case: Case, member_id: UUID) -> Assignment:
    """Write that a member works on a case from now on, and tell the timeline."""
    row = Assignment(folder_id=case.folder_id, case=case, member_id=member_id, since=timezone.now(), by_id=actor.member)
    row.save(force_insert=True)
    told(actor, "case.assigned", case, member=member_id)
    return row


def told(actor: Actor, code: str, case: Case, **facts: Any) -> None:
    """Write on the case's own timeline that something happened to it; facts are codes."""
    happened(
        actor,
        code,
        matter=case.id,
        folder=case.folder_id,
        unit_id=case.unit_id,
        subject_kind="case",
        subject_id=case.id,
        facts=facts,
    )
