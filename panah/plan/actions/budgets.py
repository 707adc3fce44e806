"""What bodies propose for the next year's budget (NAP-03, NAP-04)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Refused, Stale
from panah.duties.timeline import happened
from panah.plan.actions.rounds import office
from panah.plan.actions.telling import known
from panah.plan.models import BudgetCall, BudgetProposal, Measure, Participant

AHEAD = 5


class AnotherBody(Refused):
    """A proposal in another body's name."""

    status = 403
    sentence = _("Another body proposes for this.")
    rule = "NAP-03"


class AnotherYear(BadInput):
    """A proposal for a year that is over or too far off."""

    sentence = _("A proposal is for next year's budget, or one of the few after it.")


class ProposedAlready(BadInput):
    """The same measure, year and source twice."""

    sentence = _("This measure has a proposal for that year from that source. Withdraw it first.")


class Withdrawn(Stale):
    """The proposal was withdrawn before."""

    sentence = _("This proposal was withdrawn already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is proposed: how much for what in which year, from which lawful source (NAP-04)."""

    year: int
    amount: Decimal
    funding: str
    measure_id: UUID | None = None
    reason: str = ""


def propose(*, actor: Actor, participant_id: UUID, wish: Wish) -> BudgetProposal:
    """Put a proposal down. Raises NotHere, AnotherBody, AnotherYear, ProposedAlready and NotOnTheList."""
    who = _mine(actor, participant_id)
    if not timezone.localdate().year < wish.year <= timezone.localdate().year + AHEAD:
        raise AnotherYear
    known(funding_source=wish.funding)
    if wish.measure_id and not Measure.objects.filter(id=wish.measure_id, bodies__participant=who).exists():
        raise NotHere
    row = BudgetProposal(
        unit_id=who.unit_id or actor.unit,
        participant=who,
        measure_id=wish.measure_id,
        year=wish.year,
        amount=wish.amount,
        funding=wish.funding,
        reason=wish.reason,
        at=timezone.now(),
        by_id=actor.member,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise ProposedAlready from None
    _tell(actor, "plan.budget_proposed", row.id, who, wish.year)
    return row


def withdraw(*, actor: Actor, proposal_id: UUID) -> BudgetProposal:
    """Take a proposal back. Raises NotHere, AnotherBody and Withdrawn."""
    row = BudgetProposal.objects.select_related("participant").filter(id=proposal_id).first()
    if row is None:
        raise NotHere
    _mine(actor, row.participant_id)
    if not BudgetProposal.objects.filter(id=row.id, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise Withdrawn
    _tell(actor, "plan.budget_withdrawn", row.id, row.participant, row.year)
    return row


def send_in(*, actor: Actor, participant_id: UUID, year: int) -> None:
    """Say that a body's proposals for a year are complete, also when it proposes nothing: its duty ends (NAP-03)."""
    who = _mine(actor, participant_id)
    call = BudgetCall.objects.filter(participant=who, year=year).first()
    if call is None:
        raise NotHere
    BudgetCall.objects.filter(id=call.id, sent_at=None).update(sent_at=timezone.now())
    _tell(actor, "plan.budget_submitted", call.id, who, year)


def call_for(today: date) -> int:
    """Ask every body that plans in force name for next year's budget, in the month it is drafted; gives how many."""
    if today.month != country().settings.plan_budget_month:
        return 0
    actor, year = office(), today.year + 1
    named = Participant.objects.filter(measures__measure__plan__state="in_force", unit_id__isnull=False).distinct()
    waiting = named.exclude(budget_calls__year=year).order_by("code").values_list("id", "unit_id")[:200]
    asked = 0
    for who, unit_id in [(who, unit_id) for who, unit_id in waiting if unit_id]:
        with transaction.atomic():
            call = BudgetCall.objects.create(participant_id=who, unit_id=unit_id, year=year)
            happened(
                actor,
                "plan.budget_due",
                matter=call.id,
                folder=None,
                unit_id=actor.unit,
                to_unit=unit_id,
                subject_kind="budget",
                subject_id=call.id,
                facts={"year": year},
            )
        asked += 1
    return asked


def _mine(actor: Actor, participant_id: UUID) -> Participant:
    actor.require(Permission.PLAN_APPROVE if actor.may(Permission.PLAN_APPROVE) else Permission.PLAN_REPORT)
    who = Participant.objects.filter(id=participant_id).first()
    if who is None:
        raise NotHere
    if (who.unit_id or actor.unit_id) not in actor.unit_ids:
        raise AnotherBody
    return who


def _tell(actor: Actor, code: str, subject: UUID, who: Participant, year: int) -> None:
    matter = BudgetCall.objects.filter(participant=who, year=year).values_list("id", flat=True).first()
    happened(
        actor,
        code,
        matter=matter or subject,
        folder=None,
        unit_id=actor.unit,
        subject_kind="budget",
        subject_id=matter or subject,
        facts={"body": who.code, "year": year},
    )
