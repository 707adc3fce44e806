"""The register of organisations: who they are, what they do and where, and what their people were taught (NGO-02)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere
from panah.referrals.actions import memoranda
from panah.referrals.models import Memorandum, Partner, PartnerTraining
from panah.referrals.models.memoranda import NGO_KINDS


class NotSo(BadInput):
    """Nothing it does, nowhere it works, a day to come, or a code the country's lists do not have."""

    sentence = _("Choose from the lists what the organisation does and where it meets people, and a day that is past.")
    rule = "NGO-02"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one organisation does, where it meets the people it works for, and since when it is known."""

    activities: Sequence[str]
    sectors: Sequence[str]
    regions: Sequence[str]
    identified_on: dt.date


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation of the register: its profile if any, its trainings, and whether a memorandum is in force."""

    unit: Unit
    profile: Partner | None
    trainings: list[PartnerTraining]
    is_drawn_in: bool


def register(actor: Actor) -> list[Entry]:
    """List the organisations: to who keeps the register all, to an organisation its own (NGO-02, POL-02)."""
    profiles = Partner.register(actor)
    units = memoranda.partners()
    if not actor.may(Permission.MEMORANDUM_EDIT):
        units = [unit for unit in units if unit.id in actor.unit_ids]
    ids = [unit.id for unit in units]
    live = Memorandum.live_for(ids, timezone.now())
    taught: dict[UUID, list[PartnerTraining]] = {}
    for training in PartnerTraining.of(ids):
        taught.setdefault(training.unit_id, []).append(training)
    return [Entry(unit, profiles.get(unit.id), taught.get(unit.id, []), unit.id in live) for unit in units]


def one(actor: Actor, unit_id: UUID) -> Entry:
    """Give the entry of one organisation; raises NotHere."""
    actor.require(Permission.MEMORANDUM_EDIT)
    found = next((entry for entry in register(actor) if entry.unit.id == unit_id), None)
    if found is None:
        raise NotHere
    return found


def describe(*, actor: Actor, unit_id: UUID, profile: Profile) -> Partner:
    """Write down what an organisation does and where, or change it (NGO-02). Raises NotHere, NotSo."""
    unit = _organisation(actor, unit_id)
    lists = {"partner_activity": profile.activities, "partner_sector": profile.sectors, "region": profile.regions}
    known = all(code in country().codes(name) for name, codes in lists.items() for code in codes)
    if not known or not profile.activities or not profile.sectors or profile.identified_on > timezone.localdate():
        raise NotSo
    fields = {
        "activities": list(profile.activities),
        "sectors": list(profile.sectors),
        "regions": list(profile.regions),
        "identified_on": profile.identified_on,
        "recorded_by_id": actor.member,
        "recorded_at": timezone.now(),
    }
    with transaction.atomic():
        row, _new = Partner.objects.update_or_create(unit=unit, defaults=fields)
        trail.write(actor, "partner.described", kind="partner", subject=unit.id)
    return row


def train(*, actor: Actor, unit_id: UUID, held_on: dt.date, topic: str, persons: int) -> PartnerTraining:
    """Record a training of an organisation's people: the day, the subject, how many (NGO-02). Raises NotHere, NotSo."""
    unit = _organisation(actor, unit_id)
    if topic not in country().codes("partner_topic") or held_on > timezone.localdate() or not 0 < persons <= 1000:
        raise NotSo
    row = PartnerTraining(unit=unit, held_on=held_on, topic=topic, persons=persons, recorded_by_id=actor.member)
    with transaction.atomic():
        row.save(force_insert=True)
        trail.write(actor, "partner.trained", kind="partner", subject=unit.id)
    return row


def _organisation(actor: Actor, unit_id: UUID) -> Unit:
    actor.require(Permission.MEMORANDUM_EDIT)
    unit = Unit.objects.filter(id=unit_id, kind__in=NGO_KINDS, closed_at=None).first()
    if unit is None:
        raise NotHere
    return unit
