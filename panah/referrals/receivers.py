"""To whom a referral can go: the units that answer referrals, by kind, and what each may ever hold."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.core.actor import Actor
from panah.core.country import UnknownCode, country
from panah.core.errors import BadInput
from panah.vault.models import Compartment

MOST = 500
# What a person has folders for; each is shared by itself or not at all.
SHAREABLE = (Compartment.CASE, Compartment.IDENTITY, Compartment.CONTACT)


class NoReceiver(BadInput):
    """No such unit, or one that answers no referrals, or one's own."""

    sentence = _("Choose a unit that answers referrals, and not your own.")


@dataclass(frozen=True, slots=True)
class Group:
    """The receiving units of one kind."""

    kind: str
    label: str
    units: tuple[Unit, ...]


def directory(actor: Actor) -> list[Group]:
    """List the units that answer referrals, by kind in the country's order, without the actor's own (NRM-15)."""
    kinds = country().settings.referral_receivers
    rows = Unit.objects.filter(kind__in=kinds, closed_at=None).exclude(id__in=actor.unit_ids).order_by("code")[:MOST]
    by_kind: dict[str, list[Unit]] = {kind: [] for kind in kinds}
    for unit in rows:
        by_kind[unit.kind].append(unit)
    labels = country().codes("unit_kind")
    return [Group(kind, labels[kind].label, tuple(units)) for kind, units in by_kind.items() if units]


def receiver(actor: Actor, unit_id: UUID) -> Unit:
    """Give the unit a referral may go to; raises NoReceiver."""
    unit = Unit.objects.filter(id=unit_id, closed_at=None, kind__in=country().settings.referral_receivers).first()
    if unit is None or unit.id in actor.unit_ids:
        raise NoReceiver
    return unit


def may_hold(unit: Unit) -> frozenset[str]:
    """Say which shareable compartments a unit may ever hold, as the country set it up (PRI-01, PRI-02).

    A unit the country pack does not name holds what every unit of its kind may.
    """
    try:
        held = set(country().unit(unit.code).compartments)
    except UnknownCode:
        kin = [each.compartments for body in country().units for each in body.units if each.kind == unit.kind]
        held = set.intersection(*map(set, kin)) if kin else set()
    return frozenset(each.value for each in SHAREABLE if each.value in held)
