"""What happened in a matter, what is to be done about it by when, and who was told that it was not."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from panah.core.actor import Actor
from panah.core.database import Access
from panah.duties.engine import Happening
from panah.duties.rulebook import DutyRule, rulebook
from panah.vault.models import MY_UNITS, ProtectedModel, UnitModel, opening

MOST = 100
OPEN = Q(done_at__isnull=True, cancelled_at__isnull=True)


class Event(ProtectedModel):
    """One thing that happened in a matter, in codes: the timeline. Written once, never changed.

    What happened to something without a folder (a call nobody took, a gap in the rota) is its unit's to see.
    """

    access: ClassVar[Access] = Access(
        web="SI", worker="SI", stats=("code", "at", "matter_id", "subject_kind", "unit_id", "facts")
    )
    row_rule: ClassVar[str] = f"CASE WHEN folder_id IS NULL THEN unit_id = ANY ({MY_UNITS}) ELSE {opening()} END"
    write_rule: ClassVar[str] = f"({row_rule}) AND member_id IS NOT DISTINCT FROM (SELECT panah_member())"
    service_rule: ClassVar[str] = (
        "folder_id IS NULL AND (SELECT panah_service()) = 'telephony' AND unit_id = (SELECT panah_unit())"
    )

    folder = models.ForeignKey(  # type: ignore[assignment]
        "vault.Folder", models.PROTECT, null=True, related_name="+", db_index=False
    )

    code = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    matter_id = models.UUIDField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    unit_id = models.UUIDField()
    to_unit_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)
    service = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("matter_id", "at", "id"), name="duties_event_by_matter"),)

    @classmethod
    def timeline(cls, matter: UUID) -> "QuerySet[Event]":
        """The events of a matter that this unit may see, oldest first; the caller bounds them."""
        return cls.objects.filter(matter_id=matter).order_by("at", "id")

    @classmethod
    def latest(cls, matters: Iterable[UUID]) -> "QuerySet[Event]":
        """The events of some matters that this unit may see, newest first; the caller bounds them."""
        return cls.objects.filter(matter_id__in=list(matters)).order_by("-id")

    def happening(self) -> Happening:
        """The event as the engine reads it."""
        return Happening(
            id=self.id,
            code=self.code,
            at=self.at,
            matter=self.matter_id,
            subject_kind=self.subject_kind,
            subject_id=self.subject_id,
            unit_id=self.unit_id,
            to_unit_id=self.to_unit_id,
            facts=self.facts,
        )


class Duty(UnitModel):
    """One clock: what a unit must do, by which rule, in which matter, until when, and how it ended.

    `opened_by` is the event that started it, `ended_by` the one that did it or made it pointless. The server only reads
    duties: a function of the database writes them, and asks for the event (`sql/duties.sql`).
    """

    access: ClassVar[Access] = Access(
        web="S",
        worker="SU",
        stats=("rule", "step", "unit_id", "opened_at", "due_at", "done_at", "cancelled_at", "escalated_at"),
    )

    # Asked for by unit are open duties only, which have an index of their own.
    unit_id = models.UUIDField()
    rule = models.CharField(max_length=16)
    step = models.CharField(max_length=32)
    matter_id = models.UUIDField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    asked_by_unit_id = models.UUIDField()
    role = models.CharField(max_length=32)
    member_id = models.UUIDField(null=True)
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()
    alert_at = models.DateTimeField()
    due_at = models.DateTimeField()
    alerted_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=80, blank=True)
    ended_by = models.UUIDField(null=True)
    done_by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ("due_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("opened_by", "rule", "step"), name="duties_duty_once_per_event"),
            models.CheckConstraint(condition=Q(alert_at__lte=F("due_at")), name="duties_duty_alert_before_due"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(cancelled_at__isnull=True), name="duties_duty_ends_one_way"
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "role", "due_at", "id"), condition=OPEN, name="duties_duty_open"),
            models.Index(fields=("matter_id",), condition=OPEN, name="duties_duty_open_matter"),
            models.Index(fields=("subject_id",), name="duties_duty_by_subject"),
            models.Index(fields=("alert_at",), condition=OPEN & Q(alerted_at=None), name="duties_duty_to_alert"),
            models.Index(fields=("due_at",), condition=OPEN & Q(escalated_at=None), name="duties_duty_to_escalate"),
        )

    @classmethod
    def mine(cls, actor: Actor, after: "Duty | None" = None) -> "QuerySet[Duty]":
        """The open duties of the actor's roles in their unit, the most urgent first: theirs and nobody's in particular.

        At most MOST; `after` is the last duty of the page before.
        """
        whose = Q(member_id=None) | Q(member_id=actor.member_id)
        rows = cls.objects.filter(OPEN, whose, unit_id=actor.unit_id, role__in=actor.roles)
        if after is not None:
            rows = rows.filter(Q(due_at__gt=after.due_at) | Q(due_at=after.due_at, id__gt=after.id))
        return rows.order_by("due_at", "id")[:MOST]

    @classmethod
    def of_unit(cls, actor: Actor, overdue_at: datetime | None = None) -> "QuerySet[Duty]":
        """The open duties of the actor's unit, whosever they are; with a moment, the overdue ones; at most MOST."""
        rows = cls.objects.filter(OPEN, unit_id=actor.unit_id)
        if overdue_at is not None:
            rows = rows.filter(due_at__lte=overdue_at)
        return rows.order_by("due_at", "id")[:MOST]

    @classmethod
    def about(cls, subjects: Iterable[UUID]) -> "QuerySet[Duty]":
        """The duties about some subjects, open and ended, that this unit may see; at most MOST."""
        return cls.objects.filter(subject_id__in=list(subjects)).order_by("due_at", "id")[:MOST]

    @property
    def is_open(self) -> bool:
        """Neither done nor cancelled."""
        return self.done_at is None and self.cancelled_at is None

    @property
    def clock(self) -> DutyRule | None:
        """The clock in the rulebook, or nothing if the rulebook no longer has it."""
        return rulebook().duty(self.rule, self.step)

    @property
    def title(self) -> str:
        """What to do, in the current language."""
        return str(self.clock.title) if self.clock else self.rule


class NoticeKind(models.TextChoices):
    """Why somebody is told of a duty."""

    ALERT = "alert"
    OVERDUE = "overdue"
    ESCALATION = "escalation"


class Notice(UnitModel):
    """Somebody is told that a duty asks for attention, is overdue, or is overdue in a unit they answer for.

    It names the rule and the unit, never the matter: who is told may have no right to see that. It stands while the
    duty is open.
    """

    access: ClassVar[Access] = Access(web="S", worker="SIU")

    role = models.CharField(max_length=32)
    member_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="notices")
    rule = models.CharField(max_length=16)
    step = models.CharField(max_length=32)
    of_unit_id = models.UUIDField()
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="duties_notice_kind_known"),
            models.UniqueConstraint(fields=("duty", "kind", "unit_id", "role"), name="duties_notice_once"),
        )
        indexes = (
            models.Index(
                fields=("unit_id", "role", "due_at"), condition=Q(settled_at=None), name="duties_notice_standing"
            ),
        )

    @classmethod
    def standing(cls, actor: Actor) -> "QuerySet[Notice]":
        """The notices to the actor's roles whose duty is still open, the oldest duty first; at most MOST."""
        whose = Q(member_id=None) | Q(member_id=actor.member_id)
        rows = cls.objects.filter(whose, unit_id=actor.unit_id, role__in=actor.roles, settled_at=None)
        return rows.order_by("due_at", "id")[:MOST]

    @property
    def title(self) -> str:
        """What is to be done, in the current language."""
        duty = rulebook().duty(self.rule, self.step)
        return str(duty.title) if duty else self.rule
