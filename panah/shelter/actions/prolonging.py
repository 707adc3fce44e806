"""Staying longer: asked for by whom the law names, agreed to anew each time, and counted as a whole (SH-03 … SH-05)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core import functions
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused
from panah.core.ids import new_id
from panah.people import pseudonyms
from panah.people.actions import best_interest
from panah.people.models import BestInterest
from panah.shelter.actions.stays import Said, agreed, announce, end_of, ends_on, known, resident, tell
from panah.shelter.models import Answer, Prolongation, ProlongationAsk, Requester, Stay

PROLONGATION = "prolongation"
LONGEST = 366


class NotTheirs(Refused):
    """Somebody the law does not name asks that a stay be prolonged."""

    sentence = _("The law names who may ask for a longer stay, and this is nobody of them.")
    rule = "SH-03"
    allow = _("For an adult: their own wish, or the special unit's. For a child: the special unit, the guardianship "
              "authority or the commission on children.")  # fmt: skip


class NotForChild(NotTheirs):
    """Somebody the law does not name asks that a child's stay be prolonged."""

    rule = "CH-06"


class NoLength(BadInput):
    """No days, or more than anybody plans for."""

    sentence = _("Say for how many days, from 1 to 366.")


class NobodyAsked(BadInput):
    """Another body is said to have asked, and nothing shows that it did."""

    sentence = _("Say by which letter, call or visit they asked. Nobody's stay is prolonged in another body's name.")
    rule = "SH-03"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks that a stay be longer and why (a code); and the letter, call or visit another body asked by.

    `ask_id` is its request, where it asked here: that one says who and why.
    """

    by: str
    reason: str
    letter: str = ""
    ask_id: UUID | None = None


def may_ask(*, is_child: bool) -> tuple[Requester, ...]:
    """Give who may ask that a stay be prolonged, as the country sets it (SH-03, CH-06)."""
    settings = country().settings
    named = settings.child_prolongation_by if is_child else settings.adult_prolongation_by
    return tuple(each for each in Requester if each.value in named)


def prolong(
    *,
    actor: Actor,
    stay_id: UUID,
    asking: Asking,
    days: int,
    said: Said,
    opinion: str = "",
    words: str = "",
) -> Prolongation:
    """Prolong a stay from its end, on the person's fresh word; a child is asked, and its best interests are weighed.

    The clock ends with the decision and begins anew for the new end. There is no limit to how often (SH-05). Raises
    NotHere, NotResident, NotTheirs, NobodyAsked, NoLength, UnknownAnswer, ChildAlone, OpinionMissing, NotSaid.
    """
    stay = resident(actor, stay_id)
    ask = _ask(actor, stay, asking)
    if not 1 <= days <= LONGEST:
        raise NoLength
    with transaction.atomic():
        row = _row(actor, stay, asking, days, said, _note(actor, stay, opinion, words), ask)
        row.save(force_insert=True)
        stay.ends_at = row.until_at
        stay.save(update_fields=["ends_at"])
        if ask is not None:
            _answer(actor, ask, Answer.PROLONGED)
        last = timezone.localdate(row.until_at) - timedelta(days=1)
        tell(actor, stay, "stay.prolongation_decided", by=row.requested_by, child=stay.is_child)
        tell(actor, stay, "stay.prolonged", child=stay.is_child, days=days, ends_on=last)
        announce(stay)
    return row


def _ask(actor: Actor, stay: Stay, asking: Asking) -> ProlongationAsk | None:
    """Give the request that is answered, if it came here; another body's word needs that or a letter (SH-03, CH-06)."""
    if asking.by not in may_ask(is_child=stay.is_child):
        raise NotForChild if stay.is_child else NotTheirs
    if asking.ask_id is None:
        known("prolongation_reason", asking.reason)
        if asking.by != Requester.VICTIM and not asking.letter.strip():
            raise NobodyAsked
        return None
    ask = ProlongationAsk.gate(actor, asking.ask_id)
    if (ask.stay_id, ask.requested_by) != (stay.id, asking.by):
        raise NobodyAsked
    return ask


def _note(actor: Actor, stay: Stay, opinion: str, words: str) -> BestInterest | None:
    if not stay.is_child:
        return None
    best_interest.write(
        actor=actor,
        person_id=stay.person_id,
        decision=PROLONGATION,
        opinion=opinion,
        words=words,
        folder_id=stay.folder_id,
    )
    return best_interest.require(actor=actor, person=stay.person, decision=PROLONGATION)


def _row(
    actor: Actor,
    stay: Stay,
    asking: Asking,
    days: int,
    said: Said,
    note: BestInterest | None,
    ask: ProlongationAsk | None,
) -> Prolongation:
    now = timezone.now()
    # A stay whose end has passed without a decision goes on from today: nobody was put out meanwhile.
    start = max(stay.ends_at or now, now)
    last = ends_on(start - timedelta(microseconds=1), days)
    return Prolongation(
        folder_id=stay.folder_id,
        stay=stay,
        is_child=stay.is_child,
        requested_by=asking.by,
        reason=ask.reason if ask else asking.reason,
        ask=ask,
        letter=asking.letter.strip(),
        consent=agreed(actor, stay, said),
        note=note,
        from_at=start,
        until_at=end_of(last),
        decided_at=timezone.now(),
        by_id=actor.member,
    )


def not_wanted(*, actor: Actor, ask_id: UUID) -> ProlongationAsk:
    """Answer a request from outside with the person's own no: without consent nothing is prolonged (SH-04).

    The clock of the stay runs on. Raises NotHere.
    """
    actor.require(Permission.STAY_ADMIT)
    ask = ProlongationAsk.gate(actor, ask_id)
    with transaction.atomic():
        _answer(actor, ask, Answer.NOT_WANTED)
        tell(actor, ask.stay, "stay.prolongation_not_wanted")
    return ask


def _answer(actor: Actor, ask: ProlongationAsk, answer: Answer) -> None:
    ask.answer, ask.answered_at, ask.answered_by_id = answer, timezone.now(), actor.member
    ask.save(update_fields=["answer", "answered_at", "answered_by_id"])


def ask_from_outside(*, actor: Actor, pseudonym: str, reason: str) -> None:
    """Ask, as another body, that somebody's stay be prolonged.

    Whether any house got the request is told to nobody (CON-14). Raises UnknownAnswer.
    """
    actor.require(Permission.PROLONGATION_ASK)
    known("prolongation_reason", reason)
    with transaction.atomic():
        name = pseudonyms.written(pseudonym) or "-"
        functions.value("panah_ask_prolongation", new_id(), actor.unit, name, reason)
        trail.write(actor, "prolongation.asked", kind="unit", subject=actor.unit)


def days_here(stay: Stay) -> int:
    """Count the days of a stay as a whole, prolongations included (SH-05)."""
    if stay.admitted_at is None:
        return 0
    until = stay.left_at or timezone.now()
    return (timezone.localdate(until) - timezone.localdate(stay.admitted_at)).days + 1
