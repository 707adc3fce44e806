"""Incidents of a house: what happened, who was told and when, what was done, that it is over."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Stale
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.shelter.models import House, Incident, IncidentStep, StepKind

TOPIC = "house"


class NoWords(BadInput):
    """Something has to be said."""

    sentence = _("Say in a few words what happened.")


class NotYet(BadInput):
    """It lies ahead of us."""

    sentence = _("An incident is written down after it happened.")


class Over(Stale):
    """Closed before."""

    sentence = _("This incident is over already.")


def report(*, actor: Actor, house_id: UUID, kind: str, words: str, happened_at: datetime) -> Incident:
    """Write an incident into the book of a house, sealed. Raises NotHere, NoWords, NotYet, UnknownCode."""
    actor.require(Permission.HOUSE_WRITE)
    house, now = House.gate(actor, house_id), timezone.now()
    if not words.strip():
        raise NoWords
    if happened_at > now:
        raise NotYet
    row = Incident(
        unit_id=house.unit_id,
        house=house,
        kind=country().codes("incident_kind")[kind].id,
        words=words.strip(),
        happened_at=happened_at,
        written_at=now,
        by_id=actor.member,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        _happened(actor, row, "incident.reported", kind=row.kind)
    return row


def tell(*, actor: Actor, incident_id: UUID, code: str, words: str = "") -> IncidentStep:
    """Write down who was told of an incident, now. Raises NotHere, Over, UnknownCode."""
    return _step(actor, incident_id, StepKind.TOLD, words, country().codes("incident_told")[code].id)


def act(*, actor: Actor, incident_id: UUID, words: str) -> IncidentStep:
    """Write down what was done about an incident. Raises NotHere, Over, NoWords."""
    if not words.strip():
        raise NoWords(_("Say in a few words what was done."))
    return _step(actor, incident_id, StepKind.MEASURE, words)


def close(*, actor: Actor, incident_id: UUID, words: str = "") -> IncidentStep:
    """Say that an incident is over. Raises NotHere, Over."""
    return _step(actor, incident_id, StepKind.CLOSED, words)


def _step(actor: Actor, incident_id: UUID, kind: StepKind, words: str, code: str = "") -> IncidentStep:
    actor.require(Permission.HOUSE_WRITE)
    row, now = Incident.gate(actor, incident_id), timezone.now()
    step = IncidentStep(
        unit_id=row.unit_id, incident=row, kind=kind, code=code, words=words.strip(), at=now, by_id=actor.member
    )
    with transaction.atomic():
        fields = {"closed_at": now, "closed_by_id": actor.member} if kind is StepKind.CLOSED else {"closed_at": None}
        if not Incident.objects.filter(id=row.id, closed_at=None).update(**fields):
            raise Over
        step.save(force_insert=True)
        facts = {"told": code} if code else {}
        _happened(actor, row, f"incident.{kind.value}", **facts)
    return step


def _happened(actor: Actor, row: Incident, code: str, **facts: str) -> None:
    happened(
        actor,
        code,
        matter=row.id,
        folder=None,
        unit_id=row.unit_id,
        subject_kind="incident",
        subject_id=row.id,
        facts=facts,
    )
    notify(row.unit_id, TOPIC)
