"""The register of memoranda: recording one, ending one early, and asking for one where it is needed (NGO-01)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.core.live import notify
from panah.referrals.models import Memorandum
from panah.referrals.models.memoranda import NGO_KINDS

SPECIAL_UNIT = "special_unit"
COORDINATOR = "coordinator"


class NoMemorandum(Refused):
    """An organisation without a memorandum in force has no access."""

    sentence = _("This organisation has no memorandum with the special police unit in force, and so no access.")
    rule = "NGO-01"
    allow = _("A memorandum in force: the special unit or the National Coordinator's office records it.")


class NotAnOrganisation(BadInput):
    """Memoranda are signed with the units of non-governmental organisations."""

    sentence = _("Choose an organisation that works under a memorandum, and the special unit it signs with.")
    rule = "NGO-01"


class NumberTaken(BadInput):
    """Two papers do not bear one number."""

    sentence = _("A memorandum with this number is in the register already.")


class EndsEarly(BadInput):
    """It has to be in force for a day at least."""

    sentence = _("The last day is not before the first.")


class AlreadyEnded(Stale):
    """Somebody ended it before."""

    sentence = _("This memorandum has ended already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on a memorandum: with whom, its number, from which day to which, and where it is kept."""

    partner_id: UUID
    special_unit_id: UUID
    number: str
    starts_on: dt.date
    ends_on: dt.date
    document: str


def needed(unit: Unit) -> None:
    """Raise NoMemorandum for an organisation without one in force; other kinds of unit need none (NGO-01)."""
    if unit.kind in NGO_KINDS and not Memorandum.live_for([unit.id], timezone.now()):
        raise NoMemorandum


def partners() -> list[Unit]:
    """List the units that work under a memorandum only; at most 500."""
    return list(Unit.objects.filter(kind__in=NGO_KINDS, closed_at=None).order_by("code")[:500])


def special_units() -> list[Unit]:
    """List the special units a memorandum can be signed with."""
    return list(Unit.objects.filter(kind=SPECIAL_UNIT, closed_at=None).order_by("code")[:50])


def coordinators() -> list[Unit]:
    """List the offices of the National Coordinator, to whom the special unit answers (POL-01)."""
    return list(Unit.objects.filter(kind=COORDINATOR, closed_at=None).order_by("code")[:50])


def record(*, actor: Actor, paper: Paper) -> Memorandum:
    """Enter a signed memorandum: from its first day its organisation has access, until its last one (NGO-01).

    Raises NotAnOrganisation, NumberTaken, EndsEarly.
    """
    actor.require(Permission.MEMORANDUM_EDIT)
    kinds = dict(Unit.objects.filter(id__in=[paper.partner_id, paper.special_unit_id]).values_list("id", "kind"))
    if kinds.get(paper.partner_id) not in NGO_KINDS or kinds.get(paper.special_unit_id) != SPECIAL_UNIT:
        raise NotAnOrganisation
    if paper.ends_on < paper.starts_on:
        raise EndsEarly
    row = Memorandum(
        partner_id=paper.partner_id,
        special_unit_id=paper.special_unit_id,
        number=paper.number.strip(),
        starts_at=_midnight(paper.starts_on),
        ends_at=_midnight(paper.ends_on + dt.timedelta(days=1)),
        document=paper.document.strip(),
        recorded_by_id=actor.member,
        recorded_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise NumberTaken from error
    _told(actor, row, "memorandum.recorded")
    return row


def end(*, actor: Actor, memorandum_id: UUID, reason: str) -> Memorandum:
    """End a memorandum early: its organisation receives nothing from this moment on. Raises NotHere, AlreadyEnded."""
    actor.require(Permission.MEMORANDUM_EDIT)
    row = Memorandum.gate(actor, memorandum_id)
    if reason not in country().codes("memorandum_end"):
        raise BadInput
    standing = Memorandum.objects.filter(id=row.id, ended_at=None)
    if not standing.update(ended_at=timezone.now(), end_reason=reason):
        raise AlreadyEnded
    _told(actor, row, "memorandum.ended")
    row.refresh_from_db()
    return row


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _told(actor: Actor, row: Memorandum, code: str) -> None:
    trail.write(actor, code, kind="memorandum", subject=row.id)
    notify(row.partner_id, "memoranda")
