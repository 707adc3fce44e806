"""What a house did in a stretch of time, in numbers that name nobody: what the reports of the houses are made of."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from panah.accounts.models import Appointment
from panah.accounts.permissions import Permission, Role
from panah.core.actor import Actor
from panah.core.country import country
from panah.people.models import Person
from panah.shelter.models import (
    Bed,
    Category,
    Complaint,
    House,
    Incident,
    Prolongation,
    Requester,
    ServiceRecord,
    ServiceState,
    Stay,
    StayState,
    Training,
)

MOST = 20_000
WORKERS = (Role.SHELTER_STAFF, Role.SHELTER_COORDINATOR, Role.SHELTER_SPECIALIST, Role.CENTRE_STAFF)
Rows = list[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole days, the last one included."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time.min, timezone.get_current_timezone())

    @property
    def end(self) -> datetime:
        """The moment after it; never later than now, for what lies ahead is nothing yet."""
        after = datetime.combine(self.last + timedelta(days=1), time.min, timezone.get_current_timezone())
        return min(after, timezone.now())

    @property
    def days(self) -> float:
        """How long it is, in days."""
        return max((self.end - self.start) / timedelta(days=1), 0.0)


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long those who left had lived here, prolongations included (SH-05); None where too few left."""

    people: int | None
    average: float | None
    middle: float | None
    longest: int | None


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who worked for how many (SH-21); `ratio` is residents for one worker."""

    workers: int
    average_workers: float
    average_residents: float
    ratio: float | None
    trained: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is reported of one house or of all houses of a unit."""

    name: str
    period: Period
    places: int
    used: float | None
    by_month: list[tuple[str, float]]
    people: int | None
    moved_in: int | None
    lengths: Lengths
    by_group: Rows
    by_age: Rows
    by_category: Rows
    prolonged_by: Rows
    times_prolonged: Rows
    refusals: Rows
    services: Rows
    services_each: float | None
    staffing: Staffing
    incidents: int
    complaints: int


def shown(number: int) -> int | None:
    """Give a number of people, or None where it is so small that somebody could be told by it."""
    return number if number == 0 or number >= country().settings.statistics_smallest else None


def kept_apart(counts: Iterable[tuple[str, int]]) -> Rows:
    """Give numbers beside one another; small ones are left out, and one more where the sum would tell a single one."""
    rows = [(label, count, shown(count)) for label, count in counts]
    hidden = [count for _label, count, seen in rows if seen is None]
    if len(hidden) == 1:
        others = [count for _label, count, seen in rows if seen]
        next_one = min(others, default=None)
        rows = [(label, count, None if count == next_one else seen) for label, count, seen in rows]
    return [(label, seen) for label, _count, seen in rows]


def report_of(actor: Actor, houses: Sequence[House], period: Period, name: str) -> Report:
    """Count what happened in some houses in a stretch of time (SH-05, SH-17, SH-21)."""
    actor.require(Permission.HOUSE_REPORT)
    stays = list(_lived(houses, period)[:MOST])
    places = Bed.objects.filter(house__in=houses, retired_at=None).count()
    nights = sum(_days_in(stay, period) for stay in stays)
    gone = [stay for stay in stays if stay.left_at and period.start <= stay.left_at < period.end]
    new = sum(bool(stay.admitted_at and period.start <= stay.admitted_at) for stay in stays)
    given = _services(houses, period)
    return Report(
        name=name,
        period=period,
        places=places,
        used=round(100 * nights / (places * period.days), 1) if places and period.days else None,
        by_month=_by_month(stays, period),
        people=shown(len(stays)),
        moved_in=shown(new),
        lengths=_lengths(gone),
        by_group=kept_apart(by_group((stay.is_child, stay.sex) for stay in stays)),
        by_age=kept_apart(_ages(actor, stays)),
        by_category=kept_apart(_categories(stays)),
        prolonged_by=kept_apart(_prolonged(houses, period)),
        times_prolonged=kept_apart(_times(stays)),
        refusals=kept_apart(_refusals(houses, period)),
        services=[(label, count) for label, count in given],
        services_each=round(sum(count for _l, count in given) / len(stays), 1) if shown(len(stays)) else None,
        staffing=_staffing(actor, nights, period),
        incidents=Incident.objects.filter(house__in=houses, happened_at__range=(period.start, period.end)).count(),
        complaints=Complaint.objects.filter(house__in=houses, written_on__range=(period.first, period.last)).count(),
    )


def _lived(houses: Sequence[House], period: Period) -> QuerySet[Stay]:
    rows = Stay.objects.filter(house__in=houses, admitted_at__lt=period.end)
    rows = rows.filter(Q(left_at__isnull=True) | Q(left_at__gt=period.start))
    return rows.only("id", "person_id", "admitted_at", "left_at", "is_child", "sex", "category")


def _days_in(stay: Stay, period: Period) -> float:
    begun = max(stay.admitted_at or period.end, period.start)
    return max((min(stay.left_at or period.end, period.end) - begun) / timedelta(days=1), 0.0)


def _by_month(stays: Sequence[Stay], period: Period) -> list[tuple[str, float]]:
    """How many lived here on average in each month of the stretch, in their order; at most twenty-four."""
    rows: list[tuple[str, float]] = []
    for first in months_of(period):
        month = Period(max(first, period.first), min(_next_month(first) - timedelta(days=1), period.last))
        if month.days:
            lived = sum(_days_in(stay, month) for stay in stays) / month.days
            rows.append((f"{first:%m.%y}", round(lived, 1)))
    return rows


def months_of(period: Period) -> list[date]:
    """Give the first day of each month a stretch touches, in their order; at most twenty-four."""
    months = [period.first.replace(day=1)]
    while (following := _next_month(months[-1])) <= period.last and len(months) < 24:
        months.append(following)
    return months


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _lengths(gone: Sequence[Stay]) -> Lengths:
    spans = [stay.left_at - stay.admitted_at for stay in gone if stay.left_at and stay.admitted_at]
    days = [round(span / timedelta(days=1)) for span in spans]
    if not shown(len(days)):
        return Lengths(shown(len(days)), None, None, None)
    return Lengths(len(days), round(sum(days) / len(days), 1), float(median(days)), max(days))


def by_group(people: Iterable[tuple[bool, str]]) -> list[tuple[str, int]]:
    """Count people by whether they are children and by sex."""
    counts = Counter(people)
    return [(_group_label(*group), counts[group]) for group in sorted(counts)]


def _group_label(is_child: bool, sex: str) -> str:
    return f"{_('Children') if is_child else _('Adults')}: {country().label('sex', sex) if sex else _('not known')}"


def _categories(stays: Sequence[Stay]) -> list[tuple[str, int]]:
    counts = Counter(stay.category for stay in stays)
    return [(str(label), counts[code]) for code, label in Category.choices if counts[code]]


def _ages(actor: Actor, stays: Sequence[Stay]) -> list[tuple[str, int]]:
    ids = {stay.person_id for stay in stays}
    bands = dict(Person.visible(actor).filter(id__in=ids).values_list("id", "age_band")[:MOST])
    return by_age(bands.get(stay.person_id, "") for stay in stays)


def by_age(bands: Iterable[str]) -> list[tuple[str, int]]:
    """Count people by their age groups, in the country's order; those of whom none is known at the end."""
    counts = Counter(bands)
    known = [(str(label), counts[code]) for code, label in country().choices("age_band") if counts[code]]
    return known + ([(_("Not known"), counts[""])] if counts[""] else [])


def _prolonged(houses: Sequence[House], period: Period) -> list[tuple[str, int]]:
    rows = Prolongation.objects.filter(stay__house__in=houses, decided_at__range=(period.start, period.end))
    counts = dict(rows.values_list("requested_by").annotate(n=Count("id")).order_by("requested_by"))
    return [(str(label), counts[code]) for code, label in Requester.choices if code in counts]


def _times(stays: Sequence[Stay]) -> list[tuple[str, int]]:
    """How often the stays of the people counted here have been prolonged in all, without any limit (SH-05)."""
    rows = Prolongation.objects.filter(stay__in=[stay.id for stay in stays])
    often: dict[UUID, int] = dict(rows.values_list("stay_id").annotate(n=Count("id")).order_by("stay_id")[:MOST])
    counts = Counter(min(often.get(stay.id, 0), 3) for stay in stays)
    labels = {0: _("Never"), 1: _("Once"), 2: _("Twice"), 3: _("Three times and more")}
    return [(labels[times], counts[times]) for times in labels if counts[times]]


def _refusals(houses: Sequence[House], period: Period) -> list[tuple[str, int]]:
    rows = Stay.objects.filter(house__in=houses, state=StayState.NOT_ADMITTED)
    rows = rows.filter(opened_at__range=(period.start, period.end))
    counts = rows.values_list("end_reason").annotate(n=Count("id")).order_by("-n", "end_reason")
    return [(str(country().label("not_admitted_reason", code)), count) for code, count in counts]


def _services(houses: Sequence[House], period: Period) -> list[tuple[str, int]]:
    rows = ServiceRecord.objects.filter(
        stay__house__in=houses, state=ServiceState.GIVEN, at__range=(period.start, period.end)
    )
    counts = rows.values_list("service").annotate(n=Count("id")).order_by("-n", "service")[:50]
    return [(str(country().label("shelter_service", code)), count) for code, count in counts]


def _staffing(actor: Actor, nights: float, period: Period) -> Staffing:
    """Who was appointed, by the day of the order, for how much of the stretch; who holds two roles is one worker."""
    rows = Appointment.objects.filter(unit_id=actor.unit, role__in=WORKERS, order_date__lte=period.last)
    rows = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=period.start))
    spans: dict[UUID, tuple[datetime, datetime]] = {}
    for member_id, ordered_on, ended in rows.values_list("member_id", "order_date", "ended_at")[:MOST]:
        begun = Period(ordered_on, ordered_on).start
        first, last = spans.get(member_id, (begun, ended or period.end))
        spans[member_id] = min(first, begun), max(last, ended or period.end)
    worked = sum(
        (min(last, period.end) - max(first, period.start)) / timedelta(days=1) for first, last in spans.values()
    )
    workers = worked / period.days if period.days else 0.0
    residents = nights / period.days if period.days else 0.0
    counting = Training.objects.filter(unit_id=actor.unit, withdrawn_at=None, valid_until__gte=period.last)
    trained = set(counting.filter(member_id__in=spans).values_list("member_id", flat=True)[:MOST])
    return Staffing(
        workers=len(spans),
        average_workers=round(workers, 1),
        average_residents=round(residents, 1),
        ratio=round(residents / workers, 1) if workers else None,
        trained=len(trained),
    )
