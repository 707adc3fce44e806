"""The register of those who take part: bodies, and their liaison officers (NRM-12, NC-04)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Member, Unit
from panah.accounts.permissions import Permission
from panah.core import functions
from panah.core.actor import Actor
from panah.core.errors import BadInput, Stale
from panah.plan.actions.telling import body, known, told
from panah.plan.models import Liaison, Participant


class NameTaken(BadInput):
    """Another body has this short name."""

    sentence = _("Another body has this short name already.")


class DayToCome(BadInput):
    """An appointment, a training or an end on a day that is not there yet, or before the appointment."""

    sentence = _("Choose a day that is past, and none before the appointment.")


class EndedAlready(Stale):
    """The appointment is over."""

    sentence = _("This appointment has ended already.")


class NobodyOfThem(BadInput):
    """A login that nobody has, or somebody of another body."""

    sentence = _("Nobody of this body has this login here.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Who is appointed: name, post, how to reach them, by which order, since when, for which service."""

    branch: str
    name: str
    post: str
    reach: str
    order_number: str
    appointed_on: date
    in_group: bool = False


def draw_in(*, actor: Actor, code: str, names: Mapping[str, str]) -> Participant:
    """Enter a body that takes part from now on: the coordinator may extend the circle (NC-01, NC-04). NameTaken."""
    actor.require(Permission.COORDINATION)
    row = Participant(code=code.strip().upper(), names=dict(names))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            told(actor, "plan.body_drawn_in", row, "participant")
    except IntegrityError as error:
        raise NameTaken from error
    return row


def appoint(*, actor: Actor, participant: str, appointment: Appointment) -> Liaison:
    """Enter the liaison officer a body appointed (NRM-12). Raises NotHere, NotOnTheList, DayToCome."""
    actor.require(Permission.COORDINATION)
    known(liaison_branch=appointment.branch)
    if appointment.appointed_on > timezone.localdate():
        raise DayToCome
    found, _unit, _by = body(participant)
    row = Liaison(participant=found, **asdict(appointment))
    with transaction.atomic():
        row.save(force_insert=True)
        told(actor, "plan.liaison_appointed", row, "liaison")
    return row


def link(*, actor: Actor, liaison_id: UUID, login: str) -> Liaison:
    """Say which account here is a liaison officer's: their trainings then follow from the register (NRM-12).

    Raises NotHere, EndedAlready, and NobodyOfThem where it is the account of another body.
    """
    actor.require(Permission.COORDINATION)
    row = Liaison.gate(actor, liaison_id)
    member = Member.objects.filter(login=login.strip(), disabled_at=None).first()
    unit_id = functions.value("panah_training_unit", member.id) if member else None
    if member is None or unit_id is None or not _is_of(unit_id, row.participant):
        raise NobodyOfThem
    return _change(actor, row, "plan.liaison_linked", member_id=member.id)


def _is_of(unit_id: UUID, body: Participant) -> bool:
    """Whether a unit belongs to a body; one that no single body stands for takes anybody."""
    if body.body_id is None:
        return body.unit_id in (None, unit_id)
    unit = Unit.by_id([unit_id]).get(unit_id)
    return unit_id == body.unit_id or (unit is not None and unit.body_id == body.body_id)


def train(*, actor: Actor, liaison_id: UUID, on: date, source: str) -> Liaison:
    """Record a training outside the register, and what shows it (NRM-12). Raises NotHere, EndedAlready, DayToCome."""
    row = _on(actor, liaison_id, on)
    return _change(actor, row, "plan.liaison_trained", trained_on=on, trained_source=source.strip())


def end(*, actor: Actor, liaison_id: UUID, on: date) -> Liaison:
    """End an appointment on a day. Raises NotHere, EndedAlready, DayToCome."""
    return _change(actor, _on(actor, liaison_id, on), "plan.liaison_ended", ended_on=on)


def _on(actor: Actor, liaison_id: UUID, day: date) -> Liaison:
    actor.require(Permission.COORDINATION)
    row = Liaison.gate(actor, liaison_id)
    if not row.appointed_on <= day <= timezone.localdate():
        raise DayToCome
    return row


def _change(actor: Actor, row: Liaison, code: str, **said: Any) -> Liaison:
    with transaction.atomic():
        if not Liaison.objects.filter(id=row.id, ended_on=None).update(**said):
            raise EndedAlready
        told(actor, code, row, "liaison")
    return row
