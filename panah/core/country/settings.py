"""What a country decides by number or name where the sources leave it open; each is explained in country.toml.

A setting is here because code reads it or a rule names it. How long a duty may take stands in the rulebook.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class ReportEvery(StrEnum):
    """How long the stretch of time is that bodies report on."""

    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


class UnfitHouse(StrEnum):
    """What follows for admissions while something about a house is not in order."""

    REASON = "reason"
    REFUSE = "refuse"


class AllowanceKind(StrEnum):
    """How the allowance is paid: the sources disagree."""

    ONE_TIME = "one_time"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Settings:
    """The country's settings; a missing, unknown or unfitting one is refused at start."""

    # Immediately, by default.
    immediately_alert: timedelta
    immediately_breach: timedelta

    # The hotline.
    hotline_operator: str
    hotline_staff: int
    hotline_on_duty: int
    hotline_block_longest: timedelta
    hotline_number_kept: timedelta
    hotline_confidentiality_check_every: timedelta
    week_hours_longest: int

    # Recovery.
    recovery_shares: int
    recovery_needed: int

    # Referrals.
    referral_answer: timedelta
    referral_answer_emergency: timedelta
    referral_expires: timedelta
    pick_up_lasts: timedelta
    memorandum_reminder: timedelta
    referral_receivers: tuple[str, ...]
    medical_receivers: tuple[str, ...]
    consent_gated: tuple[str, ...]
    consent_gated_bases: tuple[str, ...]
    child_notice_basis: str
    consent_lasts: timedelta

    # Need-to-know: what counts as a look-up, and from when on it is unusual.
    alarm_look_ups: tuple[str, ...]
    alarm_an_hour: int
    alarm_at_night: int
    alarm_refused: int
    alarm_night_from: str
    alarm_night_to: str

    # Children.
    child_notified: tuple[str, ...]
    child_notified_by: tuple[str, ...]
    child_notified_first: tuple[str, ...]
    child_opinion_optional: tuple[str, ...]
    best_interest_lasts: timedelta
    child_prolongation_by: tuple[str, ...]
    child_stay_days: int
    child_visit_every: timedelta
    leaving_care_ahead: timedelta

    # Adults in the shelter; reflection; allowance.
    adult_prolongation_by: tuple[str, ...]
    adult_stay_days: int
    prolongation_days: int
    stay_hold: timedelta
    shelter_beds: int
    house_check_every: timedelta
    reflection_days: int
    decision_appeal_days: int
    statistics_smallest: int
    allowance_kind: AllowanceKind
    return_document_within: timedelta
    safety_review_every: timedelta
    service_expected: tuple[str, ...]
    service_expected_within: timedelta
    specialist_trainings: tuple[str, ...]
    guarding_units: tuple[str, ...]
    unfit_house: UnfitHouse
    reintegration_receivers: tuple[str, ...]

    # The action plan.
    plan_report_every: ReportEvery
    plan_budget_month: int
    plan_meeting_every: timedelta
    hotline_funding: tuple[str, ...]
    plan_responsible: str
    plan_settled_by: str
    officer_topics: tuple[str, ...]
    operator_topics: tuple[str, ...]
    liaison_topics: tuple[str, ...]
    training_lasts: timedelta
