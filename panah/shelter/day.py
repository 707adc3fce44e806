"""The day of a house: who is out, who takes medicine when, who eats what, who is expected, and what is planned."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.shelter.actions.health import EARLY, doses_of
from panah.shelter.missing import Lacking, lacking
from panah.shelter.models import (
    Absence,
    Diet,
    Dose,
    Encounter,
    Medicine,
    ServiceRecord,
    ServiceState,
    Stay,
    StayState,
)

MOST = 100
ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class DueDose:
    """One dose of a day: of which medicine, when, and what became of it."""

    medicine: Medicine
    at: datetime
    dose: Dose | None

    @property
    def late(self) -> bool:
        """Whether its time is over and nobody has written anything."""
        return self.dose is None and self.at < timezone.now()

    @property
    def can_be_given(self) -> bool:
        """Whether it can be written down by now."""
        return self.dose is None and self.at <= timezone.now() + EARLY


@dataclass(frozen=True, slots=True)
class Meals:
    """How many are fed how: by code of the diet, most first; a resident of whom nothing is written eats everything."""

    residents: int
    out: int
    by_diet: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What the page of the day shows of the houses of a unit; each list is cut at MOST."""

    out: list[Absence]
    doses: list[DueDose]
    meals: Meals
    expected: list[Encounter]
    planned: list[ServiceRecord]
    lacking: list[Lacking]


def of(actor: Actor) -> Day:
    """Give the day of the actor's houses, with as many queries however many live there."""
    tonight = _tonight()
    out = list(Absence.running(actor)[:MOST])
    return Day(
        out=out,
        doses=_doses(actor),
        meals=_meals(actor, len(out)),
        expected=list(Encounter.expected(actor, tonight)[:MOST]),
        planned=list(_planned(actor, tonight)[:MOST]),
        lacking=lacking(actor),
    )


def _tonight() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time.min))


def _planned(actor: Actor, until: datetime) -> "QuerySet[ServiceRecord]":
    rows = ServiceRecord.objects.filter(unit_id__in=actor.unit_ids, state=ServiceState.PLANNED, at__lt=until)
    return rows.filter(stay__state=StayState.RESIDENT).select_related("stay").order_by("at", "id")


def _doses(actor: Actor) -> list[DueDose]:
    """Give what is still to be offered today, first what is due first."""
    if not actor.may(Permission.HEALTH_WRITE):
        return []
    return [DueDose(row, at, None) for row, at in Medicine.due(actor, timezone.localdate())]


def doses_today(medicines: Iterable[Medicine], given: Iterable[Dose]) -> list[DueDose]:
    """Give the doses of these medicines today in their order, each with what became of it."""
    written: dict[tuple[UUID, datetime], Dose] = {(dose.medicine_id, dose.due_at): dose for dose in given}
    today = timezone.localdate()
    due = [DueDose(row, at, written.get((row.id, at))) for row in medicines for at in doses_of(row, today)]
    return sorted(due, key=lambda each: (each.at, each.medicine.id))


def _meals(actor: Actor, out: int) -> Meals:
    residents = Stay.visible(actor).filter(state=StayState.RESIDENT).count()
    standing = Diet.objects.filter(unit_id__in=actor.unit_ids, ended_at=None, stay__state=StayState.RESIDENT)
    counted: Counter[str] = Counter()
    told = 0
    for codes, number in standing.values_list("codes").annotate(number=Count("id")).order_by("codes"):
        told += number
        counted.update(dict.fromkeys(codes, number))
    counted[ORDINARY] += residents - told
    listed = country().codes("diet").ids
    return Meals(residents, out, tuple((code, counted[code]) for code in listed if counted[code]))
