"""What an assistance centre did in a stretch of time, in numbers that name nobody (AC-01 … AC-05)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.people.models import Notice, Person
from panah.people.states import NoticeSubject
from panah.referrals.models import Referral
from panah.referrals.states import State
from panah.shelter.actions.visits import SHELTER
from panah.shelter.figures import MOST, Period, Rows, by_age, by_group, kept_apart, months_of, shown
from panah.shelter.models import CentreVisit, Guest, House

SHELTERED = "sheltered"


@dataclass(frozen=True, slots=True)
class CentreReport:
    """Everything that is reported of one house or of all houses of an assistance centre."""

    name: str
    period: Period
    visits: int | None
    people: int | None
    new: int | None
    told: int | None
    by_month: Rows
    by_group: Rows
    by_age: Rows
    services: Rows
    outcomes: Rows
    notices: Rows


def report_of(actor: Actor, houses: Sequence[House], period: Period, name: str, *, all_houses: bool) -> CentreReport:
    """Count what a centre did in a stretch of time; of visits, those at these houses.

    A number of visits, too, is left out where so few people made them that somebody could be told by it.
    """
    actor.require(Permission.HOUSE_REPORT)
    actor.require(Permission.VISIT_WRITE)
    visits = _visits(actor, houses, period, all_houses=all_houses)
    guests = Guest.visible(actor).in_bulk({visit.guest_id for visit in visits})
    people = _people(actor, guests.values())
    return CentreReport(
        name=name,
        period=period,
        visits=len(visits) if shown(len(guests)) else None if guests else 0,
        people=shown(len(guests)),
        new=shown(_during(period, (guest.opened_at for guest in guests.values()))),
        told=shown(len({visit.guest_id for visit in visits if visit.rights_language})),
        by_month=kept_apart(_by_month(visits, period)),
        by_group=kept_apart(by_group((each.is_child, each.sex) for each in people)),
        by_age=kept_apart(by_age(each.age_band for each in people)),
        services=kept_apart(_services(visits)),
        outcomes=kept_apart(_outcomes(actor, guests.values(), period)),
        notices=kept_apart(_notices(actor, guests.values(), period)),
    )


def _visits(actor: Actor, houses: Sequence[House], period: Period, *, all_houses: bool) -> list[CentreVisit]:
    """With all houses together those visits count as well of which no house was said."""
    where = Q(house__in=houses) | (Q(house=None) if all_houses else Q())
    rows = CentreVisit.objects.filter(where, unit_id__in=actor.unit_ids, at__gte=period.start, at__lt=period.end)
    return list(rows.only("id", "guest_id", "services", "rights_language", "at")[:MOST])


@dataclass(frozen=True, slots=True)
class _Somebody:
    is_child: bool
    sex: str
    age_band: str


def _people(actor: Actor, guests: Iterable[Guest]) -> list[_Somebody]:
    """What is known of the guests; of a person the centre may not see any more, whether it was a child."""
    guests = list(guests)
    rows = Person.visible(actor).filter(id__in=[guest.person_id for guest in guests])
    known = {row[0]: row[1:] for row in rows.values_list("id", "is_child", "sex", "age_band")[:MOST]}
    return [_Somebody(*known.get(guest.person_id, (guest.is_child, "", ""))) for guest in guests]


def _during(period: Period, moments: Iterable[datetime | None]) -> int:
    return sum(moment is not None and period.start <= moment < period.end for moment in moments)


def _by_month(visits: Sequence[CentreVisit], period: Period) -> list[tuple[str, int]]:
    counts: Counter[date] = Counter(timezone.localdate(visit.at).replace(day=1) for visit in visits)
    return [(f"{first:%m.%y}", counts[first]) for first in months_of(period)]


def _services(visits: Sequence[CentreVisit]) -> list[tuple[str, int]]:
    counts = Counter(service for visit in visits for service in visit.services)
    return [(str(label), counts[code]) for code, label in country().choices("centre_service") if counts[code]]


def _outcomes(actor: Actor, guests: Iterable[Guest], period: Period) -> list[tuple[str, int]]:
    """How many guests were presumed victims, for how many a shelter was asked, and what it answered (AC-02)."""
    guests = list(guests)
    offered = Referral.sent(actor).filter(
        person_id__in=[guest.person_id for guest in guests],
        need=SHELTER,
        offered_at__gte=period.start,
        offered_at__lt=period.end,
    )
    answers: dict[UUID, set[str]] = {}
    for person_id, state, outcome in offered.values_list("person_id", "state", "outcome")[:MOST]:
        answers.setdefault(person_id, set()).update((state, outcome))
    taken = {State.ACCEPTED, State.TRANSFERRED, State.DONE}
    told = [
        (_("Presumed a victim"), _during(period, (guest.presumed_at for guest in guests))),
        (_("A place in a shelter asked for"), len(answers)),
        (_("Accepted by a shelter"), sum(bool(taken & said) for said in answers.values())),
        (_("Reported as placed in safety"), sum(SHELTERED in said for said in answers.values())),
        (_("Declined by a shelter"), sum(State.DECLINED in said for said in answers.values())),
    ]
    return [(label, count) for label, count in told if count]


def _notices(actor: Actor, guests: Iterable[Guest], period: Period) -> list[tuple[str, int]]:
    """Of how many children each kind of body was told (AC-03)."""
    rows = Notice.objects.filter(
        from_unit_id__in=actor.unit_ids,
        subject=NoticeSubject.CHILD,
        person_id__in=[guest.person_id for guest in guests],
        sent_at__gte=period.start,
        sent_at__lt=period.end,
    )
    told = set(rows.values_list("recipient_kind", "person_id")[:MOST])
    counts = Counter(kind for kind, _person in told)
    return [(str(country().label("unit_kind", kind)), counts[kind]) for kind in sorted(counts)]
