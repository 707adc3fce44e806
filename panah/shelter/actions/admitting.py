"""The way into a house, step by step. Each step is kept as it is taken; the person may turn round at any of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Refused
from panah.people.actions import best_interest
from panah.people.actions.links import suspected_of
from panah.people.models import BestInterest, Person
from panah.shelter import fitness
from panah.shelter.actions import dangers, door, moving
from panah.shelter.actions.stays import (
    Said,
    agreed,
    announce,
    arriving,
    end_of,
    ends_on,
    first_days,
    known,
    tell,
)
from panah.shelter.fitness import Finding
from panah.shelter.models import (
    NEVER_A_REASON,
    AdmissionStep,
    Belongings,
    Category,
    House,
    HouseKind,
    Stay,
    StayState,
    Step,
)
from panah.shelter.refusing import saying
from panah.vault import folders
from panah.vault.models import Compartment

PLACEMENT = "placement"
# Needs that start a duty; codes of the country's list `stay_need`.
INTERPRETER, SEEN_TO = "interpreter", ("medicine", "doctor", "diet", "clothes", "baby")
BY_GROWN_UP = ("guardian", "both")


class AlreadyHere(Refused):
    """The person is being admitted here, or lives here."""

    sentence = _("This person is being admitted here already, or lives here. Go on there.")


class CannotBeAdmitted(Refused):
    """The database refuses a second stay; where the first one is stays secret."""

    sentence = _("This person cannot be admitted now. Call the coordinator of the shelters.")
    rule = "SH-14"


class NotWithThem(BadInput):
    """A stay goes with the one of an adult who arrives or lives in the same house."""

    sentence = _("A child goes with an adult who moves into the same house or lives there.")
    rule = "CH-09"


class NoHouseToLiveIn(BadInput):
    """An assistance centre has no beds."""

    sentence = _("Nobody lives in an assistance centre. Choose a shelter.")


REFUSALS: dict[str, type[Refused]] = {
    "stay_one_at_a_time": CannotBeAdmitted,
    "stay_never_with_suspect": moving.NeverWithSuspect,
}


class NotYet(Refused):
    """A step that comes before moving in was not taken."""

    sentence = _("One step is still missing. It is shown now; everything else is kept.")

    def __init__(self, step: Step) -> None:
        """Take the missing step."""
        super().__init__()
        self.step = step


class SuspectSpeaks(Refused):
    """Who is suspected of having trafficked a child agrees to nothing for it."""

    sentence = _("Who is suspected of having trafficked the child cannot agree for it.")
    rule = "CH-09"
    allow = _("The word of another guardian, or of the guardianship authority.")


class NotAGround(Refused):
    """A reason for which nobody is turned away."""

    sentence = _("Nobody is turned away for this. A place depends neither on behaviour nor on readiness to cooperate.")
    rule = "SH-02"
    allow = _("Admitting the person; or another reason, if it is true.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What was written down about a child: its opinion, why the place serves it, and why it lives with its parent."""

    opinion: str
    words: str
    company_words: str = ""


def open_stay(
    *,
    actor: Actor,
    person_id: UUID,
    house_id: UUID,
    category: Category = Category.VICTIM,
    referral_id: UUID | None = None,
    with_stay: UUID | None = None,
) -> Stay:
    """Begin an admission: three folders of the house's own, and nothing that asks about any proceedings (SH-02, EQ-01).

    `with_stay` is the stay of the adult a child comes with. Raises NotHere, NoHouseToLiveIn, HouseUnfit, NotWithThem,
    AlreadyHere.
    """
    actor.require(Permission.STAY_ADMIT)
    person, house = Person.gate(actor, person_id), _open_shelter(actor, house_id)
    with transaction.atomic():
        stay = Stay(
            folder=folders.create(actor=actor, compartment=Compartment.LOCATION),
            social_folder=folders.create(actor=actor, compartment=Compartment.SOCIAL),
            health_folder=folders.create(actor=actor, compartment=Compartment.HEALTH),
            person=person,
            pseudonym=person.pseudonym,
            unit_id=house.unit_id,
            house=house,
            category=category,
            sex=person.sex,
            language=person.language,
            is_child=person.is_child,
            opened_at=timezone.now(),
            opened_by_id=actor.member,
            with_stay=_company(actor, person, house, with_stay),
            referral_id=referral_id,
        )
        with saying({"stay_once_in_unit": AlreadyHere}):
            stay.save(force_insert=True)
        tell(actor, stay, "stay.opened", category=category, child=stay.is_child)
        announce(stay)
    return stay


def _open_shelter(actor: Actor, house_id: UUID) -> House:
    house = House.gate(actor, house_id)
    if house.kind != HouseKind.SHELTER or house.closed_on:
        raise NoHouseToLiveIn
    fitness.let_in(house)
    return house


def answer_house(*, actor: Actor, stay_id: UUID, reason: str = "") -> Stay:
    """Say, knowing what is not in order about the house, why the person is admitted all the same (SH-09, SH-20).

    Raises NotHere, NotArriving, HouseReasonNeeded, HouseUnfit.
    """
    stay = arriving(actor, stay_id)
    findings = fitness.let_in(stay.house)
    if findings and not reason.strip():
        raise fitness.HouseReasonNeeded
    found = sorted(each.code for each in findings)
    with transaction.atomic():
        _step(actor, stay, Step.HOUSE, *found, reason=reason.strip())
        tell(actor, stay, "stay.house_weighed", found=found)
    return stay


def _company(actor: Actor, person: Person, house: House, stay_id: UUID | None) -> Stay | None:
    if stay_id is None:
        return None
    company = Stay.gate(actor, stay_id)
    running = company.state in (StayState.ARRIVING, StayState.RESIDENT)
    if not person.is_child or company.is_child or company.house_id != house.id or not running:
        raise NotWithThem
    return company


def agree(*, actor: Actor, stay_id: UUID, said: Said) -> Stay:
    """Record that the person wants the place, of their own will; nobody is placed without it (SH-04).

    Raises NotHere, NotArriving, UnknownAnswer, ChildAlone, SuspectSpeaks.
    """
    stay = arriving(actor, stay_id)
    if stay.is_child and said.given_by in BY_GROWN_UP and _came_with_suspect(stay):
        raise SuspectSpeaks
    with transaction.atomic():
        stay.consent = agreed(actor, stay, said)
        stay.save(update_fields=["consent"])
        _step(actor, stay, Step.CONSENT)
    return stay


def _came_with_suspect(stay: Stay) -> bool:
    return stay.with_stay is not None and stay.with_stay.person_id in suspected_of(stay.person)


def weigh(*, actor: Actor, stay_id: UUID, weighed: Weighed) -> Stay:
    """Write down what a child thinks of the place, why it serves it, and why it lives with its parent if it does.

    Raises NotHere, NotArriving, NoChild, NotSaid, OpinionMissing (CH-07), NotWithThem, NeverWithSuspect (CH-09).
    """
    stay = arriving(actor, stay_id)
    if weighed.company_words and stay.with_stay is None:
        raise NotWithThem
    if weighed.company_words and _came_with_suspect(stay):
        raise moving.NeverWithSuspect
    with transaction.atomic():
        stay.placement_note = _note(actor, stay, weighed.opinion, weighed.words)
        company = weighed.company_words.strip()
        stay.company_note = _note(actor, stay, weighed.opinion, company) if company else None
        stay.save(update_fields=["placement_note", "company_note"])
        _step(actor, stay, Step.CHILD, weighed.opinion)
    return stay


def _note(actor: Actor, stay: Stay, opinion: str, words: str) -> BestInterest | None:
    best_interest.write(
        actor=actor,
        person_id=stay.person_id,
        decision=PLACEMENT,
        opinion=opinion,
        words=words,
        folder_id=stay.folder_id,
    )
    return best_interest.require(actor=actor, person=stay.person, decision=PLACEMENT)


def answer_dangers(*, actor: Actor, stay_id: UUID, reason: str = "") -> Stay:
    """Say, knowing what the check found, that the person may live here all the same, and why.

    Raises NotHere, NotArriving, ReasonNeeded, LeadDecides, NeverWithSuspect.
    """
    stay = arriving(actor, stay_id)
    found = dangers.found(actor, stay)
    dangers.weigh(actor, stay, found, reason)
    with transaction.atomic():
        _step(actor, stay, Step.DANGERS, *sorted({each.code for each in found}), reason=reason.strip())
    return stay


def give_rules(*, actor: Actor, stay_id: UUID, language: str) -> Stay:
    """Record that the rules of the house and the person's rights were given and explained, in which language.

    Raises NotHere, NotArriving, UnknownAnswer.
    """
    stay = arriving(actor, stay_id)
    with transaction.atomic():
        _step(actor, stay, Step.RULES, known("language", language))
        tell(actor, stay, "stay.rights_explained", language=language)
    return stay


def take_belongings(*, actor: Actor, stay_id: UUID, things: Iterable[str]) -> Stay:
    """Write the receipt of what the person gives into keeping; nothing at all is an answer too.

    Raises NotHere, NotArriving.
    """
    stay = arriving(actor, stay_id)
    listed = [thing.strip() for thing in things if thing.strip()]
    with transaction.atomic():
        if listed:
            now = timezone.now()
            row = Belongings(
                folder_id=stay.social_folder_id,
                stay=stay,
                things=listed,
                received_at=now,
                received_by_id=actor.member,
            )
            row.save(force_insert=True)
        _step(actor, stay, Step.BELONGINGS)
    return stay


def note_needs(*, actor: Actor, stay_id: UUID, needs: Iterable[str]) -> Stay:
    """Record what the person needs from the first day on, in codes; duties follow when they move in (SH-07, CH-10).

    Raises NotHere, NotArriving, UnknownAnswer.
    """
    stay = arriving(actor, stay_id)
    stay.needs = sorted({known("stay_need", each) for each in needs})
    stay.interpreter_needed = INTERPRETER in stay.needs
    with transaction.atomic():
        stay.save(update_fields=["needs", "interpreter_needed"])
        _step(actor, stay, Step.NEEDS, *stay.needs)
    return stay


def missing(stay: Stay, taken: Sequence[AdmissionStep], *, has_bed: bool, findings: Sequence[Finding]) -> Step:
    """Give the next step of an admission; moving in when nothing else is missing."""
    done: set[str] = {row.step for row in taken if row.stay_id == stay.id} - {Step.HOUSE, Step.BED}
    done |= {Step.BED} if has_bed else set()
    done |= set() if fitness.unanswered(stay, taken, findings) else {Step.HOUSE}
    done |= set() if stay.is_child else {Step.CHILD}
    return next((step for step in Step if step not in done), Step.ARRIVE)


def admit(*, actor: Actor, stay_id: UUID) -> Stay:
    """Let a person move in: from now on the bed is theirs and the clock of the stay runs (SH-01, CH-05).

    Raises NotHere, NotArriving, NotYet with the missing step, HouseUnfit, CannotBeAdmitted, and what beds refuse.
    """
    stay = arriving(actor, stay_id)
    hold = moving.held(stay)
    step = missing(stay, AdmissionStep.of(stay), has_bed=hold is not None, findings=fitness.let_in(stay.house))
    if step is not Step.ARRIVE or hold is None:
        raise NotYet(step)
    if dangers.are_new(actor, stay):
        raise NotYet(Step.DANGERS)
    now = timezone.now()
    last = ends_on(now, first_days(is_child=stay.is_child))
    stay.state, stay.admitted_at, stay.ends_at = StayState.RESIDENT, now, end_of(last)
    with transaction.atomic():
        with saying(REFUSALS):
            stay.save(update_fields=["state", "admitted_at", "ends_at"])
        moving.take(actor, stay, hold, now)
        door.card_for(actor=actor, stay=stay)
        tell(
            actor,
            stay,
            "stay.admitted",
            child=stay.is_child,
            category=stay.category,
            interpreter_needed=stay.interpreter_needed,
            **{need: need in stay.needs for need in SEEN_TO},
            ends_on=last,
        )
        announce(stay)
    return stay


def turn_away(*, actor: Actor, stay_id: UUID, reason: str) -> Stay:
    """Write why somebody did not move in. Neither silence nor behaviour is a reason: the system refuses it (SH-02).

    Raises NotHere, NotArriving, UnknownAnswer, NotAGround.
    """
    stay = arriving(actor, stay_id)
    if reason in NEVER_A_REASON:
        raise NotAGround
    stay.state, stay.end_reason = StayState.NOT_ADMITTED, known("not_admitted_reason", reason)
    with transaction.atomic():
        moving.vacate(actor, stay, timezone.now())
        stay.save(update_fields=["state", "end_reason"])
        tell(actor, stay, "stay.not_admitted", reason=reason)
        announce(stay)
    return stay


def _step(actor: Actor, stay: Stay, step: Step, *codes: str, reason: str = "") -> None:
    AdmissionStep(
        folder_id=stay.folder_id,
        stay=stay,
        step=step,
        codes=list(codes),
        reason=reason,
        by_id=actor.member,
        at=timezone.now(),
    ).save(force_insert=True)
