"""Journeys home: planned safely, a child only to somebody who is confirmed, and over when the traveller has settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.duties.timeline import happened
from panah.people.actions import best_interest
from panah.people.models import Person
from panah.shelter.models import Journey, Stay
from panah.vault import folders
from panah.vault.models import Compartment

DECISION = "return"
# The reason for leaving a house that means: to the home country.
RETURNED = "returned"


class UnknownAnswer(BadInput):
    """A code that the country's lists do not have, or no words where they are needed."""

    sentence = _("One of the answers is not on the list, or the receiver is not named. Nothing was lost.")


class NoSafetyPlan(BadInput):
    """Nobody is sent home without one."""

    sentence = _("Say how the journey is kept safe: before it begins, and until the person has settled.")
    rule = "POL-09"


class PlannedAlready(Refused):
    """One journey at a time."""

    sentence = _("A journey home of this person is planned already.")
    rule = "REP-07"


class NoReceiver(Refused):
    """A child goes to somebody."""

    sentence = _("A child goes home only to a guardian, relative or body that is named and confirmed to receive it.")
    rule = "CH-16"
    allow = _("A named receiver, confirmed by a competent body.")


class JourneyMovedOn(Stale):
    """The journey has begun, or is over."""

    sentence = _("This journey is further on than you think. Look at it again.")
    rule = "REP-07"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where to, and what keeps the traveller safe: codes, and sealed words."""

    destination: str
    safety: Sequence[str]
    words: str = ""


def plan(*, actor: Actor, person_id: UUID, plan: Plan) -> Journey:
    """Plan a journey home, with what keeps the person safe on it and until they have settled (POL-09, REP-07).

    Raises NotHere, UnknownAnswer, NoSafetyPlan, PlannedAlready.
    """
    actor.require(Permission.CASE_WRITE)
    person = Person.gate(actor, person_id)
    if plan.destination not in country().codes("country"):
        raise UnknownAnswer
    _safe(plan.safety)
    if Journey.visible(actor).filter(person=person, settled_at=None, cancelled_at=None).exists():
        raise PlannedAlready
    journey = Journey(
        person=person,
        pseudonym=person.pseudonym,
        unit_id=actor.unit,
        is_child=person.is_child,
        destination=plan.destination,
        safety=sorted(set(plan.safety)),
        safety_words=plan.words.strip(),
        planned_at=timezone.now(),
        planned_by_id=actor.member,
    )
    with transaction.atomic():
        journey.folder = folders.create(actor=actor, compartment=Compartment.CASE)
        journey.save(force_insert=True)
        _tell(actor, journey, "journey.planned", destination=journey.destination, child=journey.is_child)
    return journey


def confirm_receiver(*, actor: Actor, journey_id: UUID, kind: str, receiver: str, confirmed_by: str) -> Journey:
    """Name who receives the traveller, and which competent body confirmed it (CH-16).

    Raises NotHere, UnknownAnswer, JourneyMovedOn.
    """
    journey = Journey.gate(actor, journey_id)
    pack = country()
    known = kind in pack.codes("journey_receiver") and confirmed_by in pack.codes("journey_confirmer")
    if not known or not receiver.strip():
        raise UnknownAnswer
    if not journey.is_open or journey.departed_at:
        raise JourneyMovedOn
    journey.receiver_kind, journey.receiver = kind, receiver.strip()
    journey.confirmed_by, journey.confirmed_at = confirmed_by, timezone.now()
    with transaction.atomic():
        journey.save(update_fields=["receiver_kind", "receiver", "confirmed_by", "confirmed_at"])
        _tell(actor, journey, "journey.receiver_confirmed", kind=kind, by=confirmed_by)
    return journey


def depart(*, actor: Actor, journey_id: UUID) -> Journey:
    """Write down that the journey begins: of a child to a confirmed receiver (CH-16), and for its good (CH-13).

    Raises NotHere, JourneyMovedOn, NoReceiver, BestInterestMissing.
    """
    journey = Journey.gate(actor, journey_id)
    if not journey.is_open or journey.departed_at:
        raise JourneyMovedOn
    person = Person.gate(actor, journey.person_id)
    if person.is_child and journey.confirmed_at is None:
        raise NoReceiver
    with transaction.atomic():
        best_interest.require(actor=actor, person=person, decision=DECISION)
        journey.departed_at = timezone.now()
        journey.save(update_fields=["departed_at"])
        _tell(actor, journey, "journey.departed", destination=journey.destination, child=journey.is_child)
    return journey


def let_home(*, stay: Stay, reason: str) -> None:
    """Let a child leave a house for the home country only with the adult it came with, or on a journey that has begun.

    A grown-up goes whenever they decide to (SH-10). Raises NoReceiver (CH-16).
    """
    if reason != RETURNED or not stay.is_child or stay.with_stay_id is not None:
        return
    if not Journey.objects.filter(person_id=stay.person_id, departed_at__isnull=False).exists():
        raise NoReceiver


def change_safety(*, actor: Actor, journey_id: UUID, safety: Sequence[str], words: str = "") -> Journey:
    """Change what keeps the traveller safe; never to nothing, before they have settled (POL-09).

    Raises NotHere, NoSafetyPlan, JourneyMovedOn.
    """
    journey = Journey.gate(actor, journey_id)
    _safe(safety)
    if not journey.is_open:
        raise JourneyMovedOn
    journey.safety, journey.safety_words = sorted(set(safety)), words.strip()
    with transaction.atomic():
        journey.save(update_fields=["safety", "safety_words"])
        _tell(actor, journey, "journey.safety_changed", safety=journey.safety)
    return journey


def settle(*, actor: Actor, journey_id: UUID) -> Journey:
    """Write down that the traveller arrived and has settled; the safety plan ends with it. Raises JourneyMovedOn."""
    journey = Journey.gate(actor, journey_id)
    if not journey.is_open or journey.departed_at is None:
        raise JourneyMovedOn
    journey.settled_at = timezone.now()
    with transaction.atomic():
        journey.save(update_fields=["settled_at"])
        _tell(actor, journey, "journey.settled")
    return journey


def cancel(*, actor: Actor, journey_id: UUID) -> Journey:
    """Call a journey off that has not begun. Raises NotHere, JourneyMovedOn."""
    journey = Journey.gate(actor, journey_id)
    if not journey.is_open or journey.departed_at:
        raise JourneyMovedOn
    journey.cancelled_at = timezone.now()
    with transaction.atomic():
        journey.save(update_fields=["cancelled_at"])
        _tell(actor, journey, "journey.cancelled")
    return journey


def _safe(safety: Sequence[str]) -> None:
    if not safety or any(code not in country().codes("journey_safety") for code in safety):
        raise NoSafetyPlan


def _tell(actor: Actor, journey: Journey, code: str, **facts: Any) -> None:
    happened(
        actor,
        code,
        matter=journey.person_id,
        folder=journey.folder_id,
        unit_id=journey.unit_id,
        subject_kind="journey",
        subject_id=journey.id,
        facts=facts,
    )
