"""The figures of the director's board, from roll-ups and from today's few live rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Min, Q, QuerySet, Sum
from django.utils import timezone

from panah.core.actor import Actor
from panah.core.country import country
from panah.hotline.models import Call, Contact, HourLoad, StatCard
from panah.hotline.states import CallState, ContactState

TALKING = (CallState.ANSWERED, CallState.HELD, CallState.TRANSFERRED)


@dataclass(frozen=True, slots=True)
class Live:
    """The desk now."""

    waiting: int
    longest_wait: timedelta | None
    talking: int
    wrap_up: int


@dataclass(frozen=True, slots=True)
class Rates:
    """How calls were answered over a stretch of time; shares are percents, None where nobody called."""

    offered: int
    answered: int
    abandoned: int
    missed: int
    contacts: int
    wait: timedelta | None
    talk: timedelta | None
    card_delay: timedelta | None

    @property
    def answer_rate(self) -> float | None:
        """Answered calls in a hundred offered."""
        return round(100 * self.answered / self.offered, 1) if self.offered else None

    @property
    def abandon_rate(self) -> float | None:
        """Calls in a hundred whose caller hung up before an answer."""
        return round(100 * self.abandoned / self.offered, 1) if self.offered else None


@dataclass(frozen=True, slots=True)
class Work:
    """What one operator did in a stretch: contacts, minutes, and how fast the cards came (HL-15)."""

    alias: str
    contacts: int
    minutes: int
    card_delay: timedelta | None


def live(actor: Actor) -> Live:
    """Give the state of the desk now (one query each over the few live rows)."""
    now = timezone.now()
    calls = Call.objects.filter(unit_id=actor.unit, ringing_at__gt=now - timedelta(hours=12))
    states = calls.aggregate(
        waiting=Count("id", filter=Q(state=CallState.RINGING)),
        since=Min("ringing_at", filter=Q(state=CallState.RINGING)),
        talking=Count("id", filter=Q(state__in=TALKING)),
    )
    open_ones = Contact.objects.filter(unit_id=actor.unit).exclude(state=ContactState.CLOSED)
    wrap_up = open_ones.filter(state=ContactState.WRAP_UP).count()
    since = states["since"]
    return Live(states["waiting"], now - since if since else None, states["talking"], wrap_up)


def rates(hours: Sequence[HourLoad]) -> Rates:
    """Add up hours of load."""
    total = {name: sum(getattr(hour, name) for hour in hours) for name in _SUMMED}
    return Rates(
        total["offered"],
        total["answered"],
        total["abandoned"],
        total["missed"],
        total["contacts"],
        _each(total["wait_seconds"], total["answered"]),
        _each(total["talk_seconds"], total["contacts"]),
        _each(total["card_delay_seconds"], total["cards"]),
    )


_SUMMED = ("offered", "answered", "abandoned", "missed", "contacts", "wait_seconds", "talk_seconds", "cards",
           "card_delay_seconds")  # fmt: skip


def _each(seconds: int, count: int) -> timedelta | None:
    return timedelta(seconds=round(seconds / count)) if count else None


def by_hour(hours: Sequence[HourLoad]) -> list[tuple[str, float]]:
    """Give contacts by hour of the day, all days of the stretch together."""
    counts = [0] * 24
    for row in hours:
        counts[timezone.localtime(row.hour).hour] += row.contacts
    return [(f"{hour:02d}", counts[hour]) for hour in range(24)]


def by_day(hours: Sequence[HourLoad]) -> list[tuple[str, float]]:
    """Give contacts by day."""
    counts: dict[str, float] = {}
    for row in hours:
        day = timezone.localtime(row.hour).strftime("%d.%m")
        counts[day] = counts.get(day, 0) + row.contacts
    return list(counts.items())


def by_motive(actor: Actor, start: datetime, end: datetime) -> list[tuple[str, float]]:
    """Give cards by motive of a stretch of at most 31 days, most frequent first."""
    return _by_code(_cards(actor, start, end), "motive")


def by_heard_from(actor: Actor, start: datetime, end: datetime) -> list[tuple[str, float]]:
    """Give the cards that say how the person heard of the hotline, so that campaigns can be judged (HL-20)."""
    return _by_code(_cards(actor, start, end).exclude(heard_from=""), "heard_from")


def _by_code(cards: QuerySet[StatCard], name: str) -> list[tuple[str, float]]:
    rows = cards.values_list(name).annotate(n=Count("id")).order_by("-n", name)[:12]
    return [(str(country().label(name, code)), count) for code, count in rows]


def workload(actor: Actor, start: datetime, end: datetime) -> list[Work]:
    """Give what each operator did in a stretch of at most 31 days, for the director's staffing proposals (HL-15)."""
    delay = ExpressionWrapper(F("completed_at") - F("ended_at"), output_field=DurationField())
    rows = (
        _cards(actor, start, end)
        .values("operator__alias")
        .annotate(n=Count("id"), talked=Sum("minutes"), delay=Avg(delay))
    )
    return [
        Work(row["operator__alias"], row["n"], row["talked"] or 0, row["delay"]) for row in rows.order_by("-n")[:100]
    ]


def _cards(actor: Actor, start: datetime, end: datetime) -> QuerySet[StatCard]:
    return StatCard.objects.filter(
        unit_id=actor.unit, day__gte=timezone.localdate(start), day__lte=timezone.localdate(end)
    )
