"""What is done for residents: offered, planned, given; every bit of it free, wanted, and on record (SH-06, SH-16)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import Stale
from panah.shelter import missing
from panah.shelter.actions.living import NotThatTime, announce_day, cared_for, said, wanted
from panah.shelter.actions.stays import known, tell
from panah.shelter.missing import OFFERED
from panah.shelter.models import Diet, ServiceRecord, ServiceState, SessionNote, Stay

SESSION, INTERPRETER, FOOD = "session", "interpreter", "food"
# A form is sent a little after it was filled in.
A_MOMENT = timedelta(minutes=5)


class Settled(Stale):
    """A planned service that was written down already."""

    sentence = _("What became of this was written down already. The page shows it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """One service: which by code, when (now unless it was earlier), how long, through an interpreter, and words.

    `note` is what was said in a session; it is kept apart and read by few.
    """

    service: str
    at: datetime | None = None
    minutes: int | None = None
    with_interpreter: bool = False
    words: str = ""
    note: str = ""


def record(*, actor: Actor, stay_id: UUID, help: Help, agreed: bool) -> ServiceRecord:
    """Write down a service that was given, or was offered and not wanted (SH-06).

    Raises NotHere, NotResident, UnknownAnswer, NotThatTime.
    """
    stay = cared_for(actor, stay_id)
    if help.at and help.at > timezone.now() + A_MOMENT:
        raise NotThatTime
    with transaction.atomic():
        return _write(actor, stay, help, ServiceState.GIVEN if agreed else ServiceState.DECLINED)


def plan(*, actor: Actor, stay_id: UUID, help: Help) -> ServiceRecord:
    """Plan a service, with its day and hour; that it is wanted is asked when the time comes.

    Raises NotHere, NotResident, UnknownAnswer, NotThatTime.
    """
    stay = cared_for(actor, stay_id)
    if help.at is None or help.at < timezone.now() - A_MOMENT:
        raise NotThatTime
    with transaction.atomic():
        return _write(actor, stay, help, ServiceState.PLANNED)


def settle(
    *, actor: Actor, stay_id: UUID, record_id: UUID, state: ServiceState, minutes: int | None = None, note: str = ""
) -> ServiceRecord:
    """Write down what became of a planned service. Raises NotHere, NotResident, Settled."""
    stay = cared_for(actor, stay_id)
    row = ServiceRecord.gate(stay, record_id)
    given = state == ServiceState.GIVEN
    with transaction.atomic():
        waiting = ServiceRecord.objects.filter(id=row.id, state=ServiceState.PLANNED)
        changed = {"state": state, "agreed": given, "minutes": minutes if given else None, "done_by_id": actor.member}
        if state == ServiceState.PLANNED or not waiting.update(**changed):
            raise Settled
        if given and note.strip():
            _note(actor, stay, row, note)
        _told(actor, stay, row.service, state)
    row.refresh_from_db()
    return row


def note(*, actor: Actor, stay_id: UUID, record_id: UUID, words: str) -> SessionNote:
    """Write what was said in a session; it is read by who wrote it and by specialists of the resident.

    Raises NotHere, NotResident, NotWritten.
    """
    stay = cared_for(actor, stay_id)
    row = ServiceRecord.gate(stay, record_id)
    with transaction.atomic():
        written = _note(actor, stay, row, said(words))
        tell(actor, stay, "stay.session_noted", service=row.service)
    return written


def feed(*, actor: Actor, stay_id: UUID, codes: list[str], words: str = "") -> Diet:
    """Write down what a resident eats; it replaces what was written before and ends the duty to find out (SH-06).

    Raises NotHere, NotResident, UnknownAnswer.
    """
    stay = cared_for(actor, stay_id)
    chosen = [known("diet", code) for code in dict.fromkeys(codes or [""])]
    diet = Diet(
        folder_id=stay.social_folder_id,
        stay=stay,
        unit_id=stay.unit_id,
        codes=sorted(chosen),
        words=words.strip(),
        by_id=actor.member,
        at=timezone.now(),
    )
    with transaction.atomic():
        Diet.objects.filter(stay=stay, ended_at=None).update(ended_at=diet.at)
        diet.save(force_insert=True)
        tell(actor, stay, "stay.diet_arranged")
        _write(actor, stay, Help(service=FOOD), ServiceState.GIVEN)
    return diet


def arrange_interpreter(*, actor: Actor, stay_id: UUID, words: str = "") -> ServiceRecord:
    """Write down that an interpreter was found for a resident who wants one; it ends the duty to find one (SH-07).

    Raises NotHere, NotResident.
    """
    stay = cared_for(actor, stay_id)
    with transaction.atomic():
        row = _write(actor, stay, Help(service=INTERPRETER, words=words), ServiceState.GIVEN)
        tell(actor, stay, "stay.interpreter_arranged")
    return row


def also(actor: Actor, stay: Stay, service: str, *, agreed: bool = True) -> ServiceRecord:
    """Put a service on record that another step was: a course begun, somebody treated. Raises AgainstTheWill."""
    wanted(agreed)
    return _write(actor, stay, Help(service=service), ServiceState.GIVEN)


def _write(actor: Actor, stay: Stay, help: Help, state: ServiceState) -> ServiceRecord:
    given = state == ServiceState.GIVEN
    row = ServiceRecord(
        folder_id=stay.social_folder_id,
        stay=stay,
        unit_id=stay.unit_id,
        service=known("shelter_service", help.service),
        state=state,
        at=help.at or timezone.now(),
        minutes=help.minutes if given else None,
        with_interpreter=help.with_interpreter,
        agreed=given,
        words=help.words.strip(),
        by_id=actor.member,
    )
    row.save(force_insert=True)
    if given and help.note.strip():
        _note(actor, stay, row, help.note)
    _told(actor, stay, row.service, state)
    return row


def _told(actor: Actor, stay: Stay, service: str, state: ServiceState) -> None:
    tell(actor, stay, f"stay.service_{state}", service=service)
    if state in OFFERED and missing.asked_for(stay) and not missing.lacking_for(stay):
        tell(actor, stay, "stay.services_offered")
    announce_day(stay)


def _note(actor: Actor, stay: Stay, row: ServiceRecord, words: str) -> SessionNote:
    written = SessionNote(
        folder_id=stay.social_folder_id,
        record=row,
        member_id=actor.member,
        words=words.strip(),
        at=timezone.now(),
    )
    written.save(force_insert=True)
    return written


def is_session(service: str) -> bool:
    """Say whether a service is a talk in confidence, of which notes are kept apart."""
    codes = country().codes("shelter_service")
    return service in codes and codes[service].group == SESSION
