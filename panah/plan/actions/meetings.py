"""Meetings of those who take part: called, held, what they decide, and what the working group shares (NC-02, NC-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.duties.models import Duty
from panah.duties.timeline import happened
from panah.plan.actions.telling import body, known, told
from panah.plan.models import Gathering, MeetingDecision, Participant, SharedPaper

REGULAR = "participants"


class Over(Stale):
    """The meeting was held or called off."""

    sentence = _("This meeting is over: its minutes stand, or it was called off.")


class NotYet(BadInput):
    """Minutes of a meeting that has not begun, or without a word."""

    sentence = _("Minutes are written once a meeting has begun, and say what was talked about.")
    rule = "NC-02"


class NotBegun(Stale):
    """A decision of a meeting that has not begun."""

    sentence = _("What a meeting decides is recorded once it has begun.")
    rule = "NC-02"


class EndsBefore(BadInput):
    """A meeting that ends before it begins."""

    sentence = _("A meeting ends after it begins.")


class WasDecided(Stale):
    """Calling off a meeting that has decided something."""

    sentence = _("Something was decided here, so the meeting took place: write its minutes.")
    rule = "NC-02"


class DayIsPast(BadInput):
    """A task for a day that is past."""

    sentence = _("Choose a day that is not past.")
    rule = "NC-02"


class DoneAlready(Stale):
    """Somebody reported it before."""

    sentence = _("This was reported already.")


class NotYours(Refused):
    """A task of another body."""

    status = 403
    sentence = _("Another body does this.")
    rule = "NC-02"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What an invitation says: which kind of meeting, when, where, about what, and which bodies are to come."""

    kind: str
    begins_at: datetime
    ends_at: datetime
    place: str
    agenda: str
    invited: Sequence[str]


def call(*, actor: Actor, wanted: Call) -> Gathering:
    """Call a meeting: the bodies that are invited read its agenda from now on. Raises NotOnTheList, BadInput."""
    actor.require(Permission.COORDINATION)
    known(gathering_kind=wanted.kind)
    if wanted.ends_at <= wanted.begins_at:
        raise EndsBefore
    if not wanted.agenda.strip():
        raise BadInput
    bodies = list(Participant.objects.filter(code__in=wanted.invited).order_by("code"))
    row = Gathering(
        unit_id=actor.unit,
        kind=wanted.kind,
        begins_at=wanted.begins_at,
        ends_at=wanted.ends_at,
        place=wanted.place,
        agenda=wanted.agenda.strip(),
        invited=[each.code for each in bodies],
        invited_units=sorted({each.unit_id for each in bodies if each.unit_id}),
        called_at=timezone.now(),
        called_by_id=actor.member,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        told(actor, "plan.meeting_called", row, "gathering")
    return row


def move(*, actor: Actor, gathering_id: UUID, begins_at: datetime, ends_at: datetime, place: str) -> Gathering:
    """Move a meeting: its calendar file tells calendars that know the old day. Raises NotHere, Over, EndsBefore."""
    if ends_at <= begins_at:
        raise EndsBefore
    row = _open_one(actor, gathering_id)
    row.begins_at, row.ends_at, row.place, row.version = begins_at, ends_at, place, row.version + 1
    with transaction.atomic():
        row.save(update_fields=["begins_at", "ends_at", "place", "version"])
        told(actor, "plan.meeting_moved", row, "gathering")
    return row


def call_off(*, actor: Actor, gathering_id: UUID) -> Gathering:
    """Call a meeting off, also one that was to begin and did not take place. Raises NotHere, Over, WasDecided."""
    row = _open_one(actor, gathering_id)
    if MeetingDecision.of(row):
        raise WasDecided
    row.cancelled_at, row.version = timezone.now(), row.version + 1
    with transaction.atomic():
        row.save(update_fields=["cancelled_at", "version"])
        told(actor, "plan.meeting_called_off", row, "gathering")
    return row


def decide(*, actor: Actor, gathering_id: UUID, participant: str, words: str, due_on: date) -> MeetingDecision:
    """Write down what a meeting asks of a body by a day: it becomes that body's duty (NC-02).

    Raises NotHere, Over, NotBegun, DayIsPast, BadInput.
    """
    gathering = _open_one(actor, gathering_id)
    if gathering.begins_at > timezone.now():
        raise NotBegun
    if due_on < timezone.localdate():
        raise DayIsPast
    if not words.strip():
        raise BadInput
    found, unit_id, by = body(participant)
    row = MeetingDecision(
        unit_id=unit_id,
        gathering=gathering,
        participant=found,
        words=words.strip(),
        due_on=due_on,
        decided_at=timezone.now(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        told(actor, "plan.decision_made", row, "decision", to_unit=unit_id, by=by, due=due_on)
    return row


def hold(*, actor: Actor, gathering_id: UUID, minutes: str, came: Sequence[str]) -> Gathering:
    """Write the minutes of a meeting and who came; they stand from now on, and the duty to meet is done (NC-02).

    Raises NotHere, Over, NotYet.
    """
    row = _open_one(actor, gathering_id)
    if not minutes.strip() or row.begins_at > timezone.now():
        raise NotYet
    row.minutes, row.closed_at = minutes.strip(), timezone.now()
    row.came = [code for code in row.invited if code in came]
    with transaction.atomic():
        row.save(update_fields=["minutes", "came", "closed_at"])
        _happened(actor, "plan.meeting_held", "gathering", row.id, row.unit_id, kind=row.kind)
    return row


def report(*, actor: Actor, decision_id: UUID, words: str) -> MeetingDecision:
    """Report what came of what a meeting decided; the duty ends. Raises NotHere, NotYours, DoneAlready, BadInput."""
    row = MeetingDecision.gate(actor, decision_id)
    if row.unit_id not in actor.unit_ids and not actor.may(Permission.COORDINATION):
        raise NotYours
    if not words.strip():
        raise BadInput
    done = {"done_at": timezone.now(), "done_words": words.strip(), "done_by_id": actor.member}
    with transaction.atomic():
        if not MeetingDecision.objects.filter(id=row.id, done_at=None).update(**done):
            raise DoneAlready
        told(actor, "plan.decision_done", row, "decision")
    return row


def share(*, actor: Actor, title: str, words: str, address: str = "", follows: UUID | None = None) -> SharedPaper:
    """Share a paper with the working group, or the next version of one; nothing in it is about a person (NC-06).

    Raises NotHere, NotYours for the paper of another body, Stale for a version that has a next one, BadInput.
    """
    actor.require(Permission.NEED_WRITE)
    if not title.strip() or not words.strip():
        raise BadInput
    before = _before(actor, follows) if follows else None
    head = (before.first_id or before.id) if before else None
    row = SharedPaper(
        first_id=head,
        version=before.version + 1 if before else 1,
        title=title.strip(),
        words=words.strip(),
        address=address,
        shared_by_unit_id=actor.unit,
        by_id=actor.member,
        at=timezone.now(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        told(actor, "plan.paper_shared", row, "paper")
    return row


def _before(actor: Actor, paper_id: UUID) -> SharedPaper:
    """The version that is followed: the latest of a paper that the actor's unit shared."""
    found = SharedPaper.gate(actor, paper_id)
    if found.shared_by_unit_id not in actor.unit_ids:
        raise NotYours
    if found.versions()[0].id != found.id:
        raise Stale
    return found


def last_held() -> datetime | None:
    """When those who take part met last."""
    rows = Gathering.objects.filter(kind=REGULAR, closed_at__isnull=False)
    return rows.order_by("-closed_at").values_list("closed_at", flat=True).first()


def is_due(now: datetime) -> bool:
    """Whether those who take part have not met for as long as the country sets (NC-02)."""
    last = last_held()
    return last is None or now - last >= country().settings.plan_meeting_every


def remind(actor: Actor, now: datetime) -> bool:
    """Make it the office's duty to meet once that is due, unless it is already; says whether it was made now (NC-02).

    The actor is of the coordinator's office, or the worker for it.
    """
    if not is_due(now) or Duty.objects.filter(rule="NC-02", step="meeting", done_at=None, cancelled_at=None).exists():
        return False
    _happened(actor, "plan.meeting_due", "coordination", actor.unit, actor.unit)
    return True


def _open_one(actor: Actor, gathering_id: UUID) -> Gathering:
    actor.require(Permission.COORDINATION)
    row = Gathering.gate(actor, gathering_id)
    if not row.is_open:
        raise Over
    return row


def _happened(actor: Actor, code: str, about: str, subject: UUID, office_id: UUID, **facts: str) -> None:
    """What begins and ends the duty to meet: its matter is the office itself."""
    happened(
        actor,
        code,
        matter=office_id,
        folder=None,
        unit_id=office_id,
        subject_kind=about,
        subject_id=subject,
        facts=facts,
    )
