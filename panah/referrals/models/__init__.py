"""What the mechanism keeps: referrals, letters to outsiders, signals, memoranda, and its commission."""

from panah.referrals.models.commission import AgendaItem, FollowUp, Meeting
from panah.referrals.models.memoranda import Memorandum
from panah.referrals.models.outside import OutsideLetter, PickUp
from panah.referrals.models.referrals import (
    MOST_STEPS,
    MOST_WAITING,
    AnswerDraft,
    Letter,
    OutcomeNote,
    Override,
    Referral,
    ReferralStep,
)
from panah.referrals.models.signalling import Signal, SignalReceipt

__all__ = [
    "MOST_STEPS",
    "MOST_WAITING",
    "AgendaItem",
    "AnswerDraft",
    "FollowUp",
    "Letter",
    "Meeting",
    "Memorandum",
    "OutcomeNote",
    "OutsideLetter",
    "Override",
    "PickUp",
    "Referral",
    "ReferralStep",
    "Signal",
    "SignalReceipt",
]
