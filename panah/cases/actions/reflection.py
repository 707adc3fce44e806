"""The reflection period: granted, decided in, ended; and the code by which somebody is known to be protected."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.cases.models import Case, CloseReason, Decision, Reflection, ReflectionChoice, ReflectionCode
from panah.core import functions
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Refused, Stale
from panah.duties.timeline import happened
from panah.people.models import Person, Standing
from panah.vault import codes


class NoVictim(Refused):
    """No period is granted to somebody who was found not to be a victim."""

    sentence = _("This person was found not to be a victim of trafficking: there is no reflection period for them.")
    rule = "RR-04"
    allow = _("A revision of that finding.")


class OneAtATime(Stale):
    """The person has a running period."""

    sentence = _("A reflection period of this person is running already.")
    rule = "RR-01"


class NoPeriod(Stale):
    """There is no open period to decide in, to end or to certify."""

    sentence = _("No reflection period of this person is open.")
    rule = "RR-01"


class UnknownChoice(BadInput):
    """A choice that is on no list."""

    sentence = _("Choose what the person decided from the list. Nothing was lost.")
    rule = "RR-01"


class NotYetOver(Refused):
    """The time of the period is not over."""

    sentence = _("The days are the person's own: the period ends when they are over, whatever the person decided.")
    rule = "RR-01"
    allow = _("The end of the period, the person's own wish to end it, or a finding that they are not a victim.")


class WishMissing(BadInput):
    """A period that ends by the person's wish keeps the wish."""

    sentence = _("Write down in the person's words that and why they wish the period to end.")
    rule = "RR-01"


class AskedTooOften(Refused):
    """More codes in an hour than anybody meets people."""

    status = 429
    sentence = _("You have looked up too many codes within an hour. Try again later, or telephone the special unit.")
    rule = "RR-03"


@dataclass(frozen=True, slots=True)
class Protection:
    """The answer to a code, always of this shape: a last day, or none. Nothing else is known (RR-03)."""

    until: date | None


def grant(*, actor: Actor, case_id: UUID) -> Reflection:
    """Open a reflection period of the person of a case: thirty days of their own, whatever they decide (RR-01).

    Any victim has it, potential or presumed too, and nothing else is asked. Raises NotHere, NoVictim, OneAtATime.
    """
    actor.require(Permission.REFLECTION_GRANT)
    with transaction.atomic():
        person = _person(actor, case_id)
        earlier = Reflection.unclosed(person)
        if person.standing == Standing.NOT_A_VICTIM:
            raise NoVictim
        if earlier is not None and earlier.is_running:
            raise OneAtATime
        if earlier is not None:
            end(actor=actor, period=earlier, reason=CloseReason.TIME)
        period = _opened(actor, person)
        _happened(actor, "reflection.opened", period, child=person.is_child)
    return period


def _person(actor: Actor, case_id: UUID) -> Person:
    """The person of a case, held, so that two steps at once come one after the other."""
    case = Case.opened(actor, case_id)
    person = Person.visible(actor).select_for_update(of=("self",)).filter(id=case.person_id).first()
    if person is None:
        raise NotHere
    return person


def _opened(actor: Actor, person: Person) -> Reflection:
    now = timezone.now()
    last = timezone.localdate(now) + timedelta(days=country().settings.reflection_days)
    period = Reflection(
        folder_id=person.folder_id,
        person=person,
        unit_id=actor.unit,
        opened_by_id=actor.member,
        opened_at=now,
        # Days are counted from the day after and run out when the last of them ends.
        ends_at=timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min)),
    )
    period.save(force_insert=True)
    return period


def choose(*, actor: Actor, case_id: UUID, choice: str, words: str = "") -> ReflectionChoice:
    """Keep what the person decided about cooperating, on any day and as often as they like (RR-01).

    Nothing follows from it: no help, place or protection asks for it. Raises NotHere, NoPeriod, UnknownChoice.
    """
    actor.require(Permission.REFLECTION_GRANT)
    if choice not in country().codes("reflection_choice"):
        raise UnknownChoice
    with transaction.atomic():
        period = _unclosed(actor, case_id)
        chosen = ReflectionChoice(
            folder_id=period.folder_id,
            reflection=period,
            choice=choice,
            words=words.strip(),
            at=timezone.now(),
            by_id=actor.member,
        )
        chosen.save(force_insert=True)
        _happened(actor, "reflection.chosen", period)
    return chosen


def _unclosed(actor: Actor, case_id: UUID) -> Reflection:
    period = Reflection.unclosed(_person(actor, case_id))
    if period is None:
        raise NoPeriod
    return period


def close(*, actor: Actor, case_id: UUID, reason: CloseReason, words: str = "") -> Reflection:
    """Close a period whose days are over, or one that the person wishes to end; not cooperating never ends it (RR-01).

    Raises NotHere, NoPeriod, NotYetOver, WishMissing.
    """
    actor.require(Permission.REFLECTION_GRANT)
    with transaction.atomic():
        period = _unclosed(actor, case_id)
        if reason is not CloseReason.OWN_WISH and period.is_running:
            raise NotYetOver
        if reason is CloseReason.OWN_WISH and not words.strip():
            raise WishMissing
        # A finding closes it in its own step; here it is one or the other.
        reason = CloseReason.OWN_WISH if reason is CloseReason.OWN_WISH else CloseReason.TIME
        return end(actor=actor, period=period, reason=reason, words=words.strip())


def end(
    *, actor: Actor, period: Reflection, reason: CloseReason, words: str = "", decision: Decision | None = None
) -> Reflection:
    """End a period for one of its three reasons and tell the timeline (RR-01, RR-04). Raises NoPeriod."""
    actor.require(Permission.REFLECTION_GRANT)
    if period.closed_at is not None:
        raise NoPeriod
    period.closed_at, period.closed_by_id = timezone.now(), actor.member
    period.close_reason, period.close_words, period.decision = reason, words, decision
    with transaction.atomic():
        period.save(update_fields=["closed_at", "closed_by_id", "close_reason", "close_words", "decision"])
        _happened(actor, "reflection.closed", period, reason=reason)
    return period


def certify(*, actor: Actor, case_id: UUID) -> tuple[Reflection, str]:
    """Draw a code for a running period; the one before it holds no longer (RR-03).

    The code is given this once and never kept: only its slow hash is. Raises NotHere, NoPeriod.
    """
    actor.require(Permission.REFLECTION_GRANT)
    with transaction.atomic():
        period = _unclosed(actor, case_id)
        if not period.is_running:
            raise NoPeriod
        code = codes.new_code()
        ReflectionCode(
            folder_id=period.folder_id,
            reflection=period,
            digest=codes.digest(code),
            issued_at=timezone.now(),
            issued_by_id=actor.member,
        ).save(force_insert=True)
        _happened(actor, "reflection.certified", period)
    return period, code


def verify(*, actor: Actor, code: str) -> Protection:
    """Say until when the bearer of a code may not be expelled, or that nothing is known of it (RR-03).

    The answer names nobody and no unit, looks the same for a code that never was and for one that ended, and is held to
    so many an hour. The trail keeps that somebody asked. Raises AskedTooOften.
    """
    actor.require(Permission.REFLECTION_VERIFY)
    with transaction.atomic():
        # Asked first: making the digest is slow on purpose, and nobody may keep the machine busy with it.
        if not functions.value("panah_may_verify"):
            raise AskedTooOften
        ((answer, until),) = functions.rows("panah_verify_protection", codes.digest(code))
        if answer == "throttled":
            raise AskedTooOften
        trail.write(actor, "protection.verified", kind="protection")
    return Protection(timezone.localdate(until - timedelta(microseconds=1)) if until else None)


def _happened(actor: Actor, code: str, period: Reflection, **facts: str | bool) -> None:
    happened(
        actor,
        code,
        matter=period.person_id,
        folder=period.folder_id,
        unit_id=actor.unit,
        subject_kind="reflection",
        subject_id=period.id,
        facts=facts,
    )
