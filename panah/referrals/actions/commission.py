"""The commission of the mechanism: calling a meeting, its agenda, its decisions, and what it asks of units (NRM-02)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import ROLE_PERMISSIONS, Permission, roles_in
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.referrals.models import AgendaItem, FollowUp, Meeting
from panah.referrals.nameless import holds_false_name

TOPIC = "commission"
DUTY = "duty"


class UnknownAnswer(BadInput):
    """A code of the form that the country's lists do not have."""

    sentence = _("One of the answers is not on the list. Please choose again; nothing was lost.")


class NamesSomebody(Refused):
    """The commission talks about cases, not about people (NRM-02)."""

    sentence = _("This looks like a false name. The commission knows a case by its number, and people not at all.")
    rule = "NRM-02"
    allow = _("The same words without names and false names.")


class AlreadyDecided(Stale):
    """A decision stays as it was taken."""

    sentence = _("This was decided already.")


class Closed(Stale):
    """The minutes are written."""

    sentence = _("This meeting is closed.")


class AlreadyDone(Stale):
    """Somebody reported it before."""

    sentence = _("This was reported already.")


class NobodyThere(BadInput):
    """A unit whose people could not see what is asked of them."""

    sentence = _("Choose a unit whose people can answer the commission, and a day that is not past.")
    rule = "NRM-02"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a decision asks of a unit, and by which day."""

    unit_id: UUID
    words: str
    due_on: dt.date


def call(*, actor: Actor, held_at: dt.datetime, place: str) -> Meeting:
    """Call a meeting of the commission. Raises UnknownAnswer."""
    actor.require(Permission.COMMISSION_RUN)
    if place not in country().codes("meeting_place"):
        raise UnknownAnswer
    now = timezone.now()
    row = Meeting(
        unit_id=actor.unit,
        number=_number(now),
        held_at=held_at,
        place=place,
        called_by_id=actor.member,
        called_at=now,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        _happened(actor, row, "meeting.called")
    return row


def put_on_agenda(*, actor: Actor, meeting_id: UUID, case_number: str, summary: str) -> AgendaItem:
    """Put a case without names on the agenda. Raises NotHere, Closed, BadInput, NamesSomebody (NRM-02)."""
    meeting = _open_one(actor, meeting_id)
    if not summary.strip():
        raise BadInput
    _nameless(summary)
    item = AgendaItem(
        unit_id=meeting.unit_id, meeting=meeting, case_number=case_number.strip().upper(), summary=summary.strip()
    )
    with transaction.atomic():
        item.save(force_insert=True)
        trail.write(actor, "meeting.item_added", kind="meeting", subject=meeting.id)
    return item


def decide(*, actor: Actor, item_id: UUID, decision: str, words: str, asked: Asked | None = None) -> AgendaItem:
    """Write down what the commission decided, once; what it asks of a unit goes there sealed, with its day.

    Raises NotHere, Closed, AlreadyDecided, UnknownAnswer, NamesSomebody, NobodyThere.
    """
    actor.require(Permission.COMMISSION_RUN)
    item = AgendaItem.gate(actor, item_id)
    meeting = _open_one(actor, item.meeting_id)
    if decision not in country().codes("commission_decision") or (decision == DUTY) is not (asked is not None):
        raise UnknownAnswer
    _nameless(words)
    if item.decided_at is not None:
        raise AlreadyDecided
    item.decision, item.decision_words = decision, words.strip()
    item.decided_at, item.decided_by_id = timezone.now(), actor.member
    with transaction.atomic():
        item.save(update_fields=["decision", "decision_words", "decided_at", "decided_by_id"])
        _happened(actor, meeting, "commission.decided", decision=decision)
        if asked is not None:
            _ask(actor, meeting, item, asked)
    return item


def close(*, actor: Actor, meeting_id: UUID, present: int) -> Meeting:
    """Close a meeting: how many bodies took part; the minutes stand from now on. Raises NotHere, Closed."""
    meeting = _open_one(actor, meeting_id)
    meeting.present, meeting.closed_at = present, timezone.now()
    with transaction.atomic():
        meeting.save(update_fields=["present", "closed_at"])
        _happened(actor, meeting, "meeting.closed")
    return meeting


def report(*, actor: Actor, follow_up_id: UUID, result: str) -> FollowUp:
    """Report what became of what the commission asked. Raises NotHere, UnknownAnswer, AlreadyDone."""
    actor.require(Permission.COMMISSION_DUTY)
    row = FollowUp.gate(actor, follow_up_id)
    if result not in country().codes("follow_up_result"):
        raise UnknownAnswer
    with transaction.atomic():
        waiting = FollowUp.objects.filter(id=row.id, done_at=None)
        if not waiting.update(done_at=timezone.now(), done_by_id=actor.member, result=result):
            raise AlreadyDone
        _followed(actor, row, "commission.reported", row.unit_id, None, result=result)
    notify(row.asked_by_unit_id, TOPIC)
    return row


def askable() -> list[Unit]:
    """List the units whose people can answer the commission; at most 500."""
    return list(Unit.objects.filter(kind__in=_answering_kinds(), closed_at=None).order_by("code")[:500])


def may_answer(kind: str) -> bool:
    """Say whether somebody in a unit of this kind may answer the commission."""
    return any(Permission.COMMISSION_DUTY in ROLE_PERMISSIONS[role] for role in roles_in(kind))


def _answering_kinds() -> list[str]:
    return [kind for kind in country().codes("unit_kind").ids if may_answer(kind)]


def _ask(actor: Actor, meeting: Meeting, item: AgendaItem, asked: Asked) -> None:
    unit = Unit.objects.filter(id=asked.unit_id, kind__in=_answering_kinds(), closed_at=None).first()
    if unit is None or not asked.words.strip() or asked.due_on < timezone.localdate():
        raise NobodyThere
    _nameless(asked.words)
    row = FollowUp(
        unit_id=unit.id,
        meeting_number=meeting.number,
        case_number=item.case_number,
        item_id=item.id,
        asked_by_unit_id=actor.unit,
        words=asked.words.strip(),
        due_on=asked.due_on,
        asked_at=timezone.now(),
    )
    row.save(force_insert=True)
    facts = {"due": asked.due_on.isoformat(), "receiver_kind": unit.kind}
    _followed(actor, row, "commission.asked", actor.unit, unit.id, **facts)
    notify(unit.id, TOPIC)


def _open_one(actor: Actor, meeting_id: UUID) -> Meeting:
    actor.require(Permission.COMMISSION_RUN)
    meeting = Meeting.gate(actor, meeting_id)
    if meeting.closed_at is not None:
        raise Closed
    return meeting


def _nameless(words: str) -> None:
    if holds_false_name(words):
        raise NamesSomebody


def _number(at: dt.datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('referrals_meeting_numbers')")
        (drawn,) = cursor.fetchone() or (0,)
    return f"NRM-{timezone.localtime(at).year}-{drawn:03d}"


def _happened(actor: Actor, meeting: Meeting, code: str, **facts: str) -> None:
    happened(
        actor,
        code,
        matter=meeting.id,
        folder=None,
        unit_id=meeting.unit_id,
        subject_kind="meeting",
        subject_id=meeting.id,
        facts=facts,
    )


def _followed(actor: Actor, row: FollowUp, code: str, unit_id: UUID, to_unit: UUID | None, **facts: str) -> None:
    happened(
        actor,
        code,
        matter=row.id,
        folder=None,
        unit_id=unit_id,
        subject_kind="follow_up",
        subject_id=row.id,
        facts=facts,
        to_unit=to_unit,
    )
