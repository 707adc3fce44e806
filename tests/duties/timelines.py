"""Made-up rules and timelines for the tests of the engine."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from panah.accounts.permissions import Role
from panah.core.country import Text
from panah.core.country.calendar import Calendar
from panah.duties.deadlines import Span, Terms
from panah.duties.engine import Happening
from panah.duties.rulebook import DutyRule, Enforced, Facts, Kind, Owner, Rule, Rulebook, assembled

NAMES = UUID(int=1)
START = datetime(2025, 11, 22, 3, 0, tzinfo=UTC)
TERMS = Terms(ZoneInfo("Asia/Baku"), Calendar("AZ", (6, 7)), timedelta(hours=1), timedelta(days=1))


def named(name: str) -> UUID:
    """The same id for the same name, always."""
    return uuid5(NAMES, name)


def rule(rule_id: str, *duties: DutyRule, **more: Any) -> Rule:
    words = Text({"en": rule_id})
    return Rule(rule_id, Kind.DEADLINE, "S0 §2", words, Enforced.CLOCK, "somewhere", duties=duties, **more)


def duty(trigger: str, *completes: str, **more: Any) -> DutyRule:
    span = Span(elapsed=timedelta(hours=1))
    plain = DutyRule(
        id="step",
        title=Text({"en": "Do it"}),
        trigger=trigger,
        completes=completes,
        owner=Owner.SELF,
        role=Role.OPERATOR,
        escalates_to=Role.HOTLINE_DIRECTOR,
        alert=span,
        due=span,
    )
    return replace(plain, **more)


# One of each kind of clock the engine knows.
BOOK: Rulebook = assembled(
    (
        rule("HL-01", duty("contact.ended", "card.completed")),
        rule("HL-02", duty("screening.completed", "referral.offered", "advice.given", when=Facts({"positive": True}))),
        rule(
            "HL-03",
            duty(
                "referral.offered",
                "referral.accepted",
                "referral.declined",
                cancels=("consent.withdrawn",),
                owner=Owner.RECEIVER,
                role=Role.OFFICER,
            ),
        ),
        rule("HL-04", duty("child.notified", "notice.confirmed", completes_when=Facts({"body": "guardianship"}))),
    )
)
CODES = (
    "contact.ended",
    "card.completed",
    "screening.completed",
    "referral.offered",
    "referral.accepted",
    "consent.withdrawn",
    "advice.given",
    "child.notified",
    "notice.confirmed",
    "note.written",
)


def event(
    code: str,
    minute: int = 0,
    *,
    subject: str = "contact one",
    matter: str = "matter",
    unit: str = "hotline",
    to: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Happening:
    """An event at a minute of the story; `subject` is its kind and its name."""
    return Happening(
        id=named(f"{code} {minute} {subject} {matter} {unit} {to} {facts}"),
        code=code,
        at=START + timedelta(minutes=minute),
        matter=named(matter),
        subject_kind=subject.split(maxsplit=1)[0],
        subject_id=named(subject),
        unit_id=named(unit),
        to_unit_id=named(to) if to else None,
        facts=facts or {},
    )


happenings = st.builds(
    event,
    st.sampled_from(CODES),
    st.integers(0, 60),
    subject=st.sampled_from(["contact one", "contact two", "referral one", "referral two"]),
    matter=st.sampled_from(["matter", "other matter"]),
    unit=st.sampled_from(["hotline", "department"]),
    to=st.sampled_from(["department", "shelter"]),
    facts=st.sampled_from([{}, {"positive": True}, {"positive": False}, {"body": "guardianship"}]),
)
timelines = st.lists(happenings, max_size=25)
