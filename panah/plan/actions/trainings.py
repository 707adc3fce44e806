"""Courses, sessions, who came, certificates (TR-01, TR-02)."""

import json
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core import functions
from panah.core.actor import Actor
from panah.core.country import say
from panah.core.errors import BadInput, Forbidden, NotHere, Refused, Stale
from panah.duties.timeline import happened
from panah.plan.actions.telling import known
from panah.plan.models import Attendance, Course, Measure, Participant, Training, TrainingCode, TrainingState
from panah.vault import codes

LOOK_UP = "panah_training_certificate"


class NotYours(Forbidden):
    """A training another unit gives."""

    sentence = _("Another unit gives this training.")
    rule = "TR-01"


class NotHeldYet(Stale):
    """A training that has not begun, or was cancelled."""

    sentence = _("Who came is written down once the training has begun.")


class CalledOff(Stale):
    """A training that was cancelled."""

    sentence = _("This training was cancelled.")


class JointAlone(BadInput):
    """A joint training of one body."""

    sentence = _("A joint training names the other bodies that take part in it.")
    rule = "TR-02"


class ThereAlready(BadInput):
    """A member twice in one training."""

    sentence = _("This colleague is on the list of this training already.")


class NothingProved(Refused):
    """A certificate for somebody who did not come."""

    sentence = _("A certificate is for somebody who came.")
    rule = "TR-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a course is about and for whom."""

    title: dict[str, str]
    topics: list[str]
    audiences: list[str]
    is_joint: bool = False
    lasts_days: int | None = None
    measure_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """When and where a course is held."""

    begins_on: date
    ends_on: date
    region: str = ""
    language: str = ""
    with_bodies: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Result:
    """How one member did: came or not, points of a hundred before and after."""

    came: bool
    before: int | None = None
    after: int | None = None


def offer(*, actor: Actor, outline: Outline) -> Course:
    """Offer a course. Raises NotOnTheList and NotHere."""
    actor.require(Permission.TRAINING_EDIT)
    known(course_topic=outline.topics, training_audience=outline.audiences)
    if outline.measure_id and not Measure.objects.filter(id=outline.measure_id).exists():
        raise NotHere
    course = Course(
        unit_id=actor.unit,
        title=outline.title,
        topics=outline.topics,
        audiences=outline.audiences,
        is_joint=outline.is_joint,
        lasts_days=outline.lasts_days,
        measure_id=outline.measure_id,
    )
    course.save(force_insert=True)
    return course


def close(*, actor: Actor, course_id: UUID) -> Course:
    """Offer a course no more; its sessions stay in the calendar. Raises NotHere and NotYours."""
    actor.require(Permission.TRAINING_EDIT)
    course = Course.gate(actor, course_id)
    if course.unit_id not in actor.unit_ids:
        raise NotYours
    Course.objects.filter(id=course.id).update(closed_at=timezone.now())
    return course


def plan(*, actor: Actor, course_id: UUID, occasion: Occasion) -> Training:
    """Put a session of a course into the calendar. Raises NotHere, NotYours, JointAlone, NotOnTheList and BadInput."""
    actor.require(Permission.TRAINING_EDIT)
    course = Course.gate(actor, course_id)
    if course.unit_id not in actor.unit_ids:
        raise NotYours
    bodies = set(Participant.objects.filter(code__in=occasion.with_bodies).values_list("code", flat=True))
    if course.is_joint and not bodies:
        raise JointAlone
    if occasion.ends_on < occasion.begins_on:
        raise BadInput(_("A training ends after it begins."))
    known(region=filter(None, [occasion.region]))
    training = Training(
        unit_id=course.unit_id,
        course=course,
        begins_on=occasion.begins_on,
        ends_on=occasion.ends_on,
        region=occasion.region,
        language=occasion.language,
        with_bodies=sorted(bodies),
    )
    with transaction.atomic():
        training.save(force_insert=True)
        _tell(actor, "training.planned", training)
    return training


def enrol(*, actor: Actor, training_id: UUID, member_id: UUID) -> Attendance:
    """Put a member on the list of a session. Raises NotHere, NotYours, CalledOff and ThereAlready."""
    training = _mine(actor, training_id)
    if training.state == TrainingState.CANCELLED:
        raise CalledOff
    of_unit = functions.value("panah_training_unit", member_id)
    if of_unit is None:
        raise NotHere
    row = Attendance(
        unit_id=training.unit_id,
        training=training,
        member_id=member_id,
        of_unit_id=of_unit,
        topics=training.course.topics,
        held_on=training.ends_on,
        by_id=actor.member,
        at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise ThereAlready from None
    return row


def hold(*, actor: Actor, training_id: UUID, results: dict[UUID, Result], women: int, men: int) -> Training:
    """Write down who came and how they did, and how many came from outside. Raises NotHere, NotYours, NotHeldYet."""
    training = _mine(actor, training_id)
    if training.begins_on > timezone.localdate() or training.state == TrainingState.CANCELLED:
        raise NotHeldYet
    with transaction.atomic():
        for row in Attendance.objects.filter(training=training, member_id__in=list(results)):
            _record(row, results[row.member_id], training.course.lasts_days)
        training.state, training.women, training.men = TrainingState.HELD, women, men
        training.save(update_fields=["state", "women", "men"])
        _tell(actor, "training.held", training)
    return training


def cancel(*, actor: Actor, training_id: UUID) -> Training:
    """Cancel a planned session. Raises NotHere, NotYours and Stale."""
    training = _mine(actor, training_id)
    with transaction.atomic():
        planned = Training.objects.filter(id=training.id, state=TrainingState.PLANNED)
        if not planned.update(state=TrainingState.CANCELLED):
            raise Stale
        _tell(actor, "training.cancelled", training)
    return training


def certify(*, actor: Actor, attendance_id: UUID) -> tuple[Attendance, str]:
    """Give the code of a certificate, shown this once. Raises NotHere, NotYours and NothingProved."""
    row = Attendance.objects.select_related("training__course").filter(id=attendance_id).first()
    if row is None:
        raise NotHere
    _mine(actor, row.training_id)
    if not row.came:
        raise NothingProved
    code = codes.new_code()
    TrainingCode(
        unit_id=row.unit_id,
        attendance=row,
        digest=codes.digest(code),
        issued_at=timezone.now(),
        issued_by_id=actor.member,
    ).save(force_insert=True)
    return row, code


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate proves: the course's title, its day, until when it counts. It names nobody."""

    title: dict[str, str]
    held_on: date
    counts_until: date | None

    @property
    def counts(self) -> bool:
        """Whether it counts today."""
        return self.counts_until is None or self.counts_until >= timezone.localdate()

    @property
    def said(self) -> str:
        """The course's title, in the current language."""
        return say(self.title)


def check(code: str) -> Certificate | None:
    """Say what the certificate with this code proves, or None; a member asks one question at a time."""
    functions.rows("panah_ask_certificate")
    found = functions.rows(LOOK_UP, codes.digest(code))
    if not found:
        return None
    title, held_on, counts_until = found[0]
    return Certificate(json.loads(title), held_on, counts_until)


def _record(row: Attendance, result: Result, lasts_days: int | None) -> None:
    row.came, row.before, row.after = result.came, result.before, result.after
    row.counts_until = row.lasts(lasts_days) if result.came else None
    row.save(update_fields=["came", "before", "after", "counts_until"])


def _mine(actor: Actor, training_id: UUID) -> Training:
    actor.require(Permission.TRAINING_EDIT)
    training = Training.gate(actor, training_id)
    if training.unit_id not in actor.unit_ids:
        raise NotYours
    return training


def _tell(actor: Actor, code: str, training: Training) -> None:
    happened(
        actor,
        code,
        matter=training.id,
        folder=None,
        unit_id=actor.unit,
        subject_kind="training",
        subject_id=training.id,
        facts={"joint": training.course.is_joint},
    )
