"""The commission of the mechanism: its meetings on cases without names, what it decides, and what follows."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.vault.fields import BoxText
from panah.vault.models import MY_UNITS, UnitModel

RUN, ANSWER = "referrals:commission:run", "referrals:commission:answer"
MOST = 100


class Meeting(UnitModel):
    """One session of the commission, kept by the unit that runs it (NRM-02)."""

    number = models.CharField(max_length=20, unique=True)
    held_at = models.DateTimeField()
    place = models.CharField(max_length=16)
    present = models.PositiveSmallIntegerField(default=0)
    called_by_id = models.UUIDField()
    called_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Listed by unit, the newest first."""

        indexes = (models.Index(fields=("unit_id", "-id"), name="meeting_by_unit"),)

    def __str__(self) -> str:
        """Give the number."""
        return self.number

    @classmethod
    def of(cls, actor: Actor) -> QuerySet["Meeting"]:
        """Give the meetings of the actor's units."""
        actor.require(RUN)
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def gate(cls, actor: Actor, meeting_id: UUID) -> "Meeting":
        """Give one of them; raises NotHere."""
        meeting = cls.of(actor).filter(id=meeting_id).first()
        if meeting is None:
            raise NotHere
        return meeting


class AgendaItem(UnitModel):
    """One case on the agenda, by its number alone: no pseudonym, no name. Summary and decision are sealed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    # The number tells a member which file is meant and opens nothing; a question without a case has none.
    case_number = models.CharField(max_length=20, blank=True)
    summary = BoxText()
    decision = models.CharField(max_length=32, blank=True)
    decision_words = BoxText(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        """A decision has its kind and its moment together."""

        constraints = (
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="agenda_decided_whole",
            ),
        )
        indexes = (models.Index(fields=("meeting", "id"), name="agenda_by_meeting"),)

    @classmethod
    def on(cls, meeting: Meeting) -> list["AgendaItem"]:
        """List the agenda of a meeting in its order; at most MOST."""
        return list(cls.objects.filter(meeting=meeting).order_by("id")[:MOST])

    @classmethod
    def gate(cls, actor: Actor, item_id: UUID) -> "AgendaItem":
        """Give one item of a meeting of the actor's units; raises NotHere."""
        actor.require(RUN)
        item = cls.objects.select_related("meeting").filter(id=item_id, unit_id__in=actor.unit_ids).first()
        if item is None:
            raise NotHere
        return item


class FollowUp(UnitModel):
    """What the commission asks a unit to do by a day; the words are sealed to that unit, the answer to the commission.

    `unit_id` is the unit asked; the commission sees that it was done, and when.
    """

    access: ClassVar[Access] = Access(stats=("id", "unit_id", "asked_by_unit_id", "due_on", "asked_at", "done_at"))
    row_rule: ClassVar[str] = f"unit_id = ANY ({MY_UNITS}) OR asked_by_unit_id = ANY ({MY_UNITS})"
    write_rule: ClassVar[str] = (
        f"unit_id = ANY ({MY_UNITS}) OR (asked_by_unit_id = ANY ({MY_UNITS}) AND (SELECT panah_may('{RUN}')))"
    )

    meeting_number = models.CharField(max_length=20)
    case_number = models.CharField(max_length=20, blank=True)
    item_id = models.UUIDField()
    asked_by_unit_id = models.UUIDField()
    words = BoxText()
    due_on = models.DateField()
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by_id = models.UUIDField(null=True)
    result = models.CharField(max_length=32, blank=True)

    class Meta:
        """Done means with a result; read by unit and day."""

        constraints = (
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(result=""),
                name="follow_up_done_with_result",
                violation_error_message=_("Say how it ended."),
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "due_on"), condition=Q(done_at__isnull=True), name="follow_up_open"),
            models.Index(fields=("item_id",), name="follow_up_by_item"),
        )

    @classmethod
    def asked(cls, actor: Actor) -> QuerySet["FollowUp"]:
        """Give what the commission asked of the actor's units."""
        actor.require(ANSWER)
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def gate(cls, actor: Actor, follow_up_id: UUID) -> "FollowUp":
        """Give one thing asked of the actor's units; raises NotHere."""
        row = cls.asked(actor).filter(id=follow_up_id).first()
        if row is None:
            raise NotHere
        return row

    @classmethod
    def of_items(cls, actor: Actor, item_ids: list[UUID]) -> list["FollowUp"]:
        """List what follows from these items, the soonest due first; at most MOST."""
        actor.require(RUN)
        return list(cls.objects.filter(item_id__in=item_ids).order_by("due_on", "id")[:MOST])
