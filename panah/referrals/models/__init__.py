"""What the mechanism keeps: referrals, letters outside, signals, requests, partners and memoranda, its commission."""

from panah.referrals.models.assistance import Assistance, AssistanceLetter
from panah.referrals.models.commission import AgendaItem, FollowUp, Meeting
from panah.referrals.models.memoranda import Memorandum
from panah.referrals.models.outside import OutsideLetter, PickUp
from panah.referrals.models.partners import Cooperation, Outreach, Partner, PartnerTraining
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
    "Assistance",
    "AssistanceLetter",
    "Cooperation",
    "FollowUp",
    "Letter",
    "Meeting",
    "Memorandum",
    "OutcomeNote",
    "Outreach",
    "OutsideLetter",
    "Override",
    "Partner",
    "PartnerTraining",
    "PickUp",
    "Referral",
    "ReferralStep",
    "Signal",
    "SignalReceipt",
]
