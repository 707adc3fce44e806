"""Which of the services that everybody is offered from the first day somebody has not been offered (SH-06)."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from panah.core.actor import Actor
from panah.core.country import country
from panah.duties.models import OPEN, Duty
from panah.shelter.models import ServiceRecord, ServiceState, Stay, StayState

OFFERED = (ServiceState.GIVEN, ServiceState.DECLINED)
MOST = 50
# What every adult is offered to learn while they live here (SH-16), as services are called; children go to school.
LEARNT = ("vocational", "capacity_building")


@dataclass(frozen=True, slots=True)
class Lacking:
    """A resident, and the services (codes) that are nowhere on their record."""

    stay: Stay
    services: tuple[str, ...]


def lacking(actor: Actor) -> list[Lacking]:
    """List the residents of the actor's units who were not offered everything in time; at most MOST, with one query."""
    overdue = timezone.now() - country().settings.service_expected_within
    rows = Stay.visible(actor).filter(state=StayState.RESIDENT, admitted_at__lt=overdue)
    return [_seen(stay) for stay in _marked(rows).order_by("admitted_at", "id")[:MOST]]


def lacking_for(stay: Stay) -> tuple[str, ...]:
    """Give the services one resident has not been offered yet, in time or not."""
    return _not_offered(stay, _expected())


def untaught(stay: Stay) -> tuple[str, ...]:
    """Give what an adult resident has not been offered to learn yet (SH-16)."""
    return () if stay.is_child else _not_offered(stay, LEARNT)


def _not_offered(stay: Stay, services: tuple[str, ...]) -> tuple[str, ...]:
    offered = ServiceRecord.of(stay).filter(service__in=services, state__in=OFFERED)
    there = set(offered.values_list("service", flat=True).distinct())
    return tuple(service for service in services if service not in there)


def asked_for(stay: Stay) -> bool:
    """Say whether the coordinator has been asked to see to what one resident lacks."""
    return Duty.objects.filter(OPEN, matter_id=stay.id, rule="SH-06", step="services").exists()


def _expected() -> tuple[str, ...]:
    return country().settings.service_expected


def _marked(rows: "QuerySet[Stay]") -> "QuerySet[Stay]":
    """Mark each stay with whether each service is on its record, and leave out those that have them all."""
    lacks = Q()
    for number, service in enumerate(_expected()):
        there = ServiceRecord.objects.filter(stay=OuterRef("id"), service=service, state__in=OFFERED)
        rows = rows.annotate(**{f"offered_{number}": Exists(there)})
        lacks |= Q(**{f"offered_{number}": False})
    return rows.filter(lacks) if _expected() else rows.none()


def _seen(stay: Stay) -> Lacking:
    missed = (service for number, service in enumerate(_expected()) if not getattr(stay, f"offered_{number}"))
    return Lacking(stay, tuple(missed))
