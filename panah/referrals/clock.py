"""Until when a referral, a signal or a request wants an answer: by the rulebook's clock for its receiver."""

from datetime import datetime
from typing import Any

from panah.core.country import country
from panah.duties.rulebook import Owner, rulebook
from panah.duties.timeline import terms

EMERGENCY = "emergency"
OFFERED = "referral.offered"
TOLD = "notification.sent"
REQUESTED = "assistance.requested"


def answer_due(facts: dict[str, Any], at: datetime) -> datetime:
    """Say until when the receiver has to answer an offer made at `at` with these facts (NRM-06, NRM-01)."""
    settings = country().settings
    moments = _due(OFFERED, facts, at) or [at + settings.referral_answer]
    if facts.get("urgency") == EMERGENCY:
        moments.append(at + settings.referral_answer_emergency)
    return min(moments)


def signal_due(facts: dict[str, Any], at: datetime) -> datetime:
    """Say until when the special unit takes up a signal sent at `at` with these facts (NRM-06, NRM-07)."""
    return min(_due(TOLD, facts, at), default=at + country().settings.referral_answer)


def assistance_due(facts: dict[str, Any], at: datetime) -> datetime:
    """Say until when a unit answers a request for assistance made at `at` with these facts (NRM-08, NRM-09)."""
    return min(_due(REQUESTED, facts, at), default=at + country().settings.referral_answer)


def _due(event: str, facts: dict[str, Any], at: datetime) -> list[datetime]:
    """When the clocks run out that such an event starts for its receiver."""
    reckoning = terms()
    day = at.astimezone(reckoning.zone).date()
    return [
        reckoning.due_at(duty.spans(facts)[1], at)
        for rule, duty in rulebook().opening.get(event, ())
        if duty.owner is Owner.RECEIVER and rule.holds_on(day) and duty.when.hold(facts)
    ]
