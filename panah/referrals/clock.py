"""Until when a referral wants an answer: by the rulebook's clock for its receiver, in an emergency sooner."""

from datetime import datetime
from typing import Any

from panah.core.country import country
from panah.duties.rulebook import Owner, rulebook
from panah.duties.timeline import terms

EMERGENCY = "emergency"
OFFERED = "referral.offered"


def answer_due(facts: dict[str, Any], at: datetime) -> datetime:
    """Say until when the receiver has to answer an offer made at `at` with these facts (NRM-06, NRM-01)."""
    settings, reckoning = country().settings, terms()
    day = at.astimezone(reckoning.zone).date()
    spans = [
        duty.spans(facts)[1]
        for rule, duty in rulebook().opening.get(OFFERED, ())
        if duty.owner is Owner.RECEIVER and rule.holds_on(day) and duty.when.hold(facts)
    ]
    moments = [reckoning.due_at(span, at) for span in spans] or [at + settings.referral_answer]
    if facts.get("urgency") == EMERGENCY:
        moments.append(at + settings.referral_answer_emergency)
    return min(moments)
