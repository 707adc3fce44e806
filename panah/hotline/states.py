"""Where a call, a contact and an operator can stand, and which steps lead a contact on."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission


class CallState(TextChoices):
    """What the telephone exchange says of a call."""

    RINGING = "ringing", _("Ringing")
    ANSWERED = "answered", _("Talking")
    HELD = "held", _("On hold")
    TRANSFERRED = "transferred", _("Transferred")
    ENDED = "ended", _("Ended")
    MISSED = "missed", _("Missed")
    ABANDONED = "abandoned", _("Caller hung up")
    BLOCKED = "blocked", _("Blocked")


class ContactState(TextChoices):
    """Where the work on a contact stands: talking, writing up, closed."""

    OPEN = "open", _("Open")
    WRAP_UP = "wrap_up", _("Wrap-up")
    CLOSED = "closed", _("Closed")


class PresenceState(TextChoices):
    """What an operator on shift says of themself; talking and writing up follow from the contact."""

    AVAILABLE = "available", _("Available")
    AWAY = "away", _("Short break")
    OFF = "off", _("Not on shift")


class DraftForm(TextChoices):
    """Which form of the contact page a draft belongs to."""

    NOTES = "notes", _("Notes")
    WRAP_UP = "wrap_up", _("Card and journal")
    JOURNAL = "journal", _("Correction of the journal")
    SCREENING = "screening", _("Screening")
    REFERRAL = "referral", _("Referral")


class ContactStep(TextChoices):
    """What can be done with a contact."""

    WRITE = "write", _("Write down what is said")
    END = "end", _("End the talk")
    CARD = "card", _("Complete the card")
    JOURNAL = "journal", _("Write the journal")
    CORRECT = "correct", _("Correct the journal")
    ALERT = "alert", _("Alert in danger")
    TAKE_OVER = "take_over", _("Take over")


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: a step, from which states, with which permission, and whether a colleague may take it.

    Only the end of the talk moves a contact by itself; it closes when card and journal are both there (HL-08, HL-09).
    """

    step: ContactStep
    before: frozenset[ContactState]
    permission: Permission
    anyone: bool = False


UNFINISHED = (ContactState.OPEN, ContactState.WRAP_UP)
_UNFINISHED, _WRAP_UP = frozenset(UNFINISHED), frozenset({ContactState.WRAP_UP})

MOVES: dict[ContactStep, Move] = {
    move.step: move
    for move in (
        Move(ContactStep.WRITE, _UNFINISHED, Permission.CONTACT_WRITE),
        Move(ContactStep.END, frozenset({ContactState.OPEN}), Permission.CONTACT_WRITE),
        Move(ContactStep.CARD, _WRAP_UP, Permission.CONTACT_WRITE),
        Move(ContactStep.JOURNAL, _WRAP_UP, Permission.JOURNAL_WRITE),
        Move(ContactStep.CORRECT, _WRAP_UP | {ContactState.CLOSED}, Permission.JOURNAL_WRITE),
        # In danger one talks and the other alerts.
        Move(ContactStep.ALERT, frozenset(ContactState), Permission.CONTACT_WRITE, anyone=True),
        Move(ContactStep.TAKE_OVER, _UNFINISHED, Permission.BOARD, anyone=True),
    )
}
