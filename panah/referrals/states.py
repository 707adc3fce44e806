"""The path of a referral, as one table that pages and actions both ask."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission


class State(TextChoices):
    """Where a referral stands."""

    OFFERED = "offered", _("Waiting for an answer")
    ASKED_BACK = "asked_back", _("Question to the sender")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    REVOKED = "revoked", _("Taken back")
    DONE = "done", _("Outcome reported")
    TRANSFERRED = "transferred", _("Handed on")
    EXPIRED = "expired", _("Not answered in time")


class Step(TextChoices):
    """What can be done with a referral."""

    OFFER = "offer", _("Offered")
    ACCEPT = "accept", _("Accepted")
    DECLINE = "decline", _("Declined")
    ASK_BACK = "ask_back", _("Asked back")
    ANSWER = "answer", _("Question answered")
    REVOKE = "revoke", _("Taken back")
    OVERTURN = "overturn", _("Found unjustified by the supervisor")
    REPORT = "report", _("Outcome reported")
    TRANSFER = "transfer", _("Handed on")
    EXPIRE = "expire", _("Not answered in time")


class Side(TextChoices):
    """Which unit takes a step."""

    SENDER = "sender", _("Sender")
    RECEIVER = "receiver", _("Receiver")


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: a step, from which states, to which, by which side, with which permission.

    `closes` says that the step ends what the receiver was given; `event` is its line in the timeline.
    """

    step: Step
    before: frozenset[State]
    after: State
    side: Side
    permission: Permission
    event: str
    closes: bool = False


_RECEIVE, _SEND, _REVIEW = Permission.REFERRAL_RECEIVE, Permission.REFERRAL_SEND, Permission.REFERRAL_REVIEW
_UNANSWERED = frozenset({State.OFFERED, State.ASKED_BACK})
_ACCEPTED = frozenset({State.ACCEPTED})
_STANDING = _UNANSWERED | _ACCEPTED
_HANDED_ON = frozenset({State.TRANSFERRED})

MOVES: dict[Step, Move] = {
    move.step: move
    for move in (
        Move(Step.ACCEPT, _UNANSWERED, State.ACCEPTED, Side.RECEIVER, _RECEIVE, "referral.accepted"),
        Move(Step.DECLINE, _UNANSWERED, State.DECLINED, Side.RECEIVER, _RECEIVE, "referral.declined", closes=True),
        Move(
            Step.ASK_BACK, frozenset({State.OFFERED}), State.ASKED_BACK, Side.RECEIVER, _RECEIVE, "referral.asked_back"
        ),
        Move(Step.ANSWER, frozenset({State.ASKED_BACK}), State.OFFERED, Side.SENDER, _SEND, "referral.answered"),
        Move(
            Step.REVOKE,
            _STANDING | {State.TRANSFERRED},
            State.REVOKED,
            Side.SENDER,
            _SEND,
            "referral.revoked",
            closes=True,
        ),
        # Who hands on keeps what they were given until its own end: they answer for the consent the next one rests on.
        Move(Step.TRANSFER, _ACCEPTED, State.TRANSFERRED, Side.RECEIVER, _SEND, "referral.transferred"),
        Move(
            Step.OVERTURN,
            _STANDING | _HANDED_ON | {State.DONE},
            State.REVOKED,
            Side.SENDER,
            _REVIEW,
            "referral.revoked",
            closes=True,
        ),
        Move(Step.REPORT, _ACCEPTED, State.DONE, Side.RECEIVER, _RECEIVE, "referral.outcome_reported"),
    )
}
UNANSWERED = sorted(_UNANSWERED)
