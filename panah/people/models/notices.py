"""Notices: what another body is told because the law says so, sealed to it, and what it answers."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from panah.core.actor import Actor
from panah.core.database import Access
from panah.core.errors import NotHere
from panah.people.models.persons import VIEW
from panah.people.states import NOTICE_MOVES, NoticeMove, NoticeState, NoticeSubject
from panah.vault.fields import BoxText
from panah.vault.models import OF_STAFF, WHOLE_UNITS, UnitModel

RECEIVE = "people:notice:receive"
MOST = 50


class Notice(UnitModel):
    """One notice to one unit: as little as it needs, sealed to its public key, so that nobody else reads it.

    The unit that sent it sees where it stands and the code of the answer. A function of the database writes it; only
    the recipient moves it.
    """

    access: ClassVar[Access] = Access(
        web="SU",
        stats=("id", "unit_id", "from_unit_id", "subject", "recipient_kind", "state", "sent_at", "received_at",
               "responded_at", "response"),
    )  # fmt: skip
    row_rule: ClassVar[str] = f"{OF_STAFF} OR from_unit_id = ANY ({WHOLE_UNITS})"
    write_rule: ClassVar[str] = OF_STAFF

    from_unit_id = models.UUIDField()
    subject = models.CharField(max_length=16, choices=NoticeSubject.choices)
    recipient_kind = models.CharField(max_length=40)
    person_id = models.UUIDField()
    matter_id = models.UUIDField()
    words = BoxText()
    state = models.CharField(max_length=16, choices=NoticeState.choices, default=NoticeState.SENT)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    response = models.CharField(max_length=32, blank=True)
    responded_at = models.DateTimeField(null=True)

    class Meta:
        """What was responded was received; a response is a code."""

        constraints = (
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state_known"),
            models.CheckConstraint(condition=Q(subject__in=NoticeSubject.values), name="notice_subject_known"),
            models.CheckConstraint(
                condition=Q(state="sent") | Q(received_at__isnull=False), name="notice_received_first"
            ),
            models.CheckConstraint(
                condition=~Q(state="responded") | (Q(responded_at__isnull=False) & ~Q(response="")),
                name="notice_responded_by_code",
            ),
        )
        indexes = (
            models.Index(fields=("unit_id", "-id"), name="notice_by_recipient"),
            models.Index(fields=("from_unit_id", "person_id"), name="notice_by_sender"),
        )

    @classmethod
    def received(cls, actor: Actor) -> QuerySet["Notice"]:
        """Give what the actor's units were told."""
        actor.require(RECEIVE)
        return cls.objects.filter(unit_id__in=actor.unit_ids)

    @classmethod
    def waiting(cls, actor: Actor) -> QuerySet["Notice"]:
        """Give what the actor's units were told and have not responded to yet."""
        return cls.received(actor).exclude(state=NoticeState.RESPONDED)

    @classmethod
    def gate(cls, actor: Actor, notice_id: UUID) -> "Notice":
        """Give one notice the actor's units received; raises NotHere for any other."""
        found = cls.received(actor).filter(id=notice_id).first()
        if found is None:
            raise NotHere
        return found

    @classmethod
    def sent_about(cls, actor: Actor, person_id: UUID, subject: NoticeSubject) -> QuerySet["Notice"]:
        """Give the notices of one subject that the actor's units sent about a person, oldest first; at most MOST."""
        actor.require(VIEW)
        rows = cls.objects.filter(from_unit_id__in=actor.unit_ids, person_id=person_id, subject=subject)
        return rows.order_by("sent_at", "id")[:MOST]

    def possible(self) -> list[NoticeMove]:
        """List the steps that can be taken now; whatever is not here is not drawn."""
        return [move for move in NOTICE_MOVES.values() if self.state in move.before]


class NoticeAnswer(UnitModel):
    """One thing the recipient did about a notice: receipt (no code) or a measure, by whom, with words of its own.

    It lies with the recipient, sealed to it; the sender never sees it. Never changed.
    """

    access: ClassVar[Access] = Access(web="SI", stats=("id", "notice_id", "response", "at"))
    row_rule: ClassVar[str] = OF_STAFF

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="answers")
    response = models.CharField(max_length=32, blank=True)
    words = BoxText(blank=True)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        """Read in their order."""

        indexes = (models.Index(fields=("notice", "at"), name="notice_answer_by_notice"),)

    @classmethod
    def of(cls, notice: Notice) -> list["NoticeAnswer"]:
        """List what was done about a notice, oldest first; at most MOST."""
        return list(cls.objects.filter(notice=notice).order_by("at", "id")[:MOST])
