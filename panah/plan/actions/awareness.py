"""Campaigns, materials and where they went, carriers, studies (AW-01, AW-02, AW-03, TRN-01, STU-01)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.duties.timeline import happened
from panah.plan.actions.telling import known
from panah.plan.models import Campaign, Carrier, CarrierStep, Distribution, Material, Study

M = TypeVar("M", bound=Model)
RIGHTS = "rights_leaflet"


class NotEnough(Stale):
    """More pieces given out than there are."""

    sentence = _("There are not so many pieces in stock. Somebody may have given some out a moment ago.")
    rule = "AW-02"


class PartMissing(BadInput):
    """A leaflet on rights that leaves something out."""

    sentence = _("A leaflet on rights tells of the danger, the protection, who helps and the steps in law: all four.")
    rule = "AW-03"


class ThereAlready(BadInput):
    """Something of this name is there."""

    sentence = _("There is one of this name already.")


class EndsBefore(BadInput):
    """A campaign that ends before it begins."""

    sentence = _("A campaign ends after it begins.")


class FinishedBefore(BadInput):
    """A study that is finished before it was begun."""

    sentence = _("A study is finished after it was begun.")


class NotYours(Refused):
    """What another unit recorded."""

    status = 403
    sentence = _("Another unit recorded this, and goes on with it.")


class OverAlready(Stale):
    """A study that is finished, or a carrier that has left the register."""

    sentence = _("This was ended already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a campaign tells, by which means, to whom, when, and how many it reached."""

    title: str
    channels: list[str]
    audiences: list[str]
    topics: list[str]
    begins_on: date
    ends_on: date
    languages: list[str] = field(default_factory=list)
    region: str = ""
    reached: int | None = None
    measure_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A material: what it is, in which language, how many there are, and what a leaflet on rights tells."""

    name: str
    kind: str
    language: str
    stock: int
    tells: list[str] = field(default_factory=list)


def campaign(*, actor: Actor, told: Told) -> Campaign:
    """Put down a campaign of the actor's unit (AW-01). Raises NotOnTheList and EndsBefore."""
    actor.require(Permission.CAMPAIGN_EDIT)
    known(awareness_channel=told.channels, awareness_audience=told.audiences, awareness_topic=told.topics)
    if told.ends_on < told.begins_on:
        raise EndsBefore
    named = {name: getattr(told, name) for name in told.__dataclass_fields__}
    row = Campaign(unit_id=actor.unit, by_id=actor.member, **named)
    return _saved(actor, row, "campaign.recorded")


def reach(*, actor: Actor, campaign_id: UUID, reached: int) -> Campaign:
    """Record how many a campaign of the own unit has reached so far (AW-01). Raises NotHere, NotYours."""
    actor.require(Permission.CAMPAIGN_EDIT)
    row = Campaign.gate(actor, campaign_id)
    _mine(actor, row.unit_id)
    row.reached = reached
    with transaction.atomic():
        row.save(update_fields=["reached"])
        _tell(actor, "campaign.reached", row)
    return row


def material(*, actor: Actor, printed: Printed) -> Material:
    """Put down a material; one of the same name and language is its next version, and takes the place of the last.

    A leaflet on rights tells of all its parts (AW-03). Raises NotOnTheList and PartMissing.
    """
    actor.require(Permission.CAMPAIGN_EDIT)
    known(material_kind=printed.kind, language=printed.language, leaflet_part=printed.tells)
    if printed.kind == RIGHTS and set(printed.tells) != set(country().codes("leaflet_part").ids):
        raise PartMissing
    same = {"unit_id": actor.unit, "name": printed.name, "language": printed.language}
    with transaction.atomic():
        last = Material.objects.select_for_update().filter(**same).order_by("-version").first()
        if last is not None and last.replaced_at is None:
            Material.objects.filter(id=last.id).update(replaced_at=timezone.now())
        row = Material(
            **same,
            kind=printed.kind,
            version=last.version + 1 if last else 1,
            stock=printed.stock,
            tells=printed.tells,
            since=timezone.localdate(),
        )
        return _saved(actor, row, "material.recorded")


def give_out(*, actor: Actor, material_id: UUID, place: str, region: str, pieces: int) -> Distribution:
    """Take pieces out of stock and say where they went (AW-02). Raises NotHere, NotOnTheList, NotEnough."""
    actor.require(Permission.CAMPAIGN_EDIT)
    row = Material.gate(actor, material_id)
    known(distribution_place=place, region=filter(None, [region]))
    given = Distribution(
        unit_id=row.unit_id,
        material=row,
        place=place,
        region=region,
        pieces=pieces,
        on=timezone.localdate(),
        by_id=actor.member,
    )
    with transaction.atomic():
        if not Material.objects.filter(id=row.id, stock__gte=pieces).update(stock=F("stock") - pieces):
            raise NotEnough
        return _saved(actor, given, "material.given_out")


def restock(*, actor: Actor, material_id: UUID, pieces: int) -> Material:
    """Put pieces that were printed again into the stock of a version in use (AW-02). Raises NotHere."""
    actor.require(Permission.CAMPAIGN_EDIT)
    row = Material.gate(actor, material_id)
    with transaction.atomic():
        Material.objects.filter(id=row.id).update(stock=F("stock") + pieces)
        _tell(actor, "material.restocked", row)
    return row


def carrier(*, actor: Actor, name: str, kind: str, routes: str) -> Carrier:
    """Enter a carrier of international passengers (TRN-01). Raises NotOnTheList and ThereAlready."""
    actor.require(Permission.CARRIER_EDIT)
    known(carrier_kind=kind)
    row = Carrier(unit_id=actor.unit, name=name, kind=kind, routes=routes, since=timezone.localdate())
    return _saved(actor, row, "carrier.entered")


def look_at(*, actor: Actor, carrier_id: UUID, steps: dict[str, bool]) -> list[CarrierStep]:
    """Write down what a carrier does and does not do now (TRN-01, TRN-02). Raises NotHere and NotOnTheList."""
    actor.require(Permission.CARRIER_EDIT)
    row = Carrier.gate(actor, carrier_id)
    known(carrier_step=steps)
    today = timezone.localdate()
    with transaction.atomic():
        looks = CarrierStep.objects.bulk_create(
            CarrierStep(unit_id=actor.unit, carrier=row, step=step, done=done, on=today, by_id=actor.member)
            for step, done in steps.items()
        )
        _tell(actor, "carrier.looked_at", row)
    return looks


def leave(*, actor: Actor, carrier_id: UUID) -> Carrier:
    """End a carrier the own unit entered: it carries nobody across the border any more. Raises NotHere, NotYours."""
    actor.require(Permission.CARRIER_EDIT)
    row = Carrier.gate(actor, carrier_id)
    _mine(actor, row.unit_id)
    row.ended_on = timezone.localdate()
    with transaction.atomic():
        row.save(update_fields=["ended_on"])
        _tell(actor, "carrier.left", row)
    return row


def latest_steps(carriers: Iterable[Carrier]) -> dict[UUID, dict[str, CarrierStep]]:
    """Give the latest look at each step of some carriers; one query."""
    rows = CarrierStep.objects.filter(carrier__in=list(carriers)).order_by("carrier_id", "step", "-on", "-id")
    found: dict[UUID, dict[str, CarrierStep]] = {}
    for row in rows.distinct("carrier_id", "step"):
        found.setdefault(row.carrier_id, {})[row.step] = row
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a study looks at, and what it found."""

    title: str
    region: str
    begun_on: date
    causes: list[str] = field(default_factory=list)
    proposals: str = ""
    finished_on: date | None = None
    measure_id: UUID | None = None


def study(*, actor: Actor, found: Found) -> Study:
    """Put down a study of a region: which causes it found and what it proposes (STU-01).

    Raises NotOnTheList, FinishedBefore.
    """
    actor.require(Permission.CAMPAIGN_EDIT)
    known(region=found.region, trafficking_cause=found.causes)
    if found.finished_on and found.finished_on < found.begun_on:
        raise FinishedBefore
    named = {name: getattr(found, name) for name in found.__dataclass_fields__}
    return _saved(actor, Study(unit_id=actor.unit, **named), "study.recorded")


def finish(*, actor: Actor, study_id: UUID, finished_on: date, causes: list[str], proposals: str) -> Study:
    """Record what a study of the own unit found, once it is finished (STU-01).

    Raises NotHere, NotYours, OverAlready, NotOnTheList, FinishedBefore.
    """
    actor.require(Permission.CAMPAIGN_EDIT)
    known(trafficking_cause=causes)
    row = Study.gate(actor, study_id)
    _mine(actor, row.unit_id)
    if finished_on < row.begun_on:
        raise FinishedBefore
    found = {"finished_on": finished_on, "causes": causes, "proposals": proposals}
    with transaction.atomic():
        if not Study.objects.filter(id=row.id, finished_on=None).update(**found):
            raise OverAlready
        _tell(actor, "study.finished", row)
    return row


def _mine(actor: Actor, unit_id: UUID) -> None:
    if unit_id not in actor.unit_ids:
        raise NotYours


def _saved(actor: Actor, row: M, code: str) -> M:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _tell(actor, code, row)
    except IntegrityError:
        raise ThereAlready from None
    return row


def _tell(actor: Actor, code: str, row: Model) -> None:
    happened(
        actor,
        code,
        matter=row.pk,
        folder=None,
        unit_id=actor.unit,
        subject_kind=code.partition(".")[0],
        subject_id=row.pk,
    )
