"""The path of a notice to another body, as one table that pages and actions both ask."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoticeSubject(TextChoices):
    """What a body is told of by law, without anybody's consent being asked; or by consent, of a person known twice."""

    CHILD = "child", _("A child")
    COERCION = "coercion", _("An act done under coercion")
    ELSEWHERE = "elsewhere", _("A person who may be known to two units")


class NoticeState(TextChoices):
    """Where a notice stands. The sender learns this, and the code of the answer."""

    SENT = "sent", _("Sent")
    RECEIVED = "received", pgettext_lazy("state", "Received")
    RESPONDED = "responded", _("Responded")


class NoticeStep(TextChoices):
    """What the recipient can do with a notice."""

    RECEIVE = "receive", _("Confirm receipt")
    RESPOND = "respond", _("Record what was done")


@dataclass(frozen=True, slots=True)
class NoticeMove:
    """One line of the table: a step, from which states, to which."""

    step: NoticeStep
    before: frozenset[NoticeState]
    after: NoticeState


@dataclass(frozen=True, slots=True)
class NoticeEvents:
    """The lines a notice of one subject leaves in the timelines: at the sender's, and at the recipient's answer."""

    sent: str
    responded: str


_SENT, _RECEIVED, _RESPONDED = NoticeState.SENT, NoticeState.RECEIVED, NoticeState.RESPONDED

# What was done may be recorded again and again: the sender sees the latest code.
NOTICE_MOVES: dict[NoticeStep, NoticeMove] = {
    move.step: move
    for move in (
        NoticeMove(NoticeStep.RECEIVE, frozenset({_SENT}), _RECEIVED),
        NoticeMove(NoticeStep.RESPOND, frozenset({_RECEIVED, _RESPONDED}), _RESPONDED),
    )
}
RECEIVED_EVENT = "notification.received"
NOTICE_EVENTS: dict[NoticeSubject, NoticeEvents] = {
    NoticeSubject.CHILD: NoticeEvents("notification.sent", "child.measure_recorded"),
    NoticeSubject.COERCION: NoticeEvents("case.offence_recorded", "case.non_punishment_reviewed"),
    NoticeSubject.ELSEWHERE: NoticeEvents("match.requested", "match.answered"),
}
